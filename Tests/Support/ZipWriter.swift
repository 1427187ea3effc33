/// Writes zip archives for the tests, with stored or deflated members.
package enum ZipWriter {
  /// An archive with these members.
  package static func archive(
    _ members: [(name: String, bytes: [UInt8])], deflated: Bool
  ) -> [UInt8] {
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, bytes) in members {
      let packed = deflated ? GzipWriter.deflated(bytes) : bytes
      let facts =
        half(20) + half(0) + half(deflated ? 8 : 0) + half(0) + half(0)
        + GzipWriter.littleEndian(GzipWriter.crc32(bytes)) + word(packed.count) + word(bytes.count)
        + half(name.utf8.count) + half(0)
      directory +=
        [0x50, 0x4b, 1, 2] + half(20) + facts + half(0) + half(0) + half(0) + word(0)
        + word(file.count) + name.utf8
      file += [0x50, 0x4b, 3, 4] + facts + name.utf8 + packed
    }
    return file + directory + [0x50, 0x4b, 5, 6] + half(0) + half(0) + half(members.count)
      + half(members.count) + word(directory.count) + word(file.count) + half(0)
  }

  private static func half(_ number: Int) -> [UInt8] { Array(word(number)[..<2]) }

  private static func word(_ number: Int) -> [UInt8] {
    GzipWriter.littleEndian(UInt32(truncatingIfNeeded: number))
  }
}
