/// Curves over time: loss and accuracy in training and test.
package struct Curve: Sendable {
  package struct Series: Sendable {
    let name: String
    fileprivate let mark: UInt8
    fileprivate var ink: Ink?
    fileprivate var glyph: Glyph { Glyph(mark, ink: ink) }
    /// Whether its points are few and measured one by one, as tests are.
    let isMeasured: Bool
    let points: [(x: Double, y: Double)]

    /// - `mark`: The character the curve is drawn with: `*` for training, `o` for test.
    /// - Precondition: The mark is an ASCII character.
    package init(
      _ name: String, mark: Unicode.Scalar, isMeasured: Bool = false,
      points: [(x: Double, y: Double)]
    ) {
      self.name = name
      self.isMeasured = isMeasured
      self.mark = UInt8(ascii: mark)
      self.points = points.filter { $0.x.isFinite }.sorted { $0.x < $1.x }
    }
  }

  let title: String
  let xTitle: String
  let series: [Series]

  package init(title: String, xTitle: String, series: [Series]) {
    self.title = title
    self.xTitle = xTitle
    // The marks already tell the series apart; the first is also blue, the second orange.
    let inks: [Ink] = [.below, .above]
    self.series = series.enumerated().map { index, series in
      var series = series
      series.ink = index < inks.count ? inks[index] : nil
      return series
    }
  }

  /// The plot, with axes at round numbers; values that are not finite are reported below it.
  package func block(width: Int, height: Int = 18) -> TextBlock {
    let points = series.flatMap(\.points)
    let drawn = points.filter { $0.y.isFinite }
    guard let left = drawn.map(\.x).min(), let right = drawn.map(\.x).max(),
      let low = drawn.map(\.y).min(), let high = drawn.map(\.y).max()
    else {
      let reason = points.isEmpty ? "no points yet" : "no point has a finite value"
      return .wrapped("\(title): \(reason)", width: width)
    }
    let lost = points.count - drawn.count
    let plotHeight = max(3, height - (lost > 0 ? 4 : 3))
    let yTicks = Ticks(low, high, atMost: max(2, plotHeight / 2))
    let yLabels = yTicks.labels
    let margin = (yLabels.map(\.count).max() ?? 1) + 2
    let longest = series.map(\.name.count).max() ?? 0
    // Space for the names on the right, unless that would make the plot too narrow.
    let hasNames = width - margin - longest - 3 >= 20
    let plotWidth = max(4, width - margin - (hasNames ? longest + 3 : 1))
    var canvas = Canvas(
      width: plotWidth, height: plotHeight, x: left...right, y: yTicks.first...yTicks.last)
    for series in series {
      canvas.draw(
        series.points.filter { $0.y.isFinite }, mark: series.glyph,
        isConnected: !series.isMeasured)
    }

    let edge = String(repeating: " ", count: margin - 1) + "|"
    var rows = canvas.rows.map { Glyph.text(edge) + $0 }
    for (tick, label) in zip(yTicks.values, yLabels) {
      let row = canvas.row(tick)
      rows[row].replaceSubrange(
        0..<margin, with: Glyph.text(label.leftPadded(to: margin - 2) + " +"))
    }
    if hasNames { name(&rows, canvas) }
    let names = series.map { "\(UnicodeScalar($0.mark)) \($0.name)" }
    let head = zip(series, names).reduce(
      TextBlock.wrapped(
        ([title] + names).joined(separator: "   "), width: width)
    ) { head, next in next.0.ink.map { head.inked(next.1, $0) } ?? head }
    var lines = xAxis(canvas, left, right, margin: margin)
    if lost > 0 { lines.append("\(Numbers.count(lost, "point")) not drawn: NaN or infinite") }
    return .stacked([head, TextBlock(rows: rows), TextBlock(lines)]).clipped(to: width)
  }

  /// Each name to the right of its last point, moved by one row if another name is already there.
  private func name(_ rows: inout [[Glyph]], _ canvas: Canvas) {
    var taken: Set<Int> = []
    for series in series {
      guard let last = series.points.last(where: { $0.y.isFinite }) else { continue }
      let wanted = canvas.row(last.y)
      let row = [0, 1, -1, 2, -2].map { wanted + $0 }
        .first { rows.indices.contains($0) && !taken.contains($0) }
      guard let row else { continue }
      taken.insert(row)
      rows[row] += Glyph.text(" \(UnicodeScalar(series.mark)) \(series.name)", series.ink)
    }
  }

  private func xAxis(_ canvas: Canvas, _ left: Double, _ right: Double, margin: Int) -> [String] {
    let ticks = Ticks(left, right, atMost: max(2, canvas.width / 10), isInside: true)
    let indent = String(repeating: " ", count: margin - 1)
    var axis = [Character](repeating: "-", count: canvas.width)
    var labels = ""
    for (tick, label) in zip(ticks.values, ticks.labels) {
      let x = canvas.column(tick)
      axis[x] = "+"
      let start = min(max(0, x - label.count / 2), max(0, canvas.width - label.count))
      guard labels.isEmpty || start > labels.count else { continue }
      labels = labels.padded(to: start, gap: 0) + label
    }
    let end = labels.count + 2 + xTitle.count
    let room = max(0, canvas.width - end)
    return [
      indent + "+" + String(axis),
      indent + " " + labels + "  " + String(repeating: " ", count: min(room, 2)) + xTitle,
    ]
  }
}

/// Round numbers along an axis.
struct Ticks {
  let values: [Double]
  var first: Double { values[0] }
  var last: Double { values[values.count - 1] }

  /// The labels, with enough digits to tell them apart, and equally many decimal places.
  var labels: [String] {
    let digits = (3...17).first { digits in
      Set(values.map { Numbers.compact($0, digits: digits) }).count == values.count
    }
    let compact = values.map { Numbers.compact($0, digits: digits ?? 17) }
    let places =
      compact.map { label in
        label.firstIndex(of: ".").map { label.distance(from: $0, to: label.endIndex) - 1 } ?? 0
      }.max() ?? 0
    return compact.contains { $0.contains("e") }
      ? compact : values.map { Numbers.fixed($0, places) }
  }

  /// Ticks at steps of 1, 2 or 5 times a power of ten, either enclosing the range or inside it.
  init(_ low: Double, _ high: Double, atMost count: Int, isInside: Bool = false) {
    // At a finer spacing, a Double has no round numbers between the two ends.
    let finest = max(low.magnitude, high.magnitude) * 1e-12
    guard (high - low).isFinite else {
      values = [low, high]
      return
    }
    guard high - low > max(finest, 1e-290) else {
      let margin = max(low.magnitude / 2, 1e-290)
      values =
        isInside || !(low.magnitude + margin).isFinite
        ? [low] : low.magnitude < 1e-290 ? [-1, 0, 1] : [low - margin, low, low + margin]
      return
    }
    var power = 1.0
    while power * 10 <= (high - low) { power *= 10 }
    while power > (high - low) { power /= 10 }
    let steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10].map { $0 * power }
    func bounds(_ step: Double) -> (Double, Double) {
      isInside
        ? ((low / step).rounded(.up), (high / step).rounded(.down))
        : ((low / step).rounded(.down), (high / step).rounded(.up))
    }
    let step = steps.first { bounds($0).1 - bounds($0).0 + 1 <= Double(count) } ?? 10 * power
    let (start, end) = bounds(step)
    let ticks = stride(from: start, through: end, by: 1).map { $0 * step }
    values = ticks.isEmpty || !ticks.allSatisfy(\.isFinite) ? [low, high] : ticks
  }
}

/// The plot itself.
private struct Canvas {
  let width: Int
  let height: Int
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  private(set) var rows: [[Glyph]]

  init(width: Int, height: Int, x: ClosedRange<Double>, y: ClosedRange<Double>) {
    (self.width, self.height, self.x, self.y) = (width, height, x, y)
    rows = [[Glyph]](repeating: [Glyph](repeating: .space, count: width), count: height)
  }

  func column(_ value: Double) -> Int { position(value, x, width) }
  func row(_ value: Double) -> Int { height - 1 - position(value, y, height) }

  private func position(_ value: Double, _ range: ClosedRange<Double>, _ count: Int) -> Int {
    // Halved first: the width of a range may overflow to infinity although its ends are finite.
    let span = range.upperBound / 2 - range.lowerBound / 2
    guard span > 0 else { return range.lowerBound == range.upperBound ? 0 : count / 2 }
    let share = (value / 2 - range.lowerBound / 2) / span
    return Int((min(1, max(0, share)) * Double(count - 1)).rounded())
  }

  /// Draws the mean of the points in each column, connected by `.` unless they were measured one by
  /// one.
  mutating func draw(_ points: [(x: Double, y: Double)], mark: Glyph, isConnected: Bool) {
    var columns: [(column: Int, sum: Double, count: Double)] = []
    for point in points {
      let column = column(point.x)
      if columns.last?.column == column {
        columns[columns.count - 1].sum += point.y
        columns[columns.count - 1].count += 1
      } else {
        columns.append((column, point.y, 1))
      }
    }
    let places = columns.map { (column: $0.column, row: row($0.sum / $0.count)) }
    for (from, to) in zip(places, places.dropFirst())
    where isConnected && to.column > from.column + 1 {
      for column in from.column + 1..<to.column {
        let share = Double(column - from.column) / Double(to.column - from.column)
        let row = Int((Double(from.row) + share * Double(to.row - from.row)).rounded())
        if rows[row][column] == .space {
          rows[row][column] = Glyph(UInt8(ascii: "."), ink: .faint)
        }
      }
    }
    for place in places { rows[place.row][place.column] = mark }
  }
}
