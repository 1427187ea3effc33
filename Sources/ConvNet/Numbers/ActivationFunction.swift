/// A function of one number that a layer applies to each.
public enum ActivationFunction: Hashable, Sendable {
  /// max(x, 0); its slope at 0 is 0.
  case relu
  /// x where it is above 0, slope * x elsewhere.
  case leakyReLU(slope: Double)
  /// The hyperbolic tangent; its slope is 1 - out^2.
  case tanh

  /// The function's value.
  @inlinable
  public func value<S: Scalar>(at x: S) -> S {
    switch self {
    // A NaN is passed on: hiding it would hide its cause.
    case .relu: x > 0 || x.isNaN ? x : 0
    case .leakyReLU(let slope): x > 0 ? x : S(slope) * x
    case .tanh: S.tanh(x)
    }
  }

  /// How much work one number is, in products and sums.
  var work: Int { self == .tanh ? 30 : 1 }

  /// Whether the slope jumps at 0.
  var hasCorner: Bool {
    switch self {
    case .relu: true
    case .leakyReLU(let slope): slope != 1
    case .tanh: false
    }
  }

  /// The function's slope at `x`, which gave `output`.
  @inlinable
  public func slope<S: Scalar>(at x: S, output: S) -> S {
    switch self {
    case .relu: x > 0 ? 1 : 0
    case .leakyReLU(let slope): x > 0 ? 1 : S(slope)
    case .tanh: 1 - output * output
    }
  }
}
