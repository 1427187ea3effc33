/// The numbers that a place on the screen shows, from -1 to 1 of full scale in 127 steps, for its
/// upper and its lower half. A style with colours paints with these.
package struct Tint: Hashable, Sendable {
  /// The kind of numbers.
  package enum Tone: Sendable {
    /// Numbers above and below the background.
    case signed
    /// Ink on paper: the pixels of an image.
    case ink
  }

  package let upper: Int8
  /// `nil` if the picture ends above the lower half.
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

  /// The colour of the character that stands for both halves.
  var ink: Ink? {
    let lower = lower ?? upper
    let strongest = upper.magnitude >= lower.magnitude ? upper : lower
    return strongest < 0 ? .below : strongest > 0 && tone == .signed ? .above : nil
  }
}

/// The true colours of a place on the screen, for its upper and its lower half. A style with
/// colours paints with these; the ASCII character shows the brightness.
package struct Paint: Hashable, Sendable {
  package let upper: Colour
  package let lower: Colour
}

/// The meaning of a character of text, for a style that also shows it by a colour.
package enum Ink: Sendable {
  /// A number above 0, or below it.
  case above, below
  /// The same for a number that won its window.
  case wonAbove, wonBelow
  /// A right answer, or a wrong one.
  case right, wrong
  /// The current position, or a winner.
  case strong
  /// Less important text.
  case faint

  /// The ink for a number's sign; none for 0 and NaN.
  package init?(signOf value: Double) {
    guard value != 0, !value.isNaN else { return nil }
    self = value > 0 ? .above : .below
  }
}

/// One column of the screen, and the numbers it stands for if it is part of a picture.
package struct Glyph: Hashable, Sendable {
  /// The character; `?` if it is not ASCII, and 0 in the further columns of a wide character.
  package let byte: UInt8
  /// A character that is not ASCII, with its combining marks.
  let letter: Character?
  let tint: Tint?
  /// The true colours, if it is part of a colour image.
  let paint: Paint?
  package var ink: Ink?

  package init(_ byte: UInt8, tint: Tint? = nil, paint: Paint? = nil, ink: Ink? = nil) {
    self.byte = byte
    letter = nil
    self.tint = tint
    self.paint = paint
    self.ink = ink
  }

  private init(_ letter: Character, ink: Ink?) {
    byte = UInt8(ascii: "?")
    self.letter = letter
    tint = nil
    paint = nil
    self.ink = ink
  }

  static let space = Glyph(32)

  /// Whether it is a further column of a wide character.
  var isContinued: Bool { byte == 0 }

  /// Further combining marks on one letter are dropped.
  static let maximumMarks = 8

  /// A text in one ink, one glyph per column. Characters that control a terminal become `?`.
  static func text(_ text: some StringProtocol, _ ink: Ink? = nil) -> [Glyph] {
    var row: [Glyph] = []
    row.reserveCapacity(text.utf8.count)
    // A letter that is not ASCII, while its combining marks are collected.
    var letter = ""
    var marks = 0
    func finish() {
      guard let first = letter.unicodeScalars.first else { return }
      let base = letter.count == 1 ? Character(letter) : Character(first)
      row.append(Glyph(base, ink: ink))
      for _ in 1..<max(first.columns, 1) { row.append(Glyph(0, ink: ink)) }
      letter = ""
    }
    for scalar in text.unicodeScalars {
      if scalar.columns == 0 {
        // A combining mark on an ASCII letter makes it a different letter.
        if letter.isEmpty, let last = row.last, last.letter == nil, last.byte > 32 {
          letter = String(UnicodeScalar(last.byte))
          marks = 0
          row.removeLast()
        }
        if !letter.isEmpty, marks < maximumMarks {
          letter.unicodeScalars.append(scalar)
          marks += 1
        }
        continue
      }
      finish()
      if scalar.isASCII || scalar.isControl {
        let isShown = (32..<127).contains(scalar.value)
        row.append(Glyph(isShown ? UInt8(scalar.value) : UInt8(ascii: "?"), ink: ink))
      } else {
        letter = String(scalar)
        marks = 0
      }
    }
    finish()
    return row
  }
}
