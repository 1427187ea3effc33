/// How a block is turned into lines for one kind of screen. ASCII shows everything; colour adds the
/// sign, and half-blocks show twice as many rows.
package struct Style: Hashable, Sendable {
  /// What pictures are made of, and how large they may be.
  package struct Marks: Hashable, Sendable {
    /// Whether they are upper half-blocks.
    package let areBlocks: Bool
    /// How many rows a picture may take, with its text, in order to be larger than usual; `nil` if it
    /// has its usual size.
    package var room: Int?

    /// One character per place, from a ramp for each sign.
    package static let characters = Marks(areBlocks: false)
    /// Upper half-blocks: each character shows two places, one above the other, painted in the
    /// colours of their numbers. Needs Unicode.
    package static let blocks = Marks(areBlocks: true)
  }

  /// The available colours.
  package enum Colours: Sendable {
    case none
    /// The eight of ANSI, for text: they are too few to paint with.
    case few
    /// The 256 colours of xterm.
    case palette
    /// Any mixture of red, green and blue.
    case mixed
  }

  package let marks: Marks
  package let colours: Colours

  /// Without enough colours nothing can be painted, so there are no blocks either.
  package init(_ marks: Marks, _ colours: Colours) {
    self.marks = [.none, .few].contains(colours) ? .characters : marks
    self.colours = colours
  }

  package static let ascii = Style(.characters, .none)
  /// The same characters, coloured by their meaning.
  package static let coloured = Style(.characters, .palette)

  /// A row of a block as a line for the terminal, without trailing spaces. If anything is coloured,
  /// the colours are reset at the end of the line.
  func line(_ row: [Glyph]) -> String {
    guard colours != .none else { return Style.plain(row) }
    let drawn = row.filter { !$0.isContinued }.map(look)
    let end = drawn.lastIndex { $0.character != " " || $0.background != nil }.map { $0 + 1 } ?? 0
    var line = ""
    var current = Look(character: " ")
    for look in drawn[..<end] {
      if look.code != current.code, look.character != " " || look.background != current.background {
        if look.code.isEmpty {
          line += "\u{1B}[0m"
        } else {
          line += "\u{1B}[" + (look.isLess(than: current) ? "0;" : "") + look.code + "m"
        }
        current = look
      }
      line.append(look.character)
    }
    return current.code.isEmpty ? line : line + "\u{1B}[0m"
  }

  private static func plain(_ row: [Glyph]) -> String {
    let end = row.lastIndex { $0.byte != 32 }.map { $0 + 1 } ?? 0
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end)
    for glyph in row[..<end] where !glyph.isContinued {
      if let letter = glyph.letter { bytes += letter.utf8 } else { bytes.append(glyph.byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: One character

  /// The appearance of a character on the terminal.
  private struct Look {
    var character: Character
    var foreground: String?
    var background: String?
    var isStrong = false

    var code: String {
      [isStrong ? "1" : nil, foreground, background.map { "48;" + $0 }]
        .compactMap { $0 }.joined(separator: ";")
    }

    /// Whether an attribute of the previous character must be reset first.
    func isLess(than before: Look) -> Bool {
      (before.isStrong && !isStrong) || (before.background != nil && background == nil)
        || (before.foreground != nil && foreground == nil && character != " ")
    }
  }

  private func look(_ glyph: Glyph) -> Look {
    let character = glyph.letter ?? Character(UnicodeScalar(glyph.byte))
    if marks.areBlocks, glyph.tint != nil || glyph.paint != nil { return block(glyph) }
    guard let ink = glyph.ink ?? glyph.tint?.ink else { return Look(character: character) }
    let colour: Palette.Text? =
      switch ink {
      case .above, .wonAbove, .wrong: .above
      case .below, .wonBelow, .right: .below
      case .faint: .faint
      case .strong: nil
      }
    return Look(
      character: character, foreground: colour.map(code),
      isStrong: ![.above, .below, .faint].contains(ink)
        || colours == .few && colour?.isBold ?? false)
  }

  /// Both halves painted; a space if they have the same colour.
  private func block(_ glyph: Glyph) -> Look {
    let upper = glyph.paint.map { code($0.upper) } ?? glyph.tint.map { code($0.upper, $0.tone) }
    let lower =
      glyph.paint.map { code($0.lower) }
      ?? glyph.tint.flatMap { tint in tint.lower.map { code($0, tint.tone) } }
    if upper == lower { return Look(character: " ", background: upper) }
    return Look(character: "\u{2580}", foreground: upper.map { "38;" + $0 }, background: lower)
  }

  private func code(_ text: Palette.Text) -> String {
    switch colours {
    case .none, .few: "3\(text.standard)"
    case .palette: "38;5;\(text.index)"
    case .mixed: "38;" + code(text.colour)
    }
  }

  private func code(_ colour: Colour) -> String {
    colours == .mixed
      ? "2;\(colour.red);\(colour.green);\(colour.blue)" : "5;\(colour.inPalette)"
  }

  private func code(_ step: Int8, _ tone: Tint.Tone) -> String {
    colours == .mixed
      ? code(Palette.colour(of: step, tone)) : "5;\(Palette.index(of: step, tone))"
  }
}
