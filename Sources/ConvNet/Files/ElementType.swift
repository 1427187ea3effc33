/// The types of number that tensor files are read from and written in, always little-endian.
enum ElementType {
  case float32
  case float64

  /// The type that holds every `S` exactly.
  init(holding type: (some Scalar).Type) {
    self = type == Float.self ? .float32 : .float64
  }

  var size: Int {
    switch self {
    case .float32: 4
    case .float64: 8
    }
  }

  /// The numbers that these bytes are.
  func values<S: Scalar>(of bytes: ArraySlice<UInt8>, as type: S.Type) -> [S] {
    switch self {
    case .float32:
      let floats = Self.words(bytes, UInt32.self).map { Float(bitPattern: $0) }
      return floats as? [S] ?? floats.map { S($0) }
    case .float64:
      let doubles = Self.words(bytes, UInt64.self).map { Double(bitPattern: $0) }
      return doubles as? [S] ?? doubles.map { S($0) }
    }
  }

  /// The bytes that these numbers are.
  func bytes(of values: [some Scalar]) -> [UInt8] {
    switch self {
    case .float32:
      Self.bytes((values as? [Float] ?? values.map { Float($0) }).map(\.bitPattern))
    case .float64:
      Self.bytes((values as? [Double] ?? values.map { Double($0) }).map(\.bitPattern))
    }
  }

  private static func words<Word: FixedWidthInteger>(
    _ bytes: ArraySlice<UInt8>, _ type: Word.Type
  ) -> [Word] {
    let size = MemoryLayout<Word>.size
    return bytes.withUnsafeBytes { buffer in
      (0..<buffer.count / size).map {
        Word(littleEndian: buffer.loadUnaligned(fromByteOffset: $0 * size, as: Word.self))
      }
    }
  }

  private static func bytes(_ words: [some FixedWidthInteger]) -> [UInt8] {
    words.map(\.littleEndian).withUnsafeBytes(Array.init)
  }
}
