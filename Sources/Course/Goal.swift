/// A statement about a session: `pool.winners[0,0,0] == lower-left and loss < 0.5`.
///
/// Names are places, settings, or words that stand for numbers; who evaluates a condition says
/// what they hold. A comparison holds if it holds for every number of a slice; `!=` is the
/// contrary of `==`. Whatever is not computed makes a comparison false.
package struct Goal: Hashable, Sendable {
  package let text: String
  private let root: Node

  /// What can stand beside a comparison.
  fileprivate enum Operand: Hashable, Sendable {
    case number(Double)
    case name(String)
    /// `max(conv.out[0])`.
    case function(Function, name: String)
  }

  fileprivate enum Function: String, CaseIterable, Sendable { case max, min, sum }

  fileprivate enum Relation: String, CaseIterable, Sendable {
    case equal = "==", unequal = "!=", atMost = "<=", atLeast = ">=", below = "<", above = ">"
  }

  fileprivate indirect enum Node: Hashable, Sendable {
    case compare(Operand, Relation, Operand, tolerance: Double?)
    /// A name by itself: every number of it differs from 0.
    case holds(Operand)
    case not(Node)
    case and(Node, Node)
    case or(Node, Node)
  }

  /// Reads a condition; several lines hold together.
  package init(parsing text: String) throws(GoalError) {
    self.text = text
    var parser = GoalParser(text)
    root = try parser.parse()
  }

  /// Whether it holds.
  ///
  /// - Parameter value: The numbers behind a name; nil where nothing has computed them.
  /// - Returns: Whether the session is as the condition says.
  /// - Throws: Whatever `value` throws, for a name that stands for nothing.
  package func holds(_ value: (String) throws -> [Double]?) rethrows -> Bool {
    try Self.evaluate(root, value)
  }

  private static func evaluate(
    _ node: Node, _ value: (String) throws -> [Double]?
  ) rethrows -> Bool {
    switch node {
    case .not(let inner): return try !evaluate(inner, value)
    case .and(let a, let b): return try evaluate(a, value) && evaluate(b, value)
    case .or(let a, let b): return try evaluate(a, value) || evaluate(b, value)
    case .holds(let operand):
      guard let numbers = try evaluate(operand, value) else { return false }
      return numbers.allSatisfy { $0 != 0 }
    case .compare(let left, let relation, let right, let tolerance):
      guard let a = try evaluate(left, value), let b = try evaluate(right, value) else {
        return false
      }
      return compare(a, relation, b, tolerance)
    }
  }

  private static func evaluate(
    _ operand: Operand, _ value: (String) throws -> [Double]?
  ) rethrows -> [Double]? {
    switch operand {
    case .number(let number): return [number]
    case .name(let name): return try value(name)
    case .function(let function, let name):
      guard let numbers = try value(name), !numbers.isEmpty else { return nil }
      switch function {
      case .max: return [numbers.reduce(numbers[0], Swift.max)]
      case .min: return [numbers.reduce(numbers[0], Swift.min)]
      case .sum: return [numbers.reduce(0, +)]
      }
    }
  }

  private static func compare(
    _ a: [Double], _ relation: Relation, _ b: [Double], _ tolerance: Double?
  ) -> Bool {
    guard a.count == b.count || a.count == 1 || b.count == 1, !a.isEmpty, !b.isEmpty else {
      return relation == .unequal
    }
    let pairs = (0..<max(a.count, b.count)).map { index in
      (a[a.count == 1 ? 0 : index], b[b.count == 1 ? 0 : index])
    }
    func isEqual(_ x: Double, _ y: Double) -> Bool {
      // Numbers of a session are single precision; those of a lesson are decimal.
      x == y || abs(x - y) <= (tolerance ?? 1e-6 * max(abs(x), abs(y)))
    }
    switch relation {
    case .equal: return pairs.allSatisfy(isEqual)
    case .unequal: return !pairs.allSatisfy(isEqual)
    case .atMost: return pairs.allSatisfy { $0 <= $1 }
    case .atLeast: return pairs.allSatisfy { $0 >= $1 }
    case .below: return pairs.allSatisfy { $0 < $1 }
    case .above: return pairs.allSatisfy { $0 > $1 }
    }
  }
}

/// Why a condition cannot be read.
package enum GoalError: Error, Hashable, Sendable, CustomStringConvertible {
  case empty
  case unexpected(String)
  case endsEarly(after: String)
  case tooLong(limit: Int)

  package var description: String {
    switch self {
    case .empty: "the condition is empty: say something like loss < 0.5"
    case .unexpected(let word):
      "`\(word)` cannot stand here in a condition: PLACE == VALUE, joined by `and`"
    case .endsEarly(let word): "the condition ends after `\(word)`, where a value should follow"
    case .tooLong(let limit): "a condition has at most \(limit) words"
    }
  }
}

private struct GoalParser {
  private static let maximumWords = 200
  private let words: [String]
  private var position = 0

  init(_ text: String) {
    var words: [String] = []
    for (index, line) in text.split(separator: "\n").enumerated() {
      let own = Self.words(of: line)
      if index > 0, !words.isEmpty, !own.isEmpty { words.append("and") }
      words += own
    }
    self.words = words
  }

  /// Names with their brackets, numbers, relations, parentheses.
  private static func words(of line: Substring) -> [String] {
    var words: [String] = []
    var word = ""
    var depth = 0
    func isRelation(_ character: Character) -> Bool { "=!<>~".contains(character) }
    func finish() {
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    for character in line {
      if depth > 0 || character == "[" {
        depth += character == "[" ? 1 : character == "]" ? -1 : 0
        if !character.isWhitespace { word.append(character) }
      } else if character.isWhitespace {
        finish()
      } else if "()".contains(character) {
        finish()
        words.append(String(character))
      } else {
        if let last = word.last, isRelation(last) != isRelation(character) { finish() }
        word.append(character)
      }
    }
    finish()
    return words
  }

  mutating func parse() throws(GoalError) -> Goal.Node {
    guard !words.isEmpty else { throw .empty }
    guard words.count <= Self.maximumWords else { throw .tooLong(limit: Self.maximumWords) }
    let node = try alternatives()
    if let word = peek { throw .unexpected(word) }
    return node
  }

  private var peek: String? { words.indices.contains(position) ? words[position] : nil }

  private mutating func take() throws(GoalError) -> String {
    guard let word = peek else {
      throw words.last.map { .endsEarly(after: $0) } ?? .empty
    }
    position += 1
    return word
  }

  private mutating func alternatives() throws(GoalError) -> Goal.Node {
    var node = try conjunction()
    while peek == "or" {
      position += 1
      node = .or(node, try conjunction())
    }
    return node
  }

  private mutating func conjunction() throws(GoalError) -> Goal.Node {
    var node = try test()
    while peek == "and" {
      position += 1
      node = .and(node, try test())
    }
    return node
  }

  private mutating func test() throws(GoalError) -> Goal.Node {
    if peek == "not" {
      position += 1
      return .not(try test())
    }
    if peek == "(" {
      position += 1
      let node = try alternatives()
      let close = try take()
      guard close == ")" else { throw .unexpected(close) }
      return node
    }
    let left = try operand()
    guard let word = peek, let relation = Goal.Relation(rawValue: word) else {
      return .holds(left)
    }
    position += 1
    let right = try operand()
    guard peek == "~" else { return .compare(left, relation, right, tolerance: nil) }
    position += 1
    let text = try take()
    guard let tolerance = Double(text), tolerance >= 0 else { throw .unexpected(text) }
    return .compare(left, relation, right, tolerance: tolerance)
  }

  private mutating func operand() throws(GoalError) -> Goal.Operand {
    let word = try take()
    if let number = Double(word), number.isFinite { return .number(number) }
    guard let first = word.first, first.isLetter, !["and", "or", "not"].contains(word) else {
      throw .unexpected(word)
    }
    guard peek == "(", let function = Goal.Function(rawValue: word) else {
      return .name(word)
    }
    position += 1
    let name = try take()
    let close = try take()
    guard close == ")" else { throw .unexpected(close) }
    return .function(function, name: name)
  }
}
