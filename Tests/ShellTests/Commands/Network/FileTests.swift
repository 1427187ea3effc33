import ConvNet
import Foundation
import Shell
import TestSupport
import Testing

/// `save`, `open`, `write` and `read`.
@Suite struct FileTests {
  private let shell: TestShell
  private let folder: TemporaryFolder

  init() throws {
    shell = try TestShell("load toy", "image 0", "forward")
    folder = try TemporaryFolder()
  }

  @Test func `saved weights come back bit for bit`() throws {
    try shell.run("sgd 5; save '\(folder["my net.safetensors"])'")
    let saved = shell.parameters
    try shell.run("init --seed 3")
    #expect(shell.parameters != saved)
    try shell.run("open '\(folder["my net.safetensors"])'")
    #expect(shell.parameters == saved)
    try shell.run("back")
    #expect(shell.parameters != saved)
  }

  @Test func `a file has PyTorch's names and shapes, and says what it is of`() throws {
    try shell.run("save \(folder["a.safetensors"])")
    let bytes = try Data(contentsOf: URL(filePath: folder["a.safetensors"]))
    let file = try SafetensorsFile(Array(bytes))
    #expect(file["conv.weight"]?.shape == [1, 1, 3, 3])
    #expect(file["softmax.weight"]?.shape == [2, 4])
    #expect(file["softmax.bias"]?.shape == [2])
    #expect(file.metadata["network"] == "conv3x3 1, maxpool2, softmax 2")
  }

  /// A file with the network's parameters, after a change.
  private func written(_ change: (inout [String: Tensor<Float>]) -> Void) throws -> String {
    let parameters = shell.session.trainer.network.fileParameters
    var tensors = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.values) })
    change(&tensors)
    return try folder.write(SafetensorsFile.encode(tensors), to: "b.safetensors")
  }

  @Test func `all that does not fit the network is listed, and changes nothing`() throws {
    let before = shell.state
    let file = try written {
      $0["softmax.bias"] = Tensor(Shape(3))
      $0["conv1.weight"] = $0.removeValue(forKey: "conv.weight")
      $0["dense.weight"] = $0.removeValue(forKey: "softmax.weight")
      $0["dense.bias"] = Tensor(Shape(1))
    }
    let error = try #require(shell.error("open \(file)"))
    for count in [" 2 missing", " 3 ", " 1 of another shape"] {
      #expect(error.problem.contains(count), "\(error.problem)")
    }
    #expect(
      error.details.map { $0.trimmingCharacters(in: .whitespaces) } == [
        "parameter       network  file",
        "conv.weight     1x1x3x3  none     is it conv1.weight?",
        "softmax.weight  2x4      none     is it dense.weight?",
        "softmax.bias    2        3",
        "conv1.weight    none     1x1x3x3",
        "dense.bias      none     1",
        "dense.weight    none     2x4",
      ])
    #expect(shell.state == before)
    #expect(error.word == file)
  }

  @Test func `what does not fit is told in eighty columns, however much it is`() throws {
    let file = try written { tensors in
      for number in 0..<300 {
        let name = String(repeating: "long.", count: number) + "\u{1B}[2J\(number)"
        tensors[name] = Tensor(Shape(1))
      }
    }
    let error = try #require(shell.error("open \(file)"))
    let report = error.report(in: "open b.safetensors", origin: "error: ")
    #expect(!report.contains("\u{1B}"))
    #expect(report.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains(folder.path) })
    #expect(report.contains("and 284 more"))
  }

  @Test func `names of wrapped modules are read without the wrapping`() throws {
    let saved = shell.parameters
    let file = try written { tensors in
      tensors = Dictionary(
        uniqueKeysWithValues: tensors.map { ("module._orig_mod.\($0.key)", $0.value) })
    }
    try shell.run("init --seed 9; import \(file)")
    #expect(shell.parameters == saved)
    let mixed = try written { $0["module.softmax.bias"] = $0.removeValue(forKey: "softmax.bias") }
    #expect(shell.error("open \(mixed)")?.details.contains { $0.contains("is it module.") } == true)
  }

  @Test func `numbers of other precisions are read, others are named`() throws {
    // 1.5 is exact in all of these types.
    let types: [(String, [UInt8])] = [
      ("F16", [0x00, 0x3E]), ("BF16", [0xC0, 0x3F]), ("F32", [0, 0, 0xC0, 0x3F]),
      ("F64", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F]),
    ]
    for (type, number) in types {
      try shell.run("open \(try sameEverywhere(type, number)); print conv.filters")
      #expect(shell.parameters.allSatisfy { $0.allSatisfy { $0 == Float(1.5).bitPattern } })
    }
    let before = shell.state
    let error = shell.error("open \(try sameEverywhere("I8", [1]))")
    #expect(error?.details.contains { $0.hasSuffix("2 I8") || $0.contains("2 I8 ") } == true)
    #expect(shell.state == before)
  }

  /// A file with the toy network's parameters, all of them the same number.
  private func sameEverywhere(_ type: String, _ number: [UInt8]) throws -> String {
    var (header, data): ([String], [UInt8]) = ([], [])
    for (name, values) in shell.session.trainer.network.fileParameters {
      let start = data.count
      data += (0..<values.shape.count).flatMap { _ in number }
      header.append(
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(values.shape.extents),"
          + "\"data_offsets\":[\(start),\(data.count)]}")
    }
    let text = Array("{\(header.joined(separator: ","))}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return try folder.write(length + text + data, to: "c.safetensors")
  }

  @Test func `a batch normalisation comes back, with or without its count`() throws {
    try shell.run("load mnist --train 40 --test 10; net new conv3x3 2, batchnorm, relu, fc 10")
    try shell.run("set batch 8; sgd 3")
    let saved = shell.parameters
    let count = try #require(shell.parameters.last)
    let whole = try written { _ in }
    try shell.run("init; open \(whole)")
    #expect(shell.parameters == saved)
    try shell.run("open \(try written { $0["bn.num_batches_tracked"] = nil })")
    #expect(shell.parameters.dropLast() == saved.dropLast())
    #expect(count == [Float(3).bitPattern] && shell.parameters.last == [Float(1).bitPattern])
  }

  @Test func `parameters in NumPy's archives are read, and damaged archives refused`() throws {
    try shell.run("sgd 2")
    let saved = shell.parameters
    let tensors = Dictionary(
      uniqueKeysWithValues: shell.session.trainer.network.fileParameters.map {
        ($0.name, $0.values)
      })
    let bytes = NPZFile.encode(tensors)
    try folder.write(bytes, to: "a.npz")
    let packed = tensors.map { ("\($0.key).npy", NPYFile.encode($0.value)) }
    try folder.write(ZipWriter.archive(packed, deflated: true), to: "b.npz")
    for name in ["a.npz", "b.npz"] {
      try shell.run("init --seed 3; open \(folder[name])")
      #expect(shell.parameters == saved)
    }
    try folder.write(NPZFile.encode(["conv.weight": Tensor<Float>(Shape(1, 1, 3, 3))]), to: "c.npz")
    #expect(shell.error("open \(folder["c.npz"])")?.details.isEmpty == false)
    for place in [50, 150, 200] {
      var damaged = bytes
      damaged[place] ^= 0xff
      try folder.write(damaged, to: "d.npz")
      #expect(shell.error("open \(folder["d.npz"])")?.word == folder["d.npz"], "\(place)")
    }
    try folder.write(Array(bytes.dropLast(30)), to: "e.npz")
    #expect(shell.error("open \(folder["e.npz"])") != nil)
    #expect(shell.parameters == saved)
  }

  // MARK: Out to PyTorch and NumPy

  private static let formats = [
    ("torch", ["backstep.safetensors", "model.safetensors"], "class Network(nn.Module):"),
    ("numpy", ["backstep.npz", "weights.npz"], "def backward(p, a, d_logits):"),
  ]
  private static let images = [
    "t10k-images-idx4-ubyte", "t10k-labels-idx1-ubyte", "train-images-idx4-ubyte",
    "train-labels-idx1-ubyte",
  ]

  @Test(arguments: formats)
  func `an export refuses files that are there, and leaves no halves`(
    _ format: String, _ tensors: [String], _ line: String
  ) throws {
    let names = (tensors + Self.images + ["model.py"]).sorted()
    try shell.run("export \(format) '\(folder["my net"])'")
    let files = FileManager.default
    #expect(try files.contentsOfDirectory(atPath: folder["my net"]).sorted() == names)
    try folder.write("mine", to: "my net/model.py")
    #expect(
      shell.error("export \(format) '\(folder["my net"])/'")?.hint?.contains("--force") == true)
    #expect(try folder.read("my net/model.py") == "mine")
    try shell.run("export \(format) '\(folder["my net"])' --force")
    #expect(try folder.read("my net/model.py").contains(line))
    #expect(try files.contentsOfDirectory(atPath: folder["my net"]).sorted() == names)
  }

  @Test(arguments: formats)
  func `an export that cannot be written is one error and no file`(
    _ format: String, _ tensors: [String], _ line: String
  ) throws {
    try FileManager.default.createDirectory(
      atPath: folder["b/\(tensors[0])"], withIntermediateDirectories: true)
    try folder.write("", to: "file")
    for path in ["no/such/folder", "file", "b"] {
      #expect(shell.error("export \(format) \(folder[path]) --force") != nil, "\(path)")
    }
    #expect(shell.error("export keras \(folder["c"])") != nil)
    #expect(folder.names == ["b", "file"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder["b"]) == [tensors[0]])
  }

  @Test(arguments: formats)
  func `a bug is not exported, and that is said`(
    _ format: String, _ tensors: [String], _ line: String
  ) throws {
    let plain = try shell.run("export \(format) \(folder["a"])")
    let buggy = try shell.run("bug on conv-flipped; export \(format) \(folder["b"])")
    #expect(!plain.contains("bug") && buggy.contains("without it"))
    for name in ["model.py"] + tensors {
      let contents = try ["a", "b"].map {
        try Data(contentsOf: URL(filePath: folder["\($0)/\(name)"]))
      }
      #expect(contents[0] == contents[1], "\(name)")
    }
  }

  @Test func `what is exported trains in training mode, and that is said`() throws {
    try shell.run("load mnist --train 20 --test 10; net new fc 9, dropout keep=0.5, fc 10")
    #expect(!(try shell.run("export numpy \(folder["a"])")).contains("training mode"))
    #expect(
      try shell.run("set mode evaluation; export numpy \(folder["b"])").contains("training mode"))
    for name in ["model.py", "backstep.npz"] {
      let contents = try ["a", "b"].map {
        try Data(contentsOf: URL(filePath: folder["\($0)/\(name)"]))
      }
      #expect(contents[0] == contents[1], "\(name)")
    }
  }

  @Test func `the program names the layers as they are named here`() throws {
    try shell.run("load mnist --train 20 --test 10; net preset lenet; set batch 4; sgd 1")
    try shell.run("export torch \(folder["l"]); export numpy \(folder["n"])")
    let (torch, numpy) = (try folder.read("l/model.py"), try folder.read("n/model.py"))
    for node in shell.session.trainer.network.nodes {
      #expect(torch.contains("        self.\(node.name) = "), "\(node.name)")
      #expect(torch.contains("x = self.\(node.name)(x"), "\(node.name)")
      #expect(numpy.contains("    a[\"\(node.name)\"]"), "\(node.name)")
      #expect(numpy.contains("    d[\"\(node.name)\"]"), "\(node.name)")
    }
    let lines = (torch + numpy).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 && $0.utf8.allSatisfy { $0 < 128 } })
  }

  @Test func `a place comes back as it was written`() throws {
    let before = shell.parameters
    try shell.run("write conv.filters \(folder["f.npy"]); set conv.filters 0")
    #expect(shell.parameters != before)
    try shell.run("read conv.filters \(folder["f.npy"])")
    #expect(shell.parameters == before)
    let bytes = Array(try Data(contentsOf: URL(filePath: folder["f.npy"])))
    #expect(try NPYFile.decode(bytes, as: Float.self).shape == Shape(1, 3, 3))
  }

  @Test func `every computed place can be written`() throws {
    try shell.run("backward")
    for place in shell.session.trainer.places {
      try shell.run("write \(place) \(folder["x.npy"]) --force")
    }
  }

  @Test func `an image that is read is a changed image`() throws {
    let image = Tensor<Float>(Shape(6, 6), (0..<36).map { Float($0) })
    try shell.run("read image \(try folder.write(NPYFile.encode(image), to: "i.npy"))")
    guard case .computed(let now) = try shell.session.trainer.read(Place(quantity: "image")) else {
      Issue.record("no image")
      return
    }
    #expect(now == image)
    #expect(shell.session.sample?.isEdited == true)
    #expect(shell.session.trainer.last == .loss)
  }

  @Test func `an array of another shape is refused`() throws {
    let before = shell.state
    for shape in [Shape(36), Shape(5, 6), Shape(6, 6, 2), Shape([]), Shape(4, 9)] {
      let file = try folder.write(NPYFile.encode(Tensor<Float>(shape)), to: "i.npy")
      #expect(shell.error("read image \(file)") != nil, "\(shape)")
      #expect(shell.state == before)
    }
  }

  @Test func `nothing is overwritten unasked, and nothing is left behind`() throws {
    for (command, file) in [("save", "a.safetensors"), ("write conv.filters", "a.npy")] {
      try folder.write("mine", to: file)
      #expect(shell.error("\(command) \(folder[file])")?.hint?.contains("--force") == true)
      #expect(try folder.read(file) == "mine")
      try shell.run("\(command) \(folder[file]) --force")
      #expect(try folder.read(file) != "mine")
    }
    #expect(folder.names == ["a.npy", "a.safetensors"])
  }

  @Test func `a path that cannot be written is one error and no file`() throws {
    try FileManager.default.createDirectory(
      atPath: folder["is.npy"], withIntermediateDirectories: false)
    for path in [
      folder["no/such/folder.npy"], folder["is.npy"], folder["wrong.txt"], folder["noending"],
      ".npy",
      "", folder.path,
    ] {
      #expect(shell.error("write conv.filters '\(path)' --force") != nil, "\(path)")
      #expect(shell.error("save '\(path)' --force") != nil, "\(path)")
    }
    #expect(folder.names == ["is.npy"])
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func `a folder that may not be written to is one error`() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
    }
    #expect(
      shell.error("write conv.filters \(folder["a.npy"])")?.problem.contains("denied") == true)
  }

  @Test func `a file that is not what it should be is named, and changes nothing`() throws {
    let before = shell.state
    for bytes in [[], [1, 2, 3], [UInt8](repeating: 0xFF, count: 64)] as [[UInt8]] {
      let file = try folder.write(bytes, to: "bad")
      for command in ["open \(file)", "read conv.filters \(file)"] {
        let error = try #require(shell.error(command))
        #expect(error.problem.contains(file), "\(error.problem)")
        #expect(error.word == file)
      }
    }
    for path in [folder.path, folder["missing"], "/dev/zero"] {
      #expect(shell.error("open \(path)")?.word == path)
      #expect(shell.error("read conv.filters \(path)")?.word == path)
    }
    #expect(shell.state == before)
  }

  @Test func `what is not computed cannot be written`() throws {
    #expect(shell.error("write conv.d_filters \(folder["a.npy"])")?.hint == "backward")
    #expect(folder.names.isEmpty)
  }
}
