/// A layer that is a ``Dense`` sum, with or without an activation after it.
package protocol DenseLayer<S>: SmoothLayer, WindowFreeLayer {
  /// Weights and biases.
  var dense: Dense<S> { get set }
}

extension DenseLayer {
  /// As many inputs as a row has weights, to one number per output.
  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape {
    try dense.outputShape(for: sample)
  }

  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    dense.tangent(ofInput: direction)
  }

  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> {
    dense.tangent(ofParameter: parameter, at: offset, input: pass.input)
  }

  public var parameters: [Parameter<S>] { dense.parameters }

  public mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {
    dense.withParameters(body)
  }
}

/// A dense layer with an activation after its sums, which are its totals: it records the logits
/// W x + b, N,outputs.
package protocol ActivatedDenseLayer: DenseLayer where Record == Tensor<S> {
  /// Why output `k` is what it is: the activation, in arithmetic.
  func explainOutput(
    _ place: Place, _ value: S, _ k: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S>

  /// Why dL/d(totals) of output `k` is what it is; `nil` if no loss was fused with it.
  func explainTotalsGradient(
    _ place: Place, _ value: S, _ k: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S>?
}

extension ActivatedDenseLayer {
  /// `totals`, the logits.
  public static var quantities: [LayerQuantity<Self>] {
    [LayerQuantity("totals", shape: { $1 }, values: { $0.record })]
  }
  package static var forwardView: LayerView { .probabilities }
  package static var backwardView: LayerView { .quantity("d_totals") }

  package func narrateForward(output: Shape) -> ForwardNarration { .probabilities }

  package var backwardNarration: String {
    "d_totals = p - y; each weight's gradient is d_total x its input"
  }

  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    switch place.quantity {
    case "out": explainOutput(place, value, indices[0], pass, context)
    case "d_totals": explainTotalsGradient(place, value, indices[0], pass, context)
    default: dense.explain(place, value, indices, input: pass.input, in: context)
    }
  }
}
