import CTerminal

/// Makes characters mean UTF-8 to libedit and to `displayWidth`; false where the system cannot.
@discardableResult package func useUTF8() -> Bool { cle_use_utf8() }

/// The columns a character takes on the screen, as libedit counts them.
func displayWidth(of scalar: Unicode.Scalar) -> Int {
  if scalar.isASCII { return scalar.value < 32 || scalar.value == 127 ? 2 : 1 }
  return Swift.max(0, Int(cle_width(wide(scalar))))
}

package func displayWidth(of text: some StringProtocol) -> Int {
  text.unicodeScalars.reduce(0) { $0 + displayWidth(of: $1) }
}

/// Whether a text holds characters that steer a terminal instead of standing on it: line breaks,
/// escape sequences, changes of the direction of writing.
package func hasControls(_ text: some StringProtocol) -> Bool {
  text.utf8.contains { $0 < 32 || $0 >= 127 } && text.unicodeScalars.contains(where: isControl)
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  let category = scalar.properties.generalCategory
  return category == .control || category == .format
}

/// The text with `?` for whatever steers a terminal; line breaks stay.
package func withoutControls(_ text: String) -> String {
  guard hasControls(text) else { return text }
  return String(
    String.UnicodeScalarView(text.unicodeScalars.map { $0 != "\n" && isControl($0) ? "?" : $0 }))
}

/// Where prompt and line stand on a screen of some width, counted from the prompt's first place.
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
