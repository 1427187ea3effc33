import ConvNet
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  private let tensors: [String: Tensor<Float>] = [
    "conv.weight": Tensor(
      Shape(2, 1, 2, 2), [1, -2, 0.5, .leastNonzeroMagnitude, .infinity, -0.0, 7, 8]),
    "softmax.bias": Tensor(Shape(3), [0.1, 0.2, 0.3]),
    "loss": Tensor(Shape([]), [2.302_585]),
  ]

  @Test func `what is written comes back bit for bit, with its strings`() throws {
    let metadata = ["preset": "digits", "note": "\"é\" \\ \n\u{1}\t🙂"]
    let file = try SafetensorsFile(SafetensorsFile.encode(tensors, metadata: metadata))
    #expect(file.names == ["conv.weight", "loss", "softmax.bias"])
    #expect(file.metadata == metadata)
    for (name, tensor) in tensors {
      let back: Tensor<Float> = try file.tensor(named: name)
      #expect(back.shape == tensor.shape)
      #expect(back.values.map(\.bitPattern) == tensor.values.map(\.bitPattern))
      #expect(file[name]?.type == "F32")
    }
  }

  @Test func `each precision is written as itself and read as either`() throws {
    let double = Tensor(Shape(2), [0.1, 1.0 / 3])
    let file = try SafetensorsFile(SafetensorsFile.encode(["x": double]))
    #expect(file["x"]?.type == "F64")
    #expect(try file.tensor(named: "x", as: Double.self) == double)
    #expect(try file.tensor(named: "x", as: Float.self).values == [Float(0.1), Float(1.0 / 3)])
    let single = try SafetensorsFile(SafetensorsFile.encode(tensors))
    #expect(
      try single.tensor(named: "softmax.bias", as: Double.self).values
        == [0.1, 0.2, 0.3].map { Double(Float($0)) })
  }

  @Test func `equal content gives equal bytes, and the data begin at a multiple of 8`() {
    for length in 0..<9 {
      let name = String(repeating: "n", count: length)
      let bytes = SafetensorsFile.encode([name: Tensor<Float>(Shape(1), [1])])
      #expect((bytes.count - 4) % 8 == 0)
      #expect(bytes == SafetensorsFile.encode([name: Tensor<Float>(Shape(1), [1])]))
    }
  }

  @Test func `a file without tensors is a file`() throws {
    #expect(try SafetensorsFile(SafetensorsFile.encode([String: Tensor<Float>]())).names == [])
  }

  @Test func `other types are listed and given as bytes, but are no tensors`() throws {
    let file = try SafetensorsFile(
      Self.file(#"{"p":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}"#, [1, 2, 3, 4]))
    #expect(Array(try file.bytes(named: "p")) == [1, 2, 3, 4])
    let error = #expect(throws: FileFormatError.self) {
      try file.tensor(named: "p", as: Float.self)
    }
    #expect(error?.problem == .unreadType(tensor: "p", type: "U8"))
    #expect(
      error?.description
        == "The safetensors file cannot be read: expected F32, F64, F16, BF16 or I64, found U8 for \"p\"; convert it with tensor.float()."
    )
  }

  @Test func `a tensor without elements is listed, but is no tensor`() throws {
    let file = try SafetensorsFile(
      Self.file(#"{"e":{"dtype":"F32","shape":[3,0],"data_offsets":[0,0]}}"#))
    #expect(file["e"]?.shape == [3, 0])
    let error = #expect(throws: FileFormatError.self) {
      try file.tensor(named: "e", as: Float.self)
    }
    #expect(error?.problem == .noElements(tensor: "e", shape: [3, 0]))
  }

  @Test func `a name that is not there is answered with those that are`() throws {
    let file = try SafetensorsFile(SafetensorsFile.encode(tensors))
    let error = #expect(throws: FileFormatError.self) {
      try file.tensor(named: "conv.bias", as: Float.self)
    }
    #expect(
      error?.description
        == "The safetensors file cannot be read: there is no tensor \"conv.bias\"; the file has conv.weight, loss, "
        + "softmax.bias.")
  }

  @Test func `names may be spelled with JSON's escapes`() throws {
    let file = try SafetensorsFile(
      Self.file(
        #"{"\u0061\/\"\\\ud83d\ude42":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}"#, [9]))
    #expect(file.names == ["a/\"\\🙂"])
  }

  @Test func `data may stand in another order than the header names them`() throws {
    let file = try SafetensorsFile(
      Self.file(
        #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"#
          + #" "a": {"shape":[1], "data_offsets":[0, 1], "dtype":"U8"}} "#, [1, 2]))
    #expect(file.names == ["a", "b"])
  }

  // MARK: Damage

  @Test func `a file cut off at any byte is refused`() throws {
    let bytes = SafetensorsFile.encode(tensors, metadata: ["a": "b"])
    for count in bytes.indices {
      let error = #expect(throws: FileFormatError.self) {
        try SafetensorsFile(Array(bytes.prefix(count)))
      }
      guard case .some(.cutOff(_, found: count)) = error?.problem else {
        Issue.record("after \(count) bytes: \(error?.description ?? "read")")
        continue
      }
      #expect(error?.offset == count)
    }
    let longer = #expect(throws: FileFormatError.self) { try SafetensorsFile(bytes + [0]) }
    #expect(longer?.problem == .tooLong(expected: bytes.count, found: bytes.count + 1))
  }

  @Test(arguments: [
    "", "[]", "{", "{}x", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1}"#, #"{"a":{}}"#, #"{"a":{},}"#,
    #"{"__metadata__":{"a":1}}"#, #"{"__metadata__":{},"__metadata__":{}}"#,
    #"{"__metadata__":{"a":"","a":""}}"#,
    #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[1,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0.5],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[00],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[1e1],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0,],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,9223372036854775807]}}"#,
    #"{"a":{"dtype":"F9","shape":[0],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"extra":1}}"#,
    #"{"\x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
    #"{"\ud83d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
    #"{"\ud83d\u0041":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
    #"{"\u12"#, #"{"a\"#, "{\"a\nb\":{}}",
  ])
  func `a header that is not what the format asks for is refused`(_ header: String) {
    #expect(throws: FileFormatError.self) { try SafetensorsFile(Self.file(header)) }
  }

  @Test func `a name that occurs twice is refused where it does`() throws {
    let entry = #"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
    let error = #expect(throws: FileFormatError.self) {
      try SafetensorsFile(Self.file("{\"a\":\(entry),\"\\u0061\":\(entry)}"))
    }
    #expect(error?.problem == .duplicate(name: "a"))
    #expect(error?.offset == 8 + 1 + 4 + entry.count + 1)
  }

  @Test(arguments: [
    (
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"#
        + #""b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#,
      FileFormatError.Problem.notAdjacent(tensor: "b", expected: 2, found: 1)
    ),
    (
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
        + #""b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}"#,
      .notAdjacent(tensor: "b", expected: 1, found: 2)
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,3]}}"#,
      .wrongByteCount(tensor: "a", expected: 4, found: 3)
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4611686018427387904,4],"data_offsets":[0,3]}}"#,
      .tooLarge(tensor: "a", shape: [1 << 62, 4])
    ),
  ])
  func `ranges that overlap, leave gaps or miss the shape are refused`(
    _ header: String, _ problem: FileFormatError.Problem
  ) {
    let error = #expect(throws: FileFormatError.self) {
      try SafetensorsFile(Self.file(header, [1, 2, 3]))
    }
    #expect(error?.problem == problem)
  }

  @Test func `a header longer than the file, or than any, is refused`() {
    #expect(throws: FileFormatError.self) { try SafetensorsFile([1, 0, 0, 0, 0, 0, 0, 0]) }
    let error = #expect(throws: FileFormatError.self) {
      try SafetensorsFile([UInt8](repeating: 255, count: 64))
    }
    #expect(error?.problem == .headerTooLong(length: .max, most: 100_000_000))
  }

  @Test func `random damage is an error or another file, never a crash`() {
    let bytes = SafetensorsFile.encode(tensors, metadata: ["k": "\u{1}"])
    var random = ByteDamage(seed: 3)
    var refused = 0
    for _ in 0..<5_000 {
      do {
        let file = try SafetensorsFile(random.damaging(bytes))
        for name in file.names {
          _ = try file.bytes(named: name)
          _ = try file.tensor(named: name, as: Double.self)
        }
      } catch {
        refused += 1
      }
    }
    #expect(refused > 2_000)
  }

  private static func file(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    let length = header.utf8.count
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header.utf8 + data
  }
}
