import ConvNet
import Foundation
import Shell
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

  @Test func `weights that do not fit the network are refused by name`() throws {
    func tensors(_ change: (inout [String: Tensor<Float>]) -> Void) throws -> String {
      let parameters = shell.session.trainer.network.fileParameters
      var tensors = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.values) })
      change(&tensors)
      return try folder.write(SafetensorsFile.encode(tensors), to: "b.safetensors")
    }
    let before = shell.state
    let missing = try shell.error("open \(tensors { $0["softmax.bias"] = nil })")
    #expect(missing?.problem.contains("lacks softmax.bias") == true)
    let extra = try shell.error("open \(tensors { $0["dense.bias"] = Tensor(Shape(1)) })")
    #expect(extra?.problem.contains("dense.bias") == true)
    let shape = try shell.error("open \(tensors { $0["softmax.bias"] = Tensor(Shape(3)) })")
    #expect(shape?.problem == "`softmax.bias` is 3 in the file and 2 in the network.")
    #expect(shell.state == before)
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
    #expect(shell.session.trainer.sample?.isEdited == true)
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
