import ConvNet
import Course
import Rendering

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

  /// The measures that it names.
  var measures: [Condition.Measure] {
    names.values.compactMap { if case .measure(let measure) = $0 { measure } else { nil } }
  }

  /// Whether it names results of tests, and nothing else.
  var namesOnlyTests: Bool {
    !names.isEmpty && measures.count == names.count && measures.allSatisfy(\.isOfTest)
  }

  /// Whether the condition holds now.
  ///
  /// - Throws: ``PlaceError`` for a place that the network does not have.
  func holds(in session: Session) throws -> Bool {
    try condition.holds { try names[$0]?.numbers(in: session) }
  }

  /// Whether the condition holds now. A place that does not exist counts as not computed.
  func isMet(in session: Session) -> Bool {
    condition.holds { try? names[$0]?.numbers(in: session) }
  }

  /// The number that an operand stands for, if it has a single one now.
  func value(of operand: Condition.Operand, in session: Session) -> Double? {
    let numbers = try? numbers(of: operand, in: session)
    return numbers?.count == 1 ? numbers?[0] : nil
  }

  /// The numbers that an operand stands for now; `nil` if they are not computed.
  ///
  /// - Throws: ``PlaceError`` for a place that the network does not have.
  func numbers(of operand: Condition.Operand, in session: Session) throws -> [Double]? {
    try operand.numbers { try names[$0]?.numbers(in: session) }
  }

  func holds(_ statement: Condition.Statement, in session: Session) -> Bool {
    statement.holds { try? names[$0]?.numbers(in: session) }
  }

  /// What must have a certain number for the condition to hold, and has another one; what is not
  /// computed is left out.
  func wrong(in session: Session) -> [(name: Condition.Word, number: String)] {
    condition.requirements.filter { statement in
      !holds(statement, in: session)
        && statement.operands.allSatisfy { value(of: $0, in: session) != nil }
    }.compactMap(\.equation).filter {
      if case .place? = names[$0.name.text] { true } else { false }
    }
  }

  /// The values that keep it from holding: `conv.filters[0,2,2] is -1.2`.
  func obstacles(in session: Session) -> [String] {
    let failing = condition.statements.filter { !holds($0, in: session) }
    return failing.flatMap(\.operands).filter { $0.name != nil }.map { operand in
      if Condition.Choice("\(operand)") != nil { return "`\(operand)` does not hold" }
      let numbers = (try? numbers(of: operand, in: session)) ?? []
      let shown = numbers.prefix(4).map { Numbers.compact($0, digits: 6) }.joined(separator: " ")
      return numbers.isEmpty
        ? "\(operand) is not computed"
        : "\(operand) is \(shown)" + (numbers.count > 4 ? " ..." : "")
    }
  }

  /// Whether all its values are known at any time.
  func isKnownAlways(in network: Network<Float>) -> Bool {
    names.values.allSatisfy { $0.moment(in: network) == nil }
  }

  /// The latest moment that any of its names needs; the one after the update if all its values are
  /// known at any time.
  func moment(in network: Network<Float>) -> ConditionMoment {
    names.values.compactMap { $0.moment(in: network) }.max() ?? .update
  }
}

extension Condition {
  /// The update that the condition `update N` waits for.
  var firstUpdate: Int? {
    guard case .compares(.name(let word), .atLeast, .number(let number, _), nil) = statement,
      Count(named: word.text) == .update
    else { return nil }
    return Int(exactly: number)
  }
}

extension CommandError {
  /// The error for a condition that cannot be read.
  init(_ error: ConditionError) {
    let before = error.before.map(Optional.some)
    let sentence = error.sentence.capitalisedFirst + "."
    // `ot wrong`: the mistake is in the word before the one that cannot follow.
    if error.problem == .cannotFollow, let slip = error.before.last,
      Spelling.distance(slip, "not") == 1
    {
      self.init("`\(slip)` is not a condition.", at: slip, after: before.dropLast(), instead: "not")
    } else if error.problem == .cannotFollow,
      let meant = error.word.flatMap({ Spelling.slip(of: $0, among: ["and", "or"]) })
    {
      self.init(sentence, at: error.word, after: before, instead: meant)
    } else {
      self.init(
        sentence, at: error.word, after: before, hint: error.example == nil ? error.hint : nil,
        typing: error.example.map { ["until " + $0] } ?? [])
    }
  }
}
