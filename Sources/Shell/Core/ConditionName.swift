import ConvNet
import Course
import Lab

/// What a name in a condition stands for, both in `until` and in a lesson.
enum ConditionName: Hashable {
  /// `right` or `wrong`: whether every image of the step is answered correctly.
  case answered(rightly: Bool)
  /// `answer`: the class that the network assigns to the first image of the step.
  case answer
  /// `updates` and `epochs`, also in the singular.
  case count(Condition.Count)
  /// `accuracy`, `test accuracy`, ...: how training is going.
  case measure(Condition.Measure)
  case learningRate
  /// `bug is none`, `bug is dense-late`: which bug is on, whether or not its name is hidden.
  case bug(String?)
  /// `optimizer is adam`
  case optimizer(OptimiserSettings.Rule)
  /// `upper-left`: a cell of a 2x2 window as (row, column), as in `winners`.
  case corner(row: Double, column: Double)
  case place(Place)

  private static let words: [String: Self] = [
    "right": .answered(rightly: true), "wrong": .answered(rightly: false), "answer": .answer,
    "learning-rate": .learningRate,
    "upper-left": .corner(row: 0, column: 0), "upper-right": .corner(row: 0, column: 1),
    "lower-left": .corner(row: 1, column: 0), "lower-right": .corner(row: 1, column: 1),
  ]

  /// The words that stand for a single number.
  static let single =
    ["loss", "label", "answer", "learning-rate"] + Condition.Measure.allCases.map(\.rawValue)

  /// Whether a word has a meaning of its own in a condition, so that it cannot name a point.
  static func isWord(_ name: String) -> Bool {
    words[name] != nil || Condition.Count(named: name) != nil
      || Condition.Measure(rawValue: name) != nil
      || Condition.Function(rawValue: name) != nil
      || ["and", "or", "not", "image", "label", "loss", "probabilities", "logits"].contains(name)
  }

  /// The word for the cell of a 2x2 window with this row and column.
  static func corner(of cell: [Double]) -> String? {
    words.first { $0.value == .corner(row: cell[0], column: cell[1]) }?.key
  }

  /// The meaning of a name, which is a known word or a place.
  init(_ name: String) throws(CommandError) {
    if let count = Condition.Count(named: name) {
      self = .count(count)
    } else if let measure = Condition.Measure(rawValue: name) {
      self = .measure(measure)
    } else if let word = Self.words[name] {
      self = word
    } else if let choice = Condition.Choice(name) {
      self = try Self.choice(choice)
    } else {
      self = .place(try Arguments.place(name))
    }
  }

  private static func choice(_ choice: Condition.Choice) throws(CommandError) -> Self {
    switch choice.subject {
    case .bug:
      let names = ["none"] + BugCatalog.all.map { $0.name }
      let name = try Arguments.choice(choice.value, "bug", among: names)
      return .bug(name == "none" ? nil : name)
    case .optimizer: return .optimizer(try Arguments.choice(choice.value, "optimizer"))
    }
  }

  /// The numbers that the name stands for now: 0 or 1 for what holds or does not; `nil` if they are not computed.
  func numbers(in session: Session) throws(PlaceError) -> [Double]? {
    let trainer = session.trainer
    switch self {
    case .answered(let isRight):
      return trainer.step.loss.map { ($0.correct == $0.targets.count) == isRight ? [1] : [0] }
    case .answer: return trainer.step.loss?.predictions.first.map { [Double($0)] }
    case .count(.update): return [Double(trainer.updates)]
    case .count(.epoch): return [Double(trainer.passesDone)]
    case .measure(let measure): return session.value(of: measure).map { [$0] }
    case .learningRate: return [Double(trainer.optimiser.learningRate)]
    case .bug(let name):
      let isOn = name.map { name in trainer.bugs.contains { $0.name == name } }
      return [isOn ?? trainer.bugs.isEmpty ? 1 : 0]
    case .optimizer(let rule): return [trainer.optimiser.settings.rule == rule ? 1 : 0]
    case .corner(let row, let column): return [row, column]
    case .place(let place):
      guard case .computed(let tensor) = try trainer.read(place) else { return nil }
      return tensor.values.map { Double($0) }
    }
  }

  /// The moment of a step from which it is known; `nil` if it is known at any time.
  func moment(in network: Network<Float>) -> ConditionMoment? {
    switch self {
    case .answered, .answer: return .loss
    case .count, .learningRate, .bug, .optimizer, .corner: return nil
    case .measure(let measure): return measure.isOfTest ? .update : nil
    case .place(let place):
      guard let layer = place.layer, let index = network.index(of: layer) else { return .loss }
      if place.quantity.hasPrefix("d_") { return .gradients }
      let isParameter = network.nodes[index].layer.parameters.contains {
        $0.name == place.quantity
      }
      return isParameter ? .update : .loss
    }
  }
}

/// The moment of a step from which everything that a condition names is known.
enum ConditionMoment: Int, Comparable {
  /// After the loss, before the backward pass.
  case loss
  /// After the last gradient, before the update.
  case gradients
  /// After the update.
  case update

  static func < (one: Self, two: Self) -> Bool { one.rawValue < two.rawValue }

  func isReached(by operation: TapeOperation?) -> Bool {
    switch self {
    case .loss: operation == .loss
    case .gradients: operation == .backward(0)
    case .update: operation == .update
    }
  }
}

extension Session {
  /// The current value of a measure: an average covers the last ``reportEvery`` updates, as the
  /// lines of `sgd` do, and is known once that many are done; a test is known until the network
  /// changes.
  fileprivate func value(of measure: Condition.Measure) -> Double? {
    let average: (loss: Double, accuracy: Double)? =
      trainer.updates >= reportEvery ? trainer.report(last: reportEvery) : nil
    return switch measure {
    case .accuracy: average?.accuracy
    case .averageLoss: average?.loss
    case .testAccuracy: workspace.testOfNow?.accuracy
    case .testLoss: workspace.testOfNow?.loss
    }
  }
}

extension Trainer {
  /// The number of complete passes over the training set so far.
  fileprivate var passesDone: Int {
    batchesLeftInEpoch == 0 && isBetweenSteps ? epoch : max(0, epoch - 1)
  }
}
