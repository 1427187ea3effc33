/// A rectangle of characters that can be put beside and above others: a screen in the making.
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

  /// The block as plain text, without spaces at the ends of lines.
  package var lines: [String] { lines(in: .ascii) }

  /// The block for a screen that may have colours.
  package func lines(in style: Style) -> [String] { rows.map(style.line) }

  package func above(_ other: TextBlock) -> TextBlock {
    TextBlock(rows: rows + other.rows)
  }

  package func above(_ line: String) -> TextBlock {
    above(TextBlock(line))
  }

  /// This block with another at its right.
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

  package func indented(_ columns: Int) -> TextBlock {
    TextBlock(rows: rows.map { [Glyph](repeating: .space, count: columns) + $0 })
  }

  /// The block with empty rows below, up to the given height.
  func padded(toHeight height: Int) -> TextBlock {
    TextBlock(rows: rows + [[Glyph]](repeating: [], count: max(0, height - self.height)))
  }

  /// The block cut off at a width. Layouts choose what to leave out; this is for what has no
  /// other way out.
  package func clipped(to width: Int) -> TextBlock {
    TextBlock(rows: rows.map { Array($0.prefix(max(0, width))) })
  }

  /// Blocks one under another.
  package static func stacked(_ blocks: [TextBlock]) -> TextBlock {
    TextBlock(rows: blocks.flatMap(\.rows))
  }

  /// Blocks beside one another as far as the width allows, the rest in further rows.
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

  /// Running text, broken between words.
  package static func wrapped(_ text: String, width: Int, hanging: Int = 0) -> TextBlock {
    var lines: [String] = []
    // Runs of spaces inside a line are layout and stay; a line never begins with them.
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var rest = Substring(paragraph)
      var indent = ""
      while indent.count + rest.count > width, width > hanging {
        let room = width - indent.count
        let limit = rest.index(rest.startIndex, offsetBy: room)
        let space = rest[...limit].lastIndex(of: " ")
        let end = space.flatMap { $0 > rest.startIndex ? $0 : nil } ?? limit
        lines.append(indent + rest[..<end])
        rest = rest[end...].drop { $0 == " " }
        indent = String(repeating: " ", count: hanging)
      }
      lines.append(indent + rest)
    }
    return TextBlock(lines)
  }
}
