import ConvNet

/// The two functions that go through the layers: `forward`, and `backward` in the other direction.
struct NumPyPasses<S: Scalar> {
  private let network: Network<S>
  private let forms: [NumPyLayer]

  init(_ network: Network<S>, _ forms: [NumPyLayer]) {
    self.network = network
    self.forms = forms
  }

  /// The name of the layer before this one.
  private func source(of index: Int) -> String {
    index == 0 ? "image" : network.nodes[index - 1].name
  }

  private func parameters(of node: Network<S>.Node, in dictionary: String) -> [String] {
    node.layer.parameters.map { "\(dictionary)[\"\(node.name).\($0.fileName)\"]" }
  }

  var forward: String {
    let shapes = ([network.input] + network.outputs).map(ProgramText.batch(of:))
    let width = ProgramText.width - 4 - (shapes.map(\.count).max() ?? 0)
    var lines = [("    a = {\"image\": x}", shapes[0])]
    for (index, (node, form)) in zip(network.nodes, forms).enumerated() {
      let buffers = node.layer.buffers.map { "p[\"\(node.name).\($0.fileName)\"]" }
      let results =
        ["a[\"\(node.name)\"]"] + (form.record.map { ["a[\"\(node.name).\($0)\"]"] } ?? [])
      let call = Self.call(
        results, "\(form.name)_forward",
        ["a[\"\(source(of: index))\"]"] + parameters(of: node, in: "p") + buffers + form.options
          + form.forwardOptions + (node.isFrozen && !buffers.isEmpty ? ["frozen=True"] : []),
        width: width)
      lines += call.dropLast().map { ($0, "") }
      lines.append((call[call.count - 1], shapes[index + 1]))
    }
    return #"""
      def forward(p, x\#(forms.differInTraining ? ", training=False" : "")):
          """The output of every layer by its name, for images x and the parameters p.

          The last layer's are the logits.
          """
      \#(ProgramText.commented(lines))
          return a
      """#
  }

  var backward: String {
    var lines = ["    d[\"\(network.nodes[network.count - 1].name)\"] = d_logits"]
    for (index, (node, form)) in zip(network.nodes, forms).enumerated().reversed() {
      let input = form.record.map { "a[\"\(node.name).\($0)\"]" } ?? "a[\"\(source(of: index))\"]"
      lines += Self.call(
        ["d[\"\(source(of: index))\"]"] + parameters(of: node, in: "g"), "\(form.name)_backward",
        ["d[\"\(node.name)\"]", input] + parameters(of: node, in: "p") + form.options)
    }
    return #"""
      def backward(p, a, d_logits):
          """The chain rule, from the last layer to the first.

          a        the outputs, as forward returned them
          returns  d, dL/d(output) of every layer, and g, dL/d(parameter) of every parameter
          """
          d, g = {}, {}
      \#(lines.joined(separator: "\n"))
          return d, g
      """#
  }

  /// A call in a function's body.
  private static func call(
    _ results: [String], _ function: String, _ arguments: [String], width: Int = ProgramText.width
  ) -> [String] {
    ProgramText.list(
      "    \(results.joined(separator: ", ")) = \(function)(", arguments, ")", width: width)
  }
}

extension [NumPyLayer] {
  /// Whether a layer works differently in training.
  var differInTraining: Bool { contains { $0.forwardOptions.contains("training=training") } }
}
