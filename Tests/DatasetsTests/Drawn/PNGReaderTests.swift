import Datasets
import TestSupport
import Testing

/// PNG pictures, including damaged ones.
@Suite struct PNGReaderTests {
  static let kinds: [(kind: Int, depth: Int)] =
    [1, 2, 4, 8, 16].map { (0, $0) } + [8, 16].flatMap { [(2, $0), (4, $0), (6, $0)] }
    + [1, 2, 4, 8].map { (3, $0) }

  private func decode(_ bytes: [UInt8]) throws -> Picture {
    try PNGReader.decode(bytes, file: "a.png")
  }

  @Test(arguments: kinds, [false, true])
  func `every kind and depth is read, interlaced or not`(
    _ kind: (kind: Int, depth: Int), _ isInterlaced: Bool
  ) throws {
    var writer = PNGWriter(
      columns: 13, rows: 11, depth: kind.depth, kind: kind.kind, isInterlaced: isInterlaced)
    let most = 1 << kind.depth - 1
    if kind.kind == 3 { writer.palette = (0..<3 * (most + 1)).map { UInt8($0 * 37 % 256) } }
    let alpha = [4: 1, 6: 3][kind.kind]
    func sample(_ row: Int, _ column: Int, _ channel: Int) -> Int {
      channel == alpha ? most : (row * 7919 + column * 104_729 + channel * 31) % (most + 1)
    }
    let picture = try decode(writer.file(sample))
    #expect(picture.rows == 11 && picture.columns == 13)
    #expect(picture.planes.count == (kind.kind == 0 || kind.kind == 4 ? 1 : 3))
    for (channel, plane) in picture.planes.enumerated() {
      for row in 0..<11 {
        for column in 0..<13 {
          let value = sample(row, column, kind.kind == 3 ? 0 : channel)
          let expected =
            kind.kind == 3
            ? Double(writer.palette[3 * value + channel]) : Double(value) * 255 / Double(most)
          #expect(abs(Double(plane[row * 13 + column]) - expected) < 1)
        }
      }
    }
  }

  @Test func `transparent paper is white under dark ink and black under light`() throws {
    let writer = PNGWriter(columns: 3, rows: 3, depth: 8, kind: 4)
    func ink(_ value: Int) -> (Int, Int, Int) -> Int {
      { row, column, channel in
        let isInk = row == 1 && column == 1
        return channel == 1 ? (isInk ? 255 : 0) : isInk ? value : 99
      }
    }
    let dark = try decode(writer.file(ink(0)))
    #expect(dark.planes[0] == [255, 255, 255, 255, 0, 255, 255, 255, 255])
    #expect(dark.ink.isDark)
    let light = try decode(writer.file(ink(255)))
    #expect(light.planes[0] == [0, 0, 0, 0, 255, 0, 0, 0, 0])
    #expect(!light.ink.isDark)
  }

  @Test func `a colour that stands for nothing is paper`() throws {
    var writer = PNGWriter(columns: 2, rows: 2, depth: 8, kind: 0)
    writer.transparency = [0, 7]
    let picture = try decode(writer.file { row, column, _ in row == 0 && column == 0 ? 0 : 7 })
    #expect(picture.planes[0] == [0, 255, 255, 255])
  }

  private static let good = PNGWriter(columns: 6, rows: 6, depth: 8, kind: 2)
    .file { ($0 * 40 + $1 * 3 + $2) % 256 }

  private func problem(_ bytes: [UInt8]) -> String? {
    do {
      _ = try decode(bytes)
      return nil
    } catch { return "\(error)" }
  }

  @Test func `a file that ends too early is told at any length`() throws {
    for count in 0..<Self.good.count {
      let told = try #require(problem(Array(Self.good.prefix(count))))
      #expect(told.hasPrefix("a.png: ") && !told.contains("Optional"))
    }
  }

  @Test func `every damaged byte is noticed`() {
    for index in Self.good.indices {
      var bytes = Self.good
      bytes[index] ^= 0x10
      #expect(problem(bytes) != nil, "\(index)")
    }
  }

  @Test func `a small file cannot ask for a large picture`() {
    var header = PNGWriter.number(4_000) + PNGWriter.number(4_000)
    header += [16, 6, 0, 0, 0]
    let mark = Array(Self.good.prefix(8))
    let file =
      mark + PNGWriter.chunk("IHDR", header) + PNGWriter.chunk("IDAT", PNGWriter.stored([1]))
      + PNGWriter.chunk("IEND", [])
    #expect(problem(file)?.contains("expected 128,004,000 bytes") == true)
    for (columns, rows) in [(0, 5), (5, 0), (1 << 31, 1), (8_192, 8_192), (9_000, 1)] {
      let header = PNGWriter.number(columns) + PNGWriter.number(rows) + [8, 0, 0, 0, 0]
      #expect(problem(mark + PNGWriter.chunk("IHDR", header)) != nil)
    }
    let tall = PNGWriter.number(1) + PNGWriter.number(100_000) + [8, 0, 0, 0, 0]
    #expect(
      problem(mark + PNGWriter.chunk("IHDR", tall))?.contains("the limit for a side is 8192")
        == true)
  }

  @Test func `wrong headers, filters and parts are told`() {
    let mark = Array(Self.good.prefix(8))
    func file(_ tail: [UInt8], _ parts: [UInt8] = [], raw: [UInt8] = [0, 1, 0, 1]) -> [UInt8] {
      let header = PNGWriter.number(1) + PNGWriter.number(2) + tail
      return mark + PNGWriter.chunk("IHDR", header) + parts
        + PNGWriter.chunk("IDAT", PNGWriter.stored(raw)) + PNGWriter.chunk("IEND", [])
    }
    #expect(problem(file([8, 0, 0, 0, 0])) == nil)
    #expect(problem(file([3, 0, 0, 0, 0]))?.contains("bit depth 3") == true)
    #expect(problem(file([8, 1, 0, 0, 0]))?.contains("colour type 1") == true)
    #expect(problem(file([8, 0, 1, 0, 0]))?.contains("compression 1") == true)
    #expect(problem(file([8, 0, 0, 1, 0]))?.contains("filter method 1") == true)
    #expect(problem(file([8, 0, 0, 0, 2]))?.contains("interlace method 2") == true)
    #expect(problem(file([8, 3, 0, 0, 0]))?.contains("palette") == true)
    let palette = PNGWriter.chunk("PLTE", [1, 2, 3])
    let outside = problem(file([8, 3, 0, 0, 0], palette))
    #expect(outside?.contains("colour 1,") == true)
    #expect(problem(file([8, 0, 0, 0, 0], raw: [5, 1, 0, 1]))?.contains("filter 5") == true)
    #expect(problem(file([8, 0, 0, 0, 0], raw: [0, 1, 0]))?.contains("found 3") == true)
    #expect(problem(file([8, 0, 0, 0, 0], raw: [0, 1, 0, 1, 0])) != nil)
    #expect(
      problem(file([8, 0, 0, 0, 0], PNGWriter.chunk("ABCD", [])))?.contains("`ABCD`") == true)
    #expect(problem(Array("GIF89a".utf8))?.contains("not a PNG") == true)
  }
}
