/// How a block becomes lines for one kind of screen. ASCII carries everything; colour says the
/// sign once more, and half-blocks show twice as many rows.
package enum Style: Sendable {
  case ascii
  /// The same characters, coloured by sign where they are part of a picture.
  case coloured
  /// The same, and colour images in half-blocks of their true colours. Needs Unicode and a terminal
  /// that mixes colours.
  case trueColour
  /// Pictures of upper half-blocks, painted with the numbers themselves. Needs Unicode.
  case halfBlocks

  /// The 256-colour codes from the lowest to the highest number: blue, white, orange, which
  /// colour-blind eyes tell apart.
  private static let palette = [18, 25, 32, 74, 117, 231, 216, 209, 202, 166, 130]

  /// A row of a block as a line for the terminal, without spaces at its end.
  func line(_ row: [Glyph]) -> String {
    if self == .ascii { return Style.plain(row) }
    let isPainted = self == .halfBlocks
    let end =
      row.lastIndex {
        $0.byte != 32 || $0.paint != nil || (isPainted && $0.tint != nil)
      }.map { $0 + 1 } ?? 0
    var line = ""
    var current = ""
    for glyph in row[..<end] {
      let code = glyph.paint.map(code) ?? glyph.tint.map(code) ?? ""
      if code != current {
        line += code.isEmpty ? "\u{1B}[0m" : code
        current = code
      }
      if glyph.paint != nil {
        line += self == .coloured ? " " : "\u{2580}"
      } else {
        line += glyph.tint != nil && isPainted ? "\u{2580}" : String(UnicodeScalar(glyph.byte))
      }
    }
    return current.isEmpty ? line : line + "\u{1B}[0m"
  }

  private static func plain(_ row: [Glyph]) -> String {
    let end = row.lastIndex { $0.byte != 32 }.map { $0 + 1 } ?? 0
    return String(decoding: row[..<end].map(\.byte), as: UTF8.self)
  }

  private func code(_ paint: Paint) -> String {
    func mixed(_ colour: Colour) -> String { "2;\(colour.red);\(colour.green);\(colour.blue)" }
    return switch self {
    case .ascii: ""
    case .coloured: "\u{1B}[48;5;\(paint.upper.mixed(with: paint.lower).inPalette)m"
    case .trueColour: "\u{1B}[38;\(mixed(paint.upper));48;\(mixed(paint.lower))m"
    case .halfBlocks: "\u{1B}[38;5;\(paint.upper.inPalette);48;5;\(paint.lower.inPalette)m"
    }
  }

  private func code(_ tint: Tint) -> String {
    guard self == .halfBlocks else {
      // The middle of each side: readable on a dark screen and on a light one.
      let strongest = tint.upper.magnitude >= tint.lower.magnitude ? tint.upper : tint.lower
      return strongest == 0 ? "" : "\u{1B}[38;5;\(Style.palette[strongest > 0 ? 8 : 2])m"
    }
    return "\u{1B}[38;5;\(colour(tint.upper));48;5;\(colour(tint.lower))m"
  }

  private func colour(_ step: Int8) -> Int {
    Style.palette[5 + Int((Double(step) / 127 * 5).rounded())]
  }
}
