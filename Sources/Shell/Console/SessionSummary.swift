import ConvNet
import Datasets
import Rendering

/// What a session has open, in words and tables.
enum SessionSummary {
  /// What a pixel p enters as.
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
      + "\(Numbers.count(loaded.test.count)) test images"
      + (loaded.isTestHeldOut ? " (training images held out)" : "")
      + ", \(loaded.train.imageShape), \(list)."
  }

  /// The table of layers.
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
    table.append(["loss", trainer.loss.rawValue, "1", Numbers.count(network.parameterCount)])
    return table.block(width: width).lines
  }

  /// A line on how the network is trained.
  static func settings(_ session: Session) -> String {
    let trainer = session.trainer
    let ties = trainer.context.ties
    let settings = trainer.optimiser.settings
    let schedule =
      settings.schedule == .constant ? "" : " (schedule \(Setting.word(for: settings.schedule)))"
    return "\(session.subject.preset?.name ?? "a network of your own"), on "
      + "\(trainer.data.training.name); \(settings.rule.rawValue), learning rate "
      + "\(Numbers.compact(trainer.optimiser.learningRate, digits: 6))\(schedule), "
      + (trainer.batchSize > 1 ? "batches of \(trainer.batchSize), " : "")
      + "\(Numbers.count(trainer.updates, "update")) so far"
      + (ties == .first ? "" : "; ties \(ties.rawValue)")
      + (trainer.context.mode == .training ? "" : "; in evaluation mode")
      + (trainer.bugs.isEmpty ? "." : "; with the bug \(session.bugNames).")
  }
}
