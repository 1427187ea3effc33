import ConvNet

/// What all programs say in the same way.
extension NetworkExport {
  /// How Backstep trains the network at present, as constants.
  ///
  /// - Parameter array: The function that makes an array of a list.
  /// - Returns: Lines of Python.
  func settings(array: String) -> String {
    let (data, optimiser) = (trainer.data.training, trainer.optimiser)
    let decay = optimiser.settings.weightDecay
    let targets = trainer.targets.map { $0.map(String.init) ?? "-1" }
    let lines = [
      "# How Backstep trained it when this file was written.",
      dataFolder.map { "DATA = Path(\(JSONText.quoted($0))).expanduser()" } ?? "DATA = HERE",
      "IMAGE = \(ProgramText.tuple(data.pixelShape.extents))  # channels, rows, columns",
      "# The output of each class; -1: left out.",
      ProgramText.list("TARGETS = \(array)([", targets, "])").joined(separator: "\n"),
      "BATCH = \(trainer.batchSize)",
      "RATE = \(optimiser.learningRate)",
      decay == 0 ? nil : "WEIGHT_DECAY = \(decay)",
      "UPDATES = \(trainer.updates)  # done so far",
    ]
    return lines.compactMap { $0 }.joined(separator: "\n")
  }

  /// What the network sees of a pixel x.
  var normalisation: String {
    let rule = trainer.data.training.normalisation
    let scale = rule.scale == rule.scale.rounded() ? "\(Int(rule.scale))" : "\(rule.scale)"
    var x = rule.scale == 1 ? "x" : "x / \(scale)"
    if rule.mean != 0 { x += " - \(rule.mean)" }
    if rule.deviation != 1 { x = "(\(x)) / \(rule.deviation)" }
    return x
  }

  /// Whether the order of the images depends on random numbers.
  var drawsOrder: Bool { trainer.shuffles || trainer.orderPlace.source != nil }

  /// A statement that sets the random numbers to Backstep's.
  var restoresRandom: String {
    "RANDOM.state = \(trainer.context.random.state)  # where Backstep stopped"
  }

  /// The order of the training images.
  ///
  /// - Parameters:
  ///   - array: The function that makes an array of a list.
  ///   - range: The function that makes the numbers below a count.
  /// - Returns: Statements about the rest of the present pass over them, and an expression for any
  ///   later pass.
  func orders(array: String, range: String) -> (first: [String], next: String) {
    let place = trainer.orderPlace
    let next = trainer.shuffles ? "\(array)(RANDOM.permutation(count))" : "\(range)(count)"
    let random = drawsOrder ? [restoresRandom] : []
    guard let taken = place.taken else { return (random + ["order = \(range)(0)"], next) }
    let pass =
      place.source.map { "\(array)(Random(\($0.state)).permutation(count))" } ?? "\(range)(count)"
    return (
      random + ["# The rest of the pass that Backstep has begun.", "order = \(pass)[\(taken):]"],
      next
    )
  }
}
