import ConvNet
import Foundation
import Rendering
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The marks of a figure, sorted by kind.
struct Marks {
  let all: [Mark]

  init(_ figure: Figure) { all = Self.flat(figure.sheet.marks) }

  private static func flat(_ marks: [Mark]) -> [Mark] {
    marks.flatMap { mark -> [Mark] in
      if case .group(_, let inner) = mark { return [mark] + flat(inner) }
      return [mark]
    }
  }

  var texts: [String] {
    all.compactMap { if case .label(let label) = $0 { label.text } else { nil } }
  }

  /// The boxes in the groups with this name.
  func boxes(_ name: String) -> [(Rectangle, Colour)] {
    all.flatMap { mark -> [(Rectangle, Colour)] in
      guard case .group(name, let marks) = mark else { return [] }
      return Self.flat(marks).compactMap {
        if case .box(let area, let colour) = $0 { (area, colour) } else { nil }
      }
    }
  }

  /// The colours of a map's cells, row by row.
  func cells(_ name: String, rows: Int, columns: Int) -> [Colour?] {
    let boxes = boxes(name)
    guard let left = boxes.map(\.0.x).min(), let top = boxes.map(\.0.y).min(),
      let right = boxes.map({ $0.0.x + $0.0.width }).max(),
      let bottom = boxes.map({ $0.0.y + $0.0.height }).max()
    else { return [] }
    let (width, height) = ((right - left) / Double(columns), (bottom - top) / Double(rows))
    return (0..<rows * columns).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let middle = Point(
        left + (Double(column) + 0.5) * width, top + (Double(row) + 0.5) * height)
      return boxes.first { $0.0.contains(middle) }?.1
    }
  }
}

@Suite struct FigureTests {
  private func lightness(_ colour: Colour) -> Double {
    0.299 * Double(colour.red) + 0.587 * Double(colour.green) + 0.114 * Double(colour.blue)
  }

  // MARK: Colours

  @Test func `white is the background, and both signs get darker alike`() {
    let white = Colour(red: 255, green: 255, blue: 255)
    #expect(PaperPalette.diverging(0) == white)
    #expect(PaperPalette.diverging(-0.0) == white)
    var before = (256.0, 256.0)
    for step in 1...20 {
      let value = Double(step) / 20
      let (above, below) = (PaperPalette.diverging(value), PaperPalette.diverging(-value))
      #expect(above.red > above.blue && below.blue > below.red)
      #expect(lightness(above) < before.0 && lightness(below) < before.1)
      #expect(abs(lightness(above) - lightness(below)) < 16, "\(value)")
      before = (lightness(above), lightness(below))
    }
    #expect(PaperPalette.diverging(7) == PaperPalette.diverging(1))
    #expect(PaperPalette.diverging(-.infinity) == PaperPalette.diverging(-1))
    #expect(PaperPalette.diverging(.nan) != white)
  }

  // MARK: Colours match the numbers

  @Test func `maps are on one scale, each drawn from its own blank paper`() {
    // Map 0 is 1 on blank paper, map 1 is 0. The farthest number is 4 below that: full scale.
    let maps = Tensor<Float>(Shape(2, 2, 3), [1, 3, 1, 1, -1, 1, 0, 0, -4, 2, 0, 0])
    let figure = MapsFigure.overview(title: "maps", "conv.out", maps, blanks: [1, 0])
    let marks = Marks(figure)
    #expect(
      marks.cells("conv.out[0]", rows: 2, columns: 3)
        == [0, 0.5, 0, 0, -0.5, 0].map(PaperPalette.diverging))
    #expect(
      marks.cells("conv.out[1]", rows: 2, columns: 3)
        == [0, 0, -1, 0.5, 0, 0].map(PaperPalette.diverging))
    #expect(figure.notes.contains { $0.contains("2x2x3") && $0.contains("-4 .. 3") })
    #expect(marks.texts.contains("0, blank paper"))
    #expect(marks.texts.contains("-4") && marks.texts.contains("4"))
  }

  @Test func `one filter's pooled map is as large as its map, and gradients have their own scale`()
  {
    let map = Tensor<Float>(Shape(10, 10), (0..<100).map { Float($0) - 50 })
    let pooled = Tensor<Float>(Shape(5, 5), (0..<25).map { Float($0) })
    let gradient = Tensor<Float>(
      Shape(10, 10), (0..<100).map { $0 == 37 ? -0.25 : $0 == 3 ? 0.125 : 0 })
    let marks = Marks(
      MapsFigure.filter(
        title: "filter 0",
        maps: [
          NamedMap("conv.out", map), NamedMap("pool.out", pooled, stride: 2),
          NamedMap("conv.d_out", gradient, role: .gradient),
        ]))
    #expect(
      marks.cells("conv.out", rows: 10, columns: 10)
        == (0..<100).map { PaperPalette.diverging((Double($0) - 50) / 50) })
    #expect(
      marks.cells("pool.out", rows: 5, columns: 5)
        == (0..<25).map { PaperPalette.diverging(Double($0) / 50) })
    let slopes = marks.cells("conv.d_out", rows: 10, columns: 10)
    #expect(slopes[37] == PaperPalette.diverging(-1))
    #expect(slopes[3] == PaperPalette.diverging(0.5))
    #expect(slopes[0] == PaperPalette.diverging(0))
    func width(_ name: String) -> Double {
      let boxes = marks.boxes(name).map(\.0)
      return (boxes.map { $0.x + $0.width }.max() ?? 0) - (boxes.map(\.x).min() ?? 0)
    }
    #expect(width("conv.out") == width("pool.out"))
  }

  @Test func `an image is ink on paper, a colour image has its colours`() {
    let image = Tensor<Float>(Shape(1, 9, 9), (0..<81).map { $0 == 40 ? 0.5 : $0 == 0 ? 0 : -0.5 })
    let cells = Marks(
      ImageFigure.figure(title: "a dot", image: image, blank: -0.5, full: 0.5)
    ).cells("map", rows: 9, columns: 9)
    #expect(cells[40] == Colour(red: 0, green: 0, blue: 0))
    #expect(cells[0] == Colour(red: 128, green: 128, blue: 128))
    #expect(cells[80] == Colour(red: 255, green: 255, blue: 255))
    let colours = Tensor<Float>(Shape(3, 1, 2), [0.5, -0.5, -0.5, 0.5, -0.5, -0.5])
    let figure = ImageFigure.figure(title: "two", image: colours, blank: -0.5, full: 0.5)
    #expect(
      Marks(figure).cells("map", rows: 1, columns: 2) == [
        Colour(red: 255, green: 0, blue: 0), Colour(red: 0, green: 255, blue: 0),
      ])
    #expect(Marks(figure).texts.contains("red"))
  }

  @Test func `a toy's numbers stand in its cells, and what is no number is crossed out`() {
    let toy = Tensor<Float>(Shape(1, 2, 2), [0, 3, .nan, -2])
    let marks = Marks(ImageFigure.figure(title: "toy", image: toy, blank: 0, full: 255))
    #expect(Set(["0", "3", "-2", "nan"]).isSubset(of: marks.texts))
    let map = Tensor<Float>(Shape(1, 1, 2), [.nan, 1])
    let cells = Marks(MapsFigure.overview(title: "m", "c", map)).cells("c[0]", rows: 1, columns: 2)
    #expect(cells == [PaperPalette.diverging(.nan), PaperPalette.diverging(1)])
  }

  @Test func `the winners of pooling are marked, and an arrow leads back to them`() {
    let route = PoolingRoute(
      layer: "pool", filter: 3, names: .ofConv(3), ties: .first, window: 2, stride: 2,
      values: Tensor<Float>(Shape(2, 4), [1, 2, 5, 5, 4, 3, 5, 5]), winners: [2, 0],
      gradientIn: Tensor(Shape(1, 2), [-0.25, 0.5]),
      gradientOut: Tensor(Shape(2, 4), [0, 0, 0.5, 0, -0.25, 0, 0, 0]))
    let whole = route.figure(title: "route")
    #expect(whole.notes.contains { $0.contains("2 windows") && $0.contains("1 tied") })
    #expect(whole.notes.contains { $0.contains("2 of 8 cells got gradient") })
    let one = Marks(route.figure(title: "window", row: 0, column: 0))
    #expect(one.texts.contains("conv.out[3,0..1,0..1]"))
    #expect(one.texts.filter { $0 == "4" }.count == 2)
    #expect(one.texts.filter { $0.contains("-0.25") }.count >= 2)
    #expect(
      one.cells("conv.d_out[3,0..1,0..1]", rows: 2, columns: 2)
        == [0, 0, -1, 0].map(PaperPalette.diverging))
  }

  @Test func `bars are as long as their shares, and counts stand in their cells`() {
    let marks = Marks(
      ProbabilityBars.figure(
        title: "p", notes: [], [0.25, 0.75], names: ["cat", "dog"], label: 0))
    let lengths = marks.boxes("bars").map(\.0.width)
    #expect(lengths.count == 2 && lengths[1] == 3 * lengths[0])
    #expect(marks.texts.contains { $0.contains("the label") })
    #expect(marks.texts.contains { $0.contains("answer, wrong") })
    var matrix = ConfusionMatrix(names: ["cat", "dog"])
    for (label, answer) in [(0, 0), (0, 1), (0, 0), (1, 1)] {
      matrix.count(label: label, answer: answer)
    }
    let figure = matrix.figure(title: "m")
    #expect(Marks(figure).texts.filter { $0 == "2" }.count == 1)
    #expect(figure.notes.contains { $0.contains("a cat called dog: 1 of 3") })
    #expect(Marks(figure).boxes("counts").count == 4)
  }

  @Test func `a curve passes where its numbers are`() throws {
    let curve = Curve(
      title: "loss", xTitle: "updates",
      series: [.init("training", mark: "*", points: [(0, 2), (50, 1), (100, 0)])])
    let marks = Marks(CurveFigure.figure(title: "c", notes: [], [curve]))
    let line = try #require(
      marks.all.compactMap { mark -> [Point]? in
        guard case .path(let points, _) = mark, points.count == 3 else { return nil }
        return points
      }.first)
    #expect(line[1].x - line[0].x == line[2].x - line[1].x)
    #expect(line[1].y - line[0].y == line[2].y - line[1].y && line[2].y > line[0].y)
    #expect(marks.texts.contains("training") && marks.texts.contains("100"))
    for points in [[], [(x: 1.0, y: Double.nan)], [(x: 1.0, y: 1e308), (x: 2.0, y: -1e308)]] {
      let odd = Curve(title: "odd", xTitle: "x", series: [.init("a", mark: "*", points: points)])
      #expect(PNG.file(CurveFigure.figure(title: "odd", notes: [], [odd])) != nil)
    }
  }

  // MARK: Files

  private func reads(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }

  @Test func `a drawing is well-formed whatever its texts say`() {
    let hostile = "<b> & \"x\" 'y' ]]> \u{1}\u{1B}[2J\u{202E} <\u{338}script> \u{FFFF}"
    let maps = Tensor<Float>(Shape(2, 5, 5), (0..<50).map { Float($0) })
    let figures = [
      MapsFigure.overview(title: hostile, hostile, maps),
      ProbabilityBars.figure(
        title: hostile, notes: [hostile], [.nan, 1], names: [hostile, ""], label: 1),
      ScreenFigure.figure(title: hostile, lines: [hostile, "", "a  b"]),
      GalleryFigure.figure(
        title: "g", [.init(caption: hostile, image: maps.slice([0]))], blank: 0, full: 1),
    ]
    for figure in figures {
      let text = SVG.file(figure)
      #expect(reads(text))
      #expect(!text.contains("<script") && !text.contains("\u{1B}"))
      #expect(text == SVG.file(figure))
      #expect(PNG.file(figure) == PNG.file(figure))
    }
    #expect(!reads("<svg><text>a & b</text></svg>"))
  }

  @Test func `a picture too large for pixels is refused`() {
    let figure = Figure(title: "huge", drawing: Drawing(width: 1e6, height: 1e6))
    #expect(PNG.file(figure) == nil)
    #expect(reads(SVG.file(figure)))
  }

  @Test func `every character of a keyboard has a letter of its own`() {
    var seen: [[UInt8]: Unicode.Scalar] = [:]
    for code in UInt8(33)..<127 {
      let scalar = Unicode.Scalar(code)
      var canvas = PixelCanvas(width: 20, height: 24, scale: 2)
      canvas.draw([.label(Label(String(Character(scalar)), at: Point(4, 17), size: 14))])
      let ink = canvas.bytes.count { $0 < 128 }
      #expect(ink > 3, "\(scalar)")
      #expect(seen[canvas.bytes] == nil, "\(scalar)")
      seen[canvas.bytes] = scalar
      // Nothing extends beyond its line.
      #expect(canvas.bytes.prefix(40 * 3).allSatisfy { $0 == 255 }, "\(scalar)")
    }
  }
}
