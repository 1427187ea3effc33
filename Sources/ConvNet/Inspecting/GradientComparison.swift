/// How the gradients of one group of numbers compare with central differences.
public struct GradientComparison: Sendable {
  /// One number of the group.
  struct Number: Sendable {
    let place: Place
    let analytic: Double
    /// One estimate per step of ``GradientCheck/steps``; `nil` if the step crosses a kink.
    let estimates: [Double?]
    /// The output that took another branch, at the smallest step for which one did.
    let crossing: Place?

    /// The estimate at a step or, if that step crosses a kink, at the next smaller step that does
    /// not, or else at the next larger one.
    func numeric(at step: Int) -> (value: Double, step: Double)? {
      let order = Array(step..<estimates.count) + (0..<step).reversed()
      return order.lazy.compactMap { index in
        estimates[index].map { ($0, GradientCheck.steps[index]) }
      }.first
    }
  }

  /// The result of the comparison.
  public enum Verdict: Hashable, Sendable {
    /// The gradients are those of the loss.
    case agrees
    /// Both are 0 within the precision of Double, for the given reason.
    case zero(ReasonForZero)
    /// They differ by no more than the rounding of the loss explains.
    case roundOff
    /// The differences of the loss are not finite, or too large to be squared.
    case tooLarge
    /// They are not those of the loss.
    case wrong(Symptom)
    /// Every number is at a kink, so there is nothing to compare.
    case onlyKinks
  }

  /// Why the loss does not depend on a group of numbers.
  public enum ReasonForZero: Hashable, Sendable {
    /// The loss itself is practically 0.
    case lossIsZero
    /// The numbers are multiplied by an input that is 0 everywhere.
    case inputIsZero
    /// The gradient that arrives from the right is 0 everywhere.
    case nothingArrives
    /// Each gradient is a sum without terms: no output depends on the number.
    case noTerms
    /// Each gradient is a sum of products that are all 0.
    case productsAreZero
    /// Each gradient is a sum of terms that cancel.
    case cancels
    /// The rule of the gradients is not a sum.
    case isFlat
  }

  /// What a wrong gradient looks like.
  public enum Symptom: Hashable, Sendable {
    /// It is 0 everywhere.
    case vanished
    /// It is the right one multiplied by a factor.
    case factor(Double)
    /// It is the right one with each kernel rotated by 180 degrees.
    case flipped
    /// This many numbers are wrong; the others are right.
    case few(Int)
    /// None of these.
    case other
  }

  /// How well a group agrees at one step h.
  package struct Point: Hashable, Sendable {
    /// The step h.
    package let step: Double
    /// |a - n| / (|a| + |n|) over the group.
    package let error: Double
    /// |a|, from the backward pass.
    package let analyticNorm: Double
    /// |n|, from the differences.
    package let numericNorm: Double
    /// |a - n|.
    public let difference: Double
  }

  /// One number with its two gradients.
  public struct Entry: Hashable, Sendable {
    /// Which number.
    public let place: Place
    /// dL/dw from the backward pass.
    public let analytic: Double
    /// dL/dw from a central difference.
    public let numeric: Double

    /// |a - n|.
    public var difference: Double { abs(analytic - numeric) }
    /// |a - n| / (|a| + |n|) of this number alone.
    public var error: Double {
      difference == 0 ? 0 : difference / (abs(analytic) + abs(numeric))
    }
  }

  /// A number at which the loss has a corner.
  public struct Kink: Hashable, Sendable {
    /// Which number.
    public let place: Place
    /// The output that takes another branch when the number is moved.
    public let output: Place
  }

  /// The group, or the part of one that was checked.
  public let place: Place
  /// How many numbers there are at the place.
  public let count: Int
  /// How many numbers were compared.
  public let checked: Int
  /// The numbers left out.
  public let kinks: [Kink]
  /// The results at all steps, largest step first.
  package let sweep: [Point]
  /// The step at which the group agrees best.
  package let best: Point
  /// The number with the largest error; `nil` if all are at kinks.
  public let worst: Entry?
  /// The result of the comparison.
  public let verdict: Verdict

  /// Whether only some of the numbers were looked at.
  public var isSampled: Bool { checked + kinks.count < count }

  /// Whether the backward pass is to blame.
  public var isWrong: Bool {
    if case .wrong = verdict { return true }
    return false
  }

  init(
    place: Place, numbers all: [Number], of count: Int, rounding: Double, kernel: Shape?,
    reasonForZero: @autoclosure () -> ReasonForZero
  ) {
    self.place = place
    self.count = count
    let numbers = all.filter { $0.numeric(at: 0) != nil }
    checked = numbers.count
    kinks = all.compactMap { number in
      guard number.numeric(at: 0) == nil else { return nil }
      return number.crossing.map { Kink(place: number.place, output: $0) }
    }
    let comparisons = GradientCheck.steps.indices.map { Comparison(of: numbers, at: $0) }
    sweep = comparisons.map(\.point)
    // A gradient of 0 is off by the same factor at every step; then the smallest difference
    // decides.
    let chosen =
      comparisons.min {
        ($0.point.error, $0.point.difference) < ($1.point.error, $1.point.difference)
      } ?? comparisons[0]
    best = chosen.point
    let misses = chosen.entries.indices.filter { chosen.isMiss($0, rounding: rounding) }
    let suspects = misses.isEmpty ? Array(chosen.entries.indices) : misses
    worst = suspects.max { chosen.difference($0) < chosen.difference($1) }
      .map { chosen.entries[$0] }
    verdict =
      if numbers.isEmpty {
        .onlyKinks
      } else if chosen.isTooLarge {
        .tooLarge
      } else if max(best.analyticNorm, best.numericNorm) < GradientCheck.zero {
        .zero(reasonForZero())
      } else if misses.isEmpty, best.error < GradientCheck.tolerance {
        .agrees
      } else if misses.isEmpty, best.difference <= chosen.noise(rounding) {
        .roundOff
      } else {
        .wrong(
          chosen.symptom(
            misses: misses.count, kernel: all.count == count && kinks.isEmpty ? kernel : nil))
      }
  }
}

/// The two gradients of a group at one step.
private struct Comparison {
  let entries: [GradientComparison.Entry]
  /// The step of each entry.
  let steps: [Double]
  let point: GradientComparison.Point

  init(of numbers: [GradientComparison.Number], at index: Int) {
    var entries: [GradientComparison.Entry] = []
    var steps: [Double] = []
    var (a, n, d) = (0.0, 0.0, 0.0)
    for number in numbers {
      guard let numeric = number.numeric(at: index) else { continue }
      entries.append(
        .init(place: number.place, analytic: number.analytic, numeric: numeric.value))
      steps.append(numeric.step)
      a += number.analytic * number.analytic
      n += numeric.value * numeric.value
      d += (number.analytic - numeric.value) * (number.analytic - numeric.value)
    }
    let size = a.squareRoot() + n.squareRoot()
    self.entries = entries
    self.steps = steps
    point = .init(
      step: GradientCheck.steps[index], error: d == 0 ? 0 : d.squareRoot() / size,
      analyticNorm: a.squareRoot(), numericNorm: n.squareRoot(), difference: d.squareRoot())
  }

  /// Whether the differences cannot be compared with, though backward gives finite numbers.
  var isTooLarge: Bool {
    !point.numericNorm.isFinite && entries.allSatisfy(\.analytic.isFinite)
  }

  func difference(_ index: Int) -> Double {
    entries[index].difference
  }

  /// Whether one number is off by more than a thousandth, and by more than rounding explains.
  func isMiss(_ index: Int, rounding: Double) -> Bool {
    let entry = entries[index]
    let off = difference(index)
    let isFar = off > 1e-3 * (abs(entry.analytic) + abs(entry.numeric))
    return off.isNaN || isFar && off > 64 * rounding / steps[index]
  }

  /// How large rounding of the loss can make |a - n|.
  func noise(_ rounding: Double) -> Double {
    16 * steps.reduce(0) { $0 + (rounding / $1) * (rounding / $1) }.squareRoot()
  }

  func symptom(misses: Int, kernel: Shape?) -> GradientComparison.Symptom {
    if point.analyticNorm == 0 { return .vanished }
    let a = entries.map(\.analytic)
    let n = entries.map(\.numeric)
    let square = point.numericNorm * point.numericNorm
    let factor = square == 0 ? 0 : zip(a, n).reduce(0) { $0 + $1.0 * $1.1 } / square
    func isClose(_ other: [Double]) -> Bool {
      let off = zip(a, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return off.squareRoot() <= 1e-5 * point.analyticNorm
    }
    if a.count > 1, isClose(n.map { $0 * factor }) { return .factor(factor) }
    if let kernel {
      let size = kernel[kernel.rank - 1] * kernel[kernel.rank - 2]
      if a.count.isMultiple(of: size), isClose(n.runsReversed(ofLength: size)) { return .flipped }
    }
    return (1...max(1, a.count / 20)).contains(misses) && a.count > 1 ? .few(misses) : .other
  }
}

extension Array {
  /// The elements with each run of `size` of them reversed.
  fileprivate func runsReversed(ofLength size: Int) -> [Element] {
    stride(from: 0, to: count, by: size).flatMap { self[$0..<$0 + size].reversed() }
  }
}
