import ConvNet
import Lab
import TestSupport
import Testing

/// Artificial pictures for tests: strokes on blank paper.
enum Strokes {
  /// The index of an image without ink.
  static let blank = 10

  /// A thick, uneven stroke whose slope and position depend on the class.
  private static func stroke(_ label: Int, height: Int, width: Int) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: height * width)
    for row in height / 5..<height * 4 / 5 {
      let centre = width / 4 + label + (row * (label % 4)) / 6
      for column in max(0, centre - 1)...min(width - 1, centre + 2) {
        pixels[row * width + column] = UInt8(60 + (row * 37 + column * 91 + label * 53) % 196)
      }
    }
    return pixels
  }

  /// The toy's image 0: small numbers, and no window of its map is tied for the maximum.
  private static let toy: [UInt8] = [
    0, 0, 1, 3, 0, 0, 0, 1, 0, 0, 3, 0, 0, 1, 0, 0, 3, 0,
    0, 3, 0, 0, 3, 0, 0, 3, 0, 0, 3, 0, 0, 0, 2, 1, 0, 0,
  ]

  private static func data(_ shape: Shape, classes: Int) -> DataSplit {
    let isToy = shape == Preset.toy.input
    var pixels: [UInt8] = []
    for image in 0...blank {
      if isToy {
        pixels += toy
      } else if image == blank {
        pixels += [UInt8](repeating: 0, count: shape.count)
      } else {
        pixels += stroke(image % 5, height: shape[1], width: shape[2])
      }
    }
    let set = LabelledImages(
      name: "strokes", imageShape: shape, pixels: pixels,
      labels: (0...blank).map { UInt8($0 % classes) }, classNames: (0..<classes).map(String.init),
      normalisation: isToy ? .raw : .centred)
    return DataSplit(training: set, test: set)
  }

  private static func trainer(
    _ network: Network<Float>, classes: Int, rate: Double, image: Int?, updates: Int
  ) throws -> Trainer<Float> {
    var timeline = Timeline(
      try Trainer(
        network: network, data: data(network.input, classes: classes), learningRate: Float(rate),
        context: PassContext(random: RandomSource(seed: 2))))
    while timeline.state.updates < updates { timeline.perform(.operation) }
    if let image { timeline.perform(.choose(.training(image))) }
    return timeline.state
  }

  /// A preset's network after some updates, with an image loaded.
  static func preset(_ name: String, image: Int?, updates: Int = 0) throws -> Trainer<Float> {
    let preset = try #require(Preset.named(name))
    var random = RandomSource(seed: 1)
    return try trainer(
      try preset.network(random: &random), classes: name == Preset.digits.name ? 10 : 2,
      rate: preset.learningRate, image: image, updates: updates)
  }

  /// Like digits, but with 2 filters on 12x12 pixels and 5 classes; or with other layers, or with
  /// two classes for a sigmoid.
  static func small(
    _ diagram: String = "conv3x3 2, maxpool2, softmax 5", image: Int?, updates: Int = 0
  ) throws -> Trainer<Float> {
    var random = RandomSource(seed: 1)
    let network = try Network<Float>(
      input: Shape(1, 12, 12), diagram: try Diagram(parsing: diagram), random: &random)
    return try trainer(
      network, classes: SampleNetwork.classes(of: diagram, otherwise: 5), rate: 0.05, image: image,
      updates: updates)
  }
}
