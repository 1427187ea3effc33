/// The lines of text that a terminal would show for its input: without colours, and without what
/// was overwritten. The only cursor movements that it follows are a return to the beginning of the
/// line and one column to the left.
package struct ScreenText {
  /// The lines, each with the number that was current when it began.
  package private(set) var lines: [(number: Int, text: String)] = []
  private var line: [Character] = []
  private var column = 0
  private var number = 0

  package static let maximumLineLength = 20_000

  package init() {}

  /// Processes text that was sent to the terminal.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - number: The number of the lines that begin with this text.
  package mutating func append(_ text: String, number: Int) {
    if line.isEmpty { self.number = number }
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\n":
        lines.append((self.number, String(line)))
        (line, column, self.number) = ([], 0, number)
      case "\r": column = 0
      case "\u{8}": column = max(0, column - 1)
      case "\u{1B}": Self.skipEscape(&rest)
      case "\u{0}"..<" ", "\u{7F}": continue
      default: put(Character(scalar))
      }
    }
  }

  private mutating func put(_ character: Character) {
    guard column < Self.maximumLineLength else { return }
    if column < line.count { line[column] = character } else { line.append(character) }
    column += 1
  }

  /// Skips an escape sequence: `ESC [ ... letter`, `ESC ] ... BEL`, or two characters.
  private static func skipEscape(_ rest: inout Substring.UnicodeScalarView) {
    switch rest.popFirst() {
    case "["?:
      while let scalar = rest.popFirst(), !("@"..."~").contains(scalar) {}
    case "]"?:
      while let scalar = rest.popFirst(), scalar != "\u{7}" {
        if scalar == "\u{1B}" {
          _ = rest.popFirst()
          break
        }
      }
    default: break
    }
  }

  /// The number of lines, including the last one if it has begun.
  var count: Int { lines.count + (line.isEmpty ? 0 : 1) }

  /// All lines, including the last one if it has begun.
  package var all: [(number: Int, text: String)] {
    line.isEmpty ? lines : lines + [(number, String(line))]
  }

  /// The lines of a text as a terminal shows them.
  package static func lines(of text: String) -> [String] {
    var screen = ScreenText()
    screen.append(text, number: 0)
    return screen.all.map(\.text)
  }
}
