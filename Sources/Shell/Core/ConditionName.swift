import ConvNet
import Course

/// What a name in a condition stands for, in `until` and in a lesson alike.
enum ConditionName: Hashable {
  /// `right` or `wrong`: whether every image of the step is answered correctly, or not.
  case answered(rightly: Bool)
  /// `answer`: the class that the network gives the first image of the step.
  case answer
  /// `updates` and `epochs`, in the singular as well.
  case count(Condition.Count)
  case learningRate
  /// `upper-left`: a cell of a 2x2 window as (row, column), as `winners` has them.
  case corner(row: Double, column: Double)
  case place(Place)

  private static let words: [String: Self] = [
    "right": .answered(rightly: true), "wrong": .answered(rightly: false), "answer": .answer,
    "learning-rate": .learningRate,
    "upper-left": .corner(row: 0, column: 0), "upper-right": .corner(row: 0, column: 1),
    "lower-left": .corner(row: 1, column: 0), "lower-right": .corner(row: 1, column: 1),
  ]

  /// The meaning of a name, which is a known word or a place.
  init(_ name: String) throws(CommandError) {
    if let count = Condition.Count(named: name) {
      self = .count(count)
    } else if let word = Self.words[name] {
      self = word
    } else {
      self = .place(try Arguments.place(name))
    }
  }

  /// The numbers that the name stands for now; nil if nothing has computed them.
  func numbers(in trainer: Trainer<Float>) throws(PlaceError) -> [Double]? {
    switch self {
    case .answered(let isRight):
      return trainer.step.loss.map { ($0.correct == $0.targets.count) == isRight ? [1] : [0] }
    case .answer: return trainer.step.loss?.predictions.first.map { [Double($0)] }
    case .count(.update): return [Double(trainer.updates)]
    case .count(.epoch): return [Double(trainer.passesDone)]
    case .learningRate: return [Double(trainer.optimiser.learningRate)]
    case .corner(let row, let column): return [row, column]
    case .place(let place):
      guard case .computed(let tensor) = try trainer.read(place) else { return nil }
      return tensor.values.map { Double($0) }
    }
  }

  /// When, in a step, it is known; nil for what is known at any time.
  func moment(in network: Network<Float>) -> ConditionMoment? {
    switch self {
    case .answered, .answer: return .loss
    case .count, .learningRate, .corner: return nil
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

/// When, in a step, everything that a condition names is known.
enum ConditionMoment: Int, Comparable {
  /// After the loss, before anything flows back.
  case loss
  /// After the last gradient, before anything changes.
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

extension Trainer {
  /// The number of complete passes over the training set so far.
  fileprivate var passesDone: Int {
    batchesLeftInEpoch == 0 && isBetweenSteps ? epoch : max(0, epoch - 1)
  }
}
