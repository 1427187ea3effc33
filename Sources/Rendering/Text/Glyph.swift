/// What a place on the screen shows of the numbers behind it, from -1 to 1 of full scale in 127
/// steps: its upper and its lower half. A style with colours paints with these.
package struct Tint: Hashable, Sendable {
  /// What the numbers are.
  package enum Tone: Sendable {
    /// Numbers above and below the background.
    case signed
    /// Ink on paper: the pixels of an image.
    case ink
  }

  package let upper: Int8
  /// `nil` where the picture ends above it.
  package let lower: Int8?
  package let tone: Tone

  init(upper: Double, lower: Double?, tone: Tone = .signed) {
    self.upper = Tint.step(upper)
    self.lower = lower.map(Tint.step)
    self.tone = tone
  }

  private static func step(_ value: Double) -> Int8 {
    value.isNaN ? 0 : Int8((min(1, max(-1, value)) * 127).rounded())
  }

  /// The colour of the character that stands for both.
  var ink: Ink? {
    let lower = lower ?? upper
    let strongest = upper.magnitude >= lower.magnitude ? upper : lower
    return strongest < 0 ? .below : strongest > 0 && tone == .signed ? .above : nil
  }
}

/// The true colours of a place on the screen, its upper and its lower half. A style with colours
/// paints with these; the ASCII character beside them says the brightness.
package struct Paint: Hashable, Sendable {
  package let upper: Colour
  package let lower: Colour
}

/// What a character of text says, for a style that says it once more in colour.
package enum Ink: Sendable {
  /// A number above 0, or below it.
  case above, below
  /// The same of what won its window.
  case wonAbove, wonBelow
  /// A right answer, or a wrong one.
  case right, wrong
  /// Where one is, who won.
  case strong
  /// What matters less.
  case faint

  /// The ink of a number; none for 0 and what is no number.
  package init?(signOf value: Double) {
    guard value != 0, !value.isNaN else { return nil }
    self = value > 0 ? .above : .below
  }
}

/// One character on the screen, and the numbers it stands for where it is part of a picture.
package struct Glyph: Hashable, Sendable {
  package let byte: UInt8
  package let tint: Tint?
  /// The true colours, where it is part of a colour image.
  package let paint: Paint?
  package var ink: Ink?

  package init(_ byte: UInt8, tint: Tint? = nil, paint: Paint? = nil, ink: Ink? = nil) {
    self.byte = byte
    self.tint = tint
    self.paint = paint
    self.ink = ink
  }

  static let space = Glyph(32)

  /// A text in one ink. What is not ASCII becomes `?`: a screen has one width on every terminal.
  static func text(_ text: some StringProtocol, _ ink: Ink? = nil) -> [Glyph] {
    text.unicodeScalars.map { scalar in
      Glyph(
        (32..<127).contains(scalar.value) ? UInt8(scalar.value) : UInt8(ascii: "?"), ink: ink)
    }
  }
}
