extension Network {
  /// All parameters, then all buffers, under the names that PyTorch and its files give them:
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

  /// The same network with the parameters and buffers of a safetensors file, as PyTorch writes
  /// them: in any precision, and with or without the prefix of a wrapped module
  /// (`module.conv.weight`).
  ///
  /// If the file lacks a batch normalisation's `num_batches_tracked`, one batch is assumed.
  ///
  /// - Throws: ``ParameterMismatch`` that lists everything that is missing, that the network does
  ///   not have, or that has another shape or a type that cannot be read.
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
    return replacingFileParameters(by: tensors)
  }

  /// The same network with other values for ``fileParameters``.
  ///
  /// - Precondition: There are as many tensors, with the same shapes.
  func replacingFileParameters(by tensors: [Tensor<S>]) -> Network {
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

  /// The prefix that PyTorch's wrappers put before every name: `module.` (DataParallel),
  /// `_orig_mod.` (torch.compile), or several of them.
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

/// All tensors of a file that do not match a network's parameters. ``description`` puts them into
/// words.
public struct ParameterMismatch: Error, Hashable {
  /// One mismatch.
  public struct Row: Hashable, Sendable {
    /// The tensor's name.
    public let name: String
    /// The extents that the network needs; `nil` if it has no such parameter.
    public let network: [Int]?
    /// The extents in the file; `nil` if the file does not have it.
    public let file: [Int]?
    /// The type of its numbers in the file, if that type cannot be read.
    public let type: String?
  }

  /// The mismatches: in the network's order, then those that only the file has.
  public let rows: [Row]

  /// How many tensors are missing, unexpected, or of another shape or type.
  package var counts: String {
    let missing = rows.count { $0.file == nil }
    let extra = rows.count { $0.network == nil }
    return [
      (missing, "missing"), (extra, "unexpected"),
      (rows.count - missing - extra, "of another shape or type"),
    ].filter { $0.0 > 0 }.map { "\($0.0.grouped) \($0.1)" }.joined(separator: ", ")
  }
}

extension ParameterMismatch: CustomStringConvertible {
  /// What does not fit, tensor by tensor, in a sentence.
  public var description: String {
    "The file does not fit the network: \(counts): "
      + rows.map(\.description).joined(separator: "; ") + "."
  }
}

extension ParameterMismatch.Row: CustomStringConvertible {
  /// The tensor's name, and its shape in the network and in the file.
  public var description: String {
    "\(name), network \(network?.asExtents ?? "none"), file \(file?.asExtents ?? "none")"
      + (type.map { " \($0)" } ?? "")
  }
}
