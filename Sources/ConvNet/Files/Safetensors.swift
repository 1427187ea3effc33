/// The content of a safetensors file: named tensors and a few strings about them.
///
/// The format is an unsigned 64-bit header length (little-endian), a JSON header, and the tensors'
/// bytes, row-major and little-endian, without gaps or overlaps.
/// See https://github.com/huggingface/safetensors.
public struct SafetensorsFile: Sendable {
  /// What the header says about one tensor.
  public struct Entry: Hashable, Sendable {
    /// The tensor's name, as in `conv.weight`.
    public let name: String
    /// The type of its numbers as the file names it: `F32`, `F64`, `I64` and so on.
    public let type: String
    /// Its extents; empty for a single number, and any of them may be 0.
    public let shape: [Int]
    /// The range of its bytes in the file.
    public let bytes: Range<Int>
  }

  /// The tensors, in the order of their data.
  public let entries: [Entry]
  /// The strings of `__metadata__`.
  public let metadata: [String: String]

  private let file: [UInt8]

  static let metadataKey = "__metadata__"
  /// The longest header that the reference implementation reads.
  private static let maximumHeaderLength = 100_000_000

  /// Reads a file's content and checks all of its structure.
  ///
  /// - Parameter bytes: The whole file.
  /// - Throws: ``FileFormatError`` that says where the bytes are not a safetensors file.
  public init(_ bytes: [UInt8]) throws(FileFormatError) {
    guard bytes.count >= 8 else {
      throw FileFormatError(.safetensors, at: bytes.count, .cutOff(expected: 8, found: bytes.count))
    }
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.maximumHeaderLength) else {
      throw FileFormatError(
        .safetensors, at: 0, .headerTooLong(length: length, most: Self.maximumHeaderLength))
    }
    let dataStart = 8 + Int(length)
    guard dataStart <= bytes.count else {
      throw FileFormatError(
        .safetensors, at: bytes.count, .cutOff(expected: dataStart, found: bytes.count))
    }
    let header = try SafetensorsHeader(bytes[8..<dataStart])
    entries = header.entries.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    metadata = header.metadata
    file = bytes
    try Self.check(entries, from: dataStart, fileSize: bytes.count)
  }

  /// The tensors' names, in the order of their data.
  public var names: [String] { entries.map(\.name) }

  /// What the header says about the tensor with this name.
  public subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// The tensor with this name, converted from the file's F32, F64, F16, BF16 or I64 and so rounded
  /// at most once.
  ///
  /// - Parameters:
  ///   - name: Its name in the file.
  ///   - type: The type of number wanted.
  /// - Returns: The tensor; its rank is 0 if the file gives it no extents.
  /// - Throws: ``FileFormatError`` if there is no such tensor, its type cannot be read, or it is
  ///   empty.
  public func tensor<S: Scalar>(
    named name: String, as type: S.Type = S.self
  ) throws(FileFormatError) -> Tensor<S> {
    let entry = try entry(name)
    guard let element = ElementType(safetensorsName: entry.type) else {
      throw FileFormatError(.safetensors, .unreadType(tensor: name, type: entry.type))
    }
    guard !entry.shape.contains(0) else {
      throw FileFormatError(.safetensors, .noElements(tensor: name, shape: entry.shape))
    }
    return Tensor(Shape(entry.shape), element.values(of: file[entry.bytes], as: S.self))
  }

  /// The bytes of the tensor with this name, whatever its type.
  ///
  /// - Parameter name: Its name in the file.
  /// - Returns: The bytes as the file has them.
  /// - Throws: ``FileFormatError`` if there is no such tensor.
  public func bytes(named name: String) throws(FileFormatError) -> ArraySlice<UInt8> {
    file[try entry(name).bytes]
  }

  private func entry(_ name: String) throws(FileFormatError) -> Entry {
    guard let entry = self[name] else {
      throw FileFormatError(.safetensors, .noSuchTensor(name: name, names: names))
    }
    return entry
  }

  private static func check(
    _ entries: [Entry], from dataStart: Int, fileSize: Int
  ) throws(FileFormatError) {
    var end = dataStart
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        throw FileFormatError(
          .safetensors, at: entry.bytes.lowerBound,
          .notAdjacent(
            tensor: entry.name, expected: end - dataStart,
            found: entry.bytes.lowerBound - dataStart))
      }
      let bits = try entry.expectedBitCount()
      let expected = bits / 8
      guard bits % 8 == 0, entry.bytes.count == expected else {
        throw FileFormatError(
          .safetensors, at: entry.bytes.lowerBound,
          .wrongByteCount(tensor: entry.name, expected: expected, found: entry.bytes.count))
      }
      end = entry.bytes.upperBound
    }
    guard end <= fileSize else {
      throw FileFormatError(.safetensors, at: fileSize, .cutOff(expected: end, found: fileSize))
    }
    guard end == fileSize else {
      throw FileFormatError(.safetensors, at: end, .tooLong(expected: end, found: fileSize))
    }
  }
}

extension SafetensorsFile.Entry {
  /// How many bits the shape and the type require: some types are smaller than a byte.
  fileprivate func expectedBitCount() throws(FileFormatError) -> Int {
    guard let bits = Self.bits[type] else {
      throw FileFormatError(.safetensors, .unknownType(tensor: name, type: type))
    }
    var count = bits
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw FileFormatError(.safetensors, .tooLarge(tensor: name, shape: shape))
      }
      count = product
    }
    return count
  }

  /// The number of bits per element, for every type that the format has.
  private static let bits = [
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F4": 4, "F6_E2M3": 6,
    "F6_E3M2": 6, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32,
    "I64": 64, "U64": 64, "F64": 64, "C64": 64,
  ]
}
