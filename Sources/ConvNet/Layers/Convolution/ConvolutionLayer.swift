/// A layer that is a ``Convolution`` and nothing else: all of its work is that one's.
public protocol ConvolutionLayer<S>: Layer where Record == Void {
  /// The filters and how they slide.
  var convolution: Convolution<S> { get set }
}

extension ConvolutionLayer {
  /// Layers of this kind are called `conv`.
  public static var kind: String { "conv" }

  /// C,H,W to F,H',W'; the channels are the filters', and the window fits.
  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape {
    try convolution.outputShape(for: sample)
  }

  /// The forward pass, by the formula above.
  public func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Void) {
    (convolution.forward(input), ())
  }

  /// The backward pass, by the formulas above.
  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    convolution.backward(upstream.out, input: pass.input)
  }

  /// Why a number of the layer is what it is.
  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    convolution.explain(place, value, indices, in: context)
  }

  /// How the output moves with the input.
  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    convolution.tangent(ofInput: direction)
  }

  /// How the output moves with a parameter.
  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> {
    convolution.tangent(ofParameter: parameter, at: offset, input: pass.input)
  }

  /// The filters, and the biases where there are any.
  public var parameters: [Parameter<S>] { convolution.parameters }

  /// Hands each parameter to `body`, to be changed in place.
  public mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {
    convolution.withParameters(body)
  }
}
