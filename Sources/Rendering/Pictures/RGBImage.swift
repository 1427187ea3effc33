/// An image with three channels, red, green and blue, as colours.
struct RGBImage {
  /// The channels' names, if there are three.
  static let channels = ["red", "green", "blue"]

  private let planes: [Plane]
  private let blank: Double
  private let full: Double

  /// - `planes`: Red, green and blue; the result is `nil` if there are not exactly three.
  /// - `blank`: The normalised value of a pixel of 0.
  /// - `full`: The normalised value of a pixel of 255.
  init?(_ planes: [Plane], blank: Double, full: Double) {
    guard planes.count == 3 else { return nil }
    self.planes = planes
    self.blank = blank
    self.full = full
  }

  /// The mean of the channels, which the ASCII characters show.
  var brightness: Plane { .mean(of: planes) }

  /// The mean colour of a part; `nil` outside the image, or if a pixel is NaN.
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
