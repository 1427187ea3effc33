/// A map with a frame around a layer's current window: small maps as numbers, larger ones as a
/// picture of the surroundings of the window.
package enum SlidingWindow {
  /// How many rows and columns of a larger map are shown on each side of the window, where there is
  /// room.
  private static let margin = (rows: 4, columns: 6)

  /// The map under its name.
  ///
  /// - Parameters:
  ///   - name: The name of the map.
  ///   - plane: Its numbers.
  ///   - rows: The window's rows; those outside the map are padding.
  ///   - columns: The window's columns.
  ///   - blank: The value that a space stands for in a picture.
  ///   - tone: The kind of numbers.
  ///   - height: How many rows there are for it in a picture that moves: then the window slides over a
  ///     part of the map that stands still, until it leaves that part.
  /// - Returns: The map, or the part around the window.
  package static func block(
    _ name: String, _ plane: Plane, rows: Range<Int>, columns: Range<Int>, blank: Double,
    tone: Tint.Tone = .signed, height: Int? = nil
  ) -> TextBlock {
    let isSmall = plane.isSmall
    // The name, and the edges of the frame, need a row each.
    let margin = (
      rows: height.map { max(1, min(Self.margin.rows, ($0 - 3 - rows.count) / 2)) }
        ?? Self.margin.rows,
      columns: Self.margin.columns
    )
    let isSteady = height != nil
    let shownRows = shown(of: plane.rows, isSmall, isSteady, around: rows, margin.rows)
    let shownColumns = shown(
      of: plane.columns, isSmall, isSteady, around: columns, margin.columns)
    let cells = cells(plane, isSmall: isSmall, blank: blank, tone: tone)
    let shown = shownRows.flatMap { row in
      shownColumns.map { column in cells[row * plane.columns + column] }
    }
    let label = String(plane.rows - 1).count
    let isPart = isSteady && shownColumns.count < plane.columns
    let title =
      isPart
      ? "\(name), columns \(shownColumns.lowerBound) to \(shownColumns.upperBound - 1)" : name
    return TextBlock(title).above(
      framed(shown, columns: shownColumns, rows: shownRows, around: rows, and: columns) { row in
        row.map { "\($0)" }.map { $0.leftPadded(to: label) + " " }
          ?? String(repeating: " ", count: label + 1)
      })
  }

  /// All rows or columns of a small map, or those around the window, which may lie beyond the
  /// map.
  private static func shown(
    of count: Int, _ isSmall: Bool, _ isSteady: Bool, around window: Range<Int>, _ margin: Int
  ) -> Range<Int> {
    guard !isSmall else { return 0..<count }
    guard !isSteady else {
      let size = min(count, window.count + 2 * margin)
      let places = size - window.count + 1
      let first = max(0, min(window.lowerBound / places * places, count - size))
      return first..<first + size
    }
    let first = max(0, min(window.lowerBound - margin, count - 1))
    return first..<max(first + 1, min(count, window.upperBound + margin))
  }

  /// Cells of equal width, row by row, with a frame around some of them.
  ///
  /// - Parameters:
  ///   - cells: The cells.
  ///   - columns: Their columns.
  ///   - rows: Their rows.
  ///   - window: The rows in the frame, which may lie beyond the cells.
  ///   - windowColumns: The columns in the frame.
  ///   - head: What comes before a row, or, for `nil`, before the frame's upper and lower edges.
  /// - Returns: The lines.
  static func framed(
    _ cells: [[Glyph]], columns: Range<Int>, rows: Range<Int>, around window: Range<Int>,
    and windowColumns: Range<Int>, head: (Int?) -> String = { _ in "" }
  ) -> TextBlock {
    let width = cells.first?.count ?? 0
    func edge(_ text: String) -> [Glyph] { Glyph.text(text, .strong) }

    func frame() -> [Glyph] {
      edge(
        head(nil)
          + columns.map { column in
            let isInside = windowColumns.contains(column)
            let edge = column == windowColumns.lowerBound ? "+" : ""
            let end = column == windowColumns.upperBound - 1 ? "+" : ""
            return edge + String(repeating: isInside ? "-" : " ", count: width) + end
          }.joined())
    }
    var lines: [[Glyph]] = []
    for (row, cells) in zip(rows, cells.chunks(of: columns.count)) {
      if row == window.lowerBound { lines.append(frame()) }
      let side = window.contains(row) ? "|" : " "
      let text = zip(columns, cells).map { column, cell in
        edge(column == windowColumns.lowerBound ? side : "") + cell
          + edge(column == windowColumns.upperBound - 1 ? side : "")
      }.joined()
      lines.append(Glyph.text(head(row)) + text)
      if row == window.upperBound - 1 { lines.append(frame()) }
    }
    return TextBlock(rows: lines)
  }

  /// The numbers as texts of equal width.
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
