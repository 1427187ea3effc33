/// A word of a command line.
package struct Word: Hashable, Sendable {
  /// The word without its quotes.
  package var text: String
  /// Where it starts in the line, in characters.
  package let start: Int
  /// Where it ends, quotes included.
  package var end: Int
  /// Whether it was quoted, so that nothing in it has a meaning of its own.
  package var isQuoted = false

  /// The word with the quotes that it needs.
  var asTyped: String {
    guard isQuoted else { return text }
    let quote = text.contains("\"") ? "'" : "\""
    return quote + text + quote
  }
}

extension Word {
  /// A word in the quotes that it needs; a quote in it is put in quotes of the other kind.
  static func quoted(_ word: String) -> String {
    guard word.contains(where: { $0.isWhitespace || ";#\"'[]".contains($0) }) else { return word }
    guard word.contains("\"") else { return "\"\(word)\"" }
    guard word.contains("'") else { return "'\(word)'" }
    return word.split(separator: "\"", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "\"\($0)\"" }.joined(separator: "'\"'")
  }
}

/// A line as commands of words: `;` separates commands, `#` begins a comment, quotes and brackets
/// hold words together.
package struct TokenizedLine: Hashable, Sendable {
  /// The commands, none of them empty.
  package private(set) var commands: [[Word]] = []
  /// Where the last command begins, in words; empty after a `;`.
  package private(set) var last: [Word] = []
  /// The quote that was opened and not closed.
  package private(set) var openQuote: Character?
  /// Whether the line ends in a comment.
  package private(set) var endsInComment = false

  package init(_ line: String) {
    var word: Word?
    var depth = 0
    let characters = Array(line)
    var position = 0

    func finish() {
      if let done = word { last.append(done) }
      word = nil
      depth = 0
    }
    func endCommand() {
      finish()
      if !last.isEmpty { commands.append(last) }
      last = []
    }
    func extend(_ character: Character) {
      if word == nil { word = Word(text: "", start: position, end: position) }
      word?.text.append(character)
      word?.end = position + 1
    }

    while position < characters.count {
      let character = characters[position]
      if let quote = openQuote {
        word?.end = position + 1
        if character == quote { openQuote = nil } else { word?.text.append(character) }
      } else if character == "\"" || character == "'" {
        if word == nil { word = Word(text: "", start: position, end: position + 1) }
        word?.isQuoted = true
        word?.end = position + 1
        openQuote = character
      } else if character.isNewline {
        endCommand()
      } else if character.isWhitespace {
        if depth == 0 { finish() }
      } else if character == "#", word == nil {
        endsInComment = true
        break
      } else if character == ";", depth == 0 {
        endCommand()
      } else {
        if character == "[" { depth += 1 }
        if character == "]" { depth = max(0, depth - 1) }
        extend(character)
      }
      position += 1
    }
    finish()
    if !last.isEmpty { commands.append(last) }
  }
}

/// Negative numbers look like options to the argument parser, so the sign of a word that is a
/// number travels as U+2212.
enum NegativeNumber {
  static func shield(_ word: Word) -> String {
    guard !word.isQuoted, word.text.hasPrefix("-"), Double(word.text) != nil else {
      return word.text
    }
    return "\u{2212}" + word.text.dropFirst()
  }

  static func unshield(_ text: String) -> String {
    text.hasPrefix("\u{2212}") ? "-" + text.dropFirst() : text
  }
}

extension String {
  /// The text without white space at both ends.
  var trimmingBlanks: String {
    String(
      drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
