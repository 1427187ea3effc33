import ConvNet
import TestSupport
import Testing

/// Shapes that are known in advance are the shapes of the computed tensors.
@Suite struct PlaceShapeTests {
  static let diagrams =
    [
      "conv3x3 2, maxpool2, softmax 4",
      "conv2d 3 3x3 padding=1, batchnorm, leakyrelu, maxpool 3 stride=1, flatten, fc 5, dropout "
        + "keep=0.5, tanh, softmax 4",
      "conv2d 2 3x3, relu, conv3x3 2, maxpool2, fc 3, softmax 4",
    ] + SampleNetwork.all.map { $0.diagram(classes: 4) }

  private func timeline(_ diagram: String, channels: Int, batch: Int) throws -> Timeline<Float> {
    var random = RandomSource(seed: 1)
    let classes = SampleNetwork.classes(of: diagram, otherwise: 4)
    let images = LabelledImages(
      name: "small", imageShape: Shape(channels, 8, 8),
      pixels: (0..<6 * channels * 64).map { UInt8($0 * 37 % 251) },
      labels: (0..<6).map { UInt8($0 % classes) },
      classNames: Array(["a", "b", "c", "d"].prefix(classes)))
    let network = try Network<Float>(
      input: Shape(channels, 8, 8), diagram: Diagram(parsing: diagram), random: &random)
    var trainer = try Trainer(
      network: network, data: DataSplit(training: images, test: images), learningRate: 0.01,
      context: PassContext(random: random), batchSize: batch)
    trainer.optimiser.settings.rule = .adam
    return Timeline(trainer)
  }

  @Test(arguments: diagrams, [1, 3])
  func `every place has the shape that is said of it, at every moment`(
    _ diagram: String, _ channels: Int
  ) throws {
    for batch in [1, 2, 4] {
      var timeline = try timeline(diagram, channels: channels, batch: batch)
      for _ in 0...2 * timeline.state.operations.count {
        let trainer = timeline.state
        for place in trainer.places {
          let shape = try #require(trainer.shape(of: place), "\(place)")
          try expectNamed(shape, at: place, in: trainer)
          switch try trainer.read(place) {
          case .notComputed: #expect(!trainer.isComputed(place), "\(place)")
          case .computed(let tensor):
            #expect(trainer.isComputed(place), "\(place)")
            #expect(tensor.shape == shape, "\(place)")
          }
        }
        timeline.perform(.operation)
      }
    }
  }

  /// What a number at the ends of a place is called can be typed, and means that number.
  private func expectNamed(_ shape: Shape, at place: Place, in trainer: Trainer<Float>) throws {
    for offset in Set([0, shape.count - 1]) {
      let number = Place(
        layer: place.layer, quantity: place.quantity, indices: shape.indices(at: offset))
      let typed = try Place(parsing: "\(number)")
      #expect(typed == number && trainer.shape(of: typed) == Shape([]), "\(number)")
    }
  }

  @Test func `a batch of one has no index for the sample`() throws {
    var timeline = try timeline(Self.diagrams[0], channels: 1, batch: 1)
    #expect(timeline.state.shape(of: Place(quantity: "image")) == Shape(8, 8))
    timeline.perform(.operation)
    #expect(timeline.state.shape(of: Place(quantity: "label")) == Shape([]))
    #expect(timeline.state.shape(of: Place(layer: "conv", quantity: "out")) == Shape(2, 6, 6))
    #expect(timeline.state.shape(of: Place(layer: "pool", quantity: "out")) == Shape(2, 3, 3))
    #expect(timeline.state.shape(of: Place(layer: "nothing", quantity: "out")) == nil)
    #expect(timeline.state.shape(of: Place(layer: "pool", quantity: "filters")) == nil)
  }
}
