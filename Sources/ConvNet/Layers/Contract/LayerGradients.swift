/// What arrives from the right in a backward pass.
public struct Upstream<S: Scalar>: Sendable {
  /// dL/d(out).
  public let out: Tensor<S>
  /// dL/d(totals), if the loss was computed together with the layer's activation; the layer uses it
  /// instead of `out`.
  public let totals: Tensor<S>?

  /// Gradients of a layer's output.
  public init(out: Tensor<S>, totals: Tensor<S>? = nil) {
    self.out = out
    self.totals = totals
  }
}

/// The result of a layer's backward pass.
public struct LayerGradients<S: Scalar>: Sendable {
  /// dL/d(input).
  public let input: Tensor<S>
  /// dL/d(parameter), in the order of the layer's parameters.
  public let parameters: [Tensor<S>]
  /// dL/d(totals), if the layer has totals.
  public let totals: Tensor<S>?

  /// The gradients that are passed on to the left, and those that stay.
  public init(input: Tensor<S>, parameters: [Tensor<S>] = [], totals: Tensor<S>? = nil) {
    self.input = input
    self.parameters = parameters
    self.totals = totals
  }
}
