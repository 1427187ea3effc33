import ConvNet
import Lab
import TestSupport
import Testing

/// Minibatches, and the layers that treat a batch as one.
struct BatchTests {
  private func trainer(
    _ diagram: String, batch: Int, count: Int = 10, classes: Int = 3
  ) throws -> Trainer<Float> {
    var random = RandomSource(seed: 3)
    let images = SmallData.noise(Shape(1, 8, 8), count: count, classes: classes)
    let network = try Network<Float>(
      input: images.imageShape, diagram: Diagram(parsing: diagram), random: &random)
    return try Trainer(
      network: network, data: DataSplit(training: images, test: images), learningRate: 0.1,
      context: PassContext(random: random), batchSize: batch)
  }

  private static let normalising = "conv2d 2 3x3, batchnorm, relu, dropout keep=0.5, fc 3"

  @Test func `the sample comes first in places, and parameters have no sample`() throws {
    var timeline = Timeline(try trainer(Self.normalising, batch: 4))
    timeline.operate(timeline.state.operations.count)
    let shapes = [
      "image": [4, 8, 8], "label": [4], "conv.out": [4, 2, 6, 6], "bn.mean": [2],
      "bn.normalised": [4, 2, 6, 6], "dropout.mask": [4, 2, 6, 6], "conv.d_filters": [2, 3, 3],
      "fc.d_out": [4, 3], "probabilities": [4, 3], "bn.running_mean": [2], "loss": [],
    ]
    for (place, shape) in shapes {
      guard case .computed(let tensor) = try timeline.state.read(Place(parsing: place)) else {
        Issue.record("\(place) is not computed")
        continue
      }
      #expect(tensor.shape.extents == shape, "\(place)")
    }
  }

  @Test func `a chosen image brings those that follow it, round the end`() throws {
    var timeline = Timeline(try trainer("fc 3", batch: 4))
    timeline.perform(.choose(.test(8)))
    #expect(timeline.state.step.batch?.origins == [.test(8), .test(9), .test(0), .test(1)])
    #expect(timeline.state.sample(2)?.origin == .test(0))
    #expect(
      timeline.state.place(try Place(parsing: "fc.out[1]"), ofSample: 2).description
        == "fc.out[2,1]")
    #expect(
      timeline.state.place(try Place(parsing: "fc.weights[1]"), ofSample: 2).description
        == "fc.weights[1]")
  }

  @Test func `images that fill no batch are dropped from the pass`() throws {
    var timeline = Timeline(try trainer("fc 3", batch: 4))
    timeline.perform(.shuffle(false))
    var taken: [[ImageOrigin]] = []
    for _ in 0..<3 {
      timeline.operate(timeline.state.operations.count)
      taken.append(try #require(timeline.state.step.batch).origins)
    }
    #expect(taken.map { $0[0] } == [.training(0), .training(4), .training(0)])
    #expect(timeline.state.epoch == 2)
    #expect(timeline.state.journal[0].count == 4)
  }

  @Test func `a set smaller than a batch is taken whole`() throws {
    var timeline = Timeline(try trainer("fc 3", batch: 32))
    timeline.operate()
    #expect(timeline.state.step.batch?.count == 10)
  }

  @Test func `a batch of one is refused where batch normalisation would see one number`() throws {
    #expect(throws: TrainerError.self) { try trainer("fc 4, batchnorm, fc 3", batch: 1) }
    #expect(throws: TrainerError.self) { try trainer("fc 4, batchnorm, fc 3", batch: 4, count: 1) }
    let whole = try trainer("fc 4, batchnorm, fc 3", batch: 4)
    let oneToTest = DataSplit(
      training: whole.data.training, test: whole.data.test.selecting([0]))
    #expect(throws: TrainerError.self) {
      try Trainer(network: whole.network, data: oneToTest, learningRate: 0.1, batchSize: 4)
    }
    let wide = try trainer("conv2d 2 3x3, batchnorm, fc 3", batch: 1)
    #expect(wide.batchSize == 1, "maps have many numbers a channel")
  }

  @Test func `a batch that would take gigabytes is refused`() throws {
    let wide = try trainer("conv2d 1000 1x1, fc 3", batch: 1, count: 3_000)
    #expect(throws: TrainerError.self) { try wide.check(batchSize: 3_000) }
    try wide.check(batchSize: 500)
  }

  @Test func `running moments: the first batch's, then nine parts old and one part new`() throws {
    var timeline = Timeline(try trainer(Self.normalising, batch: 4))
    timeline.operate(timeline.state.operations.count - 1)
    #expect(try timeline.values("bn.running_mean") == nil, "nothing changes until update")
    timeline.operate()
    let first = try #require(try timeline.values("bn.mean"))
    #expect(try timeline.values("bn.running_mean") == first)
    timeline.operate(timeline.state.operations.count)
    let second = try #require(try timeline.values("bn.mean"))
    let expected = zip(first, second).map { Float(0.9) * $0 + Float(1 - 0.9) * $1 }
    #expect(try timeline.values("bn.running_mean") == expected)
  }

  @Test func `in evaluation the running moments are taken and nothing is dropped`() throws {
    var timeline = Timeline(try trainer(Self.normalising, batch: 4))
    timeline.operate(timeline.state.operations.count)
    timeline.perform(.mode(.evaluation))
    timeline.operate(timeline.state.operations.count - 1)
    #expect(try timeline.values("bn.mean") == timeline.values("bn.running_mean"))
    #expect(try timeline.values("dropout.mask")?.allSatisfy { $0 == 1 } == true)
    #expect(try timeline.values("dropout.out") == timeline.values("relu.out"))
  }

  @Test func `dropout keeps about the share it names, scaled so that the mean stays`() throws {
    var context = PassContext(random: RandomSource(seed: 4))
    let ones = Tensor<Double>(Shape(1, 10_000), repeating: 1)
    let pass = Dropout<Double>(keep: 0.8).pass(ones, in: &context)
    let kept = pass.output.values.count { $0 != 0 }
    #expect((7_800...8_200).contains(kept))
    #expect(pass.output.values.allSatisfy { $0 == 0 || $0 == 1 / 0.8 })
    let nothing = Dropout<Double>(keep: 0).pass(ones, in: &context)
    #expect(nothing.output.values.allSatisfy { $0 == 0 }, "keep 0 gives zeros, not infinities")
  }

  @Test func `a batch normalisation's gradient sums to zero over every channel`() throws {
    var random = RandomSource(seed: 8)
    var context = PassContext()
    let input = Tensor<Double>.normal(Shape(3, 2, 4, 4), divisor: 1, random: &random)
    let upstream = Tensor<Double>.normal(Shape(3, 2, 4, 4), divisor: 1, random: &random)
    let pass = BatchNorm<Double>(channels: 2, keep: 0.9).pass(input, in: &context)
    let gradient = pass.backward(Upstream(out: upstream)).input
    for c in 0..<2 {
      let sum = (0..<3).reduce(0) { $0 + gradient.slice([$1, c]).values.reduce(0, +) }
      #expect(abs(sum) < 1e-12)
      let out = (0..<3).flatMap { pass.output.slice([$0, c]).values }
      #expect(abs(out.reduce(0, +) / 48) < 1e-12)
      #expect(abs(out.reduce(0) { $0 + $1 * $1 } / 48 - 1) < 1e-6)
    }
  }

  @Test func `a frozen layer gets gradients, and updates leave it as it is`() throws {
    var timeline = Timeline(try trainer("conv2d 2 3x3, batchnorm, fc 3", batch: 2))
    timeline.perform(.optimiser(OptimiserSettings(rule: .momentum, weightDecay: 0.1)))
    timeline.perform(.freeze(layer: 0, true))
    let before = try #require(try timeline.values("conv.filters"))
    let dense = try #require(try timeline.values("fc.weights"))
    timeline.operate(3 * timeline.state.operations.count)
    #expect(try timeline.values("conv.filters") == before)
    #expect(try timeline.values("fc.weights") != dense)
    #expect(try timeline.values("conv.d_filters")?.contains { $0 != 0 } == true)
    timeline.perform(.freeze(layer: 0, false))
    timeline.operate(timeline.state.operations.count)
    #expect(try timeline.values("conv.filters") != before)
  }

  @Test func `the rate falls by its factor every so many updates, counted from one`() {
    var optimiser = Optimiser<Double>(learningRate: 0.1)
    #expect(optimiser.rate(ofUpdate: 1_000) == 0.1)
    optimiser.settings.schedule = .step(every: 30, factor: 0.9)
    #expect(optimiser.rate(ofUpdate: 29) == 0.1)
    #expect(abs(optimiser.rate(ofUpdate: 30) - 0.09) < 1e-15)
    #expect(abs(optimiser.rate(ofUpdate: 95) - 0.1 * 0.9 * 0.9 * 0.9) < 1e-15)
    #expect(optimiser.rate(ofUpdate: 1_000_000_000) >= 0)
  }

  @Test func `going back over batches, dropout and running moments gives the same bits`() throws {
    var timeline = Timeline(try trainer(Self.normalising, batch: 4))
    timeline.perform(.optimiser(OptimiserSettings(rule: .adam)))
    timeline.operate(7)
    let seven = try Fingerprint(timeline.state)
    let time = timeline.now
    timeline.operate(500)
    let end = try Fingerprint(timeline.state)
    let last = timeline.now
    timeline.travel(to: time)
    #expect(try Fingerprint(timeline.state) == seven)
    timeline.travel(to: last)
    #expect(try Fingerprint(timeline.state) == end)
  }

  @Test func `an edit in the middle of a step computes it again with the same numbers dropped`()
    throws
  {
    var timeline = Timeline(try trainer(Self.normalising, batch: 4))
    timeline.operate(5)
    let mask = try timeline.values("dropout.mask")
    timeline.perform(.write(try Place(parsing: "conv.filters[0,0,0]"), [0.5]))
    #expect(try timeline.values("dropout.mask") == mask)
  }

  @Test func `images are padded with blank paper before they are normalised`() {
    let images = SmallData.noise(
      Shape(1, 2, 2), count: 1, classes: 1, normalisation: .standardised)
    #expect(images.imageShape == Shape(1, 6, 6))
    let image: Tensor<Double> = images.image(0)
    let blank = (0 / 255 - 0.1307) / 0.3081
    #expect(image[0, 0, 0] == blank && image[0, 5, 5] == blank && image[0, 1, 3] == blank)
    #expect(image[0, 2, 2] == (Double(images.pixels[0]) / 255 - 0.1307) / 0.3081)
    #expect(image[0, 3, 3] == (Double(images.pixels[3]) / 255 - 0.1307) / 0.3081)
  }
}

/// The gradients of every preset, group by group.
struct PresetGradientTests {
  @Test(arguments: Preset.all.map(\.name))
  func `every group of parameters of every preset passes the gradient check`(
    _ name: String
  ) throws {
    let preset = try #require(Preset.named(name))
    var timeline = Timeline(try SmallData.trainer(preset, drawn: name != "toy", as: Double.self))
    timeline.operate(timeline.state.operations.count - 1)
    var check = try GradientCheck(of: timeline.state)
    var compared = 0
    for place in check.groups where place.layer != nil {
      let comparison = try #require(try check.check(place, atMost: 2))
      #expect(!comparison.isWrong, "\(place)")
      compared += comparison.checked
    }
    #expect(compared > 0)
  }
}
