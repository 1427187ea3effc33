extension SafetensorsFile {
  /// The bytes of a safetensors file with these tensors, F32 for `Float` and F64 for `Double`.
  ///
  /// The same tensors and strings always give the same bytes: names are sorted, and the header is
  /// padded with blanks so that the data begin at a multiple of 8.
  ///
  /// - Parameters:
  ///   - tensors: The tensors by name.
  ///   - metadata: Strings about them, for people and programs.
  /// - Returns: The content of the file.
  /// - Precondition: No tensor is called `__metadata__`.
  public static func encode<S: Scalar>(
    _ tensors: [String: Tensor<S>], metadata: [String: String] = [:]
  ) -> [UInt8] {
    precondition(tensors[metadataKey] == nil, "A tensor cannot be called \(metadataKey).")
    let element = ElementType(holding: S.self)
    var members: [String] = []
    if !metadata.isEmpty {
      let strings = metadata.sorted { $0.key < $1.key }
        .map { "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))" }
      members.append("\(JSONText.quoted(metadataKey)):{\(strings.joined(separator: ","))}")
    }
    var data: [UInt8] = []
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let start = data.count
      data += ElementType.bytes(of: tensor.values)
      let shape = tensor.shape.extents.map(String.init).joined(separator: ",")
      members.append(
        JSONText.quoted(name) + ":{\"dtype\":\"\(element.safetensorsName)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(start),\(data.count)]}")
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(header.count) >> (8 * $0)) }
    return length + header + data
  }
}

extension ElementType {
  /// The type that a file calls so; `nil` for one that is not read as a tensor.
  init?(safetensorsName name: String) {
    guard let type = Self.allCases.first(where: { $0.safetensorsName == name }) else { return nil }
    self = type
  }

  fileprivate var safetensorsName: String {
    switch self {
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .float32: "F32"
    case .float64: "F64"
    case .int64: "I64"
    }
  }
}
