import ConvNet
import Foundation
import TestSupport
import Testing

/// Networks in files of their own.
@Suite final class NetworkFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder["net.safetensors"] }

  init() throws { folder = try TemporaryFolder() }

  private func network<S: Scalar>(_ diagram: String, as type: S.Type) throws -> Network<S> {
    var random = RandomSource(seed: 3)
    return try Network(
      input: Shape(1, 12, 11), diagram: Diagram(parsing: diagram), random: &random)
  }

  private func error(_ tensors: [String: Tensor<Float>], _ metadata: [String: String]) throws
    -> FileError.Problem?
  {
    try Data(SafetensorsFile.encode(tensors, metadata: metadata)).write(to: URL(filePath: path))
    let error = #expect(throws: FileError.self) { try Network<Float>(contentsOf: self.path) }
    #expect(error?.path == path)
    return error?.problem
  }

  @Test(arguments: SampleNetwork.all)
  func `a network comes back from its file, bit for bit`(_ sample: SampleNetwork) throws {
    var random = RandomSource(seed: 3)
    let network = try Network<Float>(
      input: Shape(sample.input), diagram: Diagram(parsing: sample.diagram()), random: &random)
    try network.save(to: path)
    let again = try Network<Float>(contentsOf: path)
    #expect(again.input == network.input && again.diagram == network.diagram)
    for (a, b) in zip(again.fileParameters, network.fileParameters) {
      #expect(a.name == b.name && identical(a.values, b.values))
    }
    let double = try Network<Double>(contentsOf: path)
    #expect(double.fileParameters.map(\.name) == network.fileParameters.map(\.name))
  }

  @Test func `a network that is made by hand takes the parameters of a file`() throws {
    let network = try network("conv3x3 2, softmax 3", as: Float.self)
    try network.save(to: path)
    let other = try Network(
      input: network.input, layers: network.converted(to: Double.self).nodes.map(\.layer)
    ).converted(to: Float.self)
    let again = try other.replacingParameters(contentsOf: path)
    #expect(again.fileParameters.map(\.values) == network.fileParameters.map(\.values))
    let smaller = try self.network("softmax 3", as: Float.self)
    let error = #expect(throws: FileError.self) {
      try smaller.replacingParameters(contentsOf: self.path)
    }
    guard case .mismatch = error?.problem else {
      Issue.record("\(error.map { "\($0)" } ?? "read")")
      return
    }
  }

  @Test func `a file is replaced whole, and nothing is left beside it`() throws {
    try Data("old".utf8).write(to: URL(filePath: path))
    let network = try network("fc 4, softmax 3", as: Float.self)
    try network.save(to: path)
    #expect(try [UInt8](Data(contentsOf: URL(filePath: path))) == network.safetensors())
    #expect(folder.names.count == 1)
  }

  @Test func `a file that cannot be written leaves nothing behind`() throws {
    let network = try network("softmax 3", as: Float.self)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let error = #expect(throws: FileError.self) { try network.save(to: self.path) }
    guard case .unwritable = error?.problem else {
      Issue.record("\(error.map { "\($0)" } ?? "written")")
      return
    }
    #expect(folder.names.count == 1)
  }

  @Test func `each way a file can be wrong is an error that names it`() throws {
    let missing = #expect(throws: FileError.self) { try Network<Float>(contentsOf: self.path) }
    #expect(
      missing?.description == "\(path): The file cannot be read: No such file or directory.")
    let isFolder = #expect(throws: FileError.self) {
      try Network<Float>(contentsOf: self.folder.path)
    }
    #expect(isFolder?.problem == .unreadable(reason: "Is a directory"))
    try Data([1, 2, 3]).write(to: URL(filePath: path))
    let short = #expect(throws: FileError.self) { try Network<Float>(contentsOf: self.path) }
    #expect(short?.description.contains("at byte 3: expected 8 bytes") == true)

    let network = try network("softmax 3", as: Float.self)
    var tensors = Dictionary(
      uniqueKeysWithValues: network.fileParameters.map { ($0.name, $0.values) })
    let facts = ["network": "softmax 3", "input": "1x12x11"]
    #expect(try error(tensors, ["network": "softmax 3"]) == .noDiagram)
    for input in ["1x12", "1x12x11x1", "1x0x11", "1x12x-11", "65537x1x1", "axbxc", ""] {
      #expect(try error(tensors, ["network": "softmax 3", "input": input]) == .noDiagram)
    }
    #expect(
      try error(tensors, ["network": "softmax", "input": "1x12x11"])
        == .network(
          .diagram(.wrongSizes("softmax", inputs: "inputs", areOptional: false), layer: 0)))
    guard
      case .network(.memory) = try error(
        tensors, ["network": "softmax 65536", "input": "65536x65536x65536"])
    else {
      Issue.record("too large, but read")
      return
    }

    tensors["softmax.bias"] = Tensor(Shape(3), [0, .nan, 0])
    guard case .notFinite(let number) = try error(tensors, facts) else {
      Issue.record("NaN, but read")
      return
    }
    #expect(number.indices == [1])
    tensors["softmax.bias"] = nil
    tensors["loss"] = Tensor(Shape(1), [0])
    #expect(
      try error(tensors, facts)?.description
        == "The file does not fit the network: 1 missing, 1 unexpected: softmax.bias, network 3, "
        + "file none; loss, network none, file 1.")
  }
}
