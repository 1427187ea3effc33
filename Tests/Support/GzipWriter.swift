/// Packs bytes in the simplest format that really compresses: one block of fixed Huffman codes (RFC
/// 1951, section 3.2.6), with runs of zeros as copies.
package enum GzipWriter {
  /// The bytes as a file.
  package static func pack(_ bytes: [UInt8]) -> [UInt8] {
    member(count: bytes.count, crc: crc32(bytes)) { bits in
      for byte in bytes { bits.literal(byte) }
    }
  }

  /// The packed bytes alone, as in a zip archive.
  package static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    Array(pack(bytes)[header.count...].dropLast(8))
  }

  /// A member that unpacks to `start` followed by `zeros` zeros, rounded up to whole copies. Its
  /// checksum is wrong.
  package static func pack(_ start: [UInt8], zeros: Int) -> [UInt8] {
    member(count: 0, crc: 0) { bits in
      for byte in start + [0] { bits.literal(byte) }
      for _ in 0...zeros / 258 {
        bits.code(0b1100_0101, 8)  // copy 258 bytes
        bits.code(0, 5)  // from one byte back
      }
    }
  }

  private static func member(count: Int, crc: UInt32, _ body: (inout Bits) -> Void) -> [UInt8] {
    var bits = Bits()
    bits.code(0b110, 3)  // the last block, of fixed codes
    body(&bits)
    bits.code(0, 7)  // the end of the block
    return header + bits.bytes + littleEndian(crc) + littleEndian(UInt32(truncatingIfNeeded: count))
  }

  private static let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]

  private struct Bits {
    var bytes: [UInt8] = []
    private var free = 0

    /// Appends a Huffman code, with its highest bit first.
    mutating func code(_ code: Int, _ length: Int) {
      for index in (0..<length).reversed() {
        if free == 0 {
          bytes.append(0)
          free = 8
        }
        bytes[bytes.count - 1] |= UInt8(code >> index & 1) << (8 - free)
        free -= 1
      }
    }

    mutating func literal(_ byte: UInt8) {
      byte < 144 ? code(0b0011_0000 + Int(byte), 8) : code(0b1_1001_0000 + Int(byte) - 144, 9)
    }
  }

  /// A number as four bytes, the lowest first.
  package static func littleEndian(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// The checksum of gzip, zip and PNG.
  package static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = sum & 1 == 1
        sum >>= 1
        if isOdd { sum ^= 0xedb8_8320 }
      }
    }
    return ~sum
  }
}
