/// A rectangle of characters that can be put beside and above others to build a screen.
package struct TextBlock: Hashable, Sendable {
  /// The rows, each as long as it needs to be.
  package private(set) var rows: [[Glyph]]

  package init(rows: [[Glyph]] = []) {
    self.rows = rows
  }

  /// Lines of text.
  package init(_ lines: [String]) {
    rows = lines.map { Glyph.text($0) }
  }

  package init(_ line: String, _ ink: Ink? = nil) {
    rows = [Glyph.text(line, ink)]
  }

  package var width: Int { rows.lazy.map(\.count).max() ?? 0 }
  package var height: Int { rows.count }

  /// The block as plain text, without trailing spaces.
  package var lines: [String] { lines(in: .ascii) }

  /// The block in a style that may have colours.
  package func lines(in style: Style) -> [String] { rows.map(style.line) }

  package func above(_ other: TextBlock) -> TextBlock {
    TextBlock(rows: rows + other.rows)
  }

  package func above(_ line: String) -> TextBlock {
    above(TextBlock(line))
  }

  /// This block with another to the right of it.
  package func beside(_ other: TextBlock, gap: Int = 2) -> TextBlock {
    guard !rows.isEmpty else { return other }
    let start = width + gap
    return TextBlock(
      rows: (0..<max(height, other.height)).map { index in
        let left = index < height ? rows[index] : []
        guard index < other.height else { return left }
        return left + [Glyph](repeating: .space, count: start - left.count) + other.rows[index]
      })
  }

  /// This block with a map to the right of it. A painted map gets a thin line at either side, so that
  /// what is white in it has an edge on a white screen, too.
  func beside(_ picture: TextBlock, gap: Int, edges marks: Style.Marks) -> TextBlock {
    guard marks.areBlocks else { return beside(picture, gap: gap) }
    // The left line is in the gap, unless the right line of another picture is there.
    let left = gap > 0 ? Glyph.text("\u{2595}", .faint) : []
    let right = Glyph.text("\u{258F}", .faint)
    return beside(TextBlock(rows: picture.rows.map { left + $0 + right }), gap: gap - left.count)
  }

  package func indented(_ columns: Int) -> TextBlock {
    TextBlock(rows: rows.map { [Glyph](repeating: .space, count: columns) + $0 })
  }

  /// The block with empty rows added below, up to the given height.
  func padded(toHeight height: Int) -> TextBlock {
    TextBlock(rows: rows + [[Glyph]](repeating: [], count: max(0, height - self.height)))
  }

  /// The block cut off at a width. Layouts choose what to leave out; this is the last resort.
  package func clipped(to width: Int) -> TextBlock {
    let width = max(0, width)
    return TextBlock(
      rows: rows.map { row in
        var kept = Array(row.prefix(width))
        // A wide character is never cut in two.
        if row.count > width, row[width].isContinued {
          while let last = kept.last, last.isContinued { kept.removeLast() }
          kept = kept.dropLast() + [Glyph](repeating: .space, count: width - kept.count + 1)
        }
        return kept
      })
  }

  /// Blocks one below the other.
  package static func stacked(_ blocks: [TextBlock]) -> TextBlock {
    TextBlock(rows: blocks.flatMap(\.rows))
  }

  /// Blocks side by side, as many as the width allows, and the rest in further rows.
  package static func flow(_ blocks: [TextBlock], width: Int, gap: Int = 2) -> TextBlock {
    var bands: [TextBlock] = []
    for block in blocks {
      if let band = bands.last, band.width + gap + block.width <= width {
        bands[bands.count - 1] = band.beside(block, gap: gap)
      } else {
        bands.append(block)
      }
    }
    return stacked(bands).clipped(to: width)
  }

  /// Cells in rows, below a title if there is one, in columns as wide as the widest cell; numbers have the ink of their
  /// sign.
  package static func grid(
    _ title: String?, _ cells: [String], columns: Int
  ) -> TextBlock {
    let cell = (cells.map(\.count).max() ?? 1) + 1
    let rows = cells.chunks(of: columns).map { row in
      row.map { $0.leftPadded(to: cell) }.joined()
    }
    let heads = [title].compactMap(\.self)
    return TextBlock(heads + rows).signed(fromRow: heads.count)
  }

  /// Running text, wrapped between words.
  package static func wrapped(_ text: String, width: Int, hanging: Int = 0) -> TextBlock {
    var rows: [[Glyph]] = []
    // Runs of spaces inside a line are layout and are kept; a wrapped line never begins with one.
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var rest = Glyph.text(paragraph)[...]
      var indent: [Glyph] = []
      while indent.count + rest.count > width, width > hanging {
        let end = lineBreak(in: rest, room: width - indent.count)
        rows.append(indent + rest[..<end])
        rest = rest[end...].drop { $0.byte == 32 }
        indent = [Glyph](repeating: .space, count: hanging)
      }
      rows.append(indent + rest)
    }
    return TextBlock(rows: rows)
  }

  /// Where to break a line that is too long: at the last space; beside the last wide character,
  /// because scripts with wide characters have no spaces; or else where the width ends.
  private static func lineBreak(in row: ArraySlice<Glyph>, room: Int) -> Int {
    let limit = row.startIndex + room
    for index in (row.startIndex + 1...limit).reversed() {
      if row[index].byte == 32 { return index }
      guard !row[index].isContinued, !endsSentence(row[index]) else { continue }
      let isBesideWide =
        row[index - 1].isContinued || index + 1 < row.endIndex && row[index + 1].isContinued
      if isBesideWide { return index }
    }
    guard row[limit].isContinued else { return limit }
    let start = row[..<limit].lastIndex { !$0.isContinued } ?? limit
    // A wide character on a line that has no room for it.
    return start > row.startIndex
      ? start : row[limit...].firstIndex { !$0.isContinued } ?? row.endIndex
  }

  /// Whether a character must not begin a line.
  private static func endsSentence(_ glyph: Glyph) -> Bool {
    glyph.letter.map {
      "\u{3001}\u{3002}\u{FF0C}\u{FF0E}\u{FF1A}\u{FF1B}\u{FF01}\u{FF1F}\u{FF09}\u{300D}\u{300F}\u{300B}\u{201D}"
        .contains($0)
    }
      ?? ",.:;!?)".utf8.contains(glyph.byte)
  }
}
