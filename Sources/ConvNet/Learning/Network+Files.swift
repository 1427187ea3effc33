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

  /// The same network with the parameters and buffers of a safetensors file.
  ///
  /// - Throws: ``InputError`` where a parameter is missing, has another shape, or is one too many;
  ///   ``FileFormatError`` where a tensor's numbers cannot be read.
  public func replacingParameters(from file: SafetensorsFile) throws -> Network {
    let own = fileParameters
    let missing = own.map(\.name).filter { file[$0] == nil }
    let extra = file.names.filter { name in !own.contains { $0.name == name } }
    guard missing.isEmpty, extra.isEmpty else {
      let problems = [("lacks", missing), ("has, and the network has not,", extra)]
        .filter { !$0.1.isEmpty }.map { "\($0.0) " + $0.1.joined(separator: ", ") }
      throw InputError(
        "The file does not fit the network: it " + problems.joined(separator: "; it ") + ".",
        hint: "net")
    }
    var tensors: [Tensor<S>] = []
    for (name, values) in own {
      let tensor = try file.tensor(named: name, as: S.self)
      guard tensor.shape == values.shape else {
        throw InputError(
          "`\(name)` is \(tensor.shape) in the file and \(values.shape) in the network.",
          hint: "net")
      }
      tensors.append(tensor)
    }
    var network = self
    var next = 0
    func takeNext(_: Int, _: Int, _ values: inout Tensor<S>) {
      values = tensors[next]
      next += 1
    }
    network.withParameters(takeNext)
    network.withBuffers(takeNext)
    return network
  }
}
