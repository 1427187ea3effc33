import CZlib

/// Unpacks deflated data into exactly the expected number of bytes.
enum Inflate {
  /// What stands around the data.
  enum Format {
    /// zlib's header and checksum (RFC 1950).
    case zlib
    /// Nothing (RFC 1951).
    case raw
  }

  /// Unpacks the data.
  ///
  /// - Parameters:
  ///   - parts: The packed bytes, in pieces.
  ///   - count: How many bytes must come out.
  ///   - format: What surrounds them.
  /// - Returns: Exactly `count` bytes.
  /// - Throws: ``PictureFault`` if the data unpack to more, fewer or no bytes.
  static func unpack(
    _ parts: [ArraySlice<UInt8>], to count: Int, format: Format = .zlib
  ) throws(PictureFault) -> [UInt8] {
    // Deflate packs at most 1,032 bytes into one, so a small file cannot ask for much memory.
    let packed = parts.reduce(0) { $0 + $1.count }
    guard count <= Gzip.maximumUnpacked(from: packed) else {
      throw .wrongPixelCount(expected: count, found: Gzip.maximumUnpacked(from: packed))
    }
    // zlib keeps a pointer to the stream, so it must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, format == .raw ? -MAX_WBITS : MAX_WBITS, ZLIB_VERSION, size) == Z_OK
    else {
      throw .damagedPixels(reason: "there is not enough memory")
    }
    defer { inflateEnd(stream) }
    // One byte more than expected, to notice whether there are more.
    var output = [UInt8](repeating: 0, count: count + 1)
    var input = parts.flatMap { $0 }
    let (code, filled) = output.withUnsafeMutableBufferPointer { output in
      input.withUnsafeMutableBufferPointer { input in
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let code = inflate(stream, Z_FINISH)
        return (code, output.count - Int(stream.pointee.avail_out))
      }
    }
    switch code {
    case Z_STREAM_END:
      guard filled == count else { throw .wrongPixelCount(expected: count, found: filled) }
    case Z_OK, Z_BUF_ERROR:
      guard filled > count else { throw .cutOff }
      throw .damagedPixels(reason: "they unpack to more than the header says")
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "it needs a dictionary"
      throw .damagedPixels(reason: reason)
    }
    output.removeLast()
    return output
  }
}
