/// A function of one number that a layer applies to each of its inputs.
public enum ActivationFunction: Hashable, Sendable {
  /// max(x, 0); its slope at 0 is 0.
  case relu
  /// x if x is above 0, slope * x otherwise.
  case leakyReLU(slope: Double)
  /// The hyperbolic tangent; its slope is 1 - out^2.
  case tanh
  /// 1 / (1 + exp(-x)); its slope is out * (1 - out).
  case sigmoid

  /// The function's value.
  @inlinable
  public func value<S: Scalar>(at x: S) -> S {
    switch self {
    // A NaN is passed on; hiding it would hide its cause.
    case .relu: x > 0 || x.isNaN ? x : 0
    case .leakyReLU(let slope): x > 0 ? x : S(slope) * x
    case .tanh: S.tanh(x)
    case .sigmoid: S.sigmoid(x)
    }
  }

  /// How much work one application is, in products and sums.
  var work: Int {
    switch self {
    case .relu, .leakyReLU: 1
    case .tanh, .sigmoid: 30
    }
  }

  /// Whether the slope jumps at 0.
  var hasCorner: Bool {
    switch self {
    case .relu: true
    case .leakyReLU(let slope): slope != 1
    case .tanh, .sigmoid: false
    }
  }

  /// The function's slope at `x`, for which its value is `output`.
  @inlinable
  public func slope<S: Scalar>(at x: S, output: S) -> S {
    switch self {
    case .relu: x > 0 ? 1 : 0
    case .leakyReLU(let slope): x > 0 ? 1 : S(slope)
    case .tanh: 1 - output * output
    case .sigmoid: output * (1 - output)
    }
  }
}
