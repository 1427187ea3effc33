import ConvNet

/// Reads conditions: `wrong`, `loss > 3`, `update 500`, `not (right or loss < 0.1)`.
///
/// - `or` of `and` of `not` of: `wrong`, `right`, `update N`, `epoch N`, a place and a number with
///   one of `< <= > >= == !=` between them, or a condition in parentheses.
struct ConditionParser {
  private let words: [String]
  private var position = 0

  /// The condition that a text says.
  static func parse(_ text: String) throws(CommandError) -> Condition {
    var parser = ConditionParser(text)
    guard !parser.words.isEmpty else {
      throw CommandError(
        "Until what?", at: CommandError.end,
        hint: "until wrong, until loss > 3, until update 500, until epoch 2")
    }
    let condition = try parser.alternatives()
    if let rest = parser.current {
      throw CommandError(
        rest == ")"
          ? "A `)` closes nothing." : "`\(rest)` does not go on from what stands before it.",
        at: rest, after: Array(parser.words[..<parser.position]), hint: "and, or")
    }
    return condition
  }

  private init(_ text: String) { words = Self.words(text) }

  private var current: String? { position < words.count ? words[position] : nil }

  private mutating func take(_ word: String) -> Bool {
    guard current == word else { return false }
    position += 1
    return true
  }

  // MARK: Words

  private static let signs = Condition.Comparison.allCases.map(\.rawValue) + ["=", "(", ")"]

  /// Names, numbers, signs and parentheses; spaces need not stand between them, and brackets hold
  /// together what is in them.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var depth = 0
    var rest = Substring(text)
    func finish() {
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    while let character = rest.first {
      if depth == 0, let sign = signs.first(where: rest.hasPrefix) {
        finish()
        words.append(sign)
        rest = rest.dropFirst(sign.count)
        continue
      }
      if character == "[" { depth += 1 }
      if character == "]" { depth = max(0, depth - 1) }
      if !character.isWhitespace { word.append(character) } else if depth == 0 { finish() }
      rest = rest.dropFirst()
    }
    finish()
    return words
  }

  // MARK: Grammar

  private mutating func alternatives() throws(CommandError) -> Condition {
    var condition = try conjunction()
    while take("or") { condition = .or(condition, try conjunction()) }
    return condition
  }

  private mutating func conjunction() throws(CommandError) -> Condition {
    var condition = try negation()
    while take("and") { condition = .and(condition, try negation()) }
    return condition
  }

  private mutating func negation() throws(CommandError) -> Condition {
    // Deeper than any person nests, and shallow enough for the stack.
    guard position < 1_000 else {
      throw CommandError("The condition is too long.", at: current)
    }
    if take("not") { return .not(try negation()) }
    guard take("(") else { return try statement() }
    let condition = try alternatives()
    guard take(")") else {
      throw CommandError("A `(` is opened and not closed.", at: current ?? "(")
    }
    return condition
  }

  private mutating func statement() throws(CommandError) -> Condition {
    guard let word = current else {
      throw CommandError(
        "The condition ends where another part of it should stand.", at: words.last,
        hint: "wrong, right, loss > 3, update 500")
    }
    guard !Self.signs.contains(word), !["and", "or"].contains(word) else {
      throw CommandError(
        "`\(word)` cannot begin a condition.", at: word, hint: "wrong, loss > 3, update 500")
    }
    position += 1
    if word == "wrong" || word == "right" { return .answer(isRight: word == "right") }
    if let count = Condition.Count(rawValue: word) { return try counted(count) }
    if Float(word) != nil {
      throw CommandError(
        "The place comes first, then the number.", at: word, hint: "loss > \(word)")
    }
    let place = try Arguments.place(word)
    guard let sign = current, Condition.Comparison(rawValue: sign) != nil || sign == "=" else {
      let near = Spelling.nearest(
        to: word, among: ["wrong", "right", "not"] + Condition.Count.allCases.map(\.rawValue))
      throw CommandError(
        "`\(word)` alone says nothing: compare it with a number.", at: word,
        instead: near ?? "\(word) > 3")
    }
    return .place(place, try comparison(), try number(after: word))
  }

  /// `update 500` is `update >= 500`: so from then on.
  private mutating func counted(_ count: Condition.Count) throws(CommandError) -> Condition {
    let comparison = Self.signs.contains(current ?? "") ? try comparison() : .atLeast
    guard let word = current else {
      throw CommandError(
        "Which \(count.rawValue)?", at: count.rawValue, hint: "\(count.rawValue) 2")
    }
    position += 1
    return .count(
      count, comparison, try Arguments.integer(word, "N", in: 0...1_000_000_000))
  }

  private mutating func comparison() throws(CommandError) -> Condition.Comparison {
    let sign = current ?? ""
    guard let comparison = Condition.Comparison(rawValue: sign) else {
      throw CommandError("`\(sign)` compares nothing.", at: sign, hint: "< <= > >= == !=")
    }
    position += 1
    return comparison
  }

  private mutating func number(after place: String) throws(CommandError) -> Float {
    guard let word = current else {
      throw CommandError("`\(place)` is compared with nothing.", at: place, hint: "\(place) > 3")
    }
    guard !Self.signs.contains(word) else {
      throw CommandError("`\(word)` is one sign too many.", at: word, hint: "\(place) > 3")
    }
    position += 1
    return try Arguments.number(word, "What a place is compared with")
  }
}
