/// The ink of a picture, separated from its paper.
package struct FoundInk: Hashable, Sendable {
  /// The ink, 0 where there is none.
  package let picture: Picture
  /// Whether the ink is darker than the paper.
  package let isDark: Bool
  /// Whether the paper was unevenly lit, and has been levelled.
  package let isLevelled: Bool

  /// The share of the pixels that are ink.
  package var share: Double {
    Double(picture.planes[0].count { $0 > 0 }) / Double(max(1, picture.planes[0].count))
  }
}

extension Picture {
  /// The ink on the paper, at its original strength.
  package var ink: FoundInk {
    let isDark = isLight(paper)
    return FoundInk(
      picture: withPlane(isDark ? planes[0].map { 255 - $0 } : planes[0]), isDark: isDark,
      isLevelled: false)
  }

  /// The ink on the paper, 255 where it is strongest. Pixels that differ from the paper by less than
  /// a tenth of the strongest ink count as paper too: scanned paper is never even. Paper that is lit
  /// unevenly is levelled first.
  package var strongInk: FoundInk {
    let paper = paper
    let isDark = isLight(paper)
    if let lighting = lighting(isDark: isDark) {
      return FoundInk(
        picture: levelledInk(lighting, isDark: isDark), isDark: isDark, isLevelled: true)
    }
    let raw = planes[0].map { (value: UInt8) -> Int in
      max(0, isDark ? paper - Int(value) : Int(value) - paper)
    }
    let most = raw.max() ?? 0
    guard most > 0 else { return ink }
    let strong = raw.map { (value: Int) -> UInt8 in
      value * 10 < most ? 0 : UInt8((value * 255 + most / 2) / most)
    }
    return FoundInk(picture: withPlane(strong), isDark: isDark, isLevelled: false)
  }

  /// A picture of the same size.
  func withPlane(_ plane: [UInt8]) -> Picture {
    Picture(rows: rows, columns: columns, planes: [plane])
  }

  /// The brightness of the paper: the median along the border. Only where the border of a photo is
  /// dark and most of it is light, or the other way round, is it the median of all pixels: the
  /// corners of a photo are often in shadow, and the paper may lie on a table.
  private var paper: Int {
    var border: [UInt8] = []
    for column in 0..<columns {
      border.append(planes[0][column])
      border.append(planes[0][(rows - 1) * columns + column])
    }
    for row in 0..<rows {
      border.append(planes[0][row * columns])
      border.append(planes[0][row * columns + columns - 1])
    }
    let outside = Histogram(border).median
    guard isPhoto else { return outside }
    let all = Histogram(planes[0]).median
    return isLight(all) == isLight(outside) ? outside : all
  }

  /// Whether a brightness is above the middle between the darkest pixel and the brightest, or, in a
  /// picture that is all of one brightness, light.
  private func isLight(_ brightness: Int) -> Bool {
    let (low, high) = (Int(planes[0].min() ?? 0), Int(planes[0].max() ?? 0))
    return 2 * brightness > low + high || 2 * brightness == low + high && brightness >= 128
  }
}

/// How many pixels have each brightness.
struct Histogram {
  private var counts = [Int](repeating: 0, count: 256)
  private var count = 0

  init(_ values: [UInt8] = []) { for value in values { add(value) } }

  mutating func add(_ value: UInt8) {
    counts[Int(value)] += 1
    count += 1
  }

  /// The value that this share of the pixels does not exceed.
  func value(at share: Double) -> Int {
    var rest = Int(Double(count) * share)
    for (value, number) in counts.enumerated() {
      rest -= number
      if rest < 0 { return value }
    }
    return 255
  }

  var median: Int { value(at: 0.5) }
}
