/// A statement about a session: `pool.winners[0,0,0] == lower-left and loss < 0.5`.
///
/// Lessons use it to check what the user has done, and `until` waits for it. Names are places,
/// settings, measures such as `test accuracy`, or words that stand for numbers; whoever evaluates a
/// condition supplies the values. `95%` and `95 %` are 0.95.
///
/// - Two numbers are equal if they differ by at most a millionth of the larger one, because the
///   numbers of a session are single precision and those of a condition are decimals; or by at most
///   the number after `~`. Whole numbers, such as counts, are equal only if they are identical. For
///   two numbers, exactly one of `<`, `==` and `>` holds, unless one of them is NaN.
/// - A comparison holds if it holds for every number of a slice; `!=` is the negation of `==`.
/// - A comparison with something that is not computed yet is false.
package struct Condition: Hashable, Sendable {
  package let text: String
  /// The words of all lines of the text, in order.
  package let words: [String]
  private let root: Node

  /// Reads a condition; if it has several lines, all of them must hold.
  package init(parsing text: String) throws(ConditionError) {
    self.text = text
    (root, words) = try ConditionParser.parse(text)
  }

  /// The statements without `not`, `and`, `or`, in the order in which they were written.
  package var statements: [Statement] { root.statements }

  /// The statement, if the condition is a single one.
  package var statement: Statement? {
    if case .statement(let statement) = root { statement } else { nil }
  }

  /// The largest value of a count with which it can hold, as far as the text says so.
  package func limit(of count: Count) -> Double? {
    requirements.compactMap { $0.limit(of: count) }.min()
  }

  /// The statements that must hold, each of them, for the condition to hold.
  package var requirements: [Statement] { root.requirements }

  /// Whether it holds.
  ///
  /// - Parameter value: The numbers that a name stands for; `nil` if they are not computed yet.
  /// - Returns: Whether the session satisfies the condition.
  /// - Throws: Whatever `value` throws, for an unknown name.
  package func holds(_ value: (String) throws -> [Double]?) rethrows -> Bool {
    try root.holds(value)
  }
}

// MARK: Parts

extension Condition {
  indirect enum Node: Hashable, Sendable {
    case statement(Statement)
    case not(Node)
    case and(Node, Node)
    case or(Node, Node)
  }

  /// A part that is not a combination of others.
  package enum Statement: Hashable, Sendable {
    /// A name by itself, such as `wrong` or `bug is none`: true if all of its numbers differ from 0.
    case holds(Operand)
    case compares(Operand, Relation, Operand, tolerance: Double?)
  }

  /// One side of a comparison.
  package enum Operand: Hashable, Sendable {
    case number(Double, Word)
    case name(Word)
    /// `max(conv.out[0])`.
    case function(Function, Word)
  }

  /// A word, and the number of words before it in the condition.
  package struct Word: Hashable, Sendable {
    package let text: String
    package let index: Int
  }

  package enum Function: String, CaseIterable, Sendable {
    case max, min, sum
    /// The root of the sum of the squares.
    case norm
  }

  /// Longer signs come first, because signs are looked for in this order.
  package enum Relation: String, CaseIterable, Sendable {
    case atMost = "<="
    case atLeast = ">="
    case equal = "=="
    case unequal = "!="
    case below = "<"
    case above = ">"
  }

  /// How training is going: an average over the last updates, or the result of a test.
  package enum Measure: String, CaseIterable, Sendable {
    case accuracy
    case averageLoss = "average loss"
    case testAccuracy = "test accuracy"
    case testLoss = "test loss"

    package var isOfTest: Bool { self == .testAccuracy || self == .testLoss }
    /// Whether it is a share, from 0 to 1.
    package var isShare: Bool { self == .accuracy || self == .testAccuracy }
  }

  /// What is chosen by name: `bug is none`, `optimizer is adam`.
  package struct Choice: Hashable, Sendable {
    package enum Subject: String, CaseIterable, Sendable {
      case bug, optimizer

      /// A name that it can have.
      package var example: String { self == .bug ? "none" : "adam" }
    }

    package let subject: Subject
    package let value: String

    /// The choice that a name of a condition states; `nil` if it is another kind of name.
    package init?(_ name: String) {
      let words = name.split(separator: " ").map(String.init)
      guard words.count == 3, words[1] == "is", let subject = Subject(rawValue: words[0]) else {
        return nil
      }
      (self.subject, value) = (subject, words[2])
    }
  }

  /// Something that is counted: `update 500` stands for `update >= 500`.
  package enum Count: String, CaseIterable, Sendable {
    case update, epoch

    /// The count with this name, in the singular or the plural.
    package init?(named name: String) {
      guard let count = Self.allCases.first(where: { [$0.rawValue, "\($0)s"].contains(name) })
      else { return nil }
      self = count
    }
  }
}

extension Condition.Statement {
  package var operands: [Condition.Operand] {
    switch self {
    case .holds(let operand): [operand]
    case .compares(let left, _, let right, _): [left, right]
    }
  }
}

extension Condition.Operand: CustomStringConvertible {
  /// The number as it was written, or the name.
  package var word: Condition.Word {
    switch self {
    case .number(_, let word), .name(let word), .function(_, let word): word
    }
  }

  /// The name whose numbers it uses; `nil` for a number.
  package var name: Condition.Word? {
    if case .number = self { nil } else { word }
  }

  package var description: String {
    switch self {
    case .number(_, let word), .name(let word): word.text
    case .function(let function, let word): "\(function)(\(word.text))"
    }
  }
}

// MARK: Values

extension Condition.Node {
  var statements: [Condition.Statement] {
    switch self {
    case .statement(let statement): [statement]
    case .not(let one): one.statements
    case .and(let one, let two), .or(let one, let two): one.statements + two.statements
    }
  }

  var requirements: [Condition.Statement] {
    switch self {
    case .statement(let statement): [statement]
    case .and(let one, let two): one.requirements + two.requirements
    case .not, .or: []
    }
  }

  func holds(_ value: (String) throws -> [Double]?) rethrows -> Bool {
    switch self {
    case .statement(let statement): try statement.holds(value)
    case .not(let one): try !one.holds(value)
    case .and(let one, let two): try one.holds(value) && two.holds(value)
    case .or(let one, let two): try one.holds(value) || two.holds(value)
    }
  }
}

extension Condition.Statement {
  fileprivate func limit(of count: Condition.Count) -> Double? {
    guard case .compares(.name(let word), let relation, .number(let number, _), nil) = self,
      Condition.Count(named: word.text) == count
    else { return nil }
    return switch relation {
    case .equal, .atMost: number
    case .below: number.rounded(.up) - 1
    case .unequal, .above, .atLeast: nil
    }
  }

  /// The name that must have a number exactly, and that number as it was written.
  package var equation: (name: Condition.Word, number: String)? {
    guard case .compares(.name(let name), .equal, .number(_, let number), nil) = self else {
      return nil
    }
    return (name, number.text)
  }

  /// Whether it holds. `value` gives the numbers of a name.
  package func holds(_ value: (String) throws -> [Double]?) rethrows -> Bool {
    switch self {
    case .holds(let operand):
      return try operand.numbers(value)?.allSatisfy { $0 != 0 } ?? false
    case .compares(let left, let relation, let right, let tolerance):
      guard let a = try left.numbers(value), let b = try right.numbers(value) else { return false }
      return relation.holds(a, b, tolerance: tolerance)
    }
  }
}

extension Condition.Operand {
  /// Its numbers; `nil` if they are not computed yet. `value` gives the numbers of a name.
  package func numbers(_ value: (String) throws -> [Double]?) rethrows -> [Double]? {
    switch self {
    case .number(let number, _): return [number]
    case .name(let word): return try value(word.text)
    case .function(let function, let word):
      guard let numbers = try value(word.text), let first = numbers.first else { return nil }
      switch function {
      case .max: return [numbers.reduce(first, Swift.max)]
      case .min: return [numbers.reduce(first, Swift.min)]
      case .sum: return [numbers.reduce(0, +)]
      case .norm: return [numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()]
      }
    }
  }
}

extension Condition.Relation {
  /// Whether it holds for all pairs of numbers. A single number is compared with each of several.
  fileprivate func holds(_ a: [Double], _ b: [Double], tolerance: Double?) -> Bool {
    guard !a.isEmpty, !b.isEmpty, a.count == b.count || a.count == 1 || b.count == 1 else {
      return self == .unequal
    }
    func all(_ isMet: (Double, Double) -> Bool) -> Bool {
      (0..<max(a.count, b.count)).allSatisfy {
        isMet(a[a.count == 1 ? 0 : $0], b[b.count == 1 ? 0 : $0])
      }
    }
    func isEqual(_ x: Double, _ y: Double) -> Bool { Self.isEqual(x, y, tolerance: tolerance) }
    return switch self {
    case .equal: all(isEqual)
    case .unequal: !all(isEqual)
    case .atMost: all { $0 < $1 || isEqual($0, $1) }
    case .atLeast: all { $0 > $1 || isEqual($0, $1) }
    case .below: all { $0 < $1 && !isEqual($0, $1) }
    case .above: all { $0 > $1 && !isEqual($0, $1) }
    }
  }

  private static func isEqual(_ x: Double, _ y: Double, tolerance: Double?) -> Bool {
    if x == y { return true }
    guard x.isFinite, y.isFinite else { return false }
    if let tolerance { return abs(x - y) <= tolerance }
    let areWhole = x == x.rounded() && y == y.rounded()
    return !areWhole && abs(x - y) <= 1e-6 * max(abs(x), abs(y))
  }
}
