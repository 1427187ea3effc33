package import ConvNet
package import Lab

/// Data and trainers for tests.
package enum SmallData {
  /// Images of random pixels.
  package static func noise(
    _ shape: Shape, count: Int, classes: Int, normalisation: Normalisation = .centred
  ) -> LabelledImages {
    var random = RandomSource(seed: UInt64(count))
    return LabelledImages(
      name: "noise", imageShape: shape,
      pixels: (0..<count * shape.count).map { _ in UInt8(random.below(256)) },
      labels: (0..<count).map { UInt8($0 % classes) },
      classNames: (0..<classes).map(String.init), normalisation: normalisation)
  }

  /// The zero with which the preset toy is computed on paper, and two images of noise.
  package static var toy: DataSplit {
    let worked: [UInt8] = [
      0, 0, 1, 3, 0, 0,
      0, 1, 0, 0, 3, 0,
      0, 1, 0, 0, 3, 0,
      0, 3, 0, 0, 3, 0,
      0, 3, 0, 0, 3, 0,
      0, 0, 2, 1, 0, 0,
    ]
    let noise = noise(Shape(1, 6, 6), count: 2, classes: 2)
    let images = LabelledImages(
      name: "toy", imageShape: Shape(1, 6, 6), pixels: worked + noise.pixels.map { $0 % 4 },
      labels: [0, 1, 1], classNames: ["0", "1"], normalisation: .raw)
    return DataSplit(training: images, test: images)
  }

  package static func split(for preset: Preset, count: Int = 6) -> DataSplit {
    guard preset.name != "toy" else { return toy }
    let classes = preset.name == "sigmoid-lab" ? 2 : 10
    let margin = 2 * preset.normalisation.padding
    let images = noise(
      Shape(preset.input[0], preset.input[1] - margin, preset.input[2] - margin), count: count,
      classes: classes, normalisation: preset.normalisation)
    return DataSplit(training: images, test: images)
  }

  /// A trainer on noise, with a network of the given layers.
  package static func trainer(
    of diagram: String, input: Shape = Shape(1, 8, 8), classes: Int = 3, batch: Int = 1
  ) throws -> Trainer<Float> {
    var random = RandomSource(seed: 2)
    let network = try Network<Float>(
      input: input, diagram: Diagram(parsing: diagram), random: &random)
    let images = noise(input, count: 12, classes: classes)
    return try Trainer(
      network: network, data: DataSplit(training: images, test: images), learningRate: 0.05,
      context: PassContext(random: random), batchSize: batch)
  }

  /// A trainer on a preset, initialised from the seed 1, with batches of at most three images.
  package static func trainer<S: Scalar>(
    _ preset: Preset, drawn: Bool = false, as type: S.Type = S.self
  ) throws -> Trainer<S> {
    var random = RandomSource(seed: 1)
    let network = try preset.network(random: &random, drawn: drawn, as: S.self)
    return try Trainer(
      network: network, data: split(for: preset), learningRate: S(preset.learningRate),
      context: PassContext(random: random), batchSize: min(preset.batch, 3))
  }
}

extension Timeline {
  /// Does this many operations of the tape.
  package mutating func operate(_ count: Int = 1) {
    for _ in 0..<count { perform(.operation) }
  }

  /// The numbers at a place; `nil` if they are not computed yet.
  package func values(_ place: String) throws -> [S]? {
    guard case .computed(let tensor) = try state.read(Place(parsing: place)) else { return nil }
    return tensor.values
  }
}

/// Everything that can be observed of a trainer, bit for bit.
package struct Fingerprint: Equatable {
  private let numbers: [[UInt64]?]
  private let journal: [Journal.Entry]
  private let context: PassContext
  private let learningRate: UInt64
  private let position: [Int]
  private let shuffles: Bool

  package init<S: Scalar>(_ trainer: Trainer<S>) throws {
    numbers = try trainer.places.map { place in
      guard case .computed(let tensor) = try trainer.read(place) else { return nil }
      // The sign of a NaN is not specified.
      return tensor.values.map { $0.isNaN ? 0x7ff8 << 48 : Double($0).bitPattern }
    }
    journal = (0..<trainer.journal.count).map { trainer.journal[$0] }
    context = trainer.context
    learningRate = Double(trainer.optimiser.learningRate).bitPattern
    position = [
      trainer.step.position, trainer.epoch, trainer.batchesLeftInEpoch, trainer.clock,
      trainer.batchSize,
    ]
    shuffles = trainer.shuffles
  }
}

extension LabelledImages {
  /// Only the images of these classes, in their original order; the classes keep the order given.
  package func only(_ classes: [Int]) -> LabelledImages {
    selecting(labels.indices.filter { classes.contains(Int(labels[$0])) }, classes: classes)
  }
}
