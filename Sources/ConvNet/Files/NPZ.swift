/// NumPy's file format for several named arrays, as `np.savez` writes it and `np.load` reads it: a
/// ZIP archive of `.npy` files that are stored, not packed. (PKWARE, APPNOTE 4.3.)
public enum NPZFile {
  /// The bytes of a file with these arrays, in the order of their names.
  ///
  /// - Parameter tensors: The arrays by name.
  /// - Returns: The content of the file; the same arrays always give the same bytes.
  /// - Precondition: There are fewer than 65,536 arrays, and the file has less than 4 GiB.
  public static func encode<S: Scalar>(_ tensors: [String: Tensor<S>]) -> [UInt8] {
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let (name, content) = (Array("\(name).npy".utf8), NPYFile.encode(tensor))
      // Version 2.0, no flags, stored, midnight on 1 January 1980; checksum and sizes; the name.
      let facts = [
        half(20), half(0), half(0), half(0), half(0x21), word(Int(checksum(content))),
        word(content.count), word(content.count), half(name.count), half(0),
      ].flatMap(\.self)
      directory += signature(1, 2) + half(20) + facts + [UInt8](repeating: 0, count: 10)
      directory += word(file.count) + name
      file += signature(3, 4) + facts + name + content
    }
    let count = half(tensors.count)
    let end = [
      signature(5, 6), half(0), half(0), count, count, word(directory.count), word(file.count),
      half(0),
    ]
    return file + directory + end.flatMap(\.self)
  }

  private static func signature(_ first: UInt8, _ second: UInt8) -> [UInt8] {
    [0x50, 0x4b, first, second]
  }

  private static func half(_ number: Int) -> [UInt8] { field(number, bytes: 2) }

  private static func word(_ number: Int) -> [UInt8] { field(number, bytes: 4) }

  private static func field(_ number: Int, bytes: Int) -> [UInt8] {
    ensure(number >> (8 * bytes) == 0, "The arrays do not fit into a ZIP archive.")
    return (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// The CRC-32 of some bytes (ISO 3309).
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    let table = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 0 ? 0 : 0xedb8_8320) }
    }
    return ~bytes.reduce(~0) { sum, byte in
      sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)]
    }
  }
}
