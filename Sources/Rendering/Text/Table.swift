/// A heading and rows of cells: words are left-aligned, numbers right-aligned.
package struct Table: Sendable {
  package enum Alignment: Sendable { case left, right }

  /// The cells of a line, and the inks of some of them.
  private var lines: [(cells: [String], inks: [Int: Ink])]
  private let alignments: [Alignment]
  private let hasHeading: Bool

  /// A table with a heading; an empty heading takes no line. Columns after the first are
  /// right-aligned unless `alignments` says otherwise.
  package init(_ heading: [String], alignments: [Alignment] = [.left]) {
    hasHeading = heading.contains { !$0.isEmpty }
    lines = hasHeading ? [(heading, [:])] : []
    self.alignments = alignments
  }

  /// - `inks`: The ink of a cell, by its column.
  package mutating func append(_ cells: [String], inks: [Int: Ink] = [:]) {
    lines.append((cells, inks))
  }

  /// The table within a width. The columns move closer together; those that still do not fit follow
  /// below, with the first column repeated, or alone if there is no room for both.
  package func block(width: Int, gap: Int = 2) -> TextBlock {
    let count = lines.lazy.map(\.cells.count).max() ?? 0
    let widths = (0..<count).map { column in
      lines.lazy.map { column < $0.cells.count ? $0.cells[column].screenWidth : 0 }.max() ?? 0
    }
    let isWide = widths.reduce(0, +) + gap * (count - 1) <= width
    let gap = isWide ? gap : min(gap, 1)
    var bands: [[Int]] = []
    var used = 0
    for column in 0..<count {
      if bands.isEmpty || used + gap + widths[column] > width {
        let isAlone = column == 0 || widths[0] + gap + widths[column] > width
        bands.append(isAlone ? [column] : [0, column])
        used = widths[column] + (column == 0 ? 0 : isAlone ? 2 : widths[0] + gap)
      } else {
        bands[bands.count - 1].append(column)
        used += gap + widths[column]
      }
    }
    return .stacked(
      bands.map { columns in
        band(columns, widths, gap: gap).indented(columns[0] == 0 ? 0 : 2)
      }
    ).clipped(to: width)
  }

  private func band(_ columns: [Int], _ widths: [Int], gap: Int) -> TextBlock {
    TextBlock(
      rows: lines.map { cells, inks in
        columns.filter { $0 < cells.count }.map { column -> [Glyph] in
          let text = Glyph.text(cells[column], inks[column])
          let padding = [Glyph](repeating: .space, count: widths[column] - text.count)
          return alignment(of: column) == .left ? text + padding : padding + text
        }.joined(separator: [Glyph](repeating: .space, count: gap)).map { $0 }
      })
  }

  private func alignment(of column: Int) -> Alignment {
    column < alignments.count ? alignments[column] : .right
  }

  /// Named rows of values, as in the shift lab: numbers with a fixed number of decimal places, and
  /// `=` for exactly 0 if the row counts differences.
  package struct Row: Sendable {
    fileprivate let name: String
    fileprivate let cells: [String]

    package init(_ name: String, _ cells: [String]) {
      self.name = name
      self.cells = cells
    }

    /// - `values`: A value for each heading; `-` if there is none.
    /// - `zero`: What is written for exactly 0: `=` for "exactly the same".
    package init(_ name: String, _ values: [Double?], places: Int, zero: String? = nil) {
      self.init(
        name,
        values.map { value in
          guard let value else { return "-" }
          return value == 0 ? zero ?? Numbers.fixed(0, places) : Numbers.fixed(value, places)
        })
    }
  }

  /// Rows of values below a row of headings, with a unit after the headings: `0  1  2  pixels`.
  package static func series(
    _ title: String, _ headings: [String], unit: String = "", rows: [Row], width: Int
  ) -> TextBlock {
    var table = Table([title] + headings)
    for row in rows { table.append([row.name] + row.cells) }
    let block = table.block(width: width)
    guard !unit.isEmpty, let first = block.lines.first,
      first.screenWidth + 2 + unit.screenWidth <= width
    else { return block }
    return TextBlock(first + "  " + unit).above(TextBlock(rows: Array(block.rows.dropFirst())))
  }
}
