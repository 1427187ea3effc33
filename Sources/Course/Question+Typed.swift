/// Recognising an answer in what somebody typed.
extension Question {
  /// How likely it is that a typed line is an answer.
  package enum Likeness: Hashable, Sendable {
    case isAnswer
    /// It is one unless it is a command.
    case isAnswerUnlessCommand
    case isNoAnswer
  }

  /// How likely it is that a line is an answer to this question. It need not be a right one, nor
  /// one that can be judged: `yes` is an answer to any question.
  package func likeness(of line: String) -> Likeness {
    let line = line.trimmed()
    let words = Self.words(of: line)
    guard !words.isEmpty else { return .isNoAnswer }
    if Self.isUnknown(line) { return .isAnswer }
    switch kind {
    case .choice(let choices, _):
      if Self.letter(in: line, of: choices) != nil { return .isAnswer }
      if Self.isBareNumber(line) || Self.shrugs.contains(words) { return .isAnswer }
      // `a or b`, `both`.
      let isVague = words.allSatisfy {
        Self.isLetter([$0]) || Self.fillers.contains($0) || ["or", "both"].contains($0)
      }
      return isVague || Self.choice(in: line, of: choices) != nil
        ? .isAnswerUnlessCommand : .isNoAnswer
    case .numbers, .places:
      if TypedNumber.list(line) != nil || Self.shrugs.contains(words) { return .isAnswer }
      return Self.isLetter(words) ? .isAnswerUnlessCommand : .isNoAnswer
    case .sentence: return .isAnswerUnlessCommand
    }
  }

  /// Whether a text admits that its author does not know.
  static func isUnknown(_ text: String) -> Bool {
    let words = words(of: text.filter { !"'\u{2019}".contains($0) })
    return [
      ["idk"], ["dunno"], ["no", "idea"], ["no", "clue"], ["not", "sure"], ["i", "dont", "know"],
      ["dont", "know"], ["i", "do", "not", "know"], ["i", "have", "no", "idea"],
      ["im", "not", "sure"], ["i", "am", "not", "sure"],
    ].contains(words)
  }

  private static let shrugs: Set<[String]> = Set(
    ["yes", "no", "y", "yeah", "yep", "nope", "maybe", "ok", "okay", "true", "false"].map { [$0] })

  private static func isLetter(_ words: [String]) -> Bool {
    words.count == 1 && words[0].count == 1 && words[0].allSatisfy { $0.isASCII && $0.isLetter }
  }

  /// Whether it begins like a number and is one. `log 10` is one, too, but also a command.
  private static func isBareNumber(_ line: String) -> Bool {
    !(line.first?.isLetter ?? true) && TypedNumber.list(line) != nil
  }

  // MARK: Choices

  /// The choice that a text names, by its letter or by its words.
  static func choice(in text: String, of choices: [Choice]) -> Choice? {
    if let choice = whole(text, of: choices) ?? letter(in: text, of: choices) { return choice }
    let words = words(of: text)
    guard words.contains(where: { !fillers.contains($0) }) else { return nil }
    let named = choices.filter { Self.words(of: $0.text).contains(words) }
    return named.count == 1 ? named[0] : nil
  }

  /// The choice whose letter or text is the answer.
  private static func letter(in text: String, of choices: [Choice]) -> Choice? {
    whole(text, of: choices) ?? choice(lettered: text, of: choices)
  }

  /// The choice whose letter is the text: `b`, `B.`, `(b)`, `option b`, `b) 13x13`.
  package static func choice(lettered text: String, of choices: [Choice]) -> Choice? {
    let words = words(of: text)
    let said = words.filter { !fillers.contains($0) || $0 == "a" }
    func choice(_ word: String) -> Choice? { choices.first { String($0.letter) == word } }
    if said.count == 1, let only = choice(said[0]) { return only }
    guard let first = words.first, let named = choice(first) else { return nil }
    let rest = Array(words.dropFirst())
    let meant = choices.filter { Self.words(of: $0.text).contains(rest) }
    if meant.contains(named) { return named }
    // A letter with a parenthesis or a full stop is not an article.
    let mark = text.drop { !$0.isLetter }.dropFirst().first
    return meant.isEmpty && mark.map { ").:]".contains($0) } ?? false ? named : nil
  }

  /// The choice whose text is the whole answer, or the only one whose beginning up to a comma is.
  private static func whole(_ text: String, of choices: [Choice]) -> Choice? {
    let typed = words(of: text)
    let number = TypedNumber.list(text, count: 1)
    if let exact = choices.first(where: { !typed.isEmpty && typed == words(of: $0.text) }) {
      return exact
    }
    let meant = choices.filter { choice in
      let end = [", ", "; ", ": "].compactMap { choice.text.firstRange(of: $0)?.lowerBound }.min()
      let clause = choice.text[..<(end ?? choice.text.endIndex)]
      if let number, number.count == 1,
        let own = TypedNumber.list(clause.filter { $0 != "`" }, count: 1),
        own.count == 1
      {
        return number[0].agrees(with: own[0], within: 1e-9)
      }
      return !typed.isEmpty && typed == words(of: String(clause))
    }
    return meant.count == 1 ? meant[0] : nil
  }

  private static let fillers: Set<String> = [
    "a", "an", "and", "answer", "by", "choice", "i", "in", "is", "it", "its", "letter", "maybe",
    "of", "option", "probably", "the", "think", "to",
  ]

  /// The words of a text in lower case, without punctuation around them. `one` is the same as `1`.
  private static func words(of text: String) -> [String] {
    let text = text.lowercased().filter { !"*`\"'\u{2019}".contains($0) }
    return text.split { $0.isWhitespace || "()[]!?".contains($0) }.compactMap { word in
      let bare = String(word.reversed().drop { ".,;:".contains($0) }.reversed())
      return bare.isEmpty ? nil : TypedArithmetic.counts[bare] ?? bare
    }
  }
}
