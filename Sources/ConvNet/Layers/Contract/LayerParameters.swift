/// What a layer learns, and what it keeps between updates without learning it.
public protocol LayerParameters<S>: LayerArithmetic {
  /// The parameters, in a fixed order.
  var parameters: [Parameter<S>] { get }

  /// Calls `body` with the index and the values of each parameter, to change them in place.
  mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void)

  /// How the layer's sums change when one of its parameters is increased.
  ///
  /// - Parameters:
  ///   - parameter: The index into ``parameters``.
  ///   - offset: The position of the number in it.
  ///   - pass: The forward pass.
  /// - Returns: The derivative of each sum with respect to that number.
  func tangent(ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>) -> Tensor<S>

  /// What the layer keeps without learning it, such as running means.
  var buffers: [Parameter<S>] { get }

  /// The values of ``buffers`` after an update that followed a forward pass.
  func buffers(after pass: Pass<Self>) -> [Tensor<S>]

  /// Calls `body` with the index and the values of each buffer, to change them in place.
  mutating func withBuffers(_ body: (Int, inout Tensor<S>) -> Void)
}

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
public protocol ParameterFreeLayer: LayerParameters {}

extension ParameterFreeLayer {
  public var parameters: [Parameter<S>] { [] }
  public mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {}
  /// 0 everywhere: no parameter moves the sums.
  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> { Tensor(pass.output.shape) }
}

/// A layer that keeps nothing between updates except what it learns.
public protocol BufferFreeLayer: LayerParameters {}

extension BufferFreeLayer {
  public var buffers: [Parameter<S>] { [] }
  public func buffers(after pass: Pass<Self>) -> [Tensor<S>] { [] }
  public mutating func withBuffers(_ body: (Int, inout Tensor<S>) -> Void) {}
}
