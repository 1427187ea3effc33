/// The size at which a map is drawn. A character is half as wide as it is high, so it covers
/// `cells` columns of the map and twice as many rows.
struct Zoom: Hashable, Sendable {
  /// Columns of the map per `characters` columns of the screen.
  let cells: Int
  let characters: Int

  /// Two columns and one row per pixel: square, and nothing is lost.
  static let full = Zoom(cells: 1, characters: 2)
  /// One column and half a row per pixel.
  static let half = Zoom(cells: 1, characters: 1)

  /// The zooms that are larger than ``full``, the largest first. A number covers whole characters, or
  /// whole halves of them where each half shows a number of its own.
  static func larger(_ marks: Style.Marks) -> [Zoom] {
    (3...8).reversed().filter { marks.areBlocks || $0.isMultiple(of: 2) }
      .map { Zoom(cells: 1, characters: $0) }
  }

  /// How many rows and columns of the map a mark shows, at most.
  func merged(_ marks: Style.Marks) -> (rows: Int, columns: Int) {
    let rows = marks.areBlocks ? cells : 2 * cells
    return (
      (rows + characters - 1) / characters, (cells + characters - 1) / characters
    )
  }

  /// The zoom that draws a map, reduced by a factor of `stride`, at the size of the original one.
  func magnified(_ stride: Int) -> Zoom { Zoom(cells: cells, characters: characters * stride) }

  /// The map columns that a screen column shows; at least one.
  func columns(_ x: Int) -> Range<Int> { Zoom.footprint(x, cells, characters) }
  /// The map rows that a screen row shows; at least one.
  func rows(_ y: Int) -> Range<Int> { Zoom.footprint(y, 2 * cells, characters) }
  /// The map rows that the upper and the lower half of a screen row show; the same if a row of the
  /// map fills both.
  func halves(_ y: Int) -> (upper: Range<Int>, lower: Range<Int>) {
    (Zoom.footprint(2 * y, cells, characters), Zoom.footprint(2 * y + 1, cells, characters))
  }

  func width(_ columns: Int) -> Int { (columns * characters + cells - 1) / cells }
  func height(_ rows: Int) -> Int { (rows * characters + 2 * cells - 1) / (2 * cells) }

  private static func footprint(_ position: Int, _ cells: Int, _ characters: Int) -> Range<Int> {
    let start = position * cells / characters
    return start..<max(start + 1, (position + 1) * cells / characters)
  }
}

/// A part of a map, painted. If a character covers several numbers, it shows the one farthest from
/// the background.
struct Raster {
  let plane: Plane
  let crop: Crop
  let scale: Scale
  let zoom: Zoom
  /// The kind of numbers, for a style that paints them.
  var tone = Tint.Tone.signed
  /// How many of the map's values are computed so far; `nil` for all.
  var computed: Int?
  /// The image in colour, if it has colours.
  var rgb: RGBImage?

  var width: Int { zoom.width(crop.columns.count) }
  var height: Int { zoom.height(crop.rows.count) }

  var block: TextBlock {
    TextBlock(
      rows: (0..<height).map { y in
        (0..<width).map { x in glyph(zoom.halves(y), zoom.columns(x)) }
      })
  }

  private func glyph(
    _ rows: (upper: Range<Int>, lower: Range<Int>), _ columns: Range<Int>
  ) -> Glyph {
    guard let upper = farthest(rows.upper, columns) else { return .space }
    if isMissing(rows.upper, columns) || isMissing(rows.lower, columns) {
      return Glyph(UInt8(ascii: "_"), ink: .faint)
    }
    let lower = farthest(rows.lower, columns)
    let drawn = lower.map { $0.isNaN || $0.magnitude > upper.magnitude ? $0 : upper } ?? upper
    guard !drawn.isNaN else { return Glyph(Ramp.mark(drawn), ink: .strong) }
    return Glyph(
      Ramp.mark(drawn), tint: Tint(upper: upper, lower: lower, tone: tone),
      paint: paint(rows.upper, rows.lower, columns))
  }

  /// Whether the last of these places is not computed yet.
  private func isMissing(_ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
    guard let computed else { return false }
    let row = min(rows.upperBound + crop.rows.lowerBound, plane.rows) - 1
    let column = min(columns.upperBound + crop.columns.lowerBound, plane.columns) - 1
    return row * plane.columns + column >= computed
  }

  private func paint(
    _ upper: Range<Int>, _ lower: Range<Int>, _ columns: Range<Int>
  ) -> Paint? {
    func colour(_ rows: Range<Int>) -> Colour? {
      rgb?.colour(
        rows.shifted(by: crop.rows.lowerBound), columns.shifted(by: crop.columns.lowerBound))
    }
    return colour(upper).map { Paint(upper: $0, lower: colour(lower) ?? $0) }
  }

  /// The number farthest from the background, in units of full scale; `nil` outside the map.
  private func farthest(_ rows: Range<Int>, _ columns: Range<Int>) -> Double? {
    var found: Double?
    for row in rows {
      for column in columns {
        let place = (row + crop.rows.lowerBound, column + crop.columns.lowerBound)
        guard place.0 < plane.rows, place.1 < plane.columns, place.0 < crop.rows.upperBound,
          place.1 < crop.columns.upperBound
        else { continue }
        let value = scale.normalised(plane[place.0, place.1])
        if value.isNaN { return value }
        if value.magnitude > found?.magnitude ?? -1 { found = value }
      }
    }
    return found
  }

  /// True column numbers, for a line above the map.
  var columnRuler: String {
    Ruler.line(
      (0..<width).compactMap { x in
        let cells = zoom.columns(x)
        let isFirst = x == 0 || zoom.columns(x - 1).lowerBound < cells.lowerBound
        return isFirst ? (x, cells.map { $0 + crop.columns.lowerBound }) : nil
      }, width: width)
  }

  /// True row numbers, for the left of the map: each line has the number of its first row.
  var rowRuler: TextBlock {
    let labels = (0..<height).map { y -> String in
      let first = zoom.rows(y).lowerBound
      let isRepeated = y > 0 && zoom.rows(y - 1).lowerBound == first
      return isRepeated ? "" : String(first + crop.rows.lowerBound)
    }
    return TextBlock(labels.map { $0.leftPadded(to: 2) })
  }
}

extension Range<Int> {
  fileprivate func shifted(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}

enum Ruler {
  /// A line of column numbers: the first one and multiples of 5, or all of them if they are far
  /// enough apart. Each is above the character that shows its column.
  static func line(_ places: [(x: Int, columns: [Int])], width: Int) -> String {
    guard let first = places.first else { return "" }
    let spacing = places.count > 1 ? places[1].x - first.x : 1
    let step = spacing >= 3 ? 1 : 5
    var wanted = places.compactMap { place in
      place.columns.first { $0.isMultiple(of: step) }.map { (x: place.x, label: String($0)) }
    }
    let label = String(first.columns[0])
    if wanted.first.map({ $0.x > label.count }) ?? true {
      wanted.insert((first.x, label), at: 0)
    }
    var line = ""
    for (x, label) in wanted
    where (line.isEmpty || x > line.count) && x + label.count <= width {
      line = line.padded(to: x, gap: 0) + label
    }
    return line
  }
}
