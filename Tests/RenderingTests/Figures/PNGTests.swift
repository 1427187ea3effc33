import Foundation
import Rendering
import Testing

/// The file, read back by an independent decoder.
@Suite struct PNGTests {
  /// Uses Python's zlib: the chunks with their checksums, then the requested pixels.
  private static let reader = """
    import sys, zlib, struct
    data = open(sys.argv[1], 'rb').read()
    assert data[:8] == bytes([137, 80, 78, 71, 13, 10, 26, 10])
    place, chunks = 8, []
    while place < len(data):
        length, name = struct.unpack('>I4s', data[place:place + 8])
        body = data[place + 8:place + 8 + length]
        (sum,) = struct.unpack('>I', data[place + 8 + length:place + 12 + length])
        assert sum == zlib.crc32(name + body), name
        chunks.append((name, body))
        place += 12 + length
    assert place == len(data) and chunks[0][0] == b'IHDR' and chunks[-1] == (b'IEND', b'')
    width, height, *kind = struct.unpack('>IIBBBBB', chunks[0][1])
    assert kind == [8, 2, 0, 0, 0], kind
    pixels = zlib.decompress(b''.join(b for n, b in chunks if n == b'IDAT'))
    assert len(pixels) == height * (width * 3 + 1)
    print(width, height)
    for word in sys.argv[2:]:
        x, y = map(int, word.split(','))
        row = pixels[y * (width * 3 + 1):(y + 1) * (width * 3 + 1)]
        assert row[0] == 0
        print(*row[1 + 3 * x:4 + 3 * x])
    """

  private static func python(_ arguments: [String]) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  private static var hasPython: Bool { (try? python(["--version"]))?.status == 0 }

  @Test(.enabled(if: hasPython, "python3 is missing"))
  func `another decoder finds every pixel`() throws {
    let orange = Colour(red: 200, green: 100, blue: 3)
    let blue = Colour(red: 1, green: 2, blue: 250)
    let figure = Figure(
      title: "",
      drawing: Drawing(
        width: 400, height: 50,
        marks: [
          .box(Rectangle(x: 0, y: 0, width: 10, height: 10), orange),
          .box(Rectangle(x: 10, y: 0, width: 10, height: 10), blue),
          .path([Point(0, 30), Point(100, 30)], Pen(2, .ink)),
        ]))
    let file = FileManager.default.temporaryDirectory.appending(
      path: "backstep-\(UUID().uuidString).png")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(try #require(PNG.file(figure))).write(to: file)
    // Where the drawing begins on its sheet.
    let start = try #require(
      figure.sheet.marks.lazy.compactMap { mark -> Point? in
        if case .box(let area, orange) = mark { Point(area.x, area.y) } else { nil }
      }.first)
    func pixel(_ x: Double, _ y: Double) -> String {
      "\(Int((start.x + x) * 2)),\(Int((start.y + y) * 2))"
    }
    // Both sides of the edge between the boxes, next to them, on the line and next to it.
    let result = try Self.python([
      "-c", Self.reader, file.path, pixel(0, 0), pixel(9.5, 9.5), pixel(10, 0), pixel(20, 0),
      pixel(50, 30), pixel(50, 32), "0,0",
    ])
    #expect(result.status == 0, "\(result.text)")
    #expect(
      result.text.split(separator: "\n") == [
        "880 \(Int(figure.sheet.height * 2))", "200 100 3", "200 100 3", "1 2 250", "255 255 255",
        "32 32 32", "255 255 255", "255 255 255",
      ])
  }

  @Test func `edges of slanting lines are soft, and lines that cross are no darker`() {
    var canvas = PixelCanvas(width: 20, height: 20, scale: 2)
    let black = Colour(red: 0, green: 0, blue: 0)
    canvas.draw([.path([Point(2, 2), Point(18, 15), Point(2, 15)], Pen(1, black))])
    let greys = Set(canvas.bytes)
    #expect(greys.contains(0) || greys.contains { $0 < 30 })
    #expect(greys.count > 10)
    let single = canvas.bytes
    canvas = PixelCanvas(width: 20, height: 20, scale: 2)
    canvas.draw([
      .path([Point(2, 2), Point(18, 15), Point(2, 15), Point(18, 15), Point(2, 2)], Pen(1, black))
    ])
    #expect(canvas.bytes == single)
  }

  @Test func `marks beyond the sheet and numbers that are none do no harm`() {
    var canvas = PixelCanvas(width: 10, height: 10, scale: 2)
    canvas.draw([
      .box(Rectangle(x: -1e300, y: .nan, width: .infinity, height: 5), .ink),
      .path([Point(.nan, 1), Point(1e300, -1e300)], Pen(1e9, .ink)),
      .label(Label("x", at: Point(-1e12, .infinity), size: 1e6)),
    ])
    #expect(canvas.width == 20 && canvas.bytes.count == 1_200)
  }
}
