/// A picture with one channel or three, one byte per pixel.
package struct Picture: Hashable, Sendable {
  package let rows: Int
  package let columns: Int
  /// The planes one after the other, each row by row: one plane, or red, green and blue.
  package var planes: [[UInt8]]

  package init(rows: Int, columns: Int, planes: [[UInt8]]) {
    self.rows = rows
    self.columns = columns
    self.planes = planes
  }

  /// The most pixels that are read, along a side and in all.
  static let maximumSide = 8_192
  package static let maximumPixels = 16_777_216

  /// All pixels, C,H,W.
  package var pixels: [UInt8] { planes.flatMap { $0 } }

  /// The brightness: red, green and blue weighted as the eye does it (ITU-R BT.601).
  package var brightness: Picture {
    guard planes.count == 3 else { return self }
    var mixed = [UInt8](repeating: 0, count: rows * columns)
    for index in mixed.indices {
      let red = 299 * Int(planes[0][index])
      let green = 587 * Int(planes[1][index])
      let blue = 114 * Int(planes[2][index])
      mixed[index] = UInt8((red + green + blue + 500) / 1_000)
    }
    return Picture(rows: rows, columns: columns, planes: [mixed])
  }
}
