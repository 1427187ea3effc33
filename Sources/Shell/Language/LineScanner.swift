/// Reads a line character by character, and tracks what is open: a quote, brackets, a comment.
struct LineScanner {
  /// The role of a character in the line.
  enum Role {
    /// A character of a word.
    case text
    /// A quote that opens or closes.
    case quote
    /// A blank between words.
    case blank
    /// A blank inside the brackets of indices, which does not separate words.
    case filler
    /// A blank inside the brackets of a matrix, which separates its numbers.
    case gap
    /// The end of a command.
    case end
    /// A character of a comment.
    case comment
  }

  /// The quote that was opened and not yet closed.
  private(set) var openQuote: Character?
  /// How many brackets of the word were opened and not yet closed.
  private(set) var depth = 0
  private(set) var isInComment = false
  private var isInWord = false
  /// Whether the brackets that are open hold a matrix: they do not follow a name.
  private(set) var isMatrix = false
  /// The character before the next one, if it belongs to the same word.
  private var previous: Character?

  /// What is open: a quote, or `[`; `nil` if the line could end here.
  var open: Character? { openQuote ?? (depth > 0 ? "[" : nil) }

  /// Takes the next character.
  mutating func take(_ character: Character) -> Role {
    defer { previous = isInWord ? character : nil }
    if let quote = openQuote {
      guard character == quote else { return .text }
      openQuote = nil
      return .quote
    }
    if isInComment {
      guard Self.endsLine(character) else { return .comment }
      isInComment = false
      return .end
    }
    switch character {
    // In `don't`, it is an apostrophe.
    case "'" where previous?.isLetter ?? false: break
    case "\"", "'":
      openQuote = character
      isInWord = true
      return .quote
    case "#" where !isInWord:
      isInComment = true
      return .comment
    case ";" where depth == 0:
      isInWord = false
      return .end
    default: break
    }
    if character.isWhitespace {
      guard depth == 0 else { return isMatrix ? .gap : .filler }
      isInWord = false
      return Self.endsLine(character) ? .end : .blank
    }
    if character == "[" {
      if depth == 0 { isMatrix = !(previous.map { $0.isLetter || $0.isNumber } ?? false) }
      depth += 1
    }
    if character == "]" { depth = max(0, depth - 1) }
    isInWord = true
    return .text
  }

  /// Whether a character ends a line, as in a file. Other scripts' separators count as blanks.
  private static func endsLine(_ character: Character) -> Bool {
    character == "\n" || character == "\r\n" || character == "\r"
  }
}
