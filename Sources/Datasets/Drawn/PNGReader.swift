/// Reads PNG pictures (W3C PNG, third edition): grey, colour and palette, with or without
/// transparency, of any bit depth, interlaced or not.
package enum PNGReader {
  static let mark: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Whether a file begins like a PNG.
  package static func isPNG(_ bytes: [UInt8]) -> Bool { bytes.starts(with: mark) }

  /// The big-endian number in the four bytes at a place.
  static func number(_ bytes: ArraySlice<UInt8>, at place: Int) -> UInt32 {
    bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The parts of the file that describe the pixels.
  private struct Parts {
    var header: PNGHeader
    var palette: [[UInt8]] = []
    /// The content of the part on transparency.
    var transparency: ArraySlice<UInt8>?
    var packed: [ArraySlice<UInt8>] = []
  }

  /// The picture in a file's bytes: how bright each pixel is, from 0 to 255, in one plane if all
  /// pixels are grey, otherwise in three.
  ///
  /// Transparent paper counts as white, or as black if the ink on it is light.
  ///
  /// - Throws: ``DatasetError`` that names the file, the byte and what is wrong there.
  package static func decode(_ bytes: [UInt8], file: String) throws(DatasetError) -> Picture {
    let parts = try parts(of: bytes, file: file)
    do throws(PictureFault) {
      let header = parts.header
      if header.kind == .palette, parts.palette.isEmpty { throw .noPalette }
      let raw = try Inflate.unpack(parts.packed, to: header.byteCount)
      var pixels = PNGPixels(header, palette: parts.palette, transparency: parts.transparency)
      try pixels.take(raw)
      return pixels.picture
    } catch {
      throw DatasetError(file: file, .picture(error))
    }
  }

  private static func parts(of bytes: [UInt8], file: String) throws(DatasetError) -> Parts {
    var place = 0
    func error(_ fault: PictureFault) -> DatasetError {
      DatasetError(file: file, at: .byte(place), .picture(fault))
    }
    guard isPNG(bytes) else { throw error(.notPNG) }
    place = mark.count
    var parts: Parts?
    var isInPixels = false
    while true {
      guard bytes.count - place >= 12 else { throw error(.cutOff) }
      let length = Int(number(bytes[...], at: place))
      guard length <= bytes.count - place - 12 else { throw error(.cutOff) }
      let type = bytes[place + 4..<place + 8]
      let name = String(decoding: type.map { (33..<127).contains($0) ? $0 : 63 }, as: UTF8.self)
      let content = bytes[place + 8..<place + 8 + length]
      guard
        Checksum.crc32(bytes[place + 4..<place + 8 + length])
          == number(bytes[...], at: place + 8 + length)
      else { throw error(.badChecksum(chunk: name)) }
      guard (name == "IHDR") == (parts == nil) else { throw error(.chunkOutOfPlace(name)) }
      switch name {
      case "IHDR":
        do throws(PictureFault) {
          parts = Parts(header: try PNGHeader(content))
        } catch let fault {
          throw error(fault)
        }
      case "PLTE":
        guard length % 3 == 0, (1...256).contains(length / 3), !isInPixels,
          parts?.palette.isEmpty ?? false
        else { throw error(.chunkOutOfPlace(name)) }
        parts?.palette = stride(from: content.startIndex, to: content.endIndex, by: 3).map {
          Array(content[$0..<$0 + 3])
        }
      case "tRNS": parts?.transparency = content
      case "IDAT":
        isInPixels = true
        parts?.packed.append(content)
      case "IEND":
        guard let parts, isInPixels else { throw error(.noPixels) }
        return parts
      default:
        // An initial capital letter: no reader can do without this part.
        guard type[type.startIndex] & 0x20 != 0 else { throw error(.unknownCriticalChunk(name)) }
      }
      place += 12 + length
    }
  }
}
