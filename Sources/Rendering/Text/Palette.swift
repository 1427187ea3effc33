/// The colours that numbers are painted with: from blue through white to orange, which colour-blind
/// people can tell apart; an image's ink goes from white to black.
enum Palette {
  /// A colour of text, equally readable on black and on white: a contrast of 4.5 to 1 or more on both.
  /// Among the 256 colours of xterm, no orange reaches that on both; this one has 4.46 on black.
  struct Text {
    let colour: Colour
    let index: Int
    /// The nearest of the eight colours of ANSI that can be read on both, and whether it must be bold,
    /// which makes it brighter. What these colours look like varies with the terminal.
    let standard: Int
    let isBold: Bool

    static let above = Text(
      colour: Colour(red: 186, green: 90, blue: 4), index: 130, standard: 1, isBold: true)
    static let below = Text(
      colour: Colour(red: 0, green: 121, blue: 204), index: 63, standard: 4, isBold: true)
    static let faint = Text(
      colour: Colour(red: 118, green: 118, blue: 118), index: 243, standard: 5, isBold: false)
    static let all = [above, below, faint]
  }

  /// The codes among the 256 colours of xterm, from the lowest number to the highest.
  private static let indices = [18, 25, 32, 74, 117, 231, 216, 209, 202, 166, 130]
  private static let middle = 5
  /// The greys of xterm, from nearly black to nearly white.
  private static let greys = 232...255

  /// The nearest of the 256 colours for a number from -127 to 127. A number that has a mark in
  /// characters never has the colour white.
  static func index(of step: Int8, _ tone: Tint.Tone) -> Int {
    let share = Double(step.magnitude) / 127
    let mark = Int((share * Double(Ramp.above.count)).rounded())
    guard mark > 0 else { return indices[middle] }
    if tone == .ink, step > 0 {
      return greys.upperBound - Int((share * Double(greys.count - 1)).rounded())
    }
    let level = (mark + 1) / 2
    return indices[step > 0 ? middle + level : middle - level]
  }

  /// The colour of a number from -127 to 127, interpolated in the palette.
  static func colour(of step: Int8, _ tone: Tint.Tone) -> Colour {
    let share = Double(step) / 127
    if tone == .ink, step > 0 {
      return Colour(inPalette: indices[middle]).mixed(
        with: Colour(red: 0, green: 0, blue: 0), share: share)
    }
    let place = Double(middle) + share * Double(middle)
    let lower = min(max(Int(place), 0), indices.count - 2)
    return Colour(inPalette: indices[lower]).mixed(
      with: Colour(inPalette: indices[lower + 1]), share: place - Double(lower))
  }
}

/// A colour with red, green and blue components.
package struct Colour: Hashable, Sendable {
  package let red: UInt8
  package let green: UInt8
  package let blue: UInt8

  package init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  private static let levels = [0, 95, 135, 175, 215, 255]

  /// A colour of the 256-colour palette's cube of 6x6x6 colours.
  init(inPalette index: Int) {
    let place = min(max(index - 16, 0), 215)
    func level(_ digit: Int) -> UInt8 { UInt8(Colour.levels[digit % 6]) }
    self.init(red: level(place / 36), green: level(place / 6), blue: level(place))
  }

  /// The nearest colour of that cube.
  var inPalette: Int {
    func level(_ value: UInt8) -> Int {
      Colour.levels.indices.min {
        abs(Colour.levels[$0] - Int(value)) < abs(Colour.levels[$1] - Int(value))
      } ?? 0
    }
    return 16 + 36 * level(red) + 6 * level(green) + level(blue)
  }

  /// A mixture with another colour; a share of 0 is this one, 1 is the other.
  func mixed(with other: Colour, share: Double) -> Colour {
    func between(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + min(1, max(0, share)) * (Double(b) - Double(a))).rounded())
    }
    return Colour(
      red: between(red, other.red), green: between(green, other.green),
      blue: between(blue, other.blue))
  }
}
