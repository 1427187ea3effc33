package import ConvNet

/// A network as a row of its layers' outputs: maps as stacked cards, vectors as columns.
package enum NetFigure {
  /// A layer as the diagram shows it.
  package struct Layer: Sendable {
    fileprivate let name: String
    fileprivate let output: Shape
    fileprivate let remarks: [String]

    /// - Parameters:
    ///   - name: The layer's name: `conv`.
    ///   - output: The shape of its output.
    ///   - remarks: Lines below it: what the layer does, how many parameters it has.
    package init(_ name: String, output: Shape, remarks: [String]) {
      self.name = name
      self.output = output
      self.remarks = remarks
    }
  }

  private static let height = 116.0
  private static let arrow = 30.0
  private static let maximumCards = 8

  /// The diagram; the first of the layers is the image.
  package static func figure(title: String, notes: [String], _ layers: [Layer]) -> Figure {
    let largest = layers.map(\.output).filter { $0.rank == 3 }.map { max($0[1], $0[2]) }.max() ?? 1
    let cells = layers.enumerated().map { index, layer in
      cell(layer, largest: Double(largest), hasArrow: index > 0)
    }
    return Figure(title: title, notes: notes, drawing: .flow(cells, gap: 6))
  }

  private static func cell(_ layer: Layer, largest: Double, hasArrow: Bool) -> Drawing {
    let body = layer.output.rank == 3 ? cards(layer.output, largest) : column(layer.output)
    let texts =
      [Label(layer.name, at: Point(0, 0), size: 11, face: .bold)]
      + ([layer.output.description] + layer.remarks).map {
        Label($0, at: Point(0, 0), size: 9, colour: .faded)
      }
    let width = max(body.width, texts.map(\.width).max() ?? 0)
    let left = hasArrow ? arrow : 0
    var marks = body.moved(left + (width - body.width) / 2, (height - body.height) / 2)
    for (index, text) in texts.enumerated() {
      marks.append(
        .label(
          Label(
            text.text, at: Point(left + width / 2, height + 14 + Double(index) * 13),
            size: text.size, anchor: .middle, face: text.face, colour: text.colour)))
    }
    if hasArrow {
      marks += Mark.arrow(
        [Point(2, height / 2), Point(arrow - 6, height / 2)], Pen(1.25, .faded), head: 6)
    }
    return Drawing(
      width: left + width, height: height + 14 + Double(texts.count) * 13, marks: marks
    ).named(layer.name)
  }

  /// One card per map, up to a few; the sides of a card grow with the square root of the map's.
  private static func cards(_ shape: Shape, _ largest: Double) -> Drawing {
    func side(_ extent: Int) -> Double {
      (10 + 62 * (Double(extent) / largest).squareRoot()).rounded()
    }
    let (width, height) = (side(shape[2]), side(shape[1]))
    let count = min(shape[0], maximumCards)
    let step = 5.0
    let reach = Double(count - 1) * step
    let marks = (0..<count).flatMap { index -> [Mark] in
      // The last card is in front, lowest and leftmost.
      let area = Rectangle(
        x: reach - Double(index) * step, y: Double(index) * step, width: width, height: height)
      return [
        .box(area, PaperPalette.diverging(index == count - 1 ? -0.22 : -0.12)),
        .frame(area, Pen(0.75, .below)),
      ]
    }
    return Drawing(width: width + reach, height: height + reach, marks: marks)
  }

  /// A column with one cell per number, or with a gap if there are too many.
  private static func column(_ shape: Shape) -> Drawing {
    let (side, most) = (9.0, 10)
    let shown = min(shape.count, most)
    let marks = (0..<shown).flatMap { index -> [Mark] in
      let area = Rectangle(x: 0, y: Double(index) * side, width: 14, height: side)
      if shape.count > most, index == shown / 2 {
        return (-1...1).map {
          .dot(area.middle.moved(0, Double($0) * 2.6), radius: 0.8, .faded)
        }
      }
      return [.box(area, PaperPalette.diverging(0.15)), .frame(area, Pen(0.75, .above))]
    }
    return Drawing(width: 14, height: Double(shown) * side, marks: marks)
  }
}
