/// Writes PNG files for the tests: stored blocks, any filter, interlaced or not.
package struct PNGWriter {
  private let columns: Int
  private let rows: Int
  private let depth: Int
  private let kind: Int
  private let isInterlaced: Bool
  /// The colours of a palette, and what is transparent: the contents of chunks.
  package var palette: [UInt8] = []
  package var transparency: [UInt8] = []

  /// Pictures of a size; the kinds are grey 0, RGB 2, palette 3, grey with alpha 4, RGBA 6.
  package init(columns: Int, rows: Int, depth: Int, kind: Int, isInterlaced: Bool = false) {
    (self.columns, self.rows, self.depth, self.kind) = (columns, rows, depth, kind)
    self.isInterlaced = isInterlaced
  }

  private var samples: Int { [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][kind] ?? 1 }

  /// The file of a picture whose samples are given by row, column and channel.
  package func file(_ sample: (Int, Int, Int) -> Int) -> [UInt8] {
    var header = Self.number(columns) + Self.number(rows)
    header += [UInt8(depth), UInt8(kind), 0, 0, isInterlaced ? 1 : 0]
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    file += Self.chunk("IHDR", header)
    if !palette.isEmpty { file += Self.chunk("PLTE", palette) }
    if !transparency.isEmpty { file += Self.chunk("tRNS", transparency) }
    let packed = Self.stored(pixels(sample))
    // In two chunks, as in large files.
    file += Self.chunk("IDAT", Array(packed.prefix(5)))
    file += Self.chunk("tEXt", Array("a\0b".utf8))
    file += Self.chunk("IDAT", Array(packed.dropFirst(5)))
    return file + Self.chunk("IEND", [])
  }

  private func pixels(_ sample: (Int, Int, Int) -> Int) -> [UInt8] {
    let adam7 = [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
      (0, 1, 1, 2),
    ]
    var bytes: [UInt8] = []
    for (x, y, across, down) in isInterlaced ? adam7 : [(0, 0, 1, 1)] {
      let xs = Array(stride(from: x, to: columns, by: across))
      guard !xs.isEmpty else { continue }
      var above: [UInt8]?
      for (index, row) in stride(from: y, to: rows, by: down).enumerated() {
        let line = packed(xs.flatMap { column in (0..<samples).map { sample(row, column, $0) } })
        bytes += filtered(line, above ?? line.map { _ in 0 }, index % 5)
        above = line
      }
    }
    return bytes
  }

  private func packed(_ values: [Int]) -> [UInt8] {
    if depth == 16 { return values.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    if depth == 8 { return values.map { UInt8($0) } }
    var bytes = [UInt8](repeating: 0, count: (values.count * depth + 7) / 8)
    for (index, value) in values.enumerated() {
      bytes[index * depth / 8] |= UInt8(value << (8 - depth - index * depth % 8))
    }
    return bytes
  }

  private func filtered(_ line: [UInt8], _ above: [UInt8], _ filter: Int) -> [UInt8] {
    let distance = max(1, samples * depth / 8)
    return [UInt8(filter)]
      + line.indices.map { index in
        let left = index < distance ? 0 : Int(line[index - distance])
        let corner = index < distance ? 0 : Int(above[index - distance])
        let up = Int(above[index])
        let estimate = left + up - corner
        let nearest = [left, up, corner].min { abs(estimate - $0) < abs(estimate - $1) } ?? 0
        let guess = [0, left, up, (left + up) / 2, nearest][filter]
        return line[index] &- UInt8(truncatingIfNeeded: guess)
      }
  }

  /// A number as four bytes, the highest first.
  package static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(value >> $0 & 255) }
  }

  /// A chunk with its checksum.
  package static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    var crc: UInt32 = .max
    for byte in body {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }
    return number(content.count) + body + number(Int(~crc))
  }

  /// zlib's format without compression.
  package static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var packed: [UInt8] = [0x78, 0x01]
    var (a, b) = (1, 0)
    for byte in bytes { (a, b) = ((a + Int(byte)) % 65_521, (b + a + Int(byte)) % 65_521) }
    let blocks = stride(from: 0, to: max(bytes.count, 1), by: 60_000).map {
      Array(bytes[$0..<min($0 + 60_000, bytes.count)])
    }
    for (index, block) in blocks.enumerated() {
      packed.append(index == blocks.count - 1 ? 1 : 0)
      let size = block.count
      packed += [UInt8(size & 255), UInt8(size >> 8), UInt8(~size & 255), UInt8(~size >> 8 & 255)]
      packed += block
    }
    return packed + number(b << 16 | a)
  }
}
