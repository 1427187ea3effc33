/// Lines at the end of what is printed that are drawn again in place, by escape sequences of VT100.
///
/// All that is drawn at once arrives in one write, inside a synchronised update where the terminal
/// has it, so that nothing flickers.
package struct RedrawnLines {
  /// The lines that are on the screen; the cursor is at the end of the last.
  package private(set) var lines: [String] = []

  package init() {}

  /// How what is drawn begins: a synchronised update.
  package static let beginning = "\u{1B}[?2026h"

  package var isEmpty: Bool { lines.isEmpty }

  /// What draws lines in place of the last ones.
  ///
  /// - Parameters:
  ///   - next: The lines.
  ///   - text: Text that is printed above them and stays: whole lines.
  ///   - columns: The width of the screen now; it may have been another one before.
  /// - Returns: What to write to the terminal, at once.
  package mutating func drawing(_ next: [String], below text: String = "", columns: Int) -> String {
    defer { lines = next }
    let drawn = next.map { line in
      // A full line leaves nothing to clear, and the cursor on its last character.
      Pager.rows(of: line + " ", columns: columns) == 1 ? line + "\u{1B}[K" : line
    }.joined(separator: "\n")
    return Self.beginning + home(columns: columns) + (text.isEmpty ? "" : "\u{1B}[J" + text)
      + drawn + "\u{1B}[J\u{1B}[?2026l"
  }

  /// What removes the lines.
  package mutating func clearing(columns: Int) -> String {
    guard !isEmpty else { return "" }
    defer { lines = [] }
    return home(columns: columns) + "\u{1B}[J"
  }

  /// What takes the cursor to the beginning of the lines. A terminal that became narrower has broken
  /// them.
  private func home(columns: Int) -> String {
    let rows = lines.reduce(0) { $0 + Pager.rows(of: $1, columns: columns) }
    return "\r" + (rows > 1 ? "\u{1B}[\(rows - 1)A" : "")
  }
}
