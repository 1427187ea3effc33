import ConvNet
import TestSupport
import Testing

/// What is too large is refused before any memory is allocated for it; everything else works.
struct MemoryNeedTests {
  private func build(
    _ text: String, input: Shape = Shape(1, 28, 28)
  ) throws -> Network<Float> {
    var random = RandomSource(seed: 1)
    return try Network(input: input, diagram: Diagram(parsing: text), random: &random)
  }

  @Test(
    arguments: [
      Hostile((Array(repeating: "fc 7000", count: 25) + ["softmax 10"]).joined(separator: ", ")),
      "fc 65536, fc 65536, softmax 10", "fc 65536, softmax 65536",
      "conv2d 65536 1x1, softmax 65536", "conv2d 65536 28x28, conv2d 65536 1x1, softmax 10",
      Hostile(
        Array(repeating: "conv2d 1 1000x1000 padding=999, relu", count: 200).joined(separator: ", ")
      ),
      Hostile(
        Array(repeating: "conv2d 65536 2x2 padding=1", count: 9).joined(separator: ", ")
          + ", softmax 10"),
    ] as [Hostile])
  func `a network that is too large is refused, and the layer named`(_ diagram: Hostile) throws {
    let error = try #require(throws: NetworkError.self) { try build(diagram.text) }
    guard case .memory(let need, let layer) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(need.bytes > MemoryNeed.limit && !need.isAllowed)
    #expect(layer < diagram.text.split(separator: ",").count)
    #expect(!need.largestLayer.isEmpty)
  }

  @Test func `parameters count by the optimiser, outputs by the images`() throws {
    let network = try build("fc 100, softmax 10")
    let parameters = 785 * 100 + 101 * 10
    let outputs = 784 + 100 + 10
    func bytes(_ images: Int, _ memories: Int) -> Int {
      MemoryNeed(of: network, images: images, memories: memories, as: Float.self).bytes
    }
    #expect(bytes(1, 0) == 4 * (4 * parameters + 6 * outputs))
    #expect(bytes(7, 0) == 4 * (4 * parameters + 6 * 7 * outputs))
    #expect(bytes(7, 2) == 4 * (8 * parameters + 6 * 7 * outputs))
    #expect(MemoryNeed(of: network, as: Double.self).bytes == 2 * bytes(1, 0))
  }

  @Test func `a batch may have as many images as are said, and not one more`() throws {
    let data = SmallData.noise(Shape(1, 200, 200), count: 60, classes: 2)
    var random = RandomSource(seed: 1)
    let network = try Network<Float>(
      input: data.imageShape, diagram: Diagram(parsing: "conv2d 90 1x1, avgpool all, softmax 2"),
      random: &random)
    let trainer = try Trainer(
      network: network, data: DataSplit(training: data, test: data), learningRate: 0.1)
    let most = MemoryNeed(of: network, as: Float.self).mostImages
    #expect((2..<60).contains(most))
    try trainer.check(batchSize: most)
    let error = #expect(throws: TrainerError.self) { try trainer.check(batchSize: most + 1) }
    guard case .tooLarge(let need)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(need.mostImages == most)
    // A set with fewer images uses all of them.
    #expect(throws: TrainerError.self) { try trainer.check(batchSize: 1_000_000) }
  }

  @Test func `a rule that remembers more may be too much for a network that is not`() throws {
    let data = SmallData.noise(Shape(1, 200, 200), count: 60, classes: 2)
    var random = RandomSource(seed: 1)
    let network = try Network<Float>(
      input: data.imageShape,
      diagram: Diagram(parsing: "conv2d 90 1x1, avgpool all, fc 60000, fc 90, softmax 2"),
      random: &random)
    let trainer = try Trainer(
      network: network, data: DataSplit(training: data, test: data), learningRate: 0.1,
      batchSize: MemoryNeed(of: network, as: Float.self).mostImages)
    try trainer.check()
    #expect(throws: TrainerError.self) { try trainer.check(optimiser: .init(rule: .adam)) }
  }

  @Test func `need that cannot be counted is more than any`() {
    let need = MemoryNeed(input: Shape(1 << 40), images: 1 << 40, as: Float.self)
    #expect(need.bytes == .max)
    #expect(!need.isAllowed)
    #expect(need.description.count < 200)
  }

  @Test(arguments: [
    "conv2d 2 3x3 padding=3", "conv2d 2 3x3 padding=1000", "conv2d 2 1x1 padding=1",
    "conv2d 2 5x3 padding=3",
  ])
  func `a window cannot lie wholly in the padding`(_ layer: String) throws {
    let error = #expect(throws: NetworkError.self) { try build(layer + ", softmax 10") }
    guard case .diagram(.paddingTooLarge, layer: 0)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    _ = try build("conv2d 2 3x3 padding=2, softmax 10")
  }

  // MARK: Random diagrams

  /// A layer with random numbers and options, mostly too large, some of them invalid.
  private static func layer(_ random: inout RandomSource) -> String {
    let word = Diagram.vocabulary[random.below(Diagram.vocabulary.count)]
    let numbers = [
      "0", "1", "2", "3", "7", "28", "100", "1000", "65535", "65536", "65537", "-1",
      "99999999999999999999", "all", "x", "1x1", "3x3", "2x5", "1000x1000", "0x3", "1e9",
    ]
    var words = [word.word]
    for _ in 0..<random.below(4) { words.append(numbers[random.below(numbers.count)]) }
    for option in word.options where random.below(3) == 0 {
      let values = [
        "0", "1", "2", "0.5", "1000", "65536", "-3", "nan", "inf", "1e-300", "he", "uniform",
      ]
      words.append("\(option)=\(values[random.below(values.count)])")
    }
    return words.joined(separator: " ")
  }

  @Test(arguments: 0..<6)
  func `no diagram traps, and what is accepted trains, goes back and explains`(
    _ seed: UInt64
  ) throws {
    var random = RandomSource(seed: 1_000 + seed)
    var accepted = 0
    for _ in 0..<1_500 {
      var layers = (0..<random.within(0...3)).map { _ in Self.layer(&random) }
      let ends = ["softmax 2", "sigmoid", "fc 2", "fc 3", "fc 1", "softmax 70 2", "softmax"]
      layers.append(ends[random.below(ends.count)])
      guard let diagram = try? Diagram(parsing: layers.joined(separator: ", ")) else { continue }
      let shape = [Shape(1, 6, 6), Shape(3, 9, 7), Shape(1, 28, 28)][random.below(3)]
      var own = RandomSource(seed: seed)
      // Large networks would take too much time rather than memory.
      guard let need = try? Self.need(of: diagram, input: shape), need < 1_500_000,
        let network = try? Network<Float>(input: shape, diagram: diagram, random: &own)
      else { continue }
      let data = SmallData.noise(shape, count: 3, classes: 2)
      guard
        var trainer = try? Trainer(
          network: network, data: DataSplit(training: data, test: data), learningRate: 0.01,
          batchSize: random.within(1...3))
      else { continue }
      accepted += 1
      let losses = Loss.allCases.filter {
        $0.fits(network.ending, outputs: network.outputCount)
      }
      trainer.apply(.loss(losses[random.below(losses.count)]))
      try Self.exercise(trainer, &random, "\(diagram)")
    }
    #expect(accepted > 20)
  }

  /// How many bytes a network would take, without making it.
  private static func need(of diagram: Diagram, input: Shape) throws -> Int? {
    var random = RandomSource(seed: 0)
    let smallest = diagram.layers.contains { $0.numbers.contains { $0 > 200 } }
    if smallest { return .max }
    let network = try Network<Float>(input: input, diagram: diagram, random: &random)
    return MemoryNeed(of: network, as: Float.self).bytes
  }

  private static func exercise(
    _ trainer: Trainer<Float>, _ random: inout RandomSource, _ name: String
  ) throws {
    var timeline = Timeline(trainer)
    timeline.advance(updates: 2)
    timeline.operate(trainer.operations.count - 1)
    let seen = try Fingerprint(timeline.state)
    let state = timeline.state
    let places = state.places
    for _ in 0..<6 {
      let place = places[random.below(places.count)]
      guard case .computed(let tensor) = try state.read(place) else { continue }
      let indices = tensor.shape.indices(at: random.below(tensor.shape.count))
      _ = try state.explain(Place(layer: place.layer, quantity: place.quantity, indices: indices))
    }
    _ = state.evaluate(state.data.test)
    _ = timeline.journal
    let end = timeline.now
    timeline.travel(to: random.within(0...end))
    timeline.travel(to: end)
    #expect(try Fingerprint(timeline.state) == seen, "\(name)")
  }
}
