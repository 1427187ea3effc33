/// A colour as screens mix it.
package struct Colour: Hashable, Sendable {
  package let red: UInt8
  package let green: UInt8
  package let blue: UInt8

  package init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// The nearest of the 256-colour palette's cube of 6x6x6 colours.
  var inPalette: Int {
    let levels = [0, 95, 135, 175, 215, 255]
    func level(_ value: UInt8) -> Int {
      levels.indices.min {
        abs(levels[$0] - Int(value)) < abs(levels[$1] - Int(value))
      } ?? 0
    }
    return 16 + 36 * level(red) + 6 * level(green) + level(blue)
  }

  func mixed(with other: Colour) -> Colour {
    func mean(_ a: UInt8, _ b: UInt8) -> UInt8 { UInt8((Int(a) + Int(b)) / 2) }
    return Colour(
      red: mean(red, other.red), green: mean(green, other.green), blue: mean(blue, other.blue))
  }
}

/// The true colours of a place on the screen, its upper and its lower half. A style with colours
/// paints with these; the ASCII character beside them says the brightness.
package struct Paint: Hashable, Sendable {
  package let upper: Colour
  package let lower: Colour
}

/// An image of three channels, red, green and blue, as its colours.
struct Photo {
  /// The channels' names where there are three.
  static let channels = ["red", "green", "blue"]

  private let planes: [Plane]
  private let blank: Double
  private let full: Double

  /// - `planes`: Red, green and blue; `nil` where there are not three.
  /// - `blank`: What a pixel of 0 is, normalised.
  /// - `full`: What a pixel of 255 is, normalised.
  init?(_ planes: [Plane], blank: Double, full: Double) {
    guard planes.count == 3 else { return nil }
    self.planes = planes
    self.blank = blank
    self.full = full
  }

  /// The mean of the channels: what the ASCII characters say.
  var brightness: Plane {
    Plane(
      rows: planes[0].rows, columns: planes[0].columns,
      values: planes[0].values.indices.map { index in
        planes.reduce(0) { $0 + $1.values[index] } / 3
      })
  }

  /// The mean colour of a part; `nil` outside the image.
  func colour(_ rows: Range<Int>, _ columns: Range<Int>) -> Colour? {
    let rows = rows.clamped(to: 0..<planes[0].rows)
    let columns = columns.clamped(to: 0..<planes[0].columns)
    guard !rows.isEmpty, !columns.isEmpty else { return nil }
    func channel(_ plane: Plane) -> UInt8 {
      var sum = 0.0
      for row in rows { for column in columns { sum += plane[row, column] } }
      let share = (sum / Double(rows.count * columns.count) - blank) / (full - blank)
      return share.isFinite ? UInt8((min(1, max(0, share)) * 255).rounded()) : 0
    }
    return Colour(red: channel(planes[0]), green: channel(planes[1]), blue: channel(planes[2]))
  }
}
