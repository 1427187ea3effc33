/// A fully-connected layer without an activation: out = W x + b; see ``Dense``.
///
/// At the end of a network its outputs are logits, and the loss applies the softmax.
///
/// - Shapes: N,(inputs) to N,outputs; weights outputs,inputs.
public struct FullyConnected<S: Scalar>: DenseLayer {
  /// Weights and biases.
  public var dense: Dense<S>

  /// A fully-connected layer over the given sums.
  public init(_ dense: Dense<S>) { self.dense = dense }

  public static var kind: String { "fc" }
  public static var ending: Ending { .logits }
  public static var quantities: [LayerQuantity<Self>] { [] }
  package static var forwardView: LayerView { .quantity("out") }
  package static var backwardView: LayerView { .quantity("d_in") }
  public var summary: String {
    "\(dense.inputs.counted("input")) to \(dense.outputs.counted("output"))"
  }

  package func narrateForward(output: Shape) -> ForwardNarration {
    .line("each output is the sum of all inputs, each times its weight, plus a bias")
  }

  package var backwardNarration: String {
    "each weight's gradient is its output's gradient x its input"
  }

  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Void) {
    (dense.totals(input), ())
  }

  /// The backward pass; the layer's sums are its outputs.
  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    dense.backward(upstream.out, input: pass.input)
  }

  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    dense.explain(
      place, value, indices, input: pass.input, sums: ("out", "d_out"), in: context)
  }

  package func torch(for sample: Shape, ties: TiePolicy) -> TorchLayer {
    dense.torch(for: sample)
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    FullyConnected<T>(dense.converted(to: T.self))
  }
}

/// `fc OUTPUTS [init=uniform|he | normal=DIVISOR]` in a diagram.
enum FullyConnectedFactory: LibraryLayerFactory {
  static let word = "fc"
  static let layer: any Layer<Float>.Type = FullyConnected<Float>.self
  static let usage = "fc OUTPUTS [init=uniform]"
  static let summary = "fully connected, no activation; as the last layer its outputs are logits"
  static let options = ["init", "normal"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    let (inputs, outputs) = try arguments.sizes(input: sample.count, inputName: "inputs")
    return LayerDraft(
      inputs: inputs, outputs: outputs,
      dense: try arguments.dense(inputs: inputs, outputs: outputs)
    ) { FullyConnected($0) }
  }
}
