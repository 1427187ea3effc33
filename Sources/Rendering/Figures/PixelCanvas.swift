/// A sheet of pixels on which drawings are painted: boxes are rounded to whole pixels, so that
/// neighbours touch, and lines have soft edges.
package struct PixelCanvas {
  package let width: Int
  package let height: Int
  /// Pixels per point.
  private let scale: Double
  /// Red, green and blue, row by row.
  package private(set) var bytes: [UInt8]
  /// How much of each pixel is covered by the line that is being drawn.
  private var cover: [Float]

  /// An empty sheet.
  package init(width: Double, height: Double, scale: Double, paper: Colour = .white) {
    self.width = max(1, Int((width * scale).rounded(.up)))
    self.height = max(1, Int((height * scale).rounded(.up)))
    self.scale = scale
    bytes = [UInt8](repeating: 255, count: self.width * self.height * 3)
    cover = [Float](repeating: 0, count: self.width * self.height)
    let all = Rectangle(
      x: 0, y: 0, width: Double(self.width) / scale, height: Double(self.height) / scale)
    fill(all, paper)
  }

  /// Paints marks, in order.
  package mutating func draw(_ marks: [Mark]) {
    for mark in marks {
      switch mark {
      case .box(let area, let colour): fill(area, colour)
      case .path(let points, let pen): stroke([points], width: pen.width, pen.colour)
      case .label(let label):
        let thickness = StrokeFont.thickness(size: label.size, face: label.face)
        stroke(StrokeFont.strokes(label), width: thickness, label.colour)
      case .group(_, let marks): draw(marks)
      }
    }
  }

  /// The pixel index of a coordinate, clamped to the sheet.
  private func pixel(_ value: Double, _ limit: Int) -> Int {
    value.isFinite ? Int(min(Double(limit), max(0, value))) : 0
  }

  private mutating func fill(_ area: Rectangle, _ colour: Colour) {
    let left = pixel((area.x * scale).rounded(), width)
    let right = pixel(((area.x + area.width) * scale).rounded(), width)
    let top = pixel((area.y * scale).rounded(), height)
    let bottom = pixel(((area.y + area.height) * scale).rounded(), height)
    guard left < right, top < bottom else { return }
    let row = (left..<right).flatMap { _ in [colour.red, colour.green, colour.blue] }
    for y in top..<bottom {
      let start = (y * width + left) * 3
      bytes.replaceSubrange(start..<start + row.count, with: row)
    }
  }

  /// Strokes lines with one pen; they are not darker where they cross or meet.
  private mutating func stroke(_ lines: [[Point]], width pen: Double, _ colour: Colour) {
    let radius = max(0.5, pen * scale / 2)
    var touched = (left: width, top: height, right: 0, bottom: 0)
    for line in lines {
      for index in line.indices {
        let from = line[max(0, index - 1)]
        guard index > 0 || line.count == 1 else { continue }
        let bounds = trace(
          from: Point(from.x * scale, from.y * scale),
          to: Point(line[index].x * scale, line[index].y * scale), radius: radius)
        touched = (
          min(touched.left, bounds.left), min(touched.top, bounds.top),
          max(touched.right, bounds.right), max(touched.bottom, bounds.bottom)
        )
      }
    }
    guard touched.left < touched.right, touched.top < touched.bottom else { return }
    for y in touched.top..<touched.bottom {
      for x in touched.left..<touched.right where cover[y * width + x] > 0 {
        let share = cover[y * width + x]
        cover[y * width + x] = 0
        let index = (y * width + x) * 3
        Self.mix(&bytes[index], colour.red, share)
        Self.mix(&bytes[index + 1], colour.green, share)
        Self.mix(&bytes[index + 2], colour.blue, share)
      }
    }
  }

  /// Static: a method of the canvas would need a copy of it while its bytes are being written.
  private static func mix(_ byte: inout UInt8, _ other: UInt8, _ share: Float) {
    let mixed = Float(byte) + (Float(other) - Float(byte)) * share
    byte = UInt8(min(255, max(0, mixed.rounded())))
  }

  /// Marks what a line with round ends covers; returns the part of the sheet it may have touched.
  private mutating func trace(
    from: Point, to: Point, radius: Double
  ) -> (left: Int, top: Int, right: Int, bottom: Int) {
    let reach = radius + 1
    let left = pixel((min(from.x, to.x) - reach).rounded(.down), width)
    let right = pixel((max(from.x, to.x) + reach).rounded(.up), width)
    let top = pixel((min(from.y, to.y) - reach).rounded(.down), height)
    let bottom = pixel((max(from.y, to.y) + reach).rounded(.up), height)
    guard left < right, top < bottom else { return (width, height, 0, 0) }
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = dx * dx + dy * dy
    for y in top..<bottom {
      for x in left..<right {
        let (px, py) = (Double(x) + 0.5 - from.x, Double(y) + 0.5 - from.y)
        let share = length > 0 ? min(1, max(0, (px * dx + py * dy) / length)) : 0
        let (ex, ey) = (px - share * dx, py - share * dy)
        let covered = Float(radius + 0.5 - (ex * ex + ey * ey).squareRoot())
        if covered > cover[y * width + x] { cover[y * width + x] = min(1, covered) }
      }
    }
    return (left, top, right, bottom)
  }
}
