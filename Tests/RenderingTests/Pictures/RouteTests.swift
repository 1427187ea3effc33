import ConvNet
import Rendering
import Testing

extension PoolingRoute.Names {
  /// A map of a layer conv before a layer pool.
  static func ofConv(_ filter: Int) -> Self {
    Self(
      input: Place(layer: "conv", quantity: "out", indices: [filter]),
      inputGradient: Place(layer: "conv", quantity: "d_out", indices: [filter]),
      output: Place(layer: "pool", quantity: "out", indices: [filter]),
      outputGradient: Place(layer: "pool", quantity: "d_out", indices: [filter]))
  }
}

@Suite struct RouteTests {
  /// Two windows in a row: the first has a winner at its lower left, the second is tied throughout.
  private func route(gradientOut: [Float]?) -> PoolingRoute {
    PoolingRoute(
      layer: "pool", filter: 3, names: .ofConv(3), ties: .first, window: 2, stride: 2,
      values: Tensor<Float>(Shape(2, 4), [1, 2, 5, 5, 4, 3, 5, 5]), winners: [2, 0],
      gradientIn: Tensor(Shape(1, 2), [-0.25, 0.5]),
      gradientOut: gradientOut.map { Tensor(Shape(2, 4), $0) })
  }

  private func rows(_ route: PoolingRoute) -> [Substring] {
    RoutePicture.block(route, title: "pool 3", width: 80).lines[2...3].map { $0.prefix(12) }
  }

  @Test func `the part shown is where windows do not tie throughout`() {
    let block = RoutePicture.block(
      route(gradientOut: [0, 0, 0.5, 0, -0.25, 0, 0, 0]), title: "pool 3", width: 80)
    #expect(block.lines[2].hasPrefix(" 0 . .  "))
    #expect(block.lines[3].hasPrefix(" 1 - .  "))
    #expect(block.lines.contains { $0.contains("2 windows, 1 tied") })
    #expect(block.lines.contains { $0.contains("not shown: 1 window") })
  }

  @Test func `winners, losers, ties and windows without gradient have marks of their own`() {
    // Here, the right window is tied in three cells out of four.
    let route = PoolingRoute(
      layer: "pool", filter: 3, names: .ofConv(3), ties: .first, window: 2, stride: 2,
      values: Tensor<Float>(Shape(2, 6), [1, 2, 5, 5, 9, 8, 4, 3, 5, 4, 7, 6]),
      winners: [2, 0, 0], gradientIn: Tensor(Shape(1, 3), [-0.25, 0.5, 0]),
      gradientOut: Tensor(Shape(2, 6), [0, 0, 0.5, 0, 0, 0, -0.25, 0, 0, 0, 0, 0]))
    #expect(rows(route) == [" 0 . .  + :  ", " 1 - .  : .  "].map { $0.prefix(12) })
    #expect(
      RoutePicture.block(route, title: "pool 3", width: 80).lines[2].hasPrefix(" 0 . .  + :  o ."))
  }

  @Test func `winners are marked before there is a gradient`() {
    #expect(
      RoutePicture.block(route(gradientOut: nil), title: "pool 3", width: 80).lines[3].hasPrefix(
        " 1 * ."))
  }

  @Test func `one window is shown in full`() {
    let block = WindowPicture.block(
      route(gradientOut: [0, 0, 0.5, 0, -0.25, 0, 0, 0]), row: 0, column: 0, width: 80)
    #expect(
      block.lines == [
        "window (0,0) of pool, map 3: rows 0-1, columns 0-1 of conv.out[3]",
        "",
        "  values     switch          gradient in     gradient out",
        "  1  2        lost  lost     -0.250           0       0",
        "  4  3       [won]  lost                     -0.250   0",
        "",
        "Moving a loser a little changes nothing downstream, so it gets no gradient.",
        "1 of the 2 windows of this map ties.",
      ])
  }

  /// Two windows of 3 every 2 on a map of 3x5; cell (1,2), which both hold, wins both.
  private func overlapping(ties: TiePolicy = .first, other: Float = 1, out: [Float]) -> PoolingRoute
  {
    PoolingRoute(
      layer: "pool", filter: 0, names: .ofConv(0), ties: ties, window: 3, stride: 2,
      values: Tensor<Float>(Shape(3, 5), [1, 1, 1, 1, 1, 1, other, 9, 1, 1, 1, 1, 1, 1, 1]),
      winners: [other == 9 ? 4 : 5, 3], gradientIn: Tensor(Shape(1, 2), [0.25, 0.5]),
      gradientOut: Tensor(Shape(3, 5), out))
  }

  @Test func `where windows overlap, a window's share and the others' stand apart`() {
    let route = overlapping(out: [0, 0, 0, 0, 0, 0, 0, 0.75, 0, 0, 0, 0, 0, 0, 0])
    #expect(route.followsRule)
    let lines = WindowPicture.block(route, row: 0, column: 0, width: 120).lines
    let middle = lines.first { $0.contains("[won]") } ?? ""
    let numbers = middle.split(separator: " ").compactMap { Double($0) }
    // Values, gradient in, this window's, the others', their sum.
    #expect(numbers == [1, 1, 9, 0.25, 0, 0, 0.25, 0, 0, 0.5, 0, 0, 0.75])
  }

  @Test func `a gradient is held against the rule that the step was done with`() {
    // Cells (1,1) and (1,2) tie in the first window; the second holds only the latter.
    let all: [Float] = [0, 0, 0, 0, 0, 0, 0.25, 0.75, 0, 0, 0, 0, 0, 0, 0]
    let split: [Float] = [0, 0, 0, 0, 0, 0, 0.125, 0.625, 0, 0, 0, 0, 0, 0, 0]
    let first: [Float] = [0, 0, 0, 0, 0, 0, 0.25, 0.5, 0, 0, 0, 0, 0, 0, 0]
    for (ties, right) in [(TiePolicy.all, all), (.split, split), (.first, first)] {
      for out in [all, split, first] {
        #expect(overlapping(ties: ties, other: 9, out: out).followsRule == (out == right))
      }
    }
  }

  @Test func `a tie is told`() {
    let block = WindowPicture.block(route(gradientOut: nil), row: 0, column: 1, width: 80)
    #expect(block.lines.contains { $0.contains("[won]  tied") })
    #expect(block.lines.contains { $0.hasPrefix("All 4 cells are equally large") })
    #expect(block.lines.joined(separator: " ").contains("a rule decides who gets the gradient. "))
  }

  @Test func `what the caller has to say of ties stands where ties are told`() {
    let words = WindowPicture.block(
      route(gradientOut: nil), row: 0, column: 1,
      aboutTies: .init(rule: "page 3", more: "see page 4"), width: 200
    ).lines
    #expect(words.contains { $0.hasSuffix("gets the gradient (page 3; see page 4).") })
    #expect(words.last == "1 of the 2 windows of this map ties: see page 4.")
  }

  @Test func `a whole map has the caller's title and ends with what there is more to see`() {
    let route = route(gradientOut: nil)
    let lines = RoutePicture.block(route, title: "pool 3", more: "see page 5", width: 80).lines
    #expect(lines[0].hasPrefix("pool 3   conv.d_out[3] 2x4, windows 2x2"))
    #expect(lines.last?.hasSuffix("see page 5") == true)
    #expect(route.middle == (0, 1))
  }

  @Test func `overlapping windows of 3x3 are drawn cell by cell`() {
    let route = PoolingRoute(
      layer: "pool", filter: 0, names: .ofConv(0), ties: .first, window: 3, stride: 2,
      values: Tensor<Float>(Shape(5, 5), (0..<25).map { Float($0) }), winners: [8, 8, 8, 8],
      gradientIn: Tensor(Shape(2, 2), repeating: 1),
      gradientOut: Tensor(
        Shape(5, 5), (0..<25).map { [12, 14, 22, 24].contains($0) ? 1 : 0 }))
    let block = RoutePicture.block(route, title: "pool 3", width: 80)
    #expect(block.lines[4].hasPrefix(" 2 . . + . +"))
    #expect(block.lines[0].hasSuffix("windows 3x3 every 2"))
  }
}
