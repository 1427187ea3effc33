import ConvNet
import Datasets
import Testing

/// Pictures are prepared in the same way as MNIST's digits.
@Suite struct PreparationTests {
  /// A bar of full ink on blank paper.
  private func bar(
    _ rows: Range<Int>, _ columns: Range<Int>, of size: Int, ink: UInt8 = 255, paper: UInt8 = 0
  ) -> Picture {
    let pixels = (0..<size * size).map { index in
      rows.contains(index / size) && columns.contains(index % size) ? ink : paper
    }
    return Picture(rows: size, columns: size, planes: [pixels])
  }

  @Test func `the ink fits 20x20 in its own proportions, centred by its mass`() throws {
    let (picture, how) = try #require(
      bar(10..<110, 30..<80, of: 200).prepared(rows: 28, columns: 28))
    #expect(how.from == [100, 50] && how.to == [20, 10] && how.centre == [14, 14])
    #expect(picture == bar(4..<24, 9..<19, of: 28))
  }

  @Test func `shrinking averages what lies under a pixel`() throws {
    // A bar of 30 x 30 is scaled by two thirds. The first of its 20 pixels covers row 0 and half of
    // row 1, and so on; everything is ink, so all of them stay full.
    let full = try #require(bar(0..<30, 0..<30, of: 30).prepared(rows: 28, columns: 28))
    #expect(full.picture == bar(4..<24, 4..<24, of: 28))
    // Forty rows, alternately ink and blank: every pixel is half of each.
    let stripes = Picture(
      rows: 40, columns: 40,
      planes: [(0..<1_600).map { $0 % 40 == 0 || $0 / 40 % 2 == 0 ? 255 : 0 }])
    let (picture, how) = try #require(stripes.prepared(rows: 28, columns: 28))
    #expect(how.from == [40, 40] && how.to == [20, 20])
    // The first column is all ink: half of its pixel is full, and half of it is half full: 191.25.
    let first = try #require(picture.inked).columns.lowerBound
    #expect(picture.planes[0][14 * 28 + first] == 191)
    #expect(picture.planes[0][14 * 28 + first + 5] == 128)
  }

  @Test func `the centre of mass is within half a pixel of the middle`() throws {
    var random = RandomSource(seed: 5)
    for _ in 0..<60 {
      let rows = Int.random(in: 1...70, using: &random)
      let columns = Int.random(in: 1...70, using: &random)
      let pixels = (0..<rows * columns).map { _ in
        UInt8.random(in: 0...3, using: &random) == 0 ? UInt8.random(in: 1...255, using: &random) : 0
      }
      let source = Picture(rows: rows, columns: columns, planes: [pixels])
      guard let (picture, how) = source.prepared(rows: 28, columns: 28) else { continue }
      let area = try #require(picture.inked)
      #expect(area.rows.count <= 20 && area.columns.count <= 20)
      #expect(max(how.to[0], how.to[1]) == 20)
      var (mass, down, across) = (0.0, 0.0, 0.0)
      for (index, pixel) in picture.planes[0].enumerated() {
        mass += Double(pixel)
        down += Double(pixel) * (Double(index / 28) + 0.5)
        across += Double(pixel) * (Double(index % 28) + 0.5)
      }
      // At most 8 pixels of paper are left, so the border may stop a picture with a heavy side.
      let isFree = area.rows.lowerBound > 0 && area.rows.upperBound < 28
      if isFree { #expect(abs(down / mass - 14) <= 0.5001) }
      if area.columns.lowerBound > 0, area.columns.upperBound < 28 {
        #expect(abs(across / mass - 14) <= 0.5001)
      }
    }
  }

  @Test func `dark ink on light paper and light on dark give the same`() throws {
    let light = bar(20..<60, 20..<40, of: 100)
    let dark = bar(20..<60, 20..<40, of: 100, ink: 0, paper: 255)
    let grey = bar(20..<60, 20..<40, of: 100, ink: 40, paper: 200)
    #expect([light, dark, grey].allSatisfy { $0.strongInk.picture == light })
    #expect(dark.ink.picture == light)
  }

  @Test func `the unevenness of paper is no ink, and blank paper has none`() {
    var photo = bar(20..<60, 20..<40, of: 100, ink: 30, paper: 200)
    photo.planes[0][0] = 190
    photo.planes[0][9_999] = 185
    #expect(photo.strongInk.picture == bar(20..<60, 20..<40, of: 100))
    #expect(bar(0..<0, 0..<0, of: 9, paper: 255).strongInk.picture.inked == nil)
    #expect(bar(0..<0, 0..<0, of: 9).prepared(rows: 28, columns: 28) == nil)
  }

  @Test func `a colour picture fits, in the middle of black`() {
    let wide = Picture(
      rows: 10, columns: 20, planes: [1, 2, 3].map { [UInt8](repeating: $0 * 50, count: 200) })
    let (picture, how) = wide.fitted(rows: 32, columns: 32)
    #expect(how.to == [16, 32])
    #expect(picture.planes.map { $0[16 * 32] } == [50, 100, 150])
    #expect(picture.planes[0][7 * 32] == 0 && picture.planes[0][8 * 32] == 50)
    #expect(picture.planes[0][23 * 32] == 50 && picture.planes[0][24 * 32] == 0)
  }
}

/// Photos of paper on which light and shadow lie.
struct LightingTests {
  /// A seven of dark strokes on paper, in some light.
  private func seven(_ light: (Int, Int) -> Double, ink: Double = 0.25) -> (Picture, Set<Int>) {
    let (rows, columns) = (160, 120)
    var (pixels, strokes) = ([UInt8](), Set<Int>())
    for row in 0..<rows {
      for column in 0..<columns {
        let isBar = (30..<40).contains(row) && (25..<95).contains(column)
        let isStem = (40..<130).contains(row) && abs(column - (90 - (row - 40) / 2)) < 6
        if isBar || isStem { strokes.insert(row * columns + column) }
        let share = isBar || isStem ? ink : 1
        pixels.append(UInt8(min(255, max(0, light(row, column) * share))))
      }
    }
    return (Picture(rows: rows, columns: columns, planes: [pixels]), strokes)
  }

  @Test func `ink is found in a light that falls off`() {
    for light in [
      { (row: Int, column: Int) in 250 - Double(row) },
      { (row: Int, column: Int) in 90 + Double(column) * 1.3 },
      { (row: Int, column: Int) in
        245 - 0.6 * Double(row * row + column * column).squareRoot()
      },
      // A dark border around a bright middle.
      { (row: Int, column: Int) in
        let (down, across) = (Double(row - 80) / 80, Double(column - 60) / 60)
        return 240 - 80 * (down * down + across * across)
      },
    ] as [(Int, Int) -> Double] {
      let (photo, strokes) = seven(light)
      #expect(photo.strongInk.isLevelled && photo.strongInk.isDark)
      let ink = photo.strongInk.picture.planes[0]
      let found = Set(ink.indices.filter { ink[$0] > 0 })
      #expect(found.symmetricDifference(strokes).count < strokes.count / 20)
    }
  }

  @Test func `even paper, bright or dim, is left as it was`() {
    for level in [250.0, 140, 90] {
      let (photo, strokes) = seven { _, _ in level }
      #expect(!photo.strongInk.isLevelled && photo.strongInk.isDark)
      let ink = photo.strongInk.picture.planes[0]
      #expect(Set(ink.indices.filter { ink[$0] > 0 }) == strokes)
    }
    let (chalk, strokes) = seven({ _, _ in 60 }, ink: 4)
    #expect(!chalk.ink.isDark && chalk.ink.share > 0.99)
    #expect(abs(chalk.strongInk.share - Double(strokes.count) / (160 * 120)) < 1e-9)
  }
}
