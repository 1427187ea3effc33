/// A word of a command line.
package struct Word: Hashable, Sendable {
  /// The word without its quotes.
  package var text: String
  /// Where it starts in the line, in characters.
  package let start: Int
  /// Where it ends, quotes included.
  package var end: Int
  /// Whether it was quoted, so that nothing in it has a special meaning.
  package var isQuoted = false

  /// The word with the quotes that it needs.
  var asTyped: String { isQuoted ? Word.inQuotes(text) : text }
}

extension Word {
  /// A word, in quotes if it needs them.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty && !word.contains { $0.isWhitespace || ";#\"'[]>".contains($0) }
    return isPlain ? word : inQuotes(word)
  }

  /// A word in quotes. A quote inside it is put in quotes of the other kind.
  fileprivate static func inQuotes(_ word: String) -> String {
    guard word.contains("\"") else { return "\"\(word)\"" }
    guard word.contains("'") else { return "'\(word)'" }
    return word.split(separator: "\"", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "\"\($0)\"" }.joined(separator: "'\"'")
  }
}

/// A line as commands made of words: `;` separates commands, `#` begins a comment, quotes and
/// brackets hold words together.
package struct TokenizedLine: Hashable, Sendable {
  /// The commands, none of them empty.
  package private(set) var commands: [[Word]] = []
  /// The words of the last command; empty after a `;`.
  package private(set) var last: [Word] = []
  /// The quote that was opened and not closed.
  package private(set) var openQuote: Character?
  /// The position of the bracket of a matrix that was opened and not closed.
  package private(set) var openMatrix: Int?
  /// Whether the line ends in a comment.
  package private(set) var endsInComment = false

  /// A line whose only command has these words, whatever they contain.
  package init(words: [String]) {
    for text in words {
      let start = last.last.map { $0.end + 1 } ?? 0
      let typed = Word.quoted(text)
      last.append(
        Word(text: text, start: start, end: start + typed.count, isQuoted: typed != text))
    }
    if !last.isEmpty { commands = [last] }
  }

  /// A line whose only command has one word, which is the rest of the line.
  package init(_ line: String, name: Substring, text: Substring) {
    for (part, isQuoted) in [(name, false), (text, true)] {
      let start = line.distance(from: line.startIndex, to: part.startIndex)
      last.append(
        Word(text: String(part), start: start, end: start + part.count, isQuoted: isQuoted))
    }
    commands = [last]
  }

  /// The line as it would be typed.
  package var asTyped: String {
    commands.map { $0.map(\.asTyped).joined(separator: " ") }.joined(separator: "; ")
  }

  /// The line with more words added to its last command, whatever they contain; after a `;` they
  /// are a command of their own.
  func appending(_ words: some Sequence<Word>) -> TokenizedLine {
    var line = self
    if !last.isEmpty { line.commands.removeLast() }
    if !endsInComment { line.last += words }
    if !line.last.isEmpty { line.commands.append(line.last) }
    return line
  }

  package init(_ line: String) {
    var scanner = LineScanner()
    var word: Word?

    func finish() {
      if let done = word { last.append(done) }
      word = nil
    }
    func endCommand() {
      finish()
      if !last.isEmpty { commands.append(last) }
      last = []
    }
    func extend(to position: Int) {
      if word == nil { word = Word(text: "", start: position, end: position) }
      word?.end = position + 1
    }

    var bracket = 0
    for (position, character) in line.enumerated() {
      if character == "[", scanner.depth == 0 { bracket = position }
      switch scanner.take(character) {
      case .text:
        extend(to: position)
        word?.text.append(character)
      case .quote:
        extend(to: position)
        word?.isQuoted = true
      case .gap:
        extend(to: position)
        word?.text.append(" ")
      case .blank: finish()
      case .end: endCommand()
      case .filler, .comment: break
      }
    }
    finish()
    if !last.isEmpty { commands.append(last) }
    openQuote = scanner.openQuote
    openMatrix = scanner.open == "[" && scanner.isMatrix ? bracket : nil
    endsInComment = scanner.isInComment
  }
}

/// Negative numbers look like options to the argument parser, so the minus sign of a word that is a
/// number is passed through it as U+2212.
enum NegativeNumber {
  static func shield(_ word: Word) -> String {
    guard !word.isQuoted, begins(word.text) else { return word.text }
    return "\u{2212}" + word.text.dropFirst()
  }

  /// Whether a text begins with a negative number: `-1`, or the `-1,` of a row.
  static func begins(_ text: String) -> Bool {
    text.hasPrefix("-") && (text.dropFirst().first?.isNumber ?? false || Double(text) != nil)
  }

  static func unshield(_ text: String) -> String {
    text.hasPrefix("\u{2212}") ? "-" + text.dropFirst() : text
  }
}

extension String {
  /// The text without the prompt in front of it, as in a line copied from a session:
  /// `backstep bug=conv-flipped> step`.
  var withoutPrompt: String {
    guard let match = wholeMatch(of: /\s*backstep(?:\s+[\w=,.-]+)*> (.*)/.dotMatchesNewlines())
    else { return self }
    return String(match.1)
  }

  /// The text without white space at both ends.
  var trimmingBlanks: String {
    String(
      drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
