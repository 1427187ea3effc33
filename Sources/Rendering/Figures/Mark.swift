/// A place in a drawing, in points of 1/72 inch, to the right of and below its upper left corner.
package struct Point: Hashable, Sendable {
  package var x: Double
  package var y: Double

  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  func moved(_ dx: Double, _ dy: Double) -> Point { Point(x + dx, y + dy) }
}

/// A rectangle with horizontal and vertical sides.
package struct Rectangle: Hashable, Sendable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  var middle: Point { Point(x + width / 2, y + height / 2) }

  /// Its corners, ending with the first one again.
  var outline: [Point] {
    [
      Point(x, y), Point(x + width, y), Point(x + width, y + height), Point(x, y + height),
      Point(x, y),
    ]
  }

  package func contains(_ point: Point) -> Bool {
    (x..<x + width).contains(point.x) && (y..<y + height).contains(point.y)
  }
}

/// The colour and width of a line.
package struct Pen: Hashable, Sendable {
  package let width: Double
  package let colour: Colour

  package init(_ width: Double, _ colour: Colour) {
    self.width = width
    self.colour = colour
  }
}

/// A line of text, anchored at its baseline.
package struct Label: Hashable, Sendable {
  /// The point of the text that is at the anchor.
  package enum Anchor: String, Sendable { case start, middle, end }
  /// How its letters look.
  package enum Face: Sendable { case plain, bold, mono }

  package let text: String
  package var at: Point
  package let size: Double
  package let anchor: Anchor
  let face: Face
  package let colour: Colour

  /// A label with a text; control characters, and others that no file should hold, become `?`.
  package init(
    _ text: String, at: Point, size: Double = 10, anchor: Anchor = .start, face: Face = .plain,
    colour: Colour = .ink
  ) {
    self.text = PageText.cleaned(text)
    self.at = at
    self.size = size
    self.anchor = anchor
    self.face = face
    self.colour = colour
  }

  func moved(_ dx: Double, _ dy: Double) -> Label {
    var label = self
    label.at = at.moved(dx, dy)
    return label
  }

  func coloured(_ colour: Colour) -> Label {
    Label(text, at: at, size: size, anchor: anchor, face: face, colour: colour)
  }

  /// The width of the text, as accurately as layouts need it.
  var width: Double { StrokeFont.width(text, size: size, face: face) }
}

/// An element of a drawing.
package enum Mark: Hashable, Sendable {
  case box(Rectangle, Colour)
  /// A line through points.
  case path([Point], Pen)
  case label(Label)
  /// Marks that belong together, under a name that readers of the file can see.
  case group(String, [Mark])

  /// How many marks it consists of.
  var count: Int {
    switch self {
    case .box, .path, .label: 1
    case .group(_, let marks): marks.reduce(0) { $0 + $1.count }
    }
  }

  func moved(_ dx: Double, _ dy: Double) -> Mark {
    switch self {
    case .box(let area, let colour):
      .box(
        Rectangle(x: area.x + dx, y: area.y + dy, width: area.width, height: area.height), colour)
    case .path(let points, let pen): .path(points.map { $0.moved(dx, dy) }, pen)
    case .label(let label): .label(label.moved(dx, dy))
    case .group(let name, let marks): .group(name, marks.map { $0.moved(dx, dy) })
    }
  }

  /// A frame drawn along the edge of an area.
  static func frame(_ area: Rectangle, _ pen: Pen) -> Mark { .path(area.outline, pen) }

  static func dot(_ point: Point, radius: Double, _ colour: Colour) -> Mark {
    .path([point, point], Pen(2 * radius, colour))
  }

  /// A line with an arrowhead at its end.
  static func arrow(_ points: [Point], _ pen: Pen, head: Double = 6) -> [Mark] {
    guard let tip = points.last, let from = points.dropLast().last else { return [] }
    let (dx, dy) = (tip.x - from.x, tip.y - from.y)
    let length = max((dx * dx + dy * dy).squareRoot(), 1e-9)
    let (ux, uy) = (dx / length * head, dy / length * head)
    func barb(_ side: Double) -> Point {
      Point(tip.x - ux - side * uy * 0.55, tip.y - uy + side * ux * 0.55)
    }
    return [.path(points, pen), .path([barb(1), tip, barb(-1)], pen)]
  }
}
