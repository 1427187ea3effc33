/// NumPy's file format for one array, as `np.save` writes it and `np.load` reads it.
///
/// Reads versions 1.0, 2.0 and 3.0 with numbers of any little-endian type, in C order; writes 1.0 with
/// `<f4` or `<f8`.
/// See `numpy.lib.format`.
public enum NPYFile {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads a file's content.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - type: The type of number wanted; the file's numbers are converted to it, rounded at most
  ///     once.
  /// - Returns: The array; its rank is 0 if its shape is `()`.
  /// - Throws: ``FileFormatError`` that says where the bytes are not such a file.
  public static func decode<S: Scalar>(
    _ bytes: [UInt8], as type: S.Type = S.self
  ) throws(FileFormatError) -> Tensor<S> {
    let array = try array(bytes)
    return Tensor(Shape(array.shape), array.values(as: S.self))
  }

  /// Reads a file's content without converting its numbers.
  ///
  /// - Parameter bytes: The whole file.
  /// - Returns: The array as it is stored.
  /// - Throws: ``FileFormatError`` that says where the bytes are not such a file.
  package static func array(_ bytes: [UInt8]) throws(FileFormatError) -> NPYArray {
    let header = try NPYHeader(bytes[try headerRange(bytes)])
    let count = try elementCount(header.shape, header.element)
    let (end, overflow) = header.end.addingReportingOverflow(count * header.element.size)
    guard !overflow else {
      throw FileFormatError(.npy, .tooLarge(tensor: nil, shape: header.shape))
    }
    guard end <= bytes.count else {
      throw FileFormatError(.npy, at: bytes.count, .cutOff(expected: end, found: bytes.count))
    }
    guard end == bytes.count else {
      throw FileFormatError(.npy, at: end, .tooLong(expected: end, found: bytes.count))
    }
    return NPYArray(
      shape: header.shape, element: header.element, stored: bytes[header.end...])
  }

  /// The bytes of a file with this array, `<f4` for `Float` and `<f8` for `Double`.
  ///
  /// - Parameter tensor: The array.
  /// - Returns: The content of the file.
  public static func encode<S: Scalar>(_ tensor: Tensor<S>) -> [UInt8] {
    let element = ElementType(holding: S.self)
    var header = Array(NPYHeader.text(element, tensor.shape.extents).utf8)
    // The numbers begin at a multiple of 64, as NumPy wants it, after a newline.
    let unpadded = magic.count + 4 + header.count + 1
    header += [UInt8](repeating: UInt8(ascii: " "), count: (64 - unpadded % 64) % 64)
    header.append(UInt8(ascii: "\n"))
    let length = [header.count, header.count >> 8].map(UInt8.init(truncatingIfNeeded:))
    var file = magic + [1, 0] + length + header
    ElementType.append(tensor.values, to: &file)
    return file
  }

  /// The range of the header's text.
  private static func headerRange(_ bytes: [UInt8]) throws(FileFormatError) -> Range<Int> {
    func expect(_ count: Int) throws(FileFormatError) {
      guard bytes.count >= count else {
        throw FileFormatError(.npy, at: bytes.count, .cutOff(expected: count, found: bytes.count))
      }
    }
    guard bytes.starts(with: magic.prefix(bytes.count)) else {
      throw FileFormatError(
        .npy, at: 0, .unexpected(expected: "the bytes \\x93NUMPY", found: "others"))
    }
    try expect(magic.count + 2)
    let widths: [[UInt8]: Int] = [[1, 0]: 2, [2, 0]: 4, [3, 0]: 4]
    let version = Array(bytes[magic.count..<magic.count + 2])
    guard let width = widths[version] else {
      throw FileFormatError(
        .npy, at: magic.count, .unknownVersion("\(version[0]).\(version[1])"))
    }
    let start = magic.count + 2 + width
    try expect(start)
    let length = bytes[magic.count + 2..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    try expect(start + length)
    return start..<start + length
  }

  private static func elementCount(
    _ shape: [Int], _ element: ElementType
  ) throws(FileFormatError) -> Int {
    guard !shape.contains(0) else {
      throw FileFormatError(.npy, .noElements(tensor: nil, shape: shape))
    }
    var size = element.size
    for extent in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw FileFormatError(.npy, .tooLarge(tensor: nil, shape: shape)) }
      size = product
    }
    return size / element.size
  }
}

/// An array as an npy file stores it.
package struct NPYArray: Sendable {
  /// Its extents; empty for a single number.
  package let shape: [Int]
  let element: ElementType
  let stored: ArraySlice<UInt8>

  /// Its numbers in row-major order, each rounded at most once.
  package func values<S: Scalar>(as type: S.Type = S.self) -> [S] {
    element.values(of: stored, as: S.self)
  }

  /// Its numbers if each is stored as an unsigned byte.
  package var unsignedBytes: ArraySlice<UInt8>? { element == .uint8 ? stored : nil }

  /// Whether its numbers are fractions by their type.
  package var isFloatingPoint: Bool {
    [.float16, .bfloat16, .float32, .float64].contains(element)
  }
}
