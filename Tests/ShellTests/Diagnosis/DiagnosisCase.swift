import ConvNet
import Lab
import Shell
import TestSupport

/// A training whose diagnosis is known: healthy, or with a fault that was planted.
struct DiagnosisCase {
  enum Images: String, CaseIterable {
    case digits, pair, blobs, uneven, bars

    var classes: Int {
      switch self {
      case .digits: 10
      case .pair, .uneven, .bars: 2
      case .blobs: 4
      }
    }
  }

  /// What was planted.
  enum Fault {
    /// Done to the data before the training.
    case data((LabelledImages) -> LabelledImages)
    /// Done to the timeline before the training.
    case start((inout Timeline<Float>) -> Void)
    /// Done to the timeline after half of the training.
    case middle((inout Timeline<Float>) -> Void)
    /// Another learning rate.
    case rate(Float)
    /// A bug.
    case bug(String)
  }

  var images = Images.digits
  var diagram: String
  var rate: Float = 0.01
  var rule = OptimiserSettings.Rule.sgd
  var batch = 1
  var loss: Loss?
  var seed: UInt64 = 1
  var fault: (name: String, cause: String, plant: Fault)?

  var description: String {
    let own = "\(images) | \(diagram) | \(rule) \(rate) | batch \(batch) | seed \(seed)"
    return own + (loss.map { " | \($0.rawValue)" } ?? "")
      + (fault.map { " | \($0.name) -> \($0.cause)" } ?? "")
  }

  /// The training after so many updates.
  func timeline(updates: Int, digits: DataSplit) throws -> Timeline<Float> {
    var data = images.split(digits)
    if case .data(let spoil)? = fault?.plant {
      data = DataSplit(training: spoil(data.training), test: spoil(data.test))
    }
    var random = RandomSource(seed: seed)
    let network = try Network<Float>(
      input: data.training.imageShape, diagram: Diagram(parsing: diagram), random: &random)
    var trainer = try Trainer(
      network: network, data: data, learningRate: rate, context: PassContext(random: random),
      batchSize: batch, loss: loss)
    trainer.shuffles = fault?.cause != "sorted"
    if case .bug(let name)? = fault?.plant, let bug = BugCatalog.named(name) {
      bug.start(&trainer.network)
      trainer.setHooks([bug])
    }
    var timeline = Timeline(trainer)
    timeline.perform(.optimiser(OptimiserSettings(rule: rule)))
    if case .rate(let rate)? = fault?.plant { timeline.perform(.learningRate(rate)) }
    if case .start(let spoil)? = fault?.plant { spoil(&timeline) }
    timeline.advance(updates: updates / 2)
    if case .middle(let spoil)? = fault?.plant { spoil(&timeline) }
    timeline.advance(updates: updates - updates / 2)
    return timeline
  }
}

extension DiagnosisCase.Images {
  func split(_ digits: DataSplit) -> DataSplit {
    switch self {
    case .digits: digits
    case .pair: DataSplit(training: digits.training.only([3, 8]), test: digits.test.only([3, 8]))
    case .blobs: made(shares: [25, 25, 25, 25])
    case .uneven: made(shares: [80, 20])
    case .bars: made(shares: [50, 50])
    }
  }

  /// Noise of 10x10 pixels with a mark of the class on it: a bright corner, or for bars a row or a
  /// column at a random place.
  private func made(shares: [Int]) -> DataSplit {
    var random = RandomSource(seed: 5)
    var (pixels, labels): ([UInt8], [UInt8]) = ([], [])
    for _ in 0..<800 {
      var (draw, label) = (random.below(100), 0)
      while draw >= shares[label] { (draw, label) = (draw - shares[label], label + 1) }
      var image = (0..<100).map { _ in UInt8(random.below(90)) }
      let line = 1 + random.below(8)
      for step in 0..<10 where self == .bars {
        image[label == 0 ? line * 10 + step : step * 10 + line] = UInt8(200 + random.below(50))
      }
      for place in 0..<16 where self != .bars {
        let (row, column) = (place / 4 + 6 * (label / 2), place % 4 + 6 * (label % 2))
        image[row * 10 + column] = UInt8(120 + random.below(130))
      }
      pixels += image
      labels.append(UInt8(label))
    }
    let images = LabelledImages(
      name: rawValue, imageShape: Shape(1, 10, 10), pixels: pixels, labels: labels,
      classNames: shares.indices.map(String.init))
    return DataSplit(
      training: images.selecting(0..<600), test: images.selecting(600..<800))
  }
}

extension LabelledImages {
  /// The same with other pixels or labels, in another order, or entering in another way.
  func changed(
    pixels: [UInt8]? = nil, labels: [UInt8]? = nil, normalisation: Normalisation? = nil
  ) -> LabelledImages {
    LabelledImages(
      name: name, imageShape: pixelShape, pixels: pixels ?? self.pixels,
      labels: labels ?? self.labels, classNames: classNames, classes: classes,
      normalisation: normalisation ?? self.normalisation)
  }
}
