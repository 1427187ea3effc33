/// What a place on the screen shows of the numbers behind it, from -1 to 1 of full scale in 127
/// steps: its upper and its lower half. A style with colours paints with these.
package struct Tint: Hashable, Sendable {
  package let upper: Int8
  package let lower: Int8

  init(upper: Double, lower: Double) {
    self.upper = Tint.step(upper)
    self.lower = Tint.step(lower)
  }

  private static func step(_ value: Double) -> Int8 {
    value.isNaN ? 0 : Int8((min(1, max(-1, value)) * 127).rounded())
  }
}

/// One character on the screen, and the numbers it stands for where it is part of a picture.
package struct Glyph: Hashable, Sendable {
  package let byte: UInt8
  package let tint: Tint?
  /// The true colours, where it is part of a colour image.
  package let paint: Paint?

  package init(_ byte: UInt8, tint: Tint? = nil, paint: Paint? = nil) {
    self.byte = byte
    self.tint = tint
    self.paint = paint
  }

  static let space = Glyph(32)
}

/// The characters a number can turn into: one row of marks above the background, another below,
/// so that the sign can be read without colour.
package enum Ramp {
  static let above = Array(".:-=+*#%@".utf8)
  static let below = Array("'icvxaKMW".utf8)

  /// The mark for a number in units of full scale, rounded to the nearest; a space is the
  /// background. What is not a number is `?`.
  package static func mark(_ value: Double) -> UInt8 {
    if value.isNaN { return UInt8(ascii: "?") }
    let level = Int((min(1, value.magnitude) * Double(above.count)).rounded())
    guard level > 0 else { return UInt8(ascii: " ") }
    return (value > 0 ? above : below)[level - 1]
  }

  /// The marks in words: `above  . : - = + * # % @     below  ' i c v x a K M W`.
  package static let legend =
    "above  " + spaced(above) + "     below  " + spaced(below)
  /// The same in few columns: `above .:-=+*#%@  below 'icvxaKMW`.
  package static let shortLegend =
    "above \(String(decoding: above, as: UTF8.self))  "
    + "below \(String(decoding: below, as: UTF8.self))"

  private static func spaced(_ marks: [UInt8]) -> String {
    marks.map { String(UnicodeScalar($0)) }.joined(separator: " ")
  }
}

/// What a space stands for, and how far from it the darkest mark is.
package struct Scale: Hashable, Sendable {
  package let blank: Double
  package let full: Double

  package init(blank: Double, full: Double) {
    self.blank = blank
    self.full = full
  }

  /// The scale on which the number farthest from `blank` gets the darkest mark.
  package init(blank: Double = 0, fitting planes: [Plane]) {
    self.blank = blank
    full = planes.lazy.flatMap(\.values).filter(\.isFinite)
      .reduce(0) { max($0, ($1 - blank).magnitude) }
  }

  /// A number in units of full scale.
  package func normalised(_ value: Double) -> Double {
    let distance = value - blank
    if distance == 0 || distance.isNaN { return distance }
    return full > 0 ? distance / full : distance > 0 ? 1 : -1
  }
}
