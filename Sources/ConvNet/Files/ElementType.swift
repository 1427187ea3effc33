/// The types of number that tensor files hold, always little-endian. All are read; written are
/// those that hold a `Float` or a `Double` exactly.
enum ElementType: CaseIterable {
  case float16
  case bfloat16
  case float32
  case float64
  /// Counts, such as those of batches that a batch normalisation has seen.
  case int64

  /// The type that holds every `S` exactly.
  init(holding type: (some Scalar).Type) {
    self = type == Float.self ? .float32 : .float64
  }

  var size: Int {
    switch self {
    case .float16, .bfloat16: 2
    case .float32: 4
    case .float64, .int64: 8
    }
  }

  /// The numbers that these bytes are, each rounded at most once.
  func values<S: Scalar>(of bytes: ArraySlice<UInt8>, as type: S.Type) -> [S] {
    switch self {
    case .float16:
      return Self.words(bytes, UInt16.self).map { S(Self.half($0)) }
    case .bfloat16:
      return Self.words(bytes, UInt16.self).map { S(Float(bitPattern: UInt32($0) << 16)) }
    case .float32:
      let floats = Self.words(bytes, UInt32.self).map { Float(bitPattern: $0) }
      return floats as? [S] ?? floats.map { S($0) }
    case .float64:
      let doubles = Self.words(bytes, UInt64.self).map { Double(bitPattern: $0) }
      return doubles as? [S] ?? doubles.map { S($0) }
    case .int64:
      return Self.words(bytes, UInt64.self).map { S(Int64(bitPattern: $0)) }
    }
  }

  /// The bytes that numbers are in the type that holds them exactly.
  static func bytes<S: Scalar>(of values: [S]) -> [UInt8] {
    if let floats = values as? [Float] { return bytes(floats.map(\.bitPattern)) }
    return bytes(values.map { Double($0).bitPattern })
  }

  /// The number that sixteen bits are: a sign, five bits of exponent, ten of fraction (IEEE 754).
  /// Swift has no such type on every machine.
  private static func half(_ bits: UInt16) -> Float {
    let (exponent, fraction) = (Int(bits >> 10 & 0x1f), Float(bits & 0x3ff) / 1024)
    let size: Float =
      switch exponent {
      case 0: Float(sign: .plus, exponent: -14, significand: fraction)
      case 31: fraction == 0 ? .infinity : .nan
      default: Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
      }
    return bits >> 15 == 0 ? size : -size
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
