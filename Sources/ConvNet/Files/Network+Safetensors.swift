extension SafetensorsFile {
  /// Reads a file and checks all of its structure.
  ///
  /// - Throws: ``FileError`` if it cannot be read or is not a safetensors file.
  public init(contentsOf path: String) throws(FileError) {
    let bytes: [UInt8]
    do { bytes = try WholeFile.read(path) } catch {
      throw FileError(path: path, problem: .unreadable(reason: error.reason))
    }
    do { try self.init(bytes) } catch { throw FileError(path: path, problem: .format(error)) }
  }
}

extension Network {
  private static var diagramKey: String { "network" }
  private static var inputKey: String { "input" }

  /// The bytes of a safetensors file with all parameters and buffers under PyTorch's names, such as
  /// `conv.weight`, and with the network's diagram and the shape of its images, so that
  /// ``init(contentsOf:adding:)`` needs nothing else.
  ///
  /// The diagram of a network of layers that were made by hand is not known, and so not in the file.
  ///
  /// - Parameter metadata: Further strings about the network.
  /// - Returns: The content of the file.
  public func safetensors(metadata: [String: String] = [:]) -> [UInt8] {
    var metadata = metadata
    if let diagram {
      metadata[Self.diagramKey] = diagram.description
      metadata[Self.inputKey] = input.description
    }
    return SafetensorsFile.encode(
      Dictionary(uniqueKeysWithValues: fileParameters.map { ($0.name, $0.values) }),
      metadata: metadata)
  }

  /// Writes the network to a safetensors file, whole or not at all; a file that exists is replaced.
  ///
  /// A network that was not made from a diagram is read back by ``replacingParameters(contentsOf:)``,
  /// not by ``init(contentsOf:adding:)``.
  ///
  /// - Throws: ``FileError`` if the file cannot be written.
  public func save(to path: String) throws(FileError) {
    do { try WholeFile.write(safetensors(), to: path) } catch {
      throw FileError(path: path, problem: .unwritable(reason: error.reason))
    }
  }

  /// Reads a network from a safetensors file that holds its diagram: one that ``save(to:)`` wrote.
  ///
  /// A file without a diagram, such as one of PyTorch's, has parameters for a network that already
  /// has its layers: see ``replacingParameters(contentsOf:)``.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - kinds: Kinds of layers that the diagram may name in addition to the library's own.
  /// - Throws: ``FileError`` if the file cannot be read, holds no diagram, or holds other parameters
  ///   than the diagram's, or numbers that are not finite.
  public init(contentsOf path: String, adding kinds: [any LayerFactory.Type] = []) throws(FileError)
  {
    let file = try SafetensorsFile(contentsOf: path)
    do { try self.init(file, adding: kinds) } catch { throw FileError(path: path, problem: error) }
  }

  private init(
    _ file: SafetensorsFile, adding kinds: [any LayerFactory.Type]
  ) throws(FileError.Problem) {
    guard let text = file.metadata[Self.diagramKey], let input = Self.input(of: file) else {
      throw .noDiagram
    }
    let diagram: Diagram
    do { diagram = try Diagram(parsing: text, adding: kinds) } catch {
      throw .network(.diagram(error, layer: 0))
    }
    var random = RandomSource(seed: 0)
    do { try self.init(input: input, diagram: diagram, random: &random) } catch {
      throw .network(error)
    }
    self = try taking(from: file)
  }

  /// The same network with the parameters and buffers of a safetensors file: one that ``save(to:)`` or
  /// PyTorch wrote, see ``replacingParameters(from:)``.
  ///
  /// - Throws: ``FileError`` if the file cannot be read, does not fit the network, or holds numbers
  ///   that are not finite.
  public func replacingParameters(contentsOf path: String) throws(FileError) -> Network {
    let file = try SafetensorsFile(contentsOf: path)
    do { return try taking(from: file) } catch { throw FileError(path: path, problem: error) }
  }

  private func taking(from file: SafetensorsFile) throws(FileError.Problem) -> Network {
    let network: Network
    do { network = try replacingParameters(from: file) } catch { throw .mismatch(error) }
    do { try network.checkFinite() } catch { throw .notFinite(error) }
    return network
  }

  /// The shape of the network's images, if the file says it: channels, rows and columns.
  private static func input(of file: SafetensorsFile) -> Shape? {
    let extents = file.metadata[inputKey]?.split(separator: "x").map { Int($0) ?? 0 } ?? []
    guard extents.count == 3, extents.allSatisfy((1...65_536).contains) else { return nil }
    return Shape(extents)
  }
}
