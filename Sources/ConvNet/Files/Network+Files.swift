extension Network {
  /// All parameters, then all buffers, under the names that PyTorch gives them and files use:
  /// `conv.weight`, `bn.running_mean`.
  public var fileParameters: [(name: String, values: Tensor<S>)] {
    named { $0.parameters } + named { $0.buffers }
  }

  private func named(
    _ sets: (any Layer<S>) -> [Parameter<S>]
  ) -> [(name: String, values: Tensor<S>)] {
    nodes.flatMap { node in
      sets(node.layer).map { ("\(node.name).\($0.fileName)", $0.values) }
    }
  }

  /// The same network with the parameters and buffers of a safetensors file, as PyTorch writes them:
  /// in any precision, and with or without the prefix of a wrapped module (`module.conv.weight`).
  ///
  /// A file without a batch normalisation's `num_batches_tracked` has seen one batch.
  ///
  /// - Throws: ``ParameterMismatch`` that lists all that is missing, too many, of another shape or
  ///   of a type that is not read.
  public func replacingParameters(
    from file: SafetensorsFile
  ) throws(ParameterMismatch) -> Network {
    let own = fileParameters
    let prefix = Self.wrapping(file.names)
    var tensors: [Tensor<S>] = []
    var rows: [ParameterMismatch.Row] = []
    for (name, values) in own {
      let entry = file[prefix + name]
      if entry == nil, name.hasSuffix(".num_batches_tracked") {
        tensors.append(Tensor(values.shape, repeating: 1))
      } else if let entry, entry.shape == values.shape.extents,
        let tensor = try? file.tensor(named: prefix + name, as: S.self)
      {
        tensors.append(tensor)
      } else {
        rows.append(
          ParameterMismatch.Row(
            name: name, network: values.shape.extents, file: entry?.shape,
            type: entry.flatMap { ElementType(safetensorsName: $0.type) == nil ? $0.type : nil }))
      }
    }
    for entry in file.entries {
      let name = String(entry.name.dropFirst(prefix.count))
      if own.contains(where: { $0.name == name }) { continue }
      rows.append(ParameterMismatch.Row(name: name, network: nil, file: entry.shape, type: nil))
    }
    guard rows.isEmpty else { throw ParameterMismatch(rows: rows) }
    var network = self
    // Layer by layer in `fileParameters`: all parameters first, then all buffers.
    var next = 0
    func takeNext(_: Int, _: Int, _ values: inout Tensor<S>) {
      values = tensors[next]
      next += 1
    }
    network.withParameters(takeNext)
    network.withBuffers(takeNext)
    return network
  }

  /// What PyTorch's wrappers put before every name: `module.` (DataParallel), `_orig_mod.`
  /// (torch.compile), or several of them.
  private static func wrapping(_ names: [String]) -> String {
    var prefix = ""
    while let next = ["module.", "_orig_mod."].first(where: { wrapper in
      !names.isEmpty && names.allSatisfy { $0.hasPrefix(prefix + wrapper) }
    }) {
      prefix += next
    }
    return prefix
  }
}

/// All of a file's tensors that do not fit a network's parameters.
public struct ParameterMismatch: Error, Hashable {
  /// One that does not fit.
  public struct Row: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// The extents that the network asks for; `nil` where it has no such parameter.
    public let network: [Int]?
    /// The extents in the file; `nil` where it is not there.
    public let file: [Int]?
    /// The type of its numbers in the file, where that is one that is not read.
    public let type: String?
  }

  /// Those that do not fit: in the network's order, then those that only the file has.
  public let rows: [Row]
}
