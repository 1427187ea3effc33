/// The lines of text that a terminal would show for its input: without colours, and without what
/// was overwritten or erased. The only cursor movements that it follows are a return to the beginning
/// of the line, one column to the left, and rows up.
package struct ScreenText {
  /// A line, and the number that was current when it began.
  private struct Line {
    var number: Int
    var text: [Character] = []
  }

  private var lines: [Line] = []
  /// The line that the cursor is in; a new one if it is the number of lines.
  private var row = 0
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
    self.number = number
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\n":
        begin()
        (row, column) = (row + 1, 0)
      case "\r": column = 0
      case "\u{8}": column = max(0, column - 1)
      case "\u{1B}": obeyEscape(&rest)
      case "\u{0}"..<" ", "\u{7F}": continue
      default: put(Character(scalar))
      }
    }
  }

  /// Makes sure that the cursor is in a line.
  private mutating func begin() {
    if row == lines.count { lines.append(Line(number: number)) }
  }

  private mutating func put(_ character: Character) {
    guard column < Self.maximumLineLength else { return }
    begin()
    if column < lines[row].text.count {
      lines[row].text[column] = character
    } else {
      lines[row].text.append(character)
    }
    column += 1
  }

  /// Obeys an escape sequence that goes up or erases, and skips any other: `ESC [ ... letter`,
  /// `ESC ] ... BEL`, or two characters.
  private mutating func obeyEscape(_ rest: inout Substring.UnicodeScalarView) {
    switch rest.popFirst() {
    case "["?:
      var parameters = ""
      while let scalar = rest.popFirst() {
        guard ("@"..."~").contains(scalar) else {
          parameters.unicodeScalars.append(scalar)
          continue
        }
        return obey(scalar, parameters)
      }
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

  private mutating func obey(_ command: Unicode.Scalar, _ parameters: String) {
    switch (command, parameters) {
    case ("A", _): row = max(0, row - max(1, min(Int(parameters) ?? 1, lines.count)))
    case ("K", ""), ("K", "0"): eraseLine()
    case ("J", ""), ("J", "0"):
      eraseLine()
      lines.removeSubrange(min(row + 1, lines.count)...)
      if column == 0, row == lines.count - 1 { lines.removeLast() }
    default: break
    }
  }

  private mutating func eraseLine() {
    guard row < lines.count, column < lines[row].text.count else { return }
    lines[row].text.removeSubrange(column...)
  }

  /// The number of lines, including the last one if it has begun.
  var count: Int { lines.count }

  /// All lines, including the last one if it has begun.
  package var all: [(number: Int, text: String)] {
    lines.map { ($0.number, String($0.text)) }
  }

  /// The lines of a text as a terminal shows them.
  package static func lines(of text: String) -> [String] {
    var screen = ScreenText()
    screen.append(text, number: 0)
    return screen.all.map(\.text)
  }
}
