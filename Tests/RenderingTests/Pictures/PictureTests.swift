import ConvNet
import Rendering
import Testing

@Suite struct PictureTests {
  /// A ring of ink in rows 2 to 4 and columns 3 to 7 of a 10x12 image.
  private var ring: Tensor<Float> {
    var image = Tensor<Float>(Shape(1, 10, 12), repeating: -0.5)
    for column in 3...7 {
      image[0, 2, column] = 0.5
      image[0, 4, column] = 0.5
    }
    image[0, 3, 3] = 0
    image[0, 3, 7] = 0
    return image
  }

  @Test func `an image is cropped to its ink and keeps its true numbers`() {
    let block = ImagePicture.block(title: "a ring", image: ring, blank: -0.5, width: 80)
    // Half ink is mark 4.5 of 9, which rounds up to the fifth.
    #expect(
      block.lines == [
        "a ring   1x10x12   rows 2 to 4   ' ' is -0.5, @ is 0.5",
        "   3   5",
        " 2 @@@@@@@@@@",
        " 3 ++      ++",
        " 4 @@@@@@@@@@",
      ])
  }

  @Test func `a toy shows its numbers and its look side by side`() {
    let toy = Tensor<Float>(Shape(1, 3, 3), [0, 1, 0, 0, 2, 0, 0, 1, 0])
    #expect(
      ImagePicture.block(title: "toy", image: toy, blank: 0, width: 80).lines == [
        "toy   1x3x3   ' ' is 0, @ is 2",
        "    0  1  2    0",
        "0   0  1  0      ++",
        "1   0  2  0      @@",
        "2   0  1  0      ++",
      ])
  }

  @Test func `a colour image has one picture a channel`() {
    let image = Tensor<Float>(Shape(3, 32, 32), repeating: 0.25)
    let block = ImagePicture.block(title: "a frog", image: image, blank: -0.5, width: 120)
    #expect(block.lines[1].split(separator: " ") == ["red", "green", "blue"])
  }

  @Test func `a conv map and its pooled map have one size and one scale`() {
    var map = Tensor<Float>(Shape(10, 10))
    map[2, 4] = 9
    map[3, 5] = -3
    var pooled = Tensor<Float>(Shape(5, 5))
    pooled[1, 2] = 9
    let block = FilterPicture.block(
      title: "filter 1",
      maps: [NamedMap("conv.out", map), NamedMap("pool.out", pooled, stride: 2)], numbers: false,
      width: 80)
    // The shown part begins and ends at windows; two columns per place here, four when pooled.
    #expect(
      block.lines == [
        "filter 1   rows 2 to 3, columns 4 to 5 of 10x10",
        "   conv.out 10x10  pool.out 5x5",
        "   4 5             2",
        " 2 @@              @@@@",
        " 3   cc            @@@@",
        "above  . : - = + * # % @     below  ' i c v x a K M W",
        "values -3 .. 9  ' ' is 0  full scale 9",
      ])
  }

  @Test func `of two rows in one character the one farther from the background is drawn`() {
    var map = Tensor<Float>(Shape(40, 60))
    map[0, 0] = 2
    map[1, 0] = -9
    map[39, 59] = 9
    let block = FilterPicture.block(
      title: "f", maps: [NamedMap("conv.out", map)], width: 70)
    #expect(block.lines[3].hasPrefix(" 0 W"))
    #expect(block.lines[22].hasSuffix("@"))
  }

  @Test func `a map of blank paper is a blank picture, whatever its values`() {
    let map = Tensor<Float>(Shape(12, 12), repeating: -1.15)
    let block = FilterPicture.block(
      title: "f", maps: [NamedMap("conv.out", map)], blank: Double(Float(-1.15)), width: 80)
    let picture = block.lines[3..<15].map { $0.dropFirst(2) }
    #expect(picture.allSatisfy { $0.allSatisfy { $0 == " " } })
    #expect(block.lines.contains { $0.contains("' ' is -1.15, the map of blank paper") })
  }

  @Test func `small maps are shown as numbers`() {
    let map = Tensor<Float>(Shape(2, 2), [1, 2, 3, 4])
    let block = FilterPicture.block(title: "filter 0", maps: [NamedMap("c", map)], width: 80)
    #expect(block.lines == ["filter 0", "c 2x2", "    0  1", "0   1  2", "1   3  4"])
  }

  @Test func `eight maps of a digit fit a screen of 80 by 24`() {
    var maps = Tensor<Float>(Shape(8, 26, 26))
    for map in 0..<8 {
      for row in 2..<24 { for column in 2..<24 { maps[map, row, column] = Float(row - map) } }
    }
    let block = MapsPicture.block("conv.out", maps, width: 80)
    #expect(block.height <= 23)
    #expect(block.width <= 80)
    let titles = block.lines.filter { line in
      line.split(separator: " ").allSatisfy { Int($0).map { $0 < 8 } ?? false }
    }
    #expect(titles.count == 2)
  }

  @Test func `negating a map swaps the two ramps`() {
    let values = (0..<144).map { Float(($0 * 37) % 29) - 14 }
    let map = Tensor<Float>(Shape(1, 12, 12), values)
    let negated = Tensor<Float>(Shape(1, 12, 12), values.map { -$0 })
    let swap = Dictionary(
      zip(".:-=+*#%@'icvxaKMW", "'icvxaKMW.:-=+*#%@"), uniquingKeysWith: { first, _ in first })
    func picture(_ map: Tensor<Float>) -> [String] {
      MapsPicture.block("m", map, width: 80).lines.dropFirst(3).dropLast().map {
        String($0.dropFirst(3))
      }
    }
    #expect(picture(map).contains { $0.contains("@") })
    #expect(picture(map).map { String($0.map { swap[$0] ?? $0 }) } == picture(negated))
  }

  @Test func `kernels stand as numbers beside their marks`() {
    let kernels = Tensor<Float>(Shape(1, 2, 2), [0.5, -0.5, 0, 0.25])
    #expect(
      KernelPicture.block("conv.filters", kernels, width: 80).lines[1...3] == [
        " filter 0",
        "  0.500 -0.500  @@WW",
        "  0      0.250    ++",
      ])
  }
}
