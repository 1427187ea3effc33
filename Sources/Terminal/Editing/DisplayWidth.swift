import CTerminal

/// Makes libedit and `displayWidth` interpret characters as UTF-8; `false` if the system cannot.
@discardableResult package func useUTF8() -> Bool { cle_use_utf8() }

/// The number of columns that a character takes on the screen, as libedit counts them.
func displayWidth(of scalar: Unicode.Scalar) -> Int {
  if scalar.isASCII { return scalar.value < 32 || scalar.value == 127 ? 2 : 1 }
  return Swift.max(0, Int(cle_width(wide(scalar))))
}

package func displayWidth(of text: some StringProtocol) -> Int {
  text.unicodeScalars.reduce(0) { $0 + displayWidth(of: $1) }
}

/// Whether a text contains characters that control a terminal instead of being shown on it: line
/// breaks, escape sequences, changes of writing direction.
package func hasControls(_ text: some StringProtocol) -> Bool {
  text.utf8.contains { $0 < 32 || $0 >= 127 } && text.unicodeScalars.contains(where: isControl)
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator: true
  // The joiners only affect how the neighbouring letters are drawn.
  case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
  default: false
  }
}

/// The text with `?` in place of characters that control a terminal; line breaks are kept.
package func withoutControls(_ text: String) -> String {
  guard hasControls(text) else { return text }
  return String(
    String.UnicodeScalarView(text.unicodeScalars.map { $0 != "\n" && isControl($0) ? "?" : $0 }))
}

/// The positions of prompt and line on a screen of some width, relative to the start of the prompt.
package struct LineGeometry: Equatable {
  package var cursorRow = 0
  package var endRow = 0
  package var endColumn = 0

  package init(promptWidth: Int, beforeCursor: String, afterCursor: String, columns: Int) {
    let columns = Swift.max(1, columns)
    var row = promptWidth / columns
    var column = promptWidth % columns
    func advance(over text: String) {
      for scalar in text.unicodeScalars {
        if scalar == "\n" {
          (row, column) = (row + 1, 0)
          continue
        }
        let width = displayWidth(of: scalar)
        // A wide character that does not fit starts the next row.
        if column + width > columns { (row, column) = (row + 1, 0) }
        column += width
        if column == columns { (row, column) = (row + 1, 0) }
      }
    }
    advance(over: beforeCursor)
    cursorRow = row
    advance(over: afterCursor)
    endRow = row
    endColumn = column
  }
}
