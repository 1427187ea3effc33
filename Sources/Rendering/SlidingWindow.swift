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
  /// - Returns: The map, or its part around the window.
  package static func block(
    _ name: String, _ plane: Plane, rows: Range<Int>, columns: Range<Int>, blank: Double
  ) -> TextBlock {
    let isSmall = plane.rows <= 8 && plane.columns <= 8
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
    let cells = cells(plane, isSmall: isSmall, blank: blank)
    let label = String(plane.rows - 1).count
    let width = cells[0].count

    func frame() -> String {
      String(repeating: " ", count: label + 1)
        + shownColumns.map { column in
          let isInside = columns.contains(column)
          let edge = column == columns.lowerBound ? "+" : ""
          let end = column == columns.upperBound - 1 ? "+" : ""
          return edge + String(repeating: isInside ? "-" : " ", count: width) + end
        }.joined()
    }
    var lines = [name]
    for row in shownRows {
      if row == rows.lowerBound { lines.append(frame()) }
      let side = rows.contains(row) ? "|" : " "
      let text = shownColumns.map { column in
        (column == columns.lowerBound ? side : "") + cells[row * plane.columns + column]
          + (column == columns.upperBound - 1 ? side : "")
      }.joined()
      lines.append(Numbers.padded("\(row)", to: label) + " " + text)
      if row == rows.upperBound - 1 { lines.append(frame()) }
    }
    return TextBlock(lines)
  }

  /// Each number as text of one width.
  private static func cells(_ plane: Plane, isSmall: Bool, blank: Double) -> [String] {
    guard isSmall else {
      let scale = Scale(blank: blank, fitting: [plane])
      return plane.values.map { value in
        let mark = String(UnicodeScalar(Ramp.mark(scale.normalised(value))))
        return mark + mark
      }
    }
    return Numbers.column(plane.values).map { " \($0) " }
  }
}
