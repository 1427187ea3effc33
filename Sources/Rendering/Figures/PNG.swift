import CZlib

/// A figure in pixels: two pixels per point unless its layout says otherwise, 8-bit red, green and
/// blue.
package enum PNG {
  private static let usualScale = 2.0
  /// Figures with more pixels are refused: the file would be too large to be useful.
  private static let maximumPixels = 40_000_000.0

  /// The bytes of the file; `nil` if the figure is too large.
  package static func file(_ figure: Figure, _ layout: Figure.Layout = Figure.Layout()) -> [UInt8]?
  {
    let sheet = figure.sheet(layout)
    let scale = layout.size.map { Double($0) / sheet.width } ?? usualScale
    guard sheet.width * sheet.height * scale * scale <= maximumPixels else { return nil }
    var canvas = PixelCanvas(
      width: sheet.width, height: sheet.height, scale: scale, paper: layout.paper)
    canvas.draw(sheet.marks)
    return file(canvas, scale: scale, texts: [("Title", figure.title)])
  }

  private static func file(
    _ canvas: PixelCanvas, scale: Double, texts: [(String, String)]
  ) -> [UInt8] {
    // Each row begins with the number of its filter: 0 means no filter.
    var rows: [UInt8] = []
    rows.reserveCapacity(canvas.height * (canvas.width * 3 + 1))
    for y in 0..<canvas.height {
      rows.append(0)
      rows += canvas.bytes[y * canvas.width * 3..<(y + 1) * canvas.width * 3]
    }
    let packed = deflated(rows)
    // 8 bits, red green blue, and three zeros: deflate, filters by row, not interlaced.
    let header = bytes(UInt32(canvas.width)) + bytes(UInt32(canvas.height)) + [8, 2, 0, 0, 0]
    let perMetre = UInt32((72 * scale / 0.0254).rounded())
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", header)
    file += chunk("pHYs", bytes(perMetre) + bytes(perMetre) + [1])
    for (key, text) in texts {
      let latin = text.unicodeScalars.map { $0.isASCII ? UInt8($0.value) : UInt8(ascii: "?") }
      file += chunk("tEXt", Array(key.utf8) + [0] + latin)
    }
    return file + chunk("IDAT", packed) + chunk("IEND", [])
  }

  private static func bytes(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// Length, name, content, and the checksum of the last two.
  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    let sum = body.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
    return bytes(UInt32(content.count)) + body + bytes(UInt32(sum))
  }

  private static func deflated(_ content: [UInt8]) -> [UInt8] {
    var length = compressBound(UInt(content.count))
    var packed = [UInt8](repeating: 0, count: Int(length))
    let result = packed.withUnsafeMutableBufferPointer { target in
      content.withUnsafeBufferPointer { source in
        compress2(target.baseAddress, &length, source.baseAddress, UInt(source.count), 9)
      }
    }
    precondition(result == Z_OK, "There is not enough memory to pack \(content.count) bytes.")
    return Array(packed.prefix(Int(length)))
  }
}
