import ConvNet
import Course

/// A condition whose names are looked up once, so that it can be evaluated after every step.
struct ConditionInSession {
  let condition: Condition
  private let names: [String: ConditionName]

  /// Looks up the names of a condition.
  init(_ condition: Condition) throws(CommandError) {
    self.condition = condition
    var names: [String: ConditionName] = [:]
    for word in condition.statements.flatMap(\.operands).compactMap(\.name) {
      names[word.text] = try ConditionName(word.text)
    }
    self.names = names
  }

  /// What a name of the condition stands for.
  func meaning(of operand: Condition.Operand) -> ConditionName? {
    operand.name.flatMap { names[$0.text] }
  }

  /// The words before an operand.
  func words(before operand: Condition.Operand) -> [String] {
    Array(condition.words[..<operand.word.index])
  }

  var namesPlaces: Bool {
    names.values.contains { if case .place = $0 { true } else { false } }
  }

  /// Whether it holds now.
  ///
  /// - Throws: ``PlaceError`` for a place that the network does not have.
  func holds(in trainer: Trainer<Float>) throws -> Bool {
    try condition.holds { try names[$0]?.numbers(in: trainer) }
  }

  /// Whether it holds now; a place that does not exist counts as not computed.
  func isMet(in trainer: Trainer<Float>) -> Bool {
    condition.holds { try? names[$0]?.numbers(in: trainer) }
  }

  /// The single number of an operand, if it has one now.
  func value(of operand: Condition.Operand, in trainer: Trainer<Float>) -> Double? {
    let numbers = operand.numbers { try? names[$0]?.numbers(in: trainer) }
    return numbers?.count == 1 ? numbers?[0] : nil
  }

  /// Whether everything that it names is known at any time.
  func isKnownAlways(in network: Network<Float>) -> Bool {
    names.values.allSatisfy { $0.moment(in: network) == nil }
  }

  /// The latest moment that any name needs; the one after the update, if all that it names is known
  /// at any time.
  func moment(in network: Network<Float>) -> ConditionMoment {
    names.values.compactMap { $0.moment(in: network) }.max() ?? .update
  }
}

extension Condition {
  /// The update that `update N` alone waits for.
  var firstUpdate: Int? {
    guard case .compares(.name(let word), .atLeast, .number(let number, _), nil) = statement,
      Count(named: word.text) == .update
    else { return nil }
    return Int(exactly: number)
  }
}

extension CommandError {
  /// The error that a condition cannot be read.
  init(_ error: ConditionError) {
    let before = error.before.map(Optional.some)
    let sentence = error.sentence.prefix(1).uppercased() + error.sentence.dropFirst() + "."
    self.init(sentence, at: error.word, after: before, hint: error.hint)
  }
}
