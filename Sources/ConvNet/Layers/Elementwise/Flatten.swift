/// Lays out maps in a row, in C,H,W order; the numbers do not change.
///
/// - Shapes: N,C,H,W to N,C*H*W.
public struct Flatten<S: Scalar>: ParameterFreeLayer, SmoothLayer, WindowFreeLayer {
  /// A change of shape.
  public init() {}
  public static var kind: String { "flatten" }
  public static var ending: Ending { .none }
  public static var quantities: [LayerQuantity<Self>] { [] }
  package static var forwardView: LayerView { .quantity("out") }
  package static var backwardView: LayerView { .quantity("d_in") }
  public var summary: String { "all numbers in a row" }

  package func narrateForward(output: Shape) -> ForwardNarration {
    .line("the same numbers, in a row")
  }

  package var backwardNarration: String { "the same gradients, in the shape of the maps" }

  /// Any shape, flattened to one axis.
  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape { Shape(sample.count) }

  /// The same numbers, in a row.
  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Void) {
    (input.reshaped(Shape(input.shape[0], input.shape.withoutFirst.count)), ())
  }

  /// The same gradients, in the input's shape.
  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    LayerGradients(input: upstream.out.reshaped(pass.input.shape))
  }

  /// The same direction, in a row.
  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    direction.reshaped(pass.output.shape)
  }

  /// The same number, at its place before or after the layer.
  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    let sample = pass.input.shape.withoutFirst
    let source =
      switch place.quantity {
      case "out": context.input(flat: indices[0])
      case "d_in": context.upstream(at: [sample.offset(of: indices)])
      default: Arithmetic<S>.constant(0)
      }
    guard let origin = source.places.first else { return nil }
    return Explanation(
      place, value, intro: "The same number: flattening changes only its index.",
      formula: "\(origin)", source, next: origin)
  }

  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    TorchLayer("nn.Flatten()")
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> { Flatten<T>() }
}

/// `flatten` in a diagram.
enum FlattenFactory: BareLayerFactory, LibraryLayerFactory {
  static let word = "flatten"
  static let layer: any Layer<Float>.Type = Flatten<Float>.self
  static let summary = "all numbers in a row; dense layers do this on their own"

  static func draft<S: Scalar>(as type: S.Type) -> LayerDraft<S> { LayerDraft(Flatten<S>()) }
}
