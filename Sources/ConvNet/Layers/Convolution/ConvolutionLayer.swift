/// A layer that is a ``Convolution`` and nothing else: the convolution does all of its work.
package protocol ConvolutionLayer<S>: SmoothLayer where Record == Void {
  /// The filters and the way they slide.
  var convolution: Convolution<S> { get set }
}

extension ConvolutionLayer {
  public static var kind: String { "conv" }
  public static var ending: Ending { .none }
  public static var quantities: [LayerQuantity<Self>] { [] }
  /// On blank paper each filter gives one number, the same everywhere.
  package static var isDrawnAgainstBlankPaper: Bool { true }
  package static var forwardView: LayerView { .maps }
  package static var backwardView: LayerView { .quantity("d_filters") }

  package func narrateForward(output: Shape) -> ForwardNarration {
    .filters(output[0], rows: output[1], columns: output[2])
  }

  package var backwardNarration: String {
    "weights are shared: each weight's gradient is the sum over all its places"
  }
  /// The rows and columns under the filter, in all channels.
  package func window(ofOutput indices: [Int]) -> InputWindow? {
    let (top, left) = (
      indices[1] * convolution.stride - convolution.padding,
      indices[2] * convolution.stride - convolution.padding
    )
    let kernel = convolution.filters.shape
    return InputWindow(
      channel: nil, rows: top..<top + kernel[2], columns: left..<left + kernel[3])
  }

  /// C,H,W to F,H',W'; the channels must be those of the filters, and the window must fit.
  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape {
    try convolution.outputShape(for: sample)
  }

  /// The sum over each patch; nothing needs to be recorded.
  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Void) {
    (convolution.forward(input), ())
  }

  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    convolution.backward(upstream.out, input: pass.input)
  }

  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    convolution.explain(place, value, indices, in: context)
  }

  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    convolution.tangent(ofInput: direction)
  }

  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> {
    convolution.tangent(ofParameter: parameter, at: offset, input: pass.input)
  }

  public var parameters: [Parameter<S>] { convolution.parameters }

  public mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {
    convolution.withParameters(body)
  }
}
