package import ConvNet
import Lab

/// A training that is small enough to be repeated many times: the toy network on eight 6x6 images.
package enum SmallTraining {
  package static func data(name: String = "marks") -> DataSplit {
    var pixels = [UInt8](repeating: 0, count: 8 * 36)
    for image in 0..<8 {
      for step in 0..<6 {
        // Odd images have a row of ink, even images have a column.
        let place = image % 2 == 1 ? (image / 2 + 1) * 6 + step : step * 6 + image / 2 + 1
        pixels[image * 36 + place] = UInt8(1 + (step + image) % 3)
      }
    }
    let images = LabelledImages(
      name: name, imageShape: Shape(1, 6, 6), pixels: pixels, labels: [0, 1, 0, 1, 0, 1, 0, 1],
      classNames: ["column", "row"], normalisation: .raw)
    return DataSplit(training: images, test: images)
  }

  package static func trainer(
    learningRate: Float = 0.01, diagram: String? = nil
  ) throws -> Trainer<Float> {
    var random = RandomSource(seed: 3)
    let network =
      try diagram.map {
        try Network<Float>(
          input: Shape(1, 6, 6), diagram: Diagram(parsing: $0), random: &random)
      } ?? Preset.toy.network(random: &random)
    return try Trainer(
      network: network, data: data(), learningRate: learningRate,
      context: PassContext(random: random))
  }

  package static func timeline(learningRate: Float = 0.01) throws -> Timeline<Float> {
    Timeline(try trainer(learningRate: learningRate))
  }
}

extension Timeline {
  /// Does operations up to and including this many more updates.
  package mutating func train(_ updates: Int) {
    let last = state.updates + updates
    while state.updates < last { perform(.operation) }
  }
}

extension Trainer {
  /// All parameters.
  package var weights: [Tensor<S>] { network.fileParameters.map(\.values) }

  /// The losses of all updates, as bits.
  package var losses: [UInt32] { (0..<journal.count).map { journal[$0].loss.bitPattern } }
}
