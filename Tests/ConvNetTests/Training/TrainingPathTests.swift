import ConvNet
import Lab
import TestSupport
import Testing

/// Fast training against recorded training.
@Suite struct TrainingPathTests {
  /// A trainer on noise, with a network of the given layers.
  private func trainer<S: Scalar>(
    _ diagram: String, input: Shape = Shape(1, 12, 11), classes: Int = 3, ties: TiePolicy = .first,
    normalisation: Normalisation = .centred, as type: S.Type
  ) throws -> Trainer<S> {
    var random = RandomSource(seed: 3)
    let images = SmallData.noise(
      input, count: 7 * classes, classes: classes, normalisation: normalisation)
    let network = try Network<S>(
      input: images.imageShape, diagram: Diagram(parsing: diagram), random: &random)
    return try Trainer(
      network: network, data: DataSplit(training: images, test: images), learningRate: 0.05,
      context: PassContext(ties: ties, random: random))
  }

  /// Does the updates operation by operation and in one go: the results are equal in every bit.
  private func check<S: Scalar>(_ start: Trainer<S>, updates: Int) throws {
    var (stepped, trained) = (Timeline(start), Timeline(start))
    for done in [1, 2, 3, updates - 6] {
      stepped.operate(done * start.operations.count)
      trained.advance(updates: done)
      #expect(try Fingerprint(trained.state) == Fingerprint(stepped.state))
    }
    #expect(trained.now == updates * start.operations.count)
    #expect(trained.end == stepped.end)
    // A network that does not change would pass.
    #expect(
      !identical(
        trained.state.network.fileParameters[0].values, start.network.fileParameters[0].values))
  }

  static let diagrams = [
    "conv3x3 8, maxpool2, softmax 3", "conv3x3 3, maxpool2, softmax 3",
    "conv3x3 4, maxpool2, conv3x3 9, relu, flatten, fc 6, tanh, fc 3",
    "conv2d 3 5x4, leakyrelu, maxpool 3 stride=1, conv2d 2 3x3 padding=1, maxpool 2, softmax 3",
    "fc 9, relu, softmax 3", "softmax 3",
    "conv2d 3 3x3 stride=2 padding=2, sigmoid, avgpool 2, conv2d 4 3x3 padding=same, sigmoid, fc 3",
  ]

  @Test(arguments: diagrams, TiePolicy.allCases)
  func `training gives the bits of stepping`(_ diagram: String, _ ties: TiePolicy) throws {
    try check(trainer(diagram, ties: ties, as: Float.self), updates: 60)
    try check(trainer(diagram, ties: ties, as: Double.self), updates: 30)
  }

  @Test(arguments: [1, 2, 5, 8, 13])
  func `with any number of channels and classes`(_ count: Int) throws {
    try check(
      trainer(
        "conv3x3 \(count), maxpool2, softmax \(count + 1)", input: Shape(count, 28, 28),
        classes: count + 1, as: Float.self),
      updates: 15)
  }

  @Test func `with a sigmoid too`() throws {
    try check(
      trainer("conv3x3 2, maxpool2, sigmoid", classes: 2, as: Float.self), updates: 60)
  }

  @Test func `images that are padded train as they step`() throws {
    try check(
      trainer("conv3x3 2, maxpool2, softmax 3", normalisation: .standardised, as: Float.self),
      updates: 20)
  }

  @Test func `images given as numbers train as they step, on the fast path`() throws {
    var random = RandomSource(seed: 3)
    let bytes = SmallData.noise(Shape(1, 12, 11), count: 12, classes: 3)
    let images = LabelledImages(
      name: bytes.name, imageShape: bytes.imageShape,
      numbers: (0..<bytes.count).flatMap { bytes.image($0, as: Float.self).values },
      labels: bytes.labels, classNames: bytes.classNames)
    let network = try Network<Float>(
      input: images.imageShape, diagram: Diagram(parsing: "conv3x3 2, maxpool2, softmax 3"),
      random: &random)
    func trainer(_ images: LabelledImages) throws -> Trainer<Float> {
      try Trainer(
        network: network, data: DataSplit(training: images, test: images), learningRate: 0.05)
    }
    try check(trainer(images), updates: 20)
    #expect(TrainingPath(try trainer(images)) != nil)
    var (numbers, pixels) = (Timeline(try trainer(images)), Timeline(try trainer(bytes)))
    numbers.advance(updates: 20)
    pixels.advance(updates: 20)
    #expect(
      identical(
        numbers.state.network.fileParameters[0].values,
        pixels.state.network.fileParameters[0].values))
  }

  static let samples = SampleNetwork.all

  @Test(arguments: samples)
  func `every kind of layer trains as it steps`(_ network: SampleNetwork) throws {
    try check(
      trainer(
        network.diagram(), input: Shape(network.input), classes: network.classes(),
        as: Float.self), updates: 20)
  }

  @Test(arguments: ["toy", "digits", "sigmoid-lab"].compactMap(Preset.named))
  func `presets train as they step`(_ preset: Preset) throws {
    try check(SmallData.trainer(preset, drawn: true, as: Float.self), updates: 40)
  }

  @Test(arguments: [Optimiser<Float>.Rule.momentum, .adam])
  func `other rules take recorded steps`(_ rule: Optimiser<Float>.Rule) throws {
    var start = try trainer("conv3x3 2, maxpool2, softmax 3", as: Float.self)
    start.optimiser.settings.rule = rule
    try check(start, updates: 20)
  }

  @Test func `weight decay takes recorded steps`() throws {
    var start = try trainer("conv3x3 2, maxpool2, softmax 3", as: Float.self)
    start.optimiser.settings.weightDecay = 0.01
    try check(start, updates: 20)
  }

  @Test(arguments: ["pool-last-window", "conv-flipped", "labels-unshuffled", "dense-late"])
  func `a bug that is on is on in training too`(_ name: String) throws {
    var start = try trainer("conv3x3 2, maxpool2, softmax 3", as: Float.self)
    var sound = Timeline(start)
    start.setHooks([try #require(BugCatalog.named(name))])
    try check(start, updates: 20)
    var faulty = Timeline(start)
    sound.advance(updates: 20)
    faulty.advance(updates: 20)
    #expect(try Fingerprint(faulty.state) != Fingerprint(sound.state))
  }

  @Test func `a frozen layer stays as it is`() throws {
    let start = try trainer("conv3x3 2, maxpool2, softmax 3", as: Float.self)
    var (stepped, trained) = (Timeline(start), Timeline(start))
    stepped.perform(.freeze(layer: 0, true))
    trained.perform(.freeze(layer: 0, true))
    stepped.operate(20 * start.operations.count)
    trained.advance(updates: 20)
    #expect(try Fingerprint(trained.state) == Fingerprint(stepped.state))
    #expect(
      identical(
        trained.state.network.fileParameters[0].values, start.network.fileParameters[0].values))
  }

  @Test func `batches take recorded steps`() throws {
    let one = try trainer("conv3x3 2, maxpool2, softmax 3", as: Float.self)
    let start = try Trainer(
      network: one.network, data: one.data, learningRate: 0.05, context: one.context, batchSize: 4)
    try check(start, updates: 20)
  }

  @Test func `numbers that overflow do so in the same way`() throws {
    var start = try trainer("conv3x3 2, maxpool2, fc 3", as: Float.self)
    start.optimiser.learningRate = 1e20
    var (stepped, trained) = (Timeline(start), Timeline(start))
    stepped.operate(9 * start.operations.count)
    trained.advance(updates: 9)
    for (own, other) in zip(
      trained.state.network.fileParameters, stepped.state.network.fileParameters)
    {
      #expect(identical(own.values, other.values))
    }
    #expect(trained.state.journal[8].loss.isNaN)
    #expect(
      (0..<9).allSatisfy { trained.state.journal[$0].correct == stepped.state.journal[$0].correct })
  }

  @Test func `one can go back into a training and on`() throws {
    let start = try trainer("conv3x3 4, maxpool2, softmax 3", as: Float.self)
    let length = start.operations.count
    var stepped = Timeline(start)
    var seen = [try Fingerprint(stepped.state)]
    for _ in 0..<150 * length {
      stepped.operate()
      seen.append(try Fingerprint(stepped.state))
    }
    var trained = Timeline(start)
    trained.operate(4)
    // The step that is in progress counts as the first.
    trained.advance(updates: 100)
    #expect(trained.state.updates == 100)
    trained.advance(updates: 50)
    var random = RandomSource(seed: 1)
    let places = [0, 3, length, 99 * length, 100 * length, 100 * length + 1, 150 * length]
    for time in places + (0..<60).map({ _ in random.within(0...150 * length) }) {
      trained.travel(to: time)
      #expect(try Fingerprint(trained.state) == seen[time], "time \(time)")
    }
    // Redo what was undone, and go past its end.
    trained.travel(to: 140 * length + 3)
    trained.advance(updates: 8)
    #expect(trained.end == 150 * length)
    #expect(try Fingerprint(trained.state) == seen[148 * length])
    trained.advance(updates: 4)
    stepped.operate(2 * length)
    #expect(try Fingerprint(trained.state) == Fingerprint(stepped.state))
  }

  @Test func `an edit on the way cuts the future off and is replayed`() throws {
    let start = try trainer("conv3x3 4, maxpool2, softmax 3", as: Float.self)
    let length = start.operations.count
    var trained = Timeline(start)
    trained.advance(updates: 40)
    trained.travel(to: 30 * length)
    trained.perform(.write(try Place(parsing: "conv.filters[1,1,1]"), [0.5]))
    trained.perform(.ties(.all))
    trained.advance(updates: 20)
    let end = try Fingerprint(trained.state)
    #expect(trained.end == 50 * length + 2)
    trained.travel(to: 0)
    trained.travel(to: trained.end)
    #expect(try Fingerprint(trained.state) == end)
    var stepped = Timeline(start)
    stepped.operate(30 * length)
    stepped.perform(.write(try Place(parsing: "conv.filters[1,1,1]"), [0.5]))
    stepped.perform(.ties(.all))
    stepped.operate(20 * length)
    #expect(try Fingerprint(stepped.state) == end)
  }

  @Test func `memory stays bounded however often one trains`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, drawn: true, as: Float.self))
    for _ in 0..<400 { timeline.advance(updates: 97) }
    #expect((2...64).contains(timeline.snapshotCount))
  }
}
