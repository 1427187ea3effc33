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
  package static let maximumSide = 8_192
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

  /// The brightness of the paper: the median of the pixels along the border.
  var paper: UInt8 {
    var border: [UInt8] = []
    for column in 0..<columns {
      border.append(planes[0][column])
      border.append(planes[0][(rows - 1) * columns + column])
    }
    for row in 0..<rows {
      border.append(planes[0][row * columns])
      border.append(planes[0][row * columns + columns - 1])
    }
    border.sort()
    return border[border.count / 2]
  }

  /// Whether the ink is darker than the paper: the paper lies above the middle between the darkest
  /// pixel and the brightest, or the picture is all of one brightness and light.
  package var isDarkOnLight: Bool {
    let (low, high) = (Int(planes[0].min() ?? 0), Int(planes[0].max() ?? 0))
    let twice = 2 * Int(paper)
    return twice > low + high || twice == low + high && paper >= 128
  }

  /// The ink on the paper, 0 where there is none, at its original strength.
  package var ink: Picture {
    guard isDarkOnLight else { return self }
    return Picture(rows: rows, columns: columns, planes: [planes[0].map { 255 - $0 }])
  }

  /// The ink on the paper, 0 where there is none and 255 where it is strongest. Pixels that differ
  /// from the paper by less than a tenth of the strongest ink count as paper too: scanned paper is
  /// never even. Paper that is lit unevenly is levelled first.
  package var strongInk: Picture {
    if let lighting { return levelledInk(lighting) }
    let (paper, isDark) = (Int(paper), isDarkOnLight)
    let raw = planes[0].map { (value: UInt8) -> Int in
      max(0, isDark ? paper - Int(value) : Int(value) - paper)
    }
    let most = raw.max() ?? 0
    guard most > 0 else { return Picture(rows: rows, columns: columns, planes: [ink.planes[0]]) }
    let ink = raw.map { (value: Int) -> UInt8 in
      value * 10 < most ? 0 : UInt8((value * 255 + most / 2) / most)
    }
    return Picture(rows: rows, columns: columns, planes: [ink])
  }
}
