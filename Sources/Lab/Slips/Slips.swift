package import ConvNet

/// Numbers that somebody gives for a place.
package enum GivenNumbers: Sendable {
  /// Typed numbers, each with half a unit of its last digit.
  case typed([(value: Double, slack: Double)])
  /// Numbers that a program computed.
  case computed([Float])

  /// How many there are.
  package var count: Int {
    switch self {
    case .typed(let numbers): numbers.count
    case .computed(let numbers): numbers.count
    }
  }

  /// Whether it is a single typed number, and a whole one.
  var isOneWhole: Bool {
    guard case .typed(let numbers) = self, numbers.count == 1 else { return false }
    return numbers[0].value == numbers[0].value.rounded()
  }

  /// Whether these are the given numbers, as far as they were given: typed numbers within their own
  /// rounding, computed ones by norm within 1e-4.
  func agree(with numbers: ArraySlice<Float>) -> Bool {
    switch self {
    case .typed(let given):
      return zip(given, numbers).allSatisfy { given, number in
        // Few digits do not excuse a number that is far off.
        let slack = Swift.min(given.slack, 0.1 * given.value.magnitude)
        return (Double(number) - given.value).magnitude
          <= Swift.max(slack, 1e-6 * Swift.max(1, given.value.magnitude)) * (1 + 1e-6)
      }
    case .computed(let given): return Self.distance(given, numbers) <= 1e-4
    }
  }

  /// |a - b| / (|a| + |b|); numbers that are not finite must agree exactly.
  private static func distance(
    _ a: [Float], _ b: ArraySlice<Float>
  ) -> Double {
    var (gap, first, second) = (0.0, 0.0, 0.0)
    for (a, b) in zip(a, b) {
      guard a.isFinite, b.isFinite else {
        if a == b || a.isNaN && b.isNaN { continue }
        return .infinity
      }
      let (a, b) = (Double(a), Double(b))
      gap += (a - b) * (a - b)
      first += a * a
      second += b * b
    }
    let sum = first.squareRoot() + second.squareRoot()
    return sum == 0 ? 0 : gap.squareRoot() / sum
  }
}

/// Which slip led to a wrong number.
package enum Slips {
  /// Every slip, in the order of likelihood: those that belong to one kind of place, a wrong sign or
  /// exchanged indices, and then a wrong factor or a number from elsewhere. A family of slips has a
  /// line here.
  package static let ranks: [[Slip]] = [
    ConvolutionSlips.all + PoolingSlips.all + AnswerSlips.all + DenseSlips.all
      + ElementwiseSlips.all + NormalisationSlips.all + UpdateSlips.all,
    GeneralSlips.turned, GeneralSlips.scaled + GeneralSlips.confusions,
  ]

  /// The slips that give what was given for a place, the likeliest first.
  ///
  /// - Parameters:
  ///   - given: As many numbers as the place has, or as there are `offsets`.
  ///   - place: A place that has been computed, whole or in part.
  ///   - offsets: Which of the place's numbers were given; `nil` for all of them.
  ///   - trainer: The state in which it was computed.
  ///   - before: The state one step before, if there is one.
  /// - Returns: One slip, or two that fit equally well. None if more fit, if the numbers are right,
  ///   or if a bug is on, so that the state's own numbers may be wrong.
  package static func match(
    _ given: GivenNumbers, at place: Place, offsets: [Int]? = nil, in trainer: Trainer<Float>,
    before: Trainer<Float>? = nil
  ) -> [Slip] {
    guard trainer.hooks.active.isEmpty, let scene = SlipScene(place, in: trainer, before: before)
    else { return [] }
    let part = scene.part
    func asked(of numbers: [Float]) -> ArraySlice<Float> {
      offsets.map { $0.map { numbers[part.lowerBound + $0] }[...] } ?? numbers[part]
    }
    let right = asked(of: scene.right.values)
    guard given.count == right.count, !given.agree(with: right) else { return [] }
    // A single small whole number proves little: it may be off by anything.
    for rank in given.isOneWhole ? ranks.dropLast() : ranks {
      let matches = rank.filter { slip in
        slip.wrong(scene).contains { wrong in
          guard let wrong, wrong.count == scene.right.values.count else { return false }
          return given.agree(with: asked(of: wrong))
        }
      }
      if !matches.isEmpty { return matches.count > 2 ? [] : matches }
    }
    return []
  }

  /// How many different wrong answers the slips of a place's own kind give there: the more, the
  /// better an answer tells one slip from another.
  static func differences(at place: Place, in trainer: Trainer<Float>) -> Int {
    guard let scene = SlipScene(place, in: trainer, before: nil) else { return 0 }
    var answers: Set<[Float]> = [Array(scene.right.values[scene.part])]
    for case let wrong? in ranks[0].flatMap({ $0.wrong(scene) })
    where wrong.count == scene.right.values.count {
      answers.insert(Array(wrong[scene.part]))
    }
    return answers.count
  }
}
