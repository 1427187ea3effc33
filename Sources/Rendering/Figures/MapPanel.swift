/// A map as coloured cells, one per number, with its name and its true row and column numbers.
struct MapPanel {
  /// How a number becomes a colour.
  enum Shade {
    case signed(Scale)
    /// Ink on paper: the background is white, full scale black.
    case ink(Scale)
    case rgb(RGBImage)

    func colour(_ plane: Plane, _ row: Int, _ column: Int) -> Colour {
      switch self {
      case .signed(let scale): PaperPalette.diverging(scale.normalised(plane[row, column]))
      case .ink(let scale): PaperPalette.ink(scale.normalised(plane[row, column]))
      case .rgb(let rgb):
        rgb.colour(row..<row + 1, column..<column + 1) ?? .missing
      }
    }
  }

  let title: String
  let plane: Plane
  let shade: Shade
  /// The side of a cell in points.
  let cell: Double
  /// The numbers in the cells, if they are shown.
  var texts: [String]?
  var hasRulers = true
  /// Whether cells below the background carry a stroke, to show the sign without colour.
  var marksNegatives = false

  /// A note about the strokes: which cells carry one.
  static func dashes(below background: String) -> String {
    "A dash marks cells below \(background) by a tenth of the scale or more, for prints without "
      + "colour."
  }

  static let left = 18.0
  static let ruler = 11.0

  /// Where the cells begin.
  var top: Double { (title.isEmpty ? 0 : 15) + (hasRulers ? MapPanel.ruler : 0) }
  var start: Double { hasRulers ? MapPanel.left : 0 }

  /// The area of a cell.
  func area(_ row: Int, _ column: Int) -> Rectangle {
    Rectangle(
      x: start + Double(column) * cell, y: top + Double(row) * cell, width: cell, height: cell)
  }

  /// The largest cell with which a map fits some space, in half points.
  static func cell(_ plane: Plane, width: Double, height: Double = 400, most: Double = 40) -> Double
  {
    let room = min(width / Double(plane.columns), height / Double(plane.rows))
    return max(0.5, min(most, (room * 2).rounded(.down) / 2))
  }

  var drawing: Drawing {
    let frame = Rectangle(
      x: start, y: top, width: Double(plane.columns) * cell, height: Double(plane.rows) * cell)
    var marks: [Mark] = []
    if !title.isEmpty {
      marks.append(.label(Label(title, at: Point(start, 10), size: 10, face: .bold)))
    }
    marks.append(.group(title.isEmpty ? "map" : title, cells))
    marks.append(.frame(frame, Pen(0.75, .hairline)))
    marks += texts.map(numbers) ?? []
    if hasRulers { marks += rulers }
    let named = title.isEmpty ? 0 : start + Label(title, at: Point(0, 0), face: .bold).width
    return Drawing(
      width: max(frame.x + frame.width, named), height: frame.y + frame.height, marks: marks)
  }

  /// Adjacent cells of one colour in a row are drawn as one box.
  private var cells: [Mark] {
    var marks: [Mark] = []
    var strokes: [Mark] = []
    for row in 0..<plane.rows {
      var run: (area: Rectangle, colour: Colour)?
      for column in 0..<plane.columns {
        let colour = shade.colour(plane, row, column)
        if let before = run, before.colour == colour {
          run?.area.width += cell
        } else {
          if let run { marks.append(.box(run.area, run.colour)) }
          run = (area(row, column), colour)
        }
        if plane[row, column].isNaN { strokes += cross(area(row, column)) }
        if marksNegatives, case .signed(let scale) = shade, texts == nil,
          scale.normalised(plane[row, column]) <= -0.1
        {
          let middle = area(row, column).middle
          strokes.append(
            .path(
              [middle.moved(-cell * 0.18, 0), middle.moved(cell * 0.18, 0)],
              Pen(max(0.5, cell * 0.09), colour.readable)))
        }
      }
      if let run { marks.append(.box(run.area, run.colour)) }
    }
    return marks + strokes
  }

  private func cross(_ area: Rectangle) -> [Mark] {
    let corners = area.outline
    let pen = Pen(0.5, .black)
    return [.path([corners[0], corners[2]], pen), .path([corners[1], corners[3]], pen)]
  }

  private func numbers(_ texts: [String]) -> [Mark] {
    let longest = texts.map(\.count).max() ?? 1
    let size = max(5, min(cell * 0.42, cell * 1.55 / Double(max(longest, 2)), 14))
    return texts.enumerated().map { index, text in
      let (row, column) = index.quotientAndRemainder(dividingBy: plane.columns)
      let middle = area(row, column).middle
      return .label(
        Label(
          text.filter { $0 != " " }, at: middle.moved(0, size * 0.35), size: size,
          anchor: .middle, colour: shade.colour(plane, row, column).readable))
    }
  }

  private var rulers: [Mark] {
    let step = cell >= 18 ? 1 : cell * 5 >= 13 ? 5 : cell * 10 >= 13 ? 10 : 50
    let columns = stride(from: 0, to: plane.columns, by: step).map { column -> Mark in
      let place = Point(area(0, column).middle.x, top - 3)
      return .label(
        Label(String(column), at: place, size: 7.5, anchor: .middle, colour: .faded))
    }
    let rows = stride(from: 0, to: plane.rows, by: step).map { row -> Mark in
      let place = Point(start - 4, area(row, 0).middle.y + 2.6)
      return .label(Label(String(row), at: place, size: 7.5, anchor: .end, colour: .faded))
    }
    return columns + (plane.rows > 1 ? rows : [])
  }
}
