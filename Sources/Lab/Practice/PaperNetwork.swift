package import ConvNet

/// A network of small whole numbers, which can be computed on paper.
struct PaperNetwork {
  private var trainer: Trainer<Float>

  /// A network with images and parameters of small whole numbers.
  ///
  /// - Parameters:
  ///   - diagram: Its layers.
  ///   - input: Channels, rows and columns of an image.
  ///   - images: How many images a step takes.
  ///   - range: The numbers that a pixel may be.
  ///   - classes: How many classes the images have.
  ///   - random: Where the numbers come from.
  /// - Throws: An error if the diagram is not one for such images.
  init(
    _ diagram: String, input: Shape, images: Int = 1, range: ClosedRange<Int> = -1...3,
    classes: Int = 2, random: inout RandomSource
  ) throws {
    let numbers = random.whole(images * input.count, in: range)
    let data = LabelledImages(
      name: "numbers for paper", imageShape: input, numbers: numbers,
      labels: (0..<images).map { _ in UInt8(random.below(classes)) },
      classNames: (0..<classes).map(String.init))
    trainer = try Trainer(
      network: Network(input: input, diagram: Diagram(parsing: diagram), random: &random),
      data: DataSplit(training: data, test: data), learningRate: 0.1,
      context: PassContext(random: random), batchSize: images)
    trainer.shuffles = false
    trainer.drawWholeParameters(from: &random)
  }

  /// A network that continues from a state.
  init(_ state: Trainer<Float>) { trainer = state }

  /// Overwrites the numbers of one of the images.
  mutating func writeImage(_ index: Int, _ numbers: [Float]) throws {
    let own = trainer.step.batch == nil ? begun() : trainer
    trainer = own
    let indices = trainer.step.count > 1 ? [index] : []
    trainer.apply(.write(Place(quantity: "image", indices: indices), numbers))
  }

  /// The state with the images of a step loaded.
  private func begun() -> Trainer<Float> {
    var state = trainer
    state.advance()
    return state
  }

  /// Sets how parameters change.
  mutating func set(_ rule: OptimiserSettings.Rule, rate: Float, momentum: Double = 0.5) {
    trainer.optimiser.learningRate = rate
    trainer.optimiser.settings.rule = rule
    trainer.optimiser.settings.momentum = momentum
  }

  /// Overwrites the numbers of a place.
  mutating func write(_ place: String, _ numbers: [Float]) throws {
    trainer.apply(.write(try Place(parsing: place), numbers))
  }

  /// The state with the forward pass done.
  var forward: Trainer<Float> {
    var state = trainer.isBetweenSteps ? begun() : trainer
    while state.step.position < state.network.forwardOperationCount { state.advance() }
    return state
  }

  /// The state with the whole step done up to its update; with `given`, the backward pass begins with
  /// a gradient of small whole numbers at a layer's output.
  func backward(given layer: String? = nil, random: inout RandomSource) throws -> Trainer<Float> {
    var state = forward
    if let layer {
      let place = Place(layer: layer, quantity: "d_out")
      let count = state.shape(of: place)?.count ?? 1
      var gradient = random.whole(count, in: -2...2)
      if gradient.allSatisfy({ $0 == 0 }) { gradient[0] = 1 }
      state.apply(.write(place, gradient))
    }
    while state.next != .update { state.advance() }
    return state
  }
}

extension Trainer<Float> {
  /// Draws weights from -2 to 2 and biases from -1 to 1, all of them whole numbers, which can be
  /// computed with on paper. Parameters of batch normalisation stay as they are.
  package mutating func drawWholeParameters(from random: inout RandomSource) {
    for place in parameterPlaces {
      guard let values = numbers(at: place), place.layer?.hasPrefix("bn") != true
      else { continue }
      let bound = place.quantity == "biases" ? 1 : 2
      apply(.write(place, random.whole(values.shape.count, in: -bound...bound)))
    }
  }

  /// The state after the next update.
  func updated() -> Trainer {
    var state = self
    state.advance()
    return state
  }
}

extension RandomSource {
  /// Whole numbers of a range.
  package mutating func whole(_ count: Int, in range: ClosedRange<Int>) -> [Float] {
    (0..<count).map { _ in Float(range.lowerBound + below(range.count)) }
  }

  /// One of several.
  mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }
}
