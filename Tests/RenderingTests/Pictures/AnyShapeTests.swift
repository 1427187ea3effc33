import ConvNet
import Rendering
import Testing

/// For any numbers and any terminal: no line is too wide, everything is ASCII, nothing traps.
@Suite struct AnyShapeTests {
  private static let specials: [Float] = [
    .nan, .infinity, -.infinity, 0, -0, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e-7,
  ]

  private enum Filling: CaseIterable { case usual, special, constant, onlyNaN }

  private static func tensor(
    _ shape: Shape, _ filling: Filling, _ random: inout Dice
  ) -> Tensor<Float> {
    Tensor(
      shape,
      (0..<shape.count).map { _ in
        switch filling {
        case .usual: Float(random.below(2001) - 1000) / 777
        case .special: specials[random.below(specials.count)]
        case .constant: 0.25
        case .onlyNaN: .nan
        }
      })
  }

  private func check(_ block: TextBlock, _ width: Int, _ what: String) {
    for line in block.lines {
      #expect(line.utf8.count <= width, "\(what): \(line)")
      #expect(line.utf8.allSatisfy { (32..<127).contains($0) }, "\(what)")
    }
  }

  @Test(arguments: 1...20)
  func `every picture fits every width`(_ seed: Int) {
    var dice = Dice(state: UInt64(seed))
    let width = 40 + dice.below(161)
    let (filters, rows, columns) = (1 + dice.below(9), 1 + dice.below(40), 1 + dice.below(40))
    for filling in Filling.allCases {
      let maps = Self.tensor(Shape(filters, rows, columns), filling, &dice)
      let what = "\(maps.shape) in \(width), \(filling)"
      let map = maps.slice([0])
      let name = "conv.out"
      check(PrintedTensor.block(name, maps, width: width), width, what)
      check(PrintedTensor.block(name, map, width: width), width, what)
      check(
        PrintedTensor.block(name, maps.reshaped(Shape(maps.shape.count)), width: width), width, what
      )
      check(
        PrintedTensor.block(name, maps.reshaped(maps.shape.batched(1)), width: width), width, what)
      check(MapsPicture.block(name, maps, width: width), width, what)
      check(MapsPicture.block(name, maps, areOnOneScale: false, width: width), width, what)
      check(KernelPicture.block(name, maps, width: width), width, what)
      check(
        KernelPicture.block(name, maps.reshaped(maps.shape.batched(1)), width: width), width, what)
      check(
        ImagePicture.block(title: "image 7", image: maps, blank: 0.25, width: width), width, what)
      check(
        ImagePicture.block(title: "image 7", image: map, blank: 0.25, width: width), width, what)
      let item = Gallery.Item(caption: "#247 is 5, said 3 (97 %)", image: maps)
      check(Gallery.block([item, item, item], blank: 0, full: 1, width: width), width, what)
      let pooled = Self.tensor(Shape((rows + 1) / 2, (columns + 1) / 2), filling, &dice)
      let named = [
        NamedMap(name, map), NamedMap("pool.out", pooled, stride: 2),
        NamedMap("conv.d_out", map, role: .gradient),
      ]
      for numbers in [nil, true, false] {
        check(
          FilterPicture.block(title: "filter 0", maps: named, numbers: numbers, width: width),
          width, what)
      }
      guard rows >= 2, columns >= 2 else { continue }
      let windows = Shape(rows / 2, columns / 2)
      let route = PoolingRoute(
        layer: "pool", filter: 0, names: .ofConv(0), ties: .first, window: 2, stride: 2,
        values: map,
        winners: (0..<windows.count).map { _ in dice.below(4) },
        gradientIn: Self.tensor(windows, filling, &dice), gradientOut: map)
      check(RoutePicture.block(route, title: name, width: width), width, what)
      check(
        WindowPicture.block(route, row: rows / 2 - 1, column: columns / 2 - 1, width: width), width,
        what)
    }
  }
}

/// A small generator of numbers that are the same in every run.
private struct Dice {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }
}
