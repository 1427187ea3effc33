import ConvNet
import Datasets
import Lab
import Rendering

/// What a session contains, in words and tables.
enum SessionSummary {
  /// The value that a pixel p becomes.
  static func normalisation(_ normalisation: Normalisation) -> String {
    normalisation == .raw ? "it is" : normalisation.description
  }

  static func data(_ loaded: LoadedDataset) -> String {
    let classes = loaded.train.classes
    let names = classes.map { loaded.train.classNames[$0] }
    let list =
      classes.count == loaded.train.classNames.count && classes.count > 3
      ? "\(classes.count) classes"
      : "classes "
        + names.joined(separator: names.contains { $0.contains(" ") } ? ", " : " ")
    return "\(loaded.train.name) \(loaded.sourceInWords): "
      + "\(Numbers.count(loaded.train.count)) training and "
      + Numbers.count(loaded.test.count, "test image")
      + (loaded.isTestHeldOut ? " (training images held out)" : "")
      + ", \(loaded.train.imageShape), \(list)."
  }

  /// The size of a session: `update 1,500 of conv3x3 8, maxpool2, softmax 10; 2 branches`.
  static func extent(of session: Session) -> String {
    let timeline = session.timeline
    let (branches, names) = (timeline.branches.count, timeline.bookmarks.count)
    return "update \(Numbers.count(session.trainer.updates)) of \(session.diagram)"
      + (branches > 0 ? "; \(Numbers.count(branches, "branch"))" : "")
      + (names > 0 ? "; \(Numbers.count(names, "named point"))" : "")
  }

  /// The table of layers, and what of their inputs no window meets.
  static func network(_ trainer: Trainer<Float>, width: Int) -> [String] {
    let network = trainer.network
    var table = Table(
      ["layer", "what it does", "output", "parameters"], alignments: [.left, .left, .left, .right])
    table.append(["image", "", network.input.description, ""])
    for (node, output) in zip(network.nodes, network.outputs) {
      let parameters = node.layer.parameters.map { $0.values.shape.count }
      table.append([
        node.name, node.layer.summary, output.description,
        parameters.isEmpty
          ? "none" : Numbers.count(parameters.reduce(0, +)) + (node.isFrozen ? " frozen" : ""),
      ])
    }
    table.append([
      "loss", network.hasLoss ? trainer.loss.rawValue : "none: you give the gradient",
      network.hasLoss ? "1" : "", Numbers.count(network.parameterCount),
    ])
    return table.block(width: width).lines
      + unmet(in: network).flatMap { TextBlock.wrapped($0, width: width).lines }
  }

  /// The rows and columns that no window of a layer meets, in a sentence for each such layer.
  private static func unmet(in network: Network<Float>) -> [String] {
    network.nodes.indices.compactMap { index in
      let node = network.nodes[index]
      return node.layer.libraryLayer?.unmet(of: network.inputShape(of: index)).map { unmet in
        let lines = [("row", unmet.rows), ("column", unmet.columns)]
          .filter { !$0.1.isEmpty }
          .map { $0 + ($1.count == 1 ? " " : "s ") + Numbers.indices($1) }
        return "No window of \(node.name) covers \(lines.joined(separator: " or ")) of "
          + (index == 0 ? "the image." : "\(network.nodes[index - 1].name).out.")
      }
    }
  }

  /// The network as a diagram, from the image on.
  static func diagram(_ session: Session, hasSettings: Bool = true) -> Figure {
    let network = session.trainer.network
    let layers = zip(network.nodes, network.outputs).map { node, output in
      let count = node.layer.parameters.reduce(0) { $0 + $1.values.shape.count }
      return NetFigure.Layer(
        node.name, output: output,
        remarks: count == 0
          ? [] : [Numbers.count(count, "parameter") + (node.isFrozen ? ", frozen" : "")])
    }
    return NetFigure.figure(
      title: session.diagram,
      notes: [
        Numbers.count(network.parameterCount, "parameter")
      ] + (hasSettings ? [settings(session)] : []),
      [NetFigure.Layer("image", output: network.input, remarks: [])] + layers)
  }

  /// One line about how the network is trained.
  static func settings(_ session: Session) -> String {
    "\(session.provenance.preset?.name ?? "a network of your own"), on "
      + "\(session.trainer.data.training.name); \(optimiser(session)), "
      + "\(Numbers.count(session.trainer.updates, "update")) so far\(peculiarities(session))."
  }

  /// How the network is trained: `sgd, learning rate 0.005`.
  static func optimiser(_ session: Session) -> String {
    let trainer = session.trainer
    let settings = trainer.optimiser.settings
    let schedule =
      settings.schedule == .constant ? "" : " (schedule \(settings.schedule.word))"
    return "\(settings.rule.rawValue), learning rate "
      + "\(Numbers.compact(trainer.optimiser.learningRate, digits: 6))\(schedule)"
      + (trainer.batchSize > 1 ? ", batches of \(trainer.batchSize)" : "")
  }

  /// What is not as usual: `; ties all`.
  static func peculiarities(_ session: Session) -> String {
    let context = session.trainer.context
    return (context.ties == .first ? "" : "; ties \(context.ties.rawValue)")
      + (context.mode == .training ? "" : "; in evaluation mode")
      + (session.trainer.bugs.isEmpty ? "" : "; with the bug \(session.bugNames)")
  }
}

extension Loss {
  /// The word for it in `set loss`.
  var word: String {
    switch self {
    case .crossEntropy: "cross-entropy"
    case .binaryCrossEntropy: "binary-cross-entropy"
    case .meanSquaredError: "mse"
    case .given: "none"
    }
  }
}

extension OptimiserSettings.Schedule {
  /// The word for it in `set schedule`.
  var word: String {
    switch self {
    case .constant: "constant"
    case .step(let every, let factor): "step \(every) \(Numbers.compact(factor, digits: 6))"
    }
  }
}
