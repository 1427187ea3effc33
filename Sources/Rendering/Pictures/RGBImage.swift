/// An image of three channels, red, green and blue, as its colours.
struct RGBImage {
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
  var brightness: Plane { .mean(of: planes) }

  /// The mean colour of a part; `nil` outside the image, and if a pixel is not a number.
  func colour(_ rows: Range<Int>, _ columns: Range<Int>) -> Colour? {
    let rows = rows.clamped(to: 0..<planes[0].rows)
    let columns = columns.clamped(to: 0..<planes[0].columns)
    guard !rows.isEmpty, !columns.isEmpty else { return nil }
    func channel(_ plane: Plane) -> UInt8? {
      var sum = 0.0
      for row in rows { for column in columns { sum += plane[row, column] } }
      let share = (sum / Double(rows.count * columns.count) - blank) / (full - blank)
      return share.isNaN ? nil : UInt8((min(1, max(0, share)) * 255).rounded())
    }
    guard let red = channel(planes[0]), let green = channel(planes[1]),
      let blue = channel(planes[2])
    else { return nil }
    return Colour(red: red, green: green, blue: blue)
  }
}
