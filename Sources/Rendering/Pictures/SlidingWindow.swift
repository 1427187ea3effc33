/// A map with a frame around the window that a layer looks at: small maps as numbers, larger ones
/// as the picture around the window.
package enum SlidingWindow {
  /// Rows and columns of a larger map that are shown on each side of the window.
  private static let margin = (rows: 4, columns: 6)

  /// The map under its name.
  ///
  /// - Parameters:
  ///   - name: What the map is called.
  ///   - plane: Its numbers.
  ///   - rows: The window's rows; those outside the map are padding.
  ///   - columns: The window's columns.
  ///   - blank: What a space stands for in a picture.
  ///   - tone: What the numbers are.
  /// - Returns: The map, or its part around the window.
  package static func block(
    _ name: String, _ plane: Plane, rows: Range<Int>, columns: Range<Int>, blank: Double,
    tone: Tint.Tone = .signed
  ) -> TextBlock {
    let isSmall = plane.isSmall
    let shownRows =
      isSmall
      ? 0..<plane.rows
      : max(0, rows.lowerBound - margin.rows)..<min(plane.rows, rows.upperBound + margin.rows)
    let shownColumns =
      isSmall
      ? 0..<plane.columns
      : max(
        0, columns.lowerBound - margin.columns)..<min(
          plane.columns, columns.upperBound + margin.columns)
    let cells = cells(plane, isSmall: isSmall, blank: blank, tone: tone)
    let label = String(plane.rows - 1).count
    let width = cells[0].count
    func edge(_ text: String) -> [Glyph] { Glyph.text(text, .strong) }

    func frame() -> [Glyph] {
      edge(
        String(repeating: " ", count: label + 1)
          + shownColumns.map { column in
            let isInside = columns.contains(column)
            let edge = column == columns.lowerBound ? "+" : ""
            let end = column == columns.upperBound - 1 ? "+" : ""
            return edge + String(repeating: isInside ? "-" : " ", count: width) + end
          }.joined())
    }
    var lines = [Glyph.text(name)]
    for row in shownRows {
      if row == rows.lowerBound { lines.append(frame()) }
      let side = rows.contains(row) ? "|" : " "
      let text = shownColumns.map { column in
        edge(column == columns.lowerBound ? side : "") + cells[row * plane.columns + column]
          + edge(column == columns.upperBound - 1 ? side : "")
      }.joined()
      lines.append(Glyph.text("\(row)".leftPadded(to: label) + " ") + text)
      if row == rows.upperBound - 1 { lines.append(frame()) }
    }
    return TextBlock(rows: lines)
  }

  /// Each number as text of one width.
  private static func cells(
    _ plane: Plane, isSmall: Bool, blank: Double, tone: Tint.Tone
  ) -> [[Glyph]] {
    guard isSmall else {
      let scale = Scale(blank: blank, fitting: [plane])
      return plane.values.map { value in
        let share = scale.normalised(value)
        let tint = share.isNaN ? nil : Tint(upper: share, lower: share, tone: tone)
        return [Glyph](repeating: Glyph(Ramp.mark(share), tint: tint), count: 2)
      }
    }
    return zip(Numbers.column(plane.values), plane.values).map { text, value in
      Glyph.text(" \(text) ", Ink(signOf: value))
    }
  }
}
