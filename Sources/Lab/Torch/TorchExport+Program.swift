import ConvNet

extension TorchExport {
  /// The program `model.py`.
  var program: String {
    ([opening, module] + helpers
      + [settings, optimizer, training, data, TorchText.safetensors, TorchText.main])
      .joined(separator: "\n\n\n") + "\n"
  }

  private var opening: String {
    let title = TorchText.inComment("\(name) of Backstep in PyTorch: \(diagram)")
    return """
      \"\"\"\(TorchText.wrapped(title))

          python model.py               compares its logits with those of Backstep
          python model.py --test        prints loss and accuracy on the test images
          python model.py --train 500   does 500 more updates and writes trained.safetensors,
                                        which Backstep reads: import trained.safetensors

      Needs only PyTorch.
      \"\"\"

      import argparse
      import gzip
      import json
      from pathlib import Path

      import torch
      import torch.nn.functional as F
      from torch import nn

      HERE = Path(__file__).resolve().parent
      """
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
      network.nodes[$0].layer.torch(for: network.inputShape(of: $0), ties: trainer.context.ties)
    }
  }

  private var module: String {
    let network = trainer.network
    func shape(_ shape: Shape) -> String {
      (["N"] + shape.extents.map(String.init)).joined(separator: ", ")
    }
    var made: [String] = []
    var called = [("def forward(self, x):", shape(network.input))]
    for (index, form) in forms.enumerated() {
      let name = network.nodes[index].name
      made.append("        self.\(name) = \(form.module)")
      let input = form.flattens ? "x.flatten(1)" : "x"
      let remark = form.remark.isEmpty ? "" : "; \(form.remark)"
      called.append(("    x = self.\(name)(\(input))", shape(network.outputs[index]) + remark))
    }
    let column = (called.map(\.0.count).max() ?? 0) + 2
    let lines = called.map { line, comment in
      "    \(line)" + String(repeating: " ", count: column - line.count) + "# \(comment)"
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

      \(lines.joined(separator: "\n"))
              return x
      """
  }

  /// How Backstep trains the network at present.
  private var settings: String {
    let (data, optimiser) = (trainer.data.training, trainer.optimiser)
    let decay = optimiser.settings.weightDecay
    let targets = trainer.targets.map { $0.map(String.init) ?? "-1" }.joined(separator: ", ")
    let lines = [
      "# How Backstep trained it when this file was written.",
      dataFolder.map { "DATA = Path(\(JSONText.quoted($0))).expanduser()" } ?? "DATA = HERE",
      "IMAGE = \(TorchText.tuple(data.pixelShape.extents))  # channels, rows, columns",
      "TARGETS = torch.tensor([\(targets)])  # the output of each class; -1: left out",
      "BATCH = \(trainer.batchSize)",
      "RATE = \(optimiser.learningRate)",
      decay == 0 ? nil : "WEIGHT_DECAY = \(decay)",
      "UPDATES = \(trainer.updates)  # done so far",
    ]
    return """
      \(lines.compactMap { $0 }.joined(separator: "\n"))


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

  /// The code that reads the images, and how their pixels become inputs.
  private var data: String {
    let rule = trainer.data.training.normalisation
    let scale = rule.scale == rule.scale.rounded() ? "\(Int(rule.scale))" : "\(rule.scale)"
    var x = rule.scale == 1 ? "x" : "x / \(scale)"
    if rule.mean != 0 { x += " - \(rule.mean)" }
    if rule.deviation != 1 { x = "(\(x)) / \(rule.deviation)" }
    let margin = rule.padding
    let padding =
      margin == 0
      ? ""
      : "\n    x = F.pad(x, (\(margin), \(margin), \(margin), \(margin)))  # a blank margin"
    return TorchText.reader + """



      def enter(pixels):  # bytes to what the network sees
          x = pixels.reshape(-1, *IMAGE).float()\(padding)
          return \(x)
      """
  }
}
