/// The characters that stand for numbers: one row of marks above the background, another one below,
/// so that the sign can be read without colour.
package enum Ramp {
  static let above = Array(".:-=+*#%@".utf8)
  static let below = Array("'icvxaKMW".utf8)

  /// The mark for a number in units of full scale, rounded to the nearest; a space is the
  /// background. NaN is `?`.
  package static func mark(_ value: Double) -> UInt8 {
    if value.isNaN { return UInt8(ascii: "?") }
    let level = Int((min(1, value.magnitude) * Double(above.count)).rounded())
    guard level > 0 else { return UInt8(ascii: " ") }
    return (value > 0 ? above : below)[level - 1]
  }

  /// A compact legend of the marks: `above .:-=+*#%@  below 'icvxaKMW`.
  static let shortLegend =
    "above \(String(decoding: above, as: UTF8.self))  "
    + "below \(String(decoding: below, as: UTF8.self))"

  static func spaced(_ marks: [UInt8]) -> String {
    marks.map { String(UnicodeScalar($0)) }.joined(separator: " ")
  }
}

/// The number that a space stands for, and how far from it the darkest mark is.
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
