package import ConvNet

/// What becomes of a result when it is compared with the right one.
package enum Judgement: Sendable {
  /// It is right; the error is the largest difference, relative to the largest number.
  case right(error: Double)
  /// It has another shape.
  case wrongShape(Misfit)
  /// Some numbers are wrong.
  case wrong(Fault)

  /// Arrays of two shapes.
  package struct Misfit: Sendable {
    package let expected: Shape
    package let found: [Int]
    /// Whether the axes, or the last two of them, are exchanged.
    package let isTransposed: Bool
  }

  /// The first wrong number.
  package struct Fault: Sendable {
    /// Where it is.
    package let place: Place
    package let yours: Float
    package let ours: Float
    /// How many numbers are wrong, and of how many.
    package let count: Int
    package let total: Int
    /// The largest difference, relative to the largest number.
    package let error: Double
    /// The slips that give the same numbers.
    package let slips: [Slip]
  }

  /// An error up to this counts as rounding.
  package static let tolerance = 1e-4
}

extension ExerciseCase {
  /// Compares numbers with one of the results.
  ///
  /// - Parameters:
  ///   - shape: The shape of what was found; axes of length 1 do not count.
  ///   - yours: Its numbers.
  ///   - result: The result they should be.
  /// - Returns: Whether they are, and if not, where the first wrong one is.
  package func judge(_ shape: [Int], _ yours: [Float], as result: Numbers) -> Judgement {
    let expected = result.tensor.shape
    guard shape.essential == expected.essential, yours.count == expected.count else {
      let ours = expected.extents
      let exchanged = ours.dropLast(2) + ours.suffix(2).reversed()
      return .wrongShape(
        Judgement.Misfit(
          expected: expected, found: shape,
          isTransposed: shape.essential == ours.reversed().essential
            || shape.essential == Array(exchanged).essential))
    }
    let ours = result.tensor.values
    // Differences of about the precision of 1 are rounding, however small the numbers are.
    let largest = ours.reduce(1e-3) { max($0, Double($1.magnitude)) }
    let errors = zip(yours, ours).map { yours, ours -> Double in
      guard yours.isFinite else { return .infinity }
      return (Double(yours) - Double(ours)).magnitude / largest
    }
    let error = errors.max() ?? 0
    let isWrong = { (error: Double) in !(error <= Judgement.tolerance) }
    guard let first = errors.firstIndex(where: isWrong) else { return .right(error: error) }
    let shape = state.numbers(at: result.place)?.shape ?? expected
    return .wrong(
      Judgement.Fault(
        place: Place(
          layer: result.place.layer, quantity: result.place.quantity,
          indices: shape.indices(at: first)),
        yours: yours[first], ours: ours[first],
        count: errors.count(where: isWrong), total: errors.count, error: error,
        slips: Slips.match(.computed(yours), at: result.place, in: state, before: before)))
  }
}
