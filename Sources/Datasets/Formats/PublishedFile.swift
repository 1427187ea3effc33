import CZlib

/// A file as its authors published it: what its bytes must be, once unpacked.
///
/// Size and CRC-32 detect every accident in transit. A deliberately forged file could pass both
/// checks, and would only give wrong digits: the readers do not trust any file anyway.
package struct PublishedFile: Sendable {
  /// Its name, unpacked.
  package let name: String
  /// How many bytes it unpacks to.
  package let size: Int
  /// The CRC-32 of those bytes, as gzip and zip compute it.
  package let checksum: UInt32
  /// Its approximate size in bytes, packed; mirrors differ.
  package let packedSize: Int

  package init(name: String, size: Int, checksum: UInt32, packedSize: Int) {
    self.name = name
    self.size = size
    self.checksum = checksum
    self.packedSize = packedSize
  }

  /// Its name, packed.
  package var packedName: String { name + ".gz" }

  /// Its path in a folder, under any of its usual names; `nil` if it is not there.
  package func path(in folder: String) -> String? { IDXFolder(path: folder).find(name) }

  /// Checks that a file, packed with gzip or not, is this one.
  ///
  /// - Throws: ``DatasetError`` that says what is different.
  package func check(_ path: String) throws(DatasetError) {
    let file = try UnpackedFile(.disk(path: path))
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var found = crc32(0, nil, 0)
    while true {
      let got = try file.read(into: &bytes)
      guard got > 0 else { break }
      guard file.position <= size else {
        throw DatasetError(file: path, at: file.place(size), .tooLong(expected: size, found: nil))
      }
      found = bytes.withUnsafeBufferPointer { crc32(found, $0.baseAddress, UInt32(got)) }
    }
    guard file.position == size else {
      throw DatasetError(
        file: path, at: file.place(file.position),
        .cutOff(expected: size, found: file.position))
    }
    guard found == UInt(checksum) else {
      throw DatasetError(
        file: path, .wrongChecksum(expected: checksum, found: UInt32(truncatingIfNeeded: found)))
    }
  }
}

extension MNIST {
  /// The original four files.
  package static let files = [
    PublishedFile(
      name: "train-images-idx3-ubyte", size: 47_040_016, checksum: 0xe9f4_d8b3,
      packedSize: 9_912_422),
    PublishedFile(
      name: "train-labels-idx1-ubyte", size: 60_008, checksum: 0xe0cb_4ad2, packedSize: 28_881),
    PublishedFile(
      name: "t10k-images-idx3-ubyte", size: 7_840_016, checksum: 0x9137_3bdf,
      packedSize: 1_648_877),
    PublishedFile(
      name: "t10k-labels-idx1-ubyte", size: 10_008, checksum: 0x4ab9_eff9, packedSize: 4_542),
  ]
}
