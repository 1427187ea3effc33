/// Searches the history by the beginning of a line, as in fish: Up recalls the last line that
/// begins with the text before the cursor, Down goes back towards what was typed.
package struct HistorySearch {
  /// The line that was typed, and the prefix of the lines that are recalled.
  private var (typed, prefix) = ("", "")
  /// The line that was recalled; any other line starts a new search.
  private var shown: String?
  private var position = 0

  package init() {}

  /// The previous matching line; `nil` if there is none.
  ///
  /// - Parameters:
  ///   - line: The current line.
  ///   - beforeCursor: The part of it before the cursor.
  ///   - lines: The history, oldest first.
  /// - Returns: The line to show.
  package mutating func older(
    than line: String, beforeCursor: String, in lines: [String]
  ) -> String? {
    if shown != line { (typed, prefix, position) = (line, beforeCursor, lines.count) }
    let found = lines.indices.prefix(position).last { isMatch(lines[$0], line) }
    shown = found.map { lines[$0] } ?? line
    position = found ?? position
    return found.map { lines[$0] }
  }

  /// The next matching line, or finally the one that was typed; `nil` if no line was recalled.
  package mutating func newer(than line: String, in lines: [String]) -> String? {
    guard shown == line, position < lines.count else { return nil }
    if let found = lines.indices.dropFirst(position + 1).first(where: { isMatch(lines[$0], line) })
    {
      (position, shown) = (found, lines[found])
    } else {
      (position, shown) = (lines.count, typed)
    }
    return shown
  }

  private func isMatch(_ candidate: String, _ line: String) -> Bool {
    candidate.hasPrefix(prefix) && candidate != line
  }
}
