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
