/// The types of number in tensor files, always little-endian. All can be read; only those that hold
/// a `Float` or a `Double` exactly are written.
enum ElementType: CaseIterable {
  case bool
  case uint8
  case int8
  case uint16
  case int16
  case uint32
  case int32
  case uint64
  case int64
  case float16
  case bfloat16
  case float32
  case float64

  /// The type that holds every `S` exactly.
  init(holding type: (some Scalar).Type) {
    self = type == Float.self ? .float32 : .float64
  }

  var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// The numbers that these bytes encode, each rounded at most once. After an ``Interruption`` the
  /// rest is 0.
  func values<S: Scalar>(of bytes: ArraySlice<UInt8>, as type: S.Type) -> [S] {
    let count = bytes.count / size
    var values: [S] = []
    values.reserveCapacity(count)
    for part in Interruption.parts(of: count) {
      let start = bytes.startIndex + part.lowerBound * size
      values += converted(bytes[start..<start + part.count * size], to: type)
    }
    values += S.zeros(count - values.count)
    return values
  }

  @specialized(where S == Float)
  @specialized(where S == Double)
  private func converted<S: Scalar>(_ bytes: ArraySlice<UInt8>, to type: S.Type) -> [S] {
    switch self {
    case .bool: return bytes.map { $0 == 0 ? 0 : 1 }
    case .uint8: return bytes.map { S($0) }
    case .int8: return bytes.map { S(Int8(bitPattern: $0)) }
    case .uint16: return Self.words(bytes, UInt16.self).map { S($0) }
    case .int16: return Self.words(bytes, Int16.self).map { S($0) }
    case .uint32: return Self.words(bytes, UInt32.self).map { S($0) }
    case .int32: return Self.words(bytes, Int32.self).map { S($0) }
    case .uint64: return Self.words(bytes, UInt64.self).map { S($0) }
    case .int64: return Self.words(bytes, Int64.self).map { S($0) }
    case .float16: return Self.words(bytes, UInt16.self).map { S(Self.half($0)) }
    case .bfloat16:
      return Self.words(bytes, UInt16.self).map { S(Float(bitPattern: UInt32($0) << 16)) }
    case .float32:
      let floats = Self.words(bytes, UInt32.self).map { Float(bitPattern: $0) }
      return floats as? [S] ?? floats.map { S($0) }
    case .float64:
      let doubles = Self.words(bytes, UInt64.self).map { Double(bitPattern: $0) }
      return doubles as? [S] ?? doubles.map { S($0) }
    }
  }

  /// Appends the bytes that encode the numbers in the type that holds them exactly. After an
  /// ``Interruption`` the rest is left out.
  static func append<S: Scalar>(_ values: [S], to data: inout [UInt8]) {
    for part in Interruption.parts(of: values.count) { data += bytes(of: Array(values[part])) }
  }

  @specialized(where S == Float)
  @specialized(where S == Double)
  private static func bytes<S: Scalar>(of values: [S]) -> [UInt8] {
    if let floats = values as? [Float] { return bytes(floats.map(\.bitPattern)) }
    return bytes(values.map { Double($0).bitPattern })
  }

  /// The number that sixteen bits encode: a sign, five bits of exponent, ten of fraction (see IEEE
  /// 754). Swift does not have such a type on every machine.
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
