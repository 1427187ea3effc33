import ConvNet

/// The end of a network with a classifier: its totals, its probabilities and its loss.
struct AnswerSetting: SlipSetting {
  let scene: SlipScene
  /// The totals of each sample.
  let totals: [[Float]]
  /// The probabilities of each sample.
  let probabilities: [[Float]]
  /// The right output of each sample.
  let targets: [Int]

  init?(_ scene: SlipScene) {
    let trainer = scene.trainer
    guard trainer.network.hasLoss, let batch = trainer.step.batch,
      trainer.step.passes.count == trainer.network.count, let pass = trainer.step.passes.last,
      scene.layer == nil || scene.layer == trainer.network.count - 1,
      scene.place.quantity != "out" || pass.anyLayer.ending.isAnswer
    else { return nil }
    func rows(_ tensor: Tensor<Float>) -> [[Float]] {
      let width = tensor.shape[1]
      return (0..<tensor.shape[0]).map { Array(tensor.values[$0 * width..<($0 + 1) * width]) }
    }
    self.scene = scene
    totals = rows(pass.quantity("totals") ?? pass.output)
    probabilities = rows(trainer.loss.probabilities(pass))
    targets = batch.targets
  }

  /// How many images there are.
  var count: Float { Float(targets.count) }

  /// Whether the loss is the negative logarithm of the probability of the right class.
  var isCrossEntropy: Bool {
    [.crossEntropy, .binaryCrossEntropy].contains(scene.trainer.loss)
  }

  /// Whether the place is dL/d(totals), under whatever name.
  var isTotalsGradient: Bool {
    isCrossEntropy && scene.trainer.step.given == nil
      && (scene.place.quantity == "d_totals"
        || scene.trainer.network.ending == .logits)
  }

  /// The probability of the right class of a sample.
  func right(_ sample: Int) -> Float {
    let p = probabilities[sample]
    return p.count > 1 ? p[targets[sample]] : targets[sample] == 1 ? p[0] : 1 - p[0]
  }

  /// The mean over the samples of a number computed from the probability of the right class.
  func loss(_ value: (Float) -> Float) -> [Float] {
    [totals.indices.reduce(0) { $0 + value(right($1)) } / count]
  }

  /// Each probability with what it should be, over the number of images.
  func gradient(_ value: (_ p: Float, _ y: Float) -> Float) -> [Float] {
    probabilities.indices.flatMap { sample in
      let p = probabilities[sample]
      return p.indices.map { k in
        value(p[k], p.count > 1 ? (k == targets[sample] ? 1 : 0) : Float(targets[sample])) / count
      }
    }
  }
}

/// Slips in the probabilities, the loss and its gradient.
enum AnswerSlips {
  static let all: [Slip] = probabilities + loss + gradient

  /// The totals of each sample, turned into numbers by `weight` that are then divided by their sum.
  private static func shares(
    _ own: AnswerSetting, _ weight: (Float) -> Float
  ) -> [Float]? {
    guard own.totals[0].count > 1 else { return nil }
    return own.totals.flatMap { totals in
      let weights = totals.map(weight)
      let sum = weights.reduce(0, +)
      return weights.map { $0 / sum }
    }
  }

  private static let probabilities: [Slip] = [
    Slip(
      "without-exp", at: "probabilities", "out", if: "each total is divided by the sum of totals",
      ask: "What is done to each total so that none is negative?"
    ) { (own: AnswerSetting) in [shares(own) { $0 }] },
    Slip(
      "totals-taken", at: "probabilities", "out", "loss",
      if: "the totals are used as probabilities",
      ask: "Are these numbers between 0 and 1, and do they add up to 1?"
    ) { (own: AnswerSetting) in
      guard own.scene.place.quantity == "loss" else { return [own.totals.flatMap(\.self)] }
      guard own.isCrossEntropy, own.totals[0].count > 1 else { return [] }
      let right = zip(own.totals, own.targets).map { -Float.log($0[$1]) }
      return [[right.reduce(0, +) / own.count]]
    },
    Slip(
      "exp-of-minus", at: "probabilities", "out",
      if: "e is raised to the power of minus each total",
      ask: "Should the largest total get the largest or the smallest probability?"
    ) { (own: AnswerSetting) in [shares(own) { Float.exp(-$0) }] },
    Slip(
      "powers-of-2", at: "probabilities", "out",
      if: "2 is raised to the power of each total, instead of e",
      ask: "Which number does softmax raise to each total?"
    ) { (own: AnswerSetting) in [shares(own) { Float.exp($0 * Float.log(2)) }] },
    Slip(
      "not-divided", at: "probabilities", "out",
      if: "e to the power of each total is not divided by their sum",
      ask: "What must all probabilities add up to?"
    ) { (own: AnswerSetting) in
      own.totals[0].count > 1 ? [own.totals.flatMap { $0.map { Float.exp($0) } }] : []
    },
    Slip(
      "sigmoid-of-each", at: "probabilities", "out", if: "the sigmoid of each total is taken",
      ask: "What must all probabilities add up to?"
    ) { (own: AnswerSetting) in
      guard own.totals[0].count > 1 else { return [] }
      return [own.totals.flatMap { $0.map { 1 / (1 + Float.exp(-$0)) } }]
    },
    Slip(
      "without-shift", at: "probabilities", "out",
      if: "the largest total is not subtracted first, so that its exponential overflows",
      ask: "How large may a total t be before e^t is too large for a Float?"
    ) { (own: AnswerSetting) in [shares(own) { Float.exp($0) }] },
    Slip(
      "other-class", at: "probabilities", "out", if: "the probability of the other class is used",
      ask: "Which class's probability is this output?"
    ) { (own: AnswerSetting) in
      own.totals[0].count == 1 ? [own.probabilities.map { 1 - $0[0] }] : []
    },
  ]

  private static let loss: [Slip] = [
    Slip(
      "log-10", at: "loss", if: "the logarithm to base 10 is used",
      ask: "Which key of your calculator is the natural logarithm?"
    ) { (own: AnswerSetting) in
      own.isCrossEntropy ? [own.loss { -Float.log($0) / Float.log(10) }] : []
    },
    Slip(
      "log-2", at: "loss", if: "the logarithm to base 2 is used",
      ask: "What is the base of the natural logarithm?"
    ) { (own: AnswerSetting) in
      own.isCrossEntropy ? [own.loss { -Float.log($0) / Float.log(2) }] : []
    },
    Slip(
      "log-of-other-class", at: "loss", if: "the probability of another class is used",
      ask: "Which class is the label, and how probable did the network say it is?"
    ) { (own: AnswerSetting) in
      guard own.isCrossEntropy, own.targets.count == 1 else { return [] }
      let p = own.probabilities[0]
      guard p.count > 1 else { return [own.loss { -Float.log(1 - $0) }] }
      return p.indices.filter { $0 != own.targets[0] }.map { [-Float.log(p[$0])] }
    },
    Slip(
      "probability-missing", at: "loss", if: "the loss is 1 - p, without a logarithm",
      ask: "What does the loss become as p goes to 0?"
    ) { (own: AnswerSetting) in own.isCrossEntropy ? [own.loss { 1 - $0 }] : [] },
    Slip(
      "probability-taken", at: "loss", if: "the probability itself is used as the loss",
      ask: "Should the loss grow or shrink as the answer gets better?"
    ) { (own: AnswerSetting) in own.isCrossEntropy ? [own.loss { $0 }] : [] },
    Slip(
      "loss-not-averaged", at: "loss", if: "the losses of the batch are added, not averaged",
      ask: "Should the loss of a batch depend on how many images it has?"
    ) { (own: AnswerSetting) in
      own.count > 1 ? [own.scene.right.values.map { $0 * own.count }] : []
    },
    Slip(
      "squares-not-averaged", at: "loss", if: "the squares are added, not averaged",
      ask: "The loss is a mean: over how many outputs?"
    ) { (own: AnswerSetting) in
      guard own.scene.trainer.loss == .meanSquaredError else { return [] }
      let width = Float(own.totals[0].count)
      return [own.scene.right.values.map { $0 * width }]
    },
    Slip(
      "half-of-squares", at: "loss", if: "half of the mean of the squares is taken",
      ask: "Is there a factor of 1/2 in this loss?"
    ) { (own: AnswerSetting) in
      own.scene.trainer.loss == .meanSquaredError ? [own.scene.right.values.map { $0 / 2 }] : []
    },
  ]

  private static let gradient: [Slip] = [
    Slip(
      "y-minus-p", at: "d_totals", "d_out", if: "p is subtracted from y: it is y - p",
      ask: "If the total of a wrong class is raised, does the loss rise or fall?"
    ) { (own: AnswerSetting) in own.isTotalsGradient ? [own.gradient { $1 - $0 }] : [] },
    Slip(
      "y-forgotten", at: "d_totals", "d_out", if: "y is forgotten: it is p alone",
      ask: "What must the gradients of all totals of one image add up to?"
    ) { (own: AnswerSetting) in own.isTotalsGradient ? [own.gradient { p, _ in p }] : [] },
    Slip(
      "of-probability", at: "d_totals", "d_out",
      if:
        "the derivative with respect to the probability, -1/p, is used instead of that with respect to "
        + "the total",
      ask: "What lies between the total and the loss, and how do its slopes combine?"
    ) { (own: AnswerSetting) in
      own.isTotalsGradient ? [own.gradient { p, y in y == 1 ? -1 / p : 0 }] : []
    },
    Slip(
      "slope-of-sigmoid", at: "d_totals", "d_out",
      if: "p(1 - p) is used: the slope of p with respect to its own total",
      ask: "Is that the slope of the loss, or of the probability?"
    ) { (own: AnswerSetting) in
      own.isTotalsGradient ? [own.gradient { p, _ in p * (1 - p) }] : []
    },
    Slip(
      "batch-not-divided", at: "d_totals", "d_out",
      if: "1/N is forgotten: the loss is a mean over the batch",
      ask: "How much does one image count in the loss of this batch?"
    ) { (own: AnswerSetting) in
      own.count > 1 ? [own.scene.right.values.map { $0 * own.count }] : []
    },
    Slip(
      "batch-divided-twice", at: "d_totals", "d_out", if: "it is divided by N twice",
      ask: "How many times does the mean over the batch divide by N?"
    ) { (own: AnswerSetting) in
      own.count > 1 ? [own.scene.right.values.map { $0 / own.count }] : []
    },
  ]
}
