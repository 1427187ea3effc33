/// Curves with axes at round numbers, a light grid, and the names of the curves at their ends.
package enum CurveFigure {
  private static let left = 46.0
  /// Space for the names at the ends of curves.
  private static let right = 70.0
  /// The width of a plot outside the area between its axes.
  static let margins = left + right
  private static let colours = [
    Colour.below, .above, Colour(red: 0, green: 120, blue: 90),
    Colour(red: 130, green: 60, blue: 150),
    .ink, Colour(red: 140, green: 100, blue: 0), .hairline, Colour(red: 180, green: 20, blue: 60),
  ]

  /// Plots one under another.
  package static func figure(title: String, notes: [String], _ curves: [Curve]) -> Figure {
    Figure(
      title: title, notes: notes,
      drawing: .stacked(curves.map { plot($0, width: 560, height: 190) }, gap: 18))
  }

  /// One plot; the width and the height are those of the area between its axes, in points.
  static func plot(_ curve: Curve, width: Double, height: Double) -> Drawing {
    let drawn = curve.series.flatMap(\.points).filter { $0.y.isFinite }
    let title = Label(curve.title, at: Point(left, 10), size: 11, face: .bold)
    guard let low = drawn.map(\.y).min(), let high = drawn.map(\.y).max(),
      let right = drawn.map(\.x).max(), let first = drawn.map(\.x).min()
    else {
      return Drawing(
        width: width, height: 40,
        marks: [
          .label(title), .label(Label("no point has a finite value", at: Point(left, 28))),
        ])
    }
    let x = Ticks(min(0, first), right, atMost: 9, isInside: true)
    let y = Ticks(low, high, atMost: 7)
    let start = min(0, first)
    let area = Rectangle(x: left, y: 20, width: width, height: height)
    func place(_ point: (x: Double, y: Double)) -> Point {
      Point(
        area.x + share(point.x, start, max(right, start)) * area.width,
        area.y + area.height - share(point.y, y.first, y.last) * area.height)
    }
    var marks: [Mark] = [.label(title)]
    for (value, label) in zip(y.values, y.labels) {
      let here = place((start, value))
      marks.append(.path([here, here.moved(area.width, 0)], Pen(0.5, .grid)))
      marks.append(
        .label(Label(label, at: here.moved(-6, 3), size: 9, anchor: .end, colour: .faded)))
    }
    let bottom = area.y + area.height
    for value in x.values {
      let here = Point(place((value, y.first)).x, bottom)
      marks.append(.path([here, here.moved(0, -area.height)], Pen(0.5, .grid)))
      let text =
        value.magnitude < 1e9 && value.rounded() == value
        ? Numbers.count(Int(value)) : Numbers.compact(value)
      marks.append(
        .label(Label(text, at: here.moved(0, 12), size: 9, anchor: .middle, colour: .faded)))
    }
    marks.append(
      .path([Point(area.x, bottom), Point(area.x + area.width, bottom)], Pen(0.75, .faded)))
    marks.append(
      .label(
        Label(
          curve.xTitle, at: Point(area.x + area.width, bottom + 24), size: 9, anchor: .end,
          colour: .faded)))
    var taken: [Double] = []
    for (index, series) in curve.series.enumerated() {
      let colour = colours[index % colours.count]
      let points = series.points.filter { $0.y.isFinite }.map(place)
      marks.append(.group(series.name, line(points, isMeasured: series.isMeasured, colour)))
      guard let end = points.last else { continue }
      // Names at the ends, one below the other if they would overlap. What is tested is a little less
      // than the distance, which is rounded when it is added.
      var height = end.y
      while let other = taken.first(where: { ($0 - height).magnitude < 11.9 }) {
        height = other + 12
      }
      taken.append(height)
      marks.append(
        .label(
          Label(
            series.name, at: Point(area.x + area.width + 8, height + 3.5), size: 10, face: .bold,
            colour: colour)))
    }
    return Drawing(width: area.x + area.width + Self.right, height: bottom + 26, marks: marks)
  }

  /// A line; or points, where a curve was measured one by one and nothing is known in between.
  private static func line(_ points: [Point], isMeasured: Bool, _ colour: Colour) -> [Mark] {
    isMeasured || points.count == 1
      ? points.map { .dot($0, radius: 3, colour) } : [.path(points, Pen(1.5, colour))]
  }

  private static func share(_ value: Double, _ low: Double, _ high: Double) -> Double {
    let span = high / 2 - low / 2
    return span > 0 ? min(1, max(0, (value / 2 - low / 2) / span)) : 0.5
  }
}
