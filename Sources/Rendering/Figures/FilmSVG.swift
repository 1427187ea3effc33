/// A film as a self-contained vector drawing that moves by itself, without scripts: its pictures are
/// the screens of a terminal with half-blocks, one after another.
package enum FilmSVG {
  private static let cell = (width: 6.6, height: 14.0)
  private static let size = 11.0
  private static let margin = 8.0

  /// - Parameters:
  ///   - frames: The pictures, drawn with half-blocks.
  ///   - title: What the film shows.
  ///   - seconds: How long each picture is shown.
  /// - Returns: The text of the file.
  package static func file(_ frames: [TextBlock], title: String, seconds: Double) -> String {
    let columns = frames.map(\.width).max() ?? 0
    let rows = frames.map(\.height).max() ?? 0
    let width = SVG.number(Double(columns) * cell.width + 2 * margin)
    let height = SVG.number(Double(rows) * cell.height + 2 * margin)
    let all = Double(frames.count) * seconds
    let share = SVG.number(100 / Double(max(1, frames.count)))
    let groups = frames.enumerated().map { index, frame in
      "<g class=\"f\" style=\"animation-delay:\(SVG.number(Double(index) * seconds - all))s\">"
        + picture(frame) + "</g>"
    }
    // Where nothing moves, the last picture stands.
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" role="img" font-size="\(SVG.number(size))" \
      font-family="\(SVG.mono)" fill="#1f2328">
      <title>\(SVG.escaped(title))</title>
      <style>
      .f{visibility:hidden}.f:last-of-type{visibility:visible}
      @media not (prefers-reduced-motion){.f{animation:f \(SVG.number(all))s step-end infinite}}
      @keyframes f{0%{visibility:visible}\(share)%{visibility:hidden}100%{visibility:hidden}}
      </style>
      <rect width="\(width)" height="\(height)" fill="#ffffff"/>
      \(groups.joined(separator: "\n"))
      </svg>

      """
  }

  private static func picture(_ frame: TextBlock) -> String {
    frame.rows.enumerated().map { row, glyphs in
      cells(glyphs, row: row) + text(glyphs, row: row)
    }.joined()
  }

  /// The painted halves of a row, each run of one colour as a rectangle.
  private static func cells(_ glyphs: [Glyph], row: Int) -> String {
    [false, true].map { isLower in
      runs(glyphs.map { colour($0, isLower: isLower) }).compactMap { run in
        run.value.flatMap { $0 == .white ? nil : $0 }.map { colour in
          let y = margin + (Double(row) + (isLower ? 0.5 : 0)) * cell.height
          return "<rect x=\"\(x(run.start))\" y=\"\(SVG.number(y))\" "
            + "width=\"\(SVG.number(Double(run.count) * cell.width))\" "
            + "height=\"\(SVG.number(cell.height / 2))\" fill=\"\(SVG.code(colour))\"/>"
        }
      }.joined()
    }.joined()
  }

  private static func colour(_ glyph: Glyph, isLower: Bool) -> Colour? {
    if let paint = glyph.paint { return isLower ? paint.lower : paint.upper }
    guard let tint = glyph.tint, let step = isLower ? tint.lower : tint.upper else { return nil }
    let share = Double(step) / 127
    return tint.tone == .ink && share >= 0
      ? PaperPalette.ink(share) : PaperPalette.diverging(share)
  }

  /// The text of a row, each piece between wide gaps by itself and as wide as its columns, so that
  /// columns stay aligned in any font.
  private static func text(_ glyphs: [Glyph], row: Int) -> String {
    runs(glyphs.map { $0.tint == nil && $0.paint == nil ? Optional($0.ink) : nil }).map { run in
      guard let ink = run.value else { return "" }
      let part = glyphs[run.start..<run.start + run.count]
      return pieces(of: part).map { piece in
        let word = TextBlock(rows: [Array(glyphs[piece])]).lines[0]
        let y = margin + Double(row) * cell.height + size
        return "<text x=\"\(x(piece.lowerBound))\" y=\"\(SVG.number(y))\" "
          + "textLength=\"\(SVG.number(Double(piece.count) * cell.width))\" "
          + "lengthAdjust=\"spacingAndGlyphs\"\(look(ink))>\(SVG.escaped(word))</text>"
      }.joined()
    }.joined()
  }

  /// The ranges of the pieces of a text that have at most single spaces in them.
  private static func pieces(of glyphs: ArraySlice<Glyph>) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    for index in glyphs.indices where glyphs[index].byte != 32 {
      if let last = pieces.last, index - last.upperBound < 2 {
        pieces[pieces.count - 1] = last.lowerBound..<index + 1
      } else {
        pieces.append(index..<index + 1)
      }
    }
    return pieces
  }

  private static func look(_ ink: Ink?) -> String {
    switch ink {
    case .above?, .wrong?: " fill=\"\(SVG.code(.above))\""
    case .below?, .right?: " fill=\"\(SVG.code(.below))\""
    case .wonAbove?: " font-weight=\"bold\" fill=\"\(SVG.code(.above))\""
    case .wonBelow?: " font-weight=\"bold\" fill=\"\(SVG.code(.below))\""
    case .strong?: " font-weight=\"bold\""
    case .faint?: " fill=\"\(SVG.code(.faded))\""
    case nil: ""
    }
  }

  private static func x(_ column: Int) -> String {
    SVG.number(margin + Double(column) * cell.width)
  }

  /// Neighbours that are equal, together.
  private static func runs<Item: Equatable>(
    _ values: [Item]
  ) -> [(start: Int, count: Int, value: Item)] {
    var runs: [(start: Int, count: Int, value: Item)] = []
    for (index, value) in values.enumerated() {
      if let last = runs.last, last.value == value {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((index, 1, value))
      }
    }
    return runs
  }
}
