import ConvNet

/// A network and its training as a program for PyTorch.
struct TorchProgram<S: Scalar> {
  let export: NetworkExport<S>
  var trainer: Trainer<S> { export.trainer }

  init(_ export: NetworkExport<S>) { self.export = export }

  /// The program.
  var program: ExportedProgram {
    ExportedProgram(
      title: export.title(in: .torch),
      usage: """
            python model.py               compares its logits with those of Backstep
            python model.py --test        prints loss and accuracy on the test images
            python model.py --train 500   does 500 more updates and writes trained.safetensors,
                                          which Backstep reads: import trained.safetensors
        """,
      needs: "Needs only PyTorch.",
      cells: [.init("Imports", TorchText.imports), .init("The network", module)]
        + helpers.map { .init("Layers that PyTorch does not have", $0) }
        + [
          .init("Settings", export.settings(array: "torch.tensor")),
          .init("The loss", loss), .init("The optimizer", optimizer),
        ]
        + (export.drawsOrder ? [.init(PythonPart.random)] : [])
        + [
          .init("Training", training),
          .init("The images", TorchText.reader + "\n\n\n" + entry),
          .init("Files of tensors", TorchText.safetensors),
          .init("Tests", TorchText.tests),
          .init(
            "The program",
            ProgramText.main(
              in: "PyTorch", model: "model",
              start: """
                    model = Network()
                    model.load_state_dict(load(HERE / "model.safetensors"))
                """,
              save: #"save(model.state_dict(), HERE / "trained.safetensors")"#,
              file: "trained.safetensors")),
        ])
  }

  /// The classes that PyTorch does not have, each once.
  private var helpers: [String] {
    var helpers: [String] = []
    for form in forms {
      if let helper = form.helper, !helpers.contains(helper) { helpers.append(helper) }
    }
    return helpers
  }

  private var forms: [TorchLayer] {
    let network = trainer.network
    return network.nodes.indices.map {
      let layer = network.nodes[$0].layer
      return layer.libraryLayer?.torch(
        for: network.inputShape(of: $0), ties: trainer.context.ties)
        ?? .missing(type(of: layer).kind)
    }
  }

  private var module: String {
    let network = trainer.network
    var made: [String] = []
    var called = [("    def forward(self, x):", ProgramText.batch(of: network.input))]
    for (index, form) in forms.enumerated() {
      let name = network.nodes[index].name
      made.append("        self.\(name) = \(form.module)")
      let input = form.flattens ? "x.flatten(1)" : "x"
      let remark = form.remark.isEmpty ? "" : "; \(form.remark)"
      called.append(
        (
          "        x = self.\(name)(\(input))",
          ProgramText.batch(of: network.outputs[index]) + remark
        ))
    }
    let frozen = network.nodes.filter { $0.isFrozen && !$0.layer.parameters.isEmpty }.map(\.name)
    let freezing =
      frozen.isEmpty
      ? []
      : ["        # Frozen: no update changes them."]
        + frozen.map { "        self.\($0).requires_grad_(False)" }
    return """
      class Network(nn.Module):
          def __init__(self):
              super().__init__()
      \((made + freezing).joined(separator: "\n"))

      \(ProgramText.commented(called))
              return x
      """
  }

  private var loss: String {
    """
    def loss_of(logits, targets):  # N, outputs and N
    \(lossLines)
    """
  }

  private var lossLines: String {
    let network = trainer.network
    switch trainer.loss {
    case .given: return "    raise ValueError('the network has no loss')"
    case .crossEntropy: return "    return F.cross_entropy(logits, targets)"
    case .binaryCrossEntropy:
      return
        "    return F.binary_cross_entropy_with_logits(logits[:, 0], targets.to(logits.dtype))"
    case .meanSquaredError:
      let outputs = network.outputs[network.count - 1].count
      let answer =
        switch network.ending {
        case .sigmoid: "torch.sigmoid(logits)"
        case .softmax: "logits.softmax(1)"
        case .logits, .none: "logits"
        }
      return outputs == 1
        ? "    return F.mse_loss(\(answer)[:, 0], targets.to(logits.dtype))"
        : "    return F.mse_loss(\(answer), F.one_hot(targets, \(outputs)).to(logits.dtype))"
    }
  }

  /// How pixels become inputs.
  private var entry: String {
    let margin = trainer.data.training.normalisation.padding
    let padding =
      margin == 0
      ? ""
      : "\n    x = F.pad(x, (\(margin), \(margin), \(margin), \(margin)))  # a blank margin"
    return """
      def enter(pixels):  # bytes to what the network sees
          x = pixels.reshape(-1, *IMAGE).float()\(padding)
          return \(export.normalisation)
      """
  }
}
