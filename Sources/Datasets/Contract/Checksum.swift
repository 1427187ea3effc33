import CZlib
package import ConvNet

/// Checksums, which tell whether bytes are the same.
package enum Checksum {
  /// The CRC-32 of some bytes; `checksum` is that of the bytes before them. After an
  /// ``Interruption`` the rest is skipped.
  package static func crc32(_ bytes: [UInt8], after checksum: UInt32 = 0) -> UInt32 {
    crc32(bytes[...], after: checksum)
  }

  /// The same for a part of an array.
  package static func crc32(_ bytes: ArraySlice<UInt8>, after checksum: UInt32 = 0) -> UInt32 {
    var sum = UInt(checksum)
    bytes.withUnsafeBufferPointer { buffer in
      for part in Interruption.parts(of: buffer.count, size: 1 << 24) {
        let part = UnsafeBufferPointer(rebasing: buffer[part])
        sum = CZlib.crc32(sum, part.baseAddress, UInt32(part.count))
      }
    }
    return UInt32(truncatingIfNeeded: sum)
  }
}

extension LabelledImages {
  /// The CRC-32 of all pixels, all labels and all written numbers, one after the other.
  package var checksum: UInt32 {
    Checksum.crc32(
      numbers.littleEndianBytes, after: Checksum.crc32(labels, after: Checksum.crc32(pixels)))
  }
}

extension [Float] {
  /// The numbers as four bytes each, the lowest first.
  package var littleEndianBytes: [UInt8] {
    flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
  }

  /// The numbers of such bytes.
  package init(littleEndianBytes bytes: some Collection<UInt8>) {
    let bytes = Array<UInt8>(bytes)
    self = (0..<bytes.count / 4).map { index in
      Float(
        bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[4 * index + $1]) << (8 * UInt32($1)) })
    }
  }
}
