extension SafetensorsFile {
  /// The bytes of a safetensors file with these tensors: F32 for `Float`, F64 for `Double`, and U8
  /// for bytes.
  ///
  /// The same tensors and strings always give the same bytes: names are sorted, and the header is
  /// padded with blanks so that the data begin at a multiple of 8. After an interruption the
  /// rest of the data is missing.
  ///
  /// - Parameters:
  ///   - tensors: The tensors by name.
  ///   - bytes: Bytes by name, which come after all tensors; empty ones are left out.
  ///   - metadata: Strings about them, for people and programs.
  /// - Returns: The content of the file.
  /// - Precondition: No tensor is called `__metadata__`, and no two have the same name.
  public static func encode<S: Scalar>(
    _ tensors: [String: Tensor<S>], bytes: [String: [UInt8]] = [:],
    metadata: [String: String] = [:]
  ) -> [UInt8] {
    ensure(tensors[metadataKey] == nil, "A tensor cannot be called \(metadataKey).")
    ensure(bytes.keys.allSatisfy { tensors[$0] == nil }, "Each tensor has its own name.")
    let element = ElementType(holding: S.self)
    var members: [String] = []
    if !metadata.isEmpty {
      let strings = metadata.sorted { $0.key < $1.key }
        .map { "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))" }
      members.append("\(JSONText.quoted(metadataKey)):{\(strings.joined(separator: ","))}")
    }
    var end = 0
    func declare(_ name: String, _ type: String, _ shape: [Int], _ size: Int) {
      members.append(
        JSONText.quoted(name) + ":{\"dtype\":\"\(type)\",\"shape\":"
          + "[\(shape.map(String.init).joined(separator: ","))],"
          + "\"data_offsets\":[\(end),\(end + size)]}")
      end += size
    }
    let tensors = tensors.sorted { $0.key < $1.key }
    for (name, tensor) in tensors {
      let extents = tensor.shape.extents
      declare(name, element.safetensorsName, extents, tensor.values.count * element.size)
    }
    let bytes = bytes.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }
    for (name, bytes) in bytes { declare(name, "U8", [bytes.count], bytes.count) }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(header.count) >> (8 * $0)) }
    var file = length + header
    file.reserveCapacity(file.count + end)
    for (_, tensor) in tensors { ElementType.append(tensor.values, to: &file) }
    for (_, bytes) in bytes {
      for part in Interruption.parts(of: bytes.count) { file += bytes[part] }
    }
    return file
  }
}

extension ElementType {
  /// The type with this name in the file; `nil` if no parameter is kept in it.
  init?(safetensorsName name: String) {
    let parameterTypes: [ElementType] = [.float16, .bfloat16, .float32, .float64, .int64]
    guard let type = parameterTypes.first(where: { $0.safetensorsName == name }) else { return nil }
    self = type
  }

  fileprivate var safetensorsName: String {
    switch self {
    case .bool: "BOOL"
    case .uint8: "U8"
    case .int8: "I8"
    case .uint16: "U16"
    case .int16: "I16"
    case .uint32: "U32"
    case .int32: "I32"
    case .uint64: "U64"
    case .int64: "I64"
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .float32: "F32"
    case .float64: "F64"
    }
  }
}
