/// A layer that consists of its mathematics: forward, backward, parameters, and shapes.
///
/// Its ``Layer/parameters`` are what it learns; a layer that learns nothing is also a
/// ``ParameterFreeLayer``. It takes batches of any size, keeps nothing else between updates, and has
/// no quantities besides its input and its output. Asked about one of its numbers, it answers that it
/// does not explain them. A layer whose function has corners, such as |x|, also has ``Layer/branches(of:)``:
/// without it, a gradient check measures across them.
public protocol PlainLayer<S>: Layer {}

extension PlainLayer {
  public static var ending: Ending { .none }
  public static var quantities: [LayerQuantity<Self>] { [] }
  public var summary: String { "not described" }
  public func branches(of pass: Pass<Self>) -> [Int32]? { nil }

  /// The number, and a note that the layer does not explain it.
  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    Explanation(
      place, value, intro: "This layer does not explain its numbers.",
      formula: "not explained by \(Self.kind)", .stored(place, value))
  }

  /// Found from the backward pass: with 1 as the gradient of one output and 0 elsewhere,
  /// dL/d(input) is that output's derivatives.
  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    derivatives(through: pass) { gradients in
      zip(gradients.input.values, direction.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// Found from the backward pass, like ``tangent(ofInput:through:)``.
  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> {
    derivatives(through: pass) { $0.parameters[parameter].values[offset] }
  }

  private func derivatives(
    through pass: Pass<Self>, _ derivative: (LayerGradients<S>) -> S
  ) -> Tensor<S> {
    var one = Tensor<S>(pass.output.shape)
    var result = one
    for output in one.values.indices {
      one.values[output] = 1
      result.values[output] = derivative(backward(Upstream(out: one), through: pass))
      one.values[output] = 0
    }
    return result
  }
}

extension PlainLayer where Self: ParameterFreeLayer {
  /// 0 everywhere: no parameter moves the sums.
  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> { Tensor(pass.output.shape) }
}
