import ConvNet
import Foundation
import TestSupport
import Testing

/// The files are meant for other programs, so other programs read and write them here.
@Suite final class PythonInteropTests {
  private static let single = Tensor<Float>(
    Shape(2, 3), [1, -2.5, 0.1, .leastNonzeroMagnitude, 7, -0.0])
  private static let double = Tensor<Double>(Shape([]), [1.0 / 3])

  private let temporary: TemporaryFolder
  private var folder: URL { URL(filePath: temporary.path) }

  init() throws { temporary = try TemporaryFolder() }

  @Test(.enabled(if: Python.has("numpy"), "python3 has no numpy"))
  func `numpy reads our arrays and we read numpy's`() throws {
    try Data(NPYFile.encode(Self.single)).write(to: folder.appending(path: "single.npy"))
    try Data(NPYFile.encode(Self.double)).write(to: folder.appending(path: "double.npy"))

    try Python.run(
      """
      import numpy as np
      a = np.load('single.npy', allow_pickle=False)
      b = np.load('double.npy', allow_pickle=False)
      assert a.dtype == '<f4' and a.shape == (2, 3)
      assert (a == np.array([[1, -2.5, 0.1], [2 ** -149, 7, -0.0]], '<f4')).all()
      assert np.signbit(a[1, 2])
      assert b.dtype == '<f8' and b.shape == () and b == 1 / 3
      np.save('a.npy', a)
      np.save('b.npy', b)
      with open('v2.npy', 'wb') as f: np.lib.format.write_array(f, a, version=(2, 0))
      with open('v3.npy', 'wb') as f: np.lib.format.write_array(f, a, version=(3, 0))
      np.save('big.npy', a.astype('>f4'))
      np.save('fortran.npy', np.asfortranarray(a))
      np.save('records.npy', np.zeros(2, [('x', '<f4')]))
      np.save('ints.npy', np.arange(3))
      np.save('empty.npy', np.zeros((2, 0), '<f4'))
      """, in: folder)

    func read<S: Scalar>(_ name: String, as type: S.Type) throws -> Tensor<S> {
      try NPYFile.decode(Array(Data(contentsOf: folder.appending(path: name + ".npy"))))
    }
    for name in ["a", "v2", "v3"] {
      #expect(try read(name, as: Float.self) == Self.single)
    }
    #expect(try read("b", as: Double.self) == Self.double)
    #expect(try read("ints", as: Float.self).values == [0, 1, 2])
    for name in ["big", "fortran", "records", "empty"] {
      #expect(throws: FileFormatError.self) { try read(name, as: Float.self) }
    }
  }

  @Test(
    .enabled(
      if: Python.has("numpy") && Python.has("safetensors"), "python3 has no numpy or safetensors"))
  func `the safetensors package writes the same bytes as we do`() throws {
    let tensors = [
      "conv.weight": Self.single, "a \"name\"": Tensor(Shape(1), [9]),
      "rank 0": Tensor(Shape([]), [5]),
    ]
    let bytes = SafetensorsFile.encode(tensors, metadata: ["note": "one\n\"two\""])
    try Data(bytes).write(to: folder.appending(path: "ours.safetensors"))

    try Python.run(
      """
      import numpy as np
      from safetensors import safe_open
      from safetensors.numpy import load_file, save_file
      ours = load_file('ours.safetensors')
      assert sorted(ours) == ['a "name"', 'conv.weight', 'rank 0']
      assert ours['conv.weight'].shape == (2, 3) and ours['conv.weight'].dtype == np.float32
      assert ours['rank 0'].shape == () and ours['rank 0'] == 5
      with safe_open('ours.safetensors', 'np') as f:
        assert f.metadata() == {'note': 'one\\n"two"'}
      save_file(ours, 'theirs.safetensors', {'note': 'one\\n"two"'})
      save_file({'i': np.arange(3), 'd': np.array([1 / 3]), 'b': np.zeros(2, bool),
                 'h': np.array([1 / 3, -65504, 2 ** -24], np.float16), 'e': np.zeros((0, 2))},
                'mixed.safetensors')
      """, in: folder)

    #expect(try Array(Data(contentsOf: folder.appending(path: "theirs.safetensors"))) == bytes)
    let mixed = try SafetensorsFile(
      Array(Data(contentsOf: folder.appending(path: "mixed.safetensors"))))
    #expect(try mixed.tensor(named: "d", as: Double.self).values == [1.0 / 3])
    #expect(try mixed.tensor(named: "i", as: Float.self).values == [0, 1, 2])
    #expect(
      try mixed.tensor(named: "h", as: Float.self).values == [0.333251953125, -65504, 0x1p-24])
    #expect(throws: FileFormatError.self) { try mixed.tensor(named: "b", as: Float.self) }
    #expect(mixed["b"]?.type == "BOOL")
    #expect(throws: FileFormatError.self) { try mixed.tensor(named: "e", as: Double.self) }
  }
}

/// Runs short programs in the machine's Python, if it has one.
private enum Python {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static func has(_ module: String) -> Bool {
    (try? run("import \(module)", in: FileManager.default.temporaryDirectory)) != nil
  }

  static func run(_ program: String, in folder: URL) throws {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    process.currentDirectoryURL = folder
    process.standardError = errors
    try process.run()
    let words = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: String(decoding: words, as: UTF8.self))
    }
  }
}
