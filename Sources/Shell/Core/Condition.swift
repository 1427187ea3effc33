import ConvNet

/// Something that is so or is not, at some moment of a step: `loss > 3 and not right`.
indirect enum Condition: Hashable {
  /// The image of the step is answered rightly, or wrongly.
  case answer(isRight: Bool)
  /// A number at a place, compared with another.
  case place(Place, Comparison, Float)
  /// How many updates, or whole passes over the training set, are done.
  case count(Count, Comparison, Int)
  case not(Condition)
  case and(Condition, Condition)
  case or(Condition, Condition)

  enum Count: String, CaseIterable { case update, epoch }

  enum Comparison: String, CaseIterable {
    // Longer signs first: that is the order in which they are looked for.
    case atMost = "<="
    case atLeast = ">="
    case equal = "=="
    case unequal = "!="
    case below = "<"
    case above = ">"

    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
      switch self {
      case .atMost: left <= right
      case .atLeast: left >= right
      case .equal: left == right
      case .unequal: left != right
      case .below: left < right
      case .above: left > right
      }
    }
  }

  /// When, in a step, everything that a condition names is known.
  enum Moment: Int, Comparable {
    /// After the loss, before anything flows back.
    case loss
    /// After the last gradient, before anything changes.
    case gradients
    /// After the update.
    case update

    static func < (one: Moment, two: Moment) -> Bool { one.rawValue < two.rawValue }

    func isReached(by operation: TapeOperation?) -> Bool {
      switch self {
      case .loss: operation == .loss
      case .gradients: operation == .backward(0)
      case .update: operation == .update
      }
    }
  }

  /// The parts that are no combination of others, in the order in which they were written.
  var parts: [Condition] {
    switch self {
    case .not(let one): one.parts
    case .and(let one, let two), .or(let one, let two): one.parts + two.parts
    default: [self]
    }
  }

  /// The latest moment that any part calls for; counts are known at any time, and alone are
  /// looked at after the update.
  func moment(in network: Network<Float>) -> Moment {
    parts.compactMap { part -> Moment? in
      switch part {
      case .answer: return .loss
      case .place(let place, _, _):
        guard let layer = place.layer else { return .loss }
        if place.quantity.hasPrefix("d_") { return .gradients }
        let index = network.index(of: layer) ?? 0
        let isParameter = network.nodes[index].layer.parameters.contains {
          $0.name == place.quantity
        }
        return isParameter ? .update : .loss
      default: return nil
      }
    }.max() ?? .update
  }

  /// The update that `update N` alone waits for.
  var firstUpdate: Int? {
    if case .count(.update, .atLeast, let number) = self { number } else { nil }
  }

  /// Whether it is so now; a comparison with a number that is not computed, or is none, is not.
  func holds(in trainer: Trainer<Float>) -> Bool {
    switch self {
    case .answer(let isRight):
      trainer.step.loss.map { ($0.correct == $0.targets.count) == isRight } ?? false
    case .place(let place, let comparison, let number):
      Condition.value(at: place, in: trainer).map { comparison.holds($0, number) } ?? false
    case .count(let count, let comparison, let number):
      comparison.holds(Condition.value(of: count, in: trainer), number)
    case .not(let one): !one.holds(in: trainer)
    case .and(let one, let two): one.holds(in: trainer) && two.holds(in: trainer)
    case .or(let one, let two): one.holds(in: trainer) || two.holds(in: trainer)
    }
  }

  static func value(at place: Place, in trainer: Trainer<Float>) -> Float? {
    guard case .computed(let tensor)? = try? trainer.read(place), tensor.values.count == 1 else {
      return nil
    }
    return tensor.values[0]
  }

  static func value(of count: Count, in trainer: Trainer<Float>) -> Int {
    switch count {
    case .update: trainer.updates
    case .epoch: trainer.passesDone
    }
  }
}

extension Trainer {
  /// How many passes over the training set are done to the end.
  var passesDone: Int {
    batchesLeftInEpoch == 0 && isBetweenSteps ? epoch : max(0, epoch - 1)
  }
}
