/// The content of a file: its bytes or, if they are gzip data, what they unpack to.
///
/// The first bytes decide which it is, not the file's name.
final class UnpackedFile: ByteSource {
  let name: String
  /// The most bytes that can be read; exact for a file that is not packed.
  let most: Int
  /// How many bytes have been read.
  private(set) var position = 0

  private let file: InputFile
  private let gzip: Gzip?
  private var start: ArraySlice<UInt8>

  init(_ location: InputFile.Location) throws(DatasetError) {
    let file = try InputFile(location)
    self.file = file
    name = file.name
    var bytes: [UInt8] = [0, 0]
    let got = try file.read(into: &bytes)
    bytes.removeLast(bytes.count - got)
    let isPacked = bytes == Gzip.magic
    gzip = isPacked ? try Gzip(file, start: bytes) : nil
    start = isPacked ? [] : bytes[...]
    most = isPacked ? Gzip.maximumUnpacked(from: file.size) : file.size
  }

  var isPacked: Bool { gzip != nil }

  /// The position of a byte, in terms that fit the kind of file.
  func place(_ offset: Int) -> DatasetError.Place {
    isPacked ? .unpackedByte(offset) : .byte(offset)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    let early = min(start.count, buffer.count)
    buffer.copyBytes(from: start.prefix(early))
    start = start.dropFirst(early)
    let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[early...])
    let late = if let gzip { try gzip.read(into: rest) } else { try file.read(into: rest) }
    position += early + late
    return early + late
  }
}
