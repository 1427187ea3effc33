/// A seeded source of random numbers that gives the same numbers on every machine.
///
/// The generator is SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", 2014): its state is one 64-bit word, so saving and restoring it is one copy.
public struct RandomSource: RandomNumberGenerator, Hashable, Sendable {
  /// All that future numbers depend on: the seed of a source that continues with the same numbers.
  package private(set) var state: UInt64

  /// The source with the given seed.
  public init(seed: UInt64) { state = seed }

  /// Sixty-four random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in 0..<1, in steps of 2^-53.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number in 0..<bound, each equally likely (Lemire's method, 2019).
  ///
  /// - Precondition: The bound is at least 1.
  public mutating func below(_ bound: Int) -> Int {
    ensure(bound >= 1, "A random number below \(bound) does not exist.")
    let range = UInt64(bound)
    while true {
      let (high, low) = next().multipliedFullWidth(by: range)
      if low >= (0 &- range) % range { return Int(high) }
    }
  }

  /// A standard normal number, by Marsaglia's polar method.
  public mutating func normal() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let s = u * u + v * v
      if s > 0, s < 1 { return u * (-2 * Self.log(s) / s).squareRoot() }
    }
  }

  /// The numbers 0..<count in random order (Fisher and Yates).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, below(last + 1))
    }
    return order
  }

  /// The natural logarithm, computed only with exactly rounded operations: C libraries differ in
  /// the last bit, and the same seed must give the same weights everywhere.
  ///
  /// log(m 2^e) = 2 atanh((m - 1) / (m + 1)) + e log 2, the atanh by its power series.
  static func log(_ x: Double) -> Double {
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 1.4142135623730951 {
      mantissa /= 2
      exponent += 1
    }
    let t = (mantissa - 1) / (mantissa + 1)
    var sum = 0.0
    for k in stride(from: 21, through: 1, by: -2) { sum = sum * (t * t) + 1 / Double(k) }
    return 2 * t * sum + exponent * 0.6931471805599453
  }
}
