import Rendering
import Testing

@Suite struct SeriesTests {
  @Test func `a curve runs between round numbers and is named at its right end`() {
    let block = Curve(
      title: "loss", xTitle: "epochs",
      series: [.init("training", mark: "*", points: [(0, 2), (1, 1), (2, 0)])]
    ).block(width: 40, height: 8)
    #expect(
      block.lines == [
        "loss   * training",
        "2 +*...",
        "  |    ......",
        "  |          ...*..",
        "  |                ......",
        "0 +                      ...* * training",
        "  ++------------------------+",
        "   0                        2  epochs",
      ])
  }

  @Test func `two series that end together are both named`() {
    let block = Curve(
      title: "accuracy", xTitle: "epochs",
      series: [
        .init("training", mark: "*", points: [(0, 0.1), (1, 0.9)]),
        .init("test", mark: "o", points: [(0, 0.1), (1, 0.9)]),
      ]
    ).block(width: 60)
    #expect(block.lines.dropFirst().contains { $0.hasSuffix("* training") })
    #expect(block.lines.dropFirst().contains { $0.hasSuffix("o test") })
    #expect(block.height <= 18)
  }

  @Test func `no points and none that is finite are said in words`() {
    func lines(_ points: [(x: Double, y: Double)]) -> [String] {
      Curve(title: "loss", xTitle: "epochs", series: [.init("a", mark: "*", points: points)])
        .block(width: 60).lines
    }
    #expect(lines([]) == ["loss: no points yet"])
    #expect(lines([(1, .nan), (2, .infinity)]) == ["loss: no point has a finite value"])
    #expect(lines([(1, 1), (2, .nan)]).last?.hasPrefix("1 point not drawn") == true)
  }

  @Test(arguments: [
    [0.0], [0.5], [3, 3, 3], [1e308, -1e308], [1.7e308], [1e9, 1e9 + 1e-6],
    [.leastNonzeroMagnitude, 0], [1, .nan, 2], [-5, 1e9],
  ])
  func `any values can be drawn at any size`(_ values: [Double]) {
    let points = values.enumerated().map { (x: Double($0.offset), y: $0.element) }
    for width in [40, 57, 80, 200] {
      for height in [5, 9, 18] {
        let block = Curve(
          title: "t", xTitle: "epochs",
          series: [.init("a", mark: "*", points: points), .init("b", mark: "o", points: [])]
        ).block(width: width, height: height)
        #expect(block.width <= width)
        #expect(block.lines.joined().contains("*"))
      }
    }
  }

  @Test func `a confusion matrix has sums, recall and its largest confusions in words`() {
    var matrix = ConfusionMatrix(names: ["cat", "dog"])
    for (label, answer, times) in [(0, 0, 8), (0, 1, 2), (1, 0, 1), (1, 1, 9)] {
      for _ in 0..<times { matrix.count(label: label, answer: answer) }
    }
    #expect(
      matrix.block(width: 80).lines == [
        "a row for each label, a column for each answer",
        "label cat dog sum recall",
        "cat   [8]  2   10   80 %",
        "dog    1  [9]  10   90 %",
        "sum    9  11   20 85.0 %",
        "3 of 20 wrong; most often:",
        "  a cat called dog: 2 of 10 (20 %)",
        "  a dog called cat: 1 of 10 (10 %)",
      ])
  }

  @Test func `an empty confusion matrix and one without mistakes say so`() {
    var matrix = ConfusionMatrix(names: ["0", "1"])
    #expect(matrix.block(width: 80).lines.last == "no image has been classified yet")
    matrix.count(label: 1, answer: 1)
    #expect(matrix.block(width: 80).lines.last == "all 1 right: no confusions")
  }

  @Test func `bars mark the answer and the label`() {
    let lines = ProbabilityBars.block(
      [0.75, 0.25, .nan, 0.001], names: ["0", "1", "2", "3"], label: 1, width: 44
    ).lines
    #expect(lines[0] == "0  0.750 |" + String(repeating: "#", count: 15) + " answer, wrong")
    #expect(lines[1].hasSuffix("# the label"))
    #expect(lines[2] == "2    nan |")
    #expect(lines[3] == "3  0.001 |.")
  }

  @Test func `the shift lab says with = what is exactly the same`() {
    #expect(
      Table.series(
        "the digit moved right by", ["0", "1"], unit: "pixels",
        rows: [
          .init("change of input", [0, 0.43], places: 2),
          .init("conv map moved back", [0, 0], places: 2, zero: "="),
          .init("answer", ["3", "5"]),
        ], width: 80
      ).lines == [
        "the digit moved right by     0     1  pixels",
        "change of input           0.00  0.43",
        "conv map moved back          =     =",
        "answer                       3     5",
      ])
  }

  @Test func `columns that do not fit follow below, behind the first once more`() {
    var table = Table(["name", "first", "second"])
    table.append(["x", "1", "2"])
    #expect(
      table.block(width: 12).lines == ["name first", "x        1", "name second", "x         2"])
    #expect(
      table.block(width: 10).lines
        == ["name first", "x        1", "  second", "       2"])
  }

  @Test func `ticks close to one another have labels that differ`() throws {
    let block = Curve(
      title: "loss", xTitle: "updates",
      series: [.init("a", mark: "*", points: [(0, 2.3021), (1, 2.3024), (2, 2.3026)])]
    ).block(width: 60)
    let labels = block.lines.compactMap { $0.firstMatch(of: #/^ *([\d.]+) \+/#)?.1 }
    try #require(labels.count > 3)
    #expect(Set(labels).count == labels.count)
  }
}
