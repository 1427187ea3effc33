import ConvNet
import TestSupport
import Testing

@Suite struct NPYTests {
  @Test(arguments: [[], [1], [5], [2, 3], [2, 1, 3, 4]])
  func `what is written comes back bit for bit`(_ extents: [Int]) throws {
    let shape = Shape(extents)
    let single = Tensor<Float>(shape, (0..<shape.count).map { 1 / Float($0) })
    let double = Tensor<Double>(shape, (0..<shape.count).map { -1 / Double($0 + 3) })
    #expect(try NPYFile.decode(NPYFile.encode(single)) == single)
    #expect(try NPYFile.decode(NPYFile.encode(double)) == double)
    #expect(try NPYFile.decode(NPYFile.encode(single)) == single.converted(to: Double.self))
  }

  @Test func `the bytes are those that numpy's format lays down`() {
    let bytes = NPYFile.encode(Tensor<Float>(Shape(2, 1), [1, -2]))
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"
    #expect(bytes.prefix(10) == [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0])
    #expect(bytes[10...].starts(with: text.utf8))
    #expect(bytes[127] == UInt8(ascii: "\n"))
    #expect(bytes[128...] == [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0])
  }

  @Test(arguments: [1, 2, 3])
  func `every version is read`(_ version: UInt8) throws {
    let bytes = Self.file("{'shape': (1,), 'fortran_order': False, 'descr': \"<f8\"}\n", version)
    #expect(
      try NPYFile.decode(bytes + [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]) == Tensor<Float>(Shape(1), [1]))
  }

  @Test(arguments: [
    ("'>f4'", "'>f4'"), ("'<c8'", "'<c8'"), ("'|O'", "'|O'"), ("'<U3'", "'<U3'"),
    ("[('x', '<f4'), ('y', '<f4')]", "a structured type"),
  ])
  func `other types are named, with the way to convert them`(_ type: String, _ name: String) {
    let error = #expect(throws: FileFormatError.self) {
      try NPYFile.decode(
        Self.file("{'descr': \(type), 'fortran_order': False, 'shape': (), }"), as: Float.self)
    }
    #expect(error?.offset == 20)
    #expect(error?.problem == .unreadType(tensor: nil, type: name))
    #expect(error?.description.contains("array.astype('<f4')") == true)
  }

  @Test(
    arguments: [
      ("|b1", [0, 1, 2, 1], [0, 1, 1, 1]), ("|u1", [0, 1, 200, 255], [0, 1, 200, 255]),
      ("|i1", [0, 1, 200, 255], [0, 1, -56, -1]), ("<u2", [0, 1, 255, 255], [256, 65_535]),
      ("<i2", [0, 1, 255, 255], [256, -1]), ("<f2", [0, 0x3c, 0, 0xc0], [1, -2]),
      ("<i4", [255, 255, 255, 255], [-1]), ("<u4", [255, 255, 255, 255], [4_294_967_295]),
      ("<i8", [254, 255, 255, 255, 255, 255, 255, 255], [-2]),
      ("<u8", [2, 0, 0, 0, 0, 0, 0, 0], [2]),
    ] as [(String, [UInt8], [Double])])
  func `numbers of every little-endian type are read`(
    _ type: String, _ bytes: [UInt8], _ numbers: [Double]
  ) throws {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(numbers.count),), }"
    let read: Tensor<Double> = try NPYFile.decode(Self.file(header) + bytes)
    #expect(read.values == numbers)
  }

  @Test func `column-major order is refused, with the way to convert it`() {
    let error = #expect(throws: FileFormatError.self) {
      try NPYFile.decode(
        Self.file("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }"), as: Float.self)
    }
    #expect(
      error?.description
        == "The npy file cannot be read: expected C order, found fortran_order: True; "
        + "save np.ascontiguousarray(array) instead.")
  }

  @Test func `a shape without elements or beyond counting is refused`() {
    func problem(_ shape: String) -> FileFormatError.Problem? {
      let header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
      return #expect(throws: FileFormatError.self) {
        try NPYFile.decode(Self.file(header), as: Float.self)
      }?.problem
    }
    #expect(problem("(3, 0)") == .noElements(tensor: nil, shape: [3, 0]))
    #expect(
      problem("(4611686018427387904, 4)") == .tooLarge(tensor: nil, shape: [1 << 62, 4]))
    #expect(
      problem("(2305843009213693951,)") == .tooLarge(tensor: nil, shape: [(1 << 61) - 1]))
    #expect(problem("(1000000000,)") == .cutOff(expected: 4_000_000_076, found: 76))
  }

  @Test(arguments: [
    "", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (01,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
    "{'descr': '<f4' 'fortran_order': False, 'shape': (1,)}", "{'descr", "{'descr\\",
  ])
  func `a header that is not what the format asks for is refused`(_ header: String) {
    #expect(throws: FileFormatError.self) {
      try NPYFile.decode(Self.file(header) + [0, 0, 0, 0], as: Float.self)
    }
  }

  @Test func `a file cut off at any byte, or too long, is refused`() {
    let bytes = NPYFile.encode(Tensor<Float>(Shape(2, 2), [1, 2, 3, 4]))
    for count in bytes.indices {
      let error = #expect(throws: FileFormatError.self) {
        try NPYFile.decode(Array(bytes.prefix(count)), as: Float.self)
      }
      #expect(error?.offset == count)
    }
    let longer = #expect(throws: FileFormatError.self) {
      try NPYFile.decode(bytes + [0], as: Float.self)
    }
    #expect(longer?.problem == .tooLong(expected: bytes.count, found: bytes.count + 1))
  }

  @Test func `another file, or a version to come, is refused`() {
    var bytes = NPYFile.encode(Tensor<Float>(Shape(1), [1]))
    bytes[6] = 4
    let version = #expect(throws: FileFormatError.self) {
      try NPYFile.decode(bytes, as: Float.self)
    }
    #expect(version?.problem == .unknownVersion("4.0"))
    let zip = #expect(throws: FileFormatError.self) {
      try NPYFile.decode(Array("PK".utf8), as: Float.self)
    }
    #expect(zip?.offset == 0)
  }

  @Test func `random damage is an error or another array, never a crash`() {
    let bytes = NPYFile.encode(Tensor<Double>(Shape(2, 3), repeating: 0.1))
    var random = ByteDamage(seed: 4)
    var refused = 0
    for _ in 0..<5_000 {
      do { _ = try NPYFile.decode(random.damaging(bytes), as: Float.self) } catch { refused += 1 }
    }
    #expect(refused > 1_000)
  }

  private static func file(_ header: String, _ version: UInt8 = 1) -> [UInt8] {
    let length = header.utf8.count
    let bytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + bytes + header.utf8
  }
}
