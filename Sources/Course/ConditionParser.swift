extension Condition {
  /// The signs that are words by themselves, with longer ones first.
  private static let signs = Relation.allCases.map(\.rawValue) + ["=", "~", "(", ")"]

  /// Whether a word is a sign, such as `<=` or `(`.
  static func isSign(_ word: String) -> Bool { signs.contains(word) }

  /// The names, numbers, signs and parentheses of a line. They need no spaces between them, and
  /// text in brackets stays together.
  package static func words(of line: some StringProtocol) -> [String] {
    var words: [String] = []
    var word = ""
    var depth = 0
    var rest = Substring(line)
    func finish() {
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    while let character = rest.first {
      if depth == 0, "<>=!~()".contains(character), let sign = signs.first(where: rest.hasPrefix) {
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
}

/// Reads the words of a line:
///
///     condition  = all {"or" all}
///     all        = one {"and" one}
///     one        = "not" one | "(" condition ")" | statement
///     statement  = operand [relation operand ["~" number]] | count number
///     operand    = number ["%"] | name | function "(" name ")"
///     name       = a word | "average loss" | "test accuracy" | "test loss"
///                | ("bug" | "optimizer") "is" a word
///     count      = "update" | "updates" | "epoch" | "epochs"
struct ConditionParser {
  /// More words than anyone writes, but few enough that the recursion fits the stack.
  static let maximumWords = 1_000
  static let maximumDepth = 100

  private let words: ArraySlice<String>
  private let line: Int
  private var position: Int
  private var depth = 0

  /// The condition that a text states, and its words.
  static func parse(_ text: String) throws(ConditionError) -> (Condition.Node, [String]) {
    var whole: Condition.Node?
    var words: [String] = []
    for (line, text) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let start = words.count
      words += Condition.words(of: text)
      guard words.count > start else { continue }
      var parser = Self(words: words[start...], line: line, position: start)
      guard words.count <= maximumWords else { throw parser.error(.tooLong(limit: maximumWords)) }
      let node = try parser.whole()
      whole = whole.map { .and($0, node) } ?? node
    }
    guard let whole else { throw ConditionError(.empty, at: nil, after: [], line: 0) }
    return (whole, words)
  }

  private init(words: ArraySlice<String>, line: Int, position: Int) {
    self.words = words
    self.line = line
    self.position = position
  }

  // MARK: Words

  private var current: String? { position < words.endIndex ? words[position] : nil }

  private mutating func take(_ word: String) -> Bool {
    guard current == word else { return false }
    position += 1
    return true
  }

  private mutating func next() -> Condition.Word? {
    guard let current else { return nil }
    position += 1
    return Condition.Word(text: current, index: position - 1)
  }

  /// The error about the word at a position: by default the next, or the last if there is none.
  private func error(
    _ problem: ConditionError.Problem, at place: Int? = nil
  ) -> ConditionError {
    let place = min(place ?? position, words.endIndex - 1)
    return ConditionError(
      problem, at: words[place], after: Array(words[..<place]), line: line)
  }

  // MARK: Grammar

  private mutating func whole() throws(ConditionError) -> Condition.Node {
    let node = try alternatives()
    guard current == nil else { throw error(current == ")" ? .notOpened : .cannotFollow) }
    return node
  }

  private mutating func alternatives() throws(ConditionError) -> Condition.Node {
    var node = try conjunction()
    while take("or") { node = .or(node, try conjunction()) }
    return node
  }

  private mutating func conjunction() throws(ConditionError) -> Condition.Node {
    var node = try negation()
    while take("and") { node = .and(node, try negation()) }
    return node
  }

  private mutating func negation() throws(ConditionError) -> Condition.Node {
    guard depth < Self.maximumDepth else { throw error(.tooDeep(limit: Self.maximumDepth)) }
    depth += 1
    defer { depth -= 1 }
    if take("not") { return .not(try negation()) }
    let start = position
    guard take("(") else { return .statement(try statement()) }
    let node = try alternatives()
    guard take(")") else {
      throw current == nil ? error(.notClosed, at: start) : error(.cannotFollow)
    }
    return node
  }

  private mutating func statement() throws(ConditionError) -> Condition.Statement {
    guard let word = current else { throw error(.endsEarly) }
    guard !Condition.isSign(word), !["and", "or"].contains(word) else { throw error(.cannotBegin) }
    let start = position
    let left = try operand()
    if let word = current, let relation = Condition.Relation(rawValue: word) {
      position += 1
      guard let word = current, !["and", "or", "not"].contains(word) else {
        throw error(.comparedWithNothing, at: start)
      }
      guard !Condition.isSign(word) else { throw error(.signTooMany(after: "\(left)")) }
      let right: Condition.Operand
      if isCount(left), let count = count() { right = count } else { right = try operand() }
      return .compares(left, relation, right, tolerance: try tolerance())
    }
    guard current != "=" else { throw error(.notARelation) }
    guard isCount(left), let word = current, !Condition.isSign(word),
      !["and", "or"].contains(word)
    else { return .holds(left) }
    guard let right = count() else { throw error(.notACount) }
    return .compares(left, .atLeast, right, tolerance: nil)
  }

  private func isCount(_ operand: Condition.Operand) -> Bool {
    guard case .name(let name) = operand else { return false }
    return Condition.Count(named: name.text) != nil
  }

  /// A whole number, whose digits may be grouped, as in 1,000.
  private mutating func count() -> Condition.Operand? {
    guard let word = current, let count = Int(word.filter { $0 != "," && $0 != "_" }),
      (0...1_000_000_000).contains(count)
    else { return nil }
    position += 1
    return .number(Double(count), Condition.Word(text: word, index: position - 1))
  }

  private mutating func tolerance() throws(ConditionError) -> Double? {
    guard take("~") else { return nil }
    guard let word = current else { throw error(.endsEarly) }
    guard let tolerance = Self.number(word), tolerance >= 0 else { throw error(.badTolerance) }
    position += 1
    return tolerance
  }

  private mutating func operand() throws(ConditionError) -> Condition.Operand {
    let start = position
    guard let word = next() else { throw error(.endsEarly) }
    if let number = Self.number(word.text) {
      return .number(take("%") ? number / 100 : number, word)
    }
    guard word.text.first?.isLetter ?? false else { throw error(.notAValue, at: start) }
    guard let function = Condition.Function(rawValue: word.text), take("(") else {
      return .name(try wholeName(from: word))
    }
    let open = position - 1
    guard let name = next() else { throw error(.endsEarly) }
    guard name.text.first?.isLetter ?? false else { throw error(.notAValue, at: name.index) }
    guard take(")") else {
      throw current == nil ? error(.notClosed, at: open) : error(.cannotFollow)
    }
    return .function(function, name)
  }

  /// The name that a word begins: that of a measure may be two words, that of a choice is three.
  private mutating func wholeName(
    from word: Condition.Word
  ) throws(ConditionError) -> Condition.Word {
    if let choice = Condition.Choice.Subject(rawValue: word.text) {
      guard take("is"), let value = next(), !Condition.isSign(value.text) else {
        throw error(.choiceWithoutValue(choice), at: word.index)
      }
      return Condition.Word(text: "\(word.text) is \(value.text)", index: word.index)
    }
    guard let current, Condition.Measure(rawValue: "\(word.text) \(current)") != nil else {
      return word
    }
    position += 1
    return Condition.Word(text: "\(word.text) \(current)", index: word.index)
  }

  private static func number(_ word: String) -> Double? {
    if word.hasSuffix("%") { return number(String(word.dropLast())).map { $0 / 100 } }
    return Double(word).flatMap { $0.isFinite ? $0 : nil }
  }
}
