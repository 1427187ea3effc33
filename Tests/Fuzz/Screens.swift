import Course
import Datasets

/// Pictures that users draw, and recordings of screens.
enum Screens {
  /// The bytes are a PNG. Its checksums are corrected first, because a fuzzer would not find them.
  static func png(_ bytes: [UInt8]) {
    prepare(try? PNGReader.decode(mended(bytes), file: "digit.png"))
    prepare(try? PNGReader.decode(bytes, file: "digit.png"))
  }

  /// The bytes are a picture made of characters.
  static func text(_ bytes: [UInt8]) {
    guard let text = try? TextPicture(bytes, file: "digit.txt", width: 28) else { return }
    prepare(text.picture(full: 255))
    prepare(text.strong.picture(full: 1))
  }

  private static func prepare(_ picture: Picture?) {
    guard let picture else { return }
    precondition(picture.brightness.pixels.count == picture.rows * picture.columns, "lost pixels")
    if let (digit, _) = picture.brightness.ink.picture.prepared(rows: 28, columns: 28) {
      precondition(digit.rows == 28 && digit.columns == 28, "no digit of 28x28")
    }
    _ = picture.fitted(rows: 32, columns: 32)
  }

  /// The bytes with the checksum of each chunk corrected.
  private static func mended(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var start = 8
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - start - 12 else { break }
      let end = start + 8 + length
      let sum = checksum(bytes[start + 4..<end])
      for place in 0..<4 { bytes[end + place] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * place)) }
      start = end + 4
    }
    return bytes
  }

  /// CRC-32, bit by bit.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0 as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
      }
    }
  }

  /// The bytes are a recording.
  static func recording(_ bytes: [UInt8]) {
    _ = try? Recording(bytes, file: "lab.cast")
  }
}
