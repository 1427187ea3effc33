import ConvNet

extension RandomSource {
  /// Standard normal numbers, with an occasional zero of either sign.
  mutating func numbers<S: Scalar>(_ count: Int, as type: S.Type = S.self) -> [S] {
    (0..<count).map { _ in
      switch below(12) {
      case 0: 0
      case 1: -S.zero
      default: S(normal())
      }
    }
  }

  /// A tensor of standard normal numbers.
  mutating func tensor<S: Scalar>(_ shape: Shape, as type: S.Type = S.self) -> Tensor<S> {
    Tensor(shape, (0..<shape.count).map { _ in S(normal()) })
  }

  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }
}

/// Whether the numbers have the same bits; all NaNs count as equal.
func identical<S: Scalar>(_ a: [S], _ b: [S]) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { ($0 == $1 && $0.sign == $1.sign) || ($0.isNaN && $1.isNaN) }
}

func identical<S: Scalar>(_ a: Tensor<S>, _ b: Tensor<S>) -> Bool {
  a.shape == b.shape && identical(a.values, b.values)
}

/// |a - b| / (|a| + |b|), using norms; 0 if both are 0.
func relativeDistance(_ a: [Double], _ b: [Double]) -> Double {
  func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
  let sum = norm(a) + norm(b)
  return sum == 0 ? 0 : norm(zip(a, b).map { $0 - $1 }) / sum
}

/// Calls `body` with the address of the numbers, with many NaNs before and after them, so that any
/// read outside their range shows.
///
/// - Returns: The numbers afterwards, or `nil` if something was written outside their range.
@discardableResult
func fenced<S: Scalar>(_ values: [S], _ body: (UnsafeMutablePointer<S>) -> Void) -> [S]? {
  let margin = [S](repeating: .nan, count: 256)
  var memory = margin + values + margin
  memory.withUnsafeMutableBufferPointer { buffer in
    if let base = buffer.baseAddress { body(base + margin.count) }
  }
  let outside = memory.prefix(margin.count) + memory.suffix(margin.count)
  guard outside.allSatisfy(\.isNaN) else { return nil }
  return Array(memory[margin.count..<margin.count + values.count])
}
