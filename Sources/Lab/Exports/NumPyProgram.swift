import ConvNet

/// A network and its training as a program that computes every gradient itself, with NumPy.
struct NumPyProgram<S: Scalar> {
  let export: NetworkExport<S>
  /// The layers in NumPy, in their order.
  private let forms: [NumPyLayer]
  var trainer: Trainer<S> { export.trainer }

  init(_ export: NetworkExport<S>) {
    self.export = export
    let ties = export.trainer.context.ties
    forms = export.trainer.network.nodes.map {
      $0.layer.libraryLayer?.numpy(ties: ties) ?? .missing(type(of: $0.layer).kind)
    }
  }

  /// The program.
  var program: ExportedProgram {
    let passes = NumPyPasses(trainer.network, forms)
    return ExportedProgram(
      title: export.title(in: .numpy),
      usage: """
            python model.py               compares its logits and losses with those of Backstep
            python model.py --test        prints loss and accuracy on the test images
            python model.py --train 500   does 500 more updates and writes trained.npz,
                                          which Backstep reads: import trained.npz
        """,
      needs: needs,
      cells: [
        .init("Imports", NumPyText.imports),
        .init("Settings", export.settings(array: "np.array") + ownSettings),
        .init("The images", NumPyText.reader + "\n\n\n" + entry),
      ]
        + (drawsNumbers ? [.init(PythonPart.random)] : [])
        + layers
        + [
          .init("Forward", passes.forward),
          .init("Loss", NumPyText.loss(trainer.loss, after: trainer.network.ending)),
          .init("Backward", passes.backward), .init("Update", update),
          .init("Training", training), .init("Tests", tests),
          .init(
            "The program",
            ProgramText.main(
              in: "NumPy", model: "p", start: #"    p = load("weights.npz")"#,
              save: #"np.savez(HERE / "trained.npz", **p)"#, file: "trained.npz")),
        ])
  }

  private var needs: String {
    let isNormalised = trainer.network.nodes.contains { !$0.layer.buffers.isEmpty }
    return "Needs only NumPy. Numbers are float64, while Backstep's are float32."
      + (isNormalised
        ? "\nBatch normalisation magnifies the difference, so that later losses drift apart." : "")
  }

  /// Whether anything is drawn: the order of the images, or what is dropped.
  private var drawsNumbers: Bool {
    export.drawsOrder || forms.contains { $0.helper == PythonPart.random }
  }

  /// The functions of each kind of layer, after what they use, each once.
  private var layers: [ExportedProgram.Cell] {
    var known: Set = [PythonPart.random.title]
    return forms.flatMap { form in
      [form.helper.map(ExportedProgram.Cell.init), .init(form.title, form.source)]
        .compactMap { $0 }.filter { known.insert($0.title).inserted }
    }
  }

  // MARK: Data

  /// How pixels become inputs.
  private var entry: String {
    let margin = trainer.data.training.normalisation.padding
    let padding =
      margin == 0
      ? ""
      : "\n    x = np.pad(x, [(0, 0), (0, 0), (\(margin), \(margin)), (\(margin), \(margin))])"
        + "  # a blank margin"
    return #"""
      def enter(pixels):
          """Pixels to what the network sees, (N, channels, rows, columns)."""
          x = pixels.reshape(-1, *IMAGE).astype(float)\#(padding)
          return \#(export.normalisation)
      """#
  }

  // MARK: Training

  /// The lines of a cell, without those that are `nil`.
  private static func lines(_ lines: String?...) -> String {
    lines.compactMap { $0 }.joined(separator: "\n")
  }

  private var settings: OptimiserSettings { trainer.optimiser.settings }

  /// The names of the parameters of which something is true.
  private func names(where isWanted: (Network<S>.Node, Parameter<S>) -> Bool) -> [String] {
    trainer.network.nodes.flatMap { node in
      node.layer.parameters.filter { isWanted(node, $0) }.map { "\"\(node.name).\($0.fileName)\"" }
    }
  }

  private var frozen: [String] { names { node, _ in node.isFrozen } }
  private var undecayed: [String] {
    settings.weightDecay == 0 ? [] : names { _, parameter in !parameter.decays }
  }

  /// The constants that only the update uses.
  private var ownSettings: String {
    var lines = settings.rule == .momentum ? ["MOMENTUM = \(settings.momentum)"] : []
    if !undecayed.isEmpty {
      lines +=
        ["# Weight decay leaves these alone."] + ProgramText.list("UNDECAYED = {", undecayed, "}")
    }
    if !frozen.isEmpty {
      lines += ["# No update changes these."] + ProgramText.list("FROZEN = {", frozen, "}")
    }
    return lines.map { "\n\($0)" }.joined()
  }

  private var usesNumber: Bool { settings.rule == .adam || settings.schedule != .constant }

  /// What `update` is given.
  private var arguments: String {
    (["p", "g"] + (settings.rule.memories.isEmpty ? [] : ["memory"])
      + (usesNumber ? ["number"] : [])).joined(separator: ", ")
  }

  private var update: String {
    let decay = "p[name] *= 1 - WEIGHT_DECAY"
    let skipped = trainer.updates - trainer.optimiser.rememberedUpdates
    let (rate, before): (String, String?) =
      if case .step(let every, let factor) = settings.schedule {
        ("rate", "    rate = RATE * \(factor) ** (number // \(every))")
      } else {
        ("RATE", nil)
      }
    let (formula, count, steps): (String, String?, String) =
      switch settings.rule {
      case .sgd:
        ("w = w - rate g", nil, "        p[name] -= \(rate) * g[name]")
      case .momentum:
        (
          "v = momentum v - rate g; w = w + v", nil,
          """
                  v = MOMENTUM * memory.get(f"velocity.{name}", 0) - \(rate) * g[name]
                  memory[f"velocity.{name}"] = v
                  p[name] += v
          """
        )
      case .adam:
        (
          "Adam: against the running mean of the gradients, over the root of that of their squares",
          "    t = number" + (skipped == 0 ? "" : " - \(skipped)  # updates with Adam"),
          """
                  m = 0.9 * memory.get(f"mean.{name}", 0) + 0.1 * g[name]
                  s = 0.999 * memory.get(f"square.{name}", 0) + 0.001 * g[name] ** 2
                  memory[f"mean.{name}"], memory[f"square.{name}"] = m, s
                  m, s = m / (1 - 0.9 ** t), s / (1 - 0.999 ** t)  # both began at 0
                  p[name] -= \(rate) * m / (np.sqrt(s) + 1e-8)
          """
        )
      }
    let kept =
      settings.weightDecay == 0
      ? nil
      : undecayed.isEmpty
        ? "        \(decay)" : "        if name not in UNDECAYED:\n            \(decay)"
    return Self.lines(
      "def update(\(arguments)):", "    \"\"\"\(formula).\"\"\"", before, count,
      frozen.isEmpty
        ? "    for name in g:" : "    for name in [name for name in g if name not in FROZEN]:",
      kept, steps)
  }

  private var last: String {
    "a[\"\(trainer.network.nodes[trainer.network.count - 1].name)\"]"
  }

  /// Updates as Backstep does them.
  private var training: String {
    let orders = export.orders(array: "np.array", range: "np.arange")
    return Self.lines(
      #"""
      def load(name):
          """The arrays of a file by name, as float64."""
          return {key: values.astype(float) for key, values in np.load(HERE / name).items()}


      def train(p, updates):
          """Continues where Backstep stopped; yields the number and loss of each update.

          The parameters p change in place; the loss is that before the update.
          """
          pixels, targets = images("train")
          count = len(targets)
          batch = min(BATCH, count)
      """#,
      settings.rule.memories.isEmpty ? nil : #"    memory = load("backstep.npz")"#,
      drawsNumbers && !export.drawsOrder ? "    \(export.restoresRandom)" : nil,
      orders.first.map { "    \($0)" }.joined(separator: "\n"),
      #"""
          for number in range(UPDATES + 1, UPDATES + updates + 1):
              if len(order) < batch:  # the rest of a pass that fills no batch is dropped
                  order = \#(orders.next)
              taken, order = order[:batch], order[batch:]
              a = forward(p, enter(pixels[taken])\#(forms.differInTraining ? ", training=True" : ""))
              loss, d_logits = loss_and_gradient(\#(last), targets[taken])
              d, g = backward(p, a, d_logits)
              update(\#(arguments))
              yield number, loss
      """#)
  }

  /// How well the network does, by itself and compared with Backstep's.
  private var tests: String {
    let isSingle = trainer.network.outputCount == 1
    return #"""
      def test(p):
          """Mean loss, and the share of right answers, over the test images."""
          pixels, targets = images("t10k")
          loss, right = 0.0, 0
          for start in range(0, len(targets), 100):
              some = slice(start, start + 100)
              a = forward(p, enter(pixels[some]))
              logits = \#(last)
              answers = \#(isSingle ? "logits[:, 0] > 0" : "logits.argmax(axis=1)")
              loss += loss_and_gradient(logits, targets[some])[0] * len(logits)
              right += (answers == targets[some]).sum()
          return loss / len(targets), right / len(targets)


      def compare(p):
          """Compares with Backstep: the logits of a few images, and the losses of the next updates."""
          given = load("backstep.npz")
          a = forward(p, given["examples.images"])
          theirs, ours = given["examples.logits"], \#(last)
          for name, logits in ("Backstep", theirs), ("NumPy", ours):
              print(name.ljust(9), *(f"{x:8.4f}" for x in logits[0, :7]))
          gap = abs(theirs - ours).max()
          print(f"logits of {len(ours)} images: the largest difference is {gap:.1e}")
          trial = {name: values.copy() for name, values in p.items()}
          updates = train(trial, len(given["losses"]))
          for (number, loss), predicted in zip(updates, given["losses"]):
              print(f"update {number}: loss {loss:.6f}, in Backstep {predicted:.6f}")
      """#
  }
}
