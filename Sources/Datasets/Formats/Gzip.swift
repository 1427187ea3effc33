import CZlib

/// Unpacks a gzip file one piece at a time (RFC 1952), as far as the caller asks and no further.
///
/// Consecutive members count as one file, as in `gunzip`. Anything else after a member is an error.
/// The checksum of a member is compared when its end is reached.
final class Gzip: ByteSource {
  /// The two bytes that every member begins with.
  static let magic: [UInt8] = [0x1f, 0x8b]

  /// The most that a file of `size` bytes can unpack to: deflate packs at most 1,032 bytes into
  /// one.
  static func maximumUnpacked(from size: Int) -> Int {
    let (most, overflow) = size.multipliedReportingOverflow(by: 1_032)
    return overflow ? .max : most
  }

  private let file: InputFile
  // zlib keeps a pointer to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var isAtEnd = false

  /// Begins to unpack `file`, whose first bytes, `start`, have already been read.
  init(_ file: InputFile, start: some Collection<UInt8>) throws(DatasetError) {
    self.file = file
    input = .allocate(byteCount: 1 << 16, alignment: 16)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let gzipOnly: Int32 = 16 + MAX_WBITS
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, gzipOnly, ZLIB_VERSION, size) == Z_OK else {
      throw DatasetError(file: file.name, .outOfMemory)
    }
    input.copyBytes(from: start)
    supply(start.count)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var filled = 0
    while filled < buffer.count, !isAtEnd {
      // zlib takes lengths of 32 bits.
      let room = min(buffer.count - filled, 1 << 30)
      stream.pointee.next_out = (base + filled).assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(room)
      try inflateMore()
      filled += room - Int(stream.pointee.avail_out)
    }
    return filled
  }

  private func inflateMore() throws(DatasetError) {
    if stream.pointee.avail_in == 0, try !refill() {
      throw error(.gzip(.cutOff))
    }
    switch inflate(stream, Z_NO_FLUSH) {
    case Z_OK, Z_BUF_ERROR: return
    case Z_STREAM_END: try beginNextMember()
    case Z_MEM_ERROR: throw error(.outOfMemory)
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "it needs a dictionary"
      throw error(.gzip(.corrupt(reason: reason)))
    }
  }

  private func beginNextMember() throws(DatasetError) {
    if stream.pointee.avail_in == 0, try !refill() {
      isAtEnd = true
      return
    }
    guard stream.pointee.next_in.pointee == Self.magic[0] else {
      throw error(.gzip(.trailingBytes))
    }
    inflateReset(stream)
  }

  private func refill() throws(DatasetError) -> Bool {
    supply(try file.read(into: input))
    return stream.pointee.avail_in > 0
  }

  private func supply(_ count: Int) {
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
  }

  /// An error at the first byte of the file that could not be interpreted.
  private func error(_ problem: DatasetError.Problem) -> DatasetError {
    let place = file.position - Int(stream.pointee.avail_in)
    return DatasetError(file: file.name, at: .byte(place), problem)
  }
}

/// What is wrong with packed data.
package enum GzipFault: FormatFault {
  case cutOff
  case corrupt(reason: String)
  case trailingBytes

  package var description: String {
    switch self {
    case .cutOff: "the gzip data ends too early; \(DatasetError.fetchAgain)"
    case .corrupt(let reason): "the gzip data is damaged (\(reason)); \(DatasetError.fetchAgain)"
    case .trailingBytes:
      "expected the end of the file or another gzip member, found other bytes; "
        + DatasetError.fetchAgain
    }
  }
}

extension DatasetError.Problem {
  package static func gzip(_ fault: GzipFault) -> Self { .format(AnyFormatFault(fault)) }
}
