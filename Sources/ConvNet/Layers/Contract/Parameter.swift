/// A set of numbers that a layer learns or keeps.
public struct Parameter<S: Scalar>: Sendable {
  /// Its name in places: `filters`, `weights`, `biases`.
  public let name: String
  /// Its name in PyTorch and in files: `weight`, `bias`.
  public let fileName: String
  /// The numbers.
  public let values: Tensor<S>
  /// Whether weight decay shrinks it.
  public let decays: Bool
  /// Whether the numbers have been computed; until then their place reads as not computed, not as
  /// 0.
  let isComputed: Bool

  /// A named set of numbers.
  public init(
    name: String, fileName: String, values: Tensor<S>, decays: Bool = true, isComputed: Bool = true
  ) {
    self.name = name
    self.fileName = fileName
    self.values = values
    self.decays = decays
    self.isComputed = isComputed
  }
}

/// A layer that learns nothing.
public protocol ParameterFreeLayer: Layer {}

extension ParameterFreeLayer {
  public var parameters: [Parameter<S>] { [] }
  public mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {}
  /// 0 everywhere: no parameter moves the sums.
  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> { Tensor(pass.output.shape) }
}
