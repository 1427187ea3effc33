import ConvNet
import Lab
import TestSupport
import Testing

@Suite struct TrainingTests {
  /// A loop over forward, loss, backward and update, as you would write it without a tape.
  private struct Loop<S: Scalar> {
    var network: Network<S>
    let data: LabelledImages
    let loss: Loss
    var optimiser: Optimiser<S>
    var random: RandomSource

    mutating func step(_ index: Int) -> S {
      var context = PassContext()
      let target = [Int(data.labels[index])]
      let image = data.image(index, as: S.self).reshaped(data.imageShape.batched(1))
      let passes = network.forward(image, in: &context)
      let upstream = loss.gradient(passes[passes.count - 1], targets: target)
      optimiser.update(&network, with: Network.backward(passes, from: upstream), number: index + 1)
      return loss.evaluate(passes[passes.count - 1], targets: target).mean
    }
  }

  private func check<S: Scalar>(_ preset: Preset, steps: Int, _ type: S.Type) throws {
    let trainer = try SmallData.trainer(preset, as: S.self)
    var loop = Loop(
      network: trainer.network, data: trainer.data.training, loss: trainer.loss,
      optimiser: trainer.optimiser, random: trainer.context.random)
    var timeline = Timeline(trainer)
    var order: [Int] = []
    for update in 0..<steps {
      timeline.operate(trainer.operations.count)
      if order.isEmpty { order = loop.random.permutation(of: loop.data.count) }
      let loss = loop.step(order.removeFirst())
      #expect(timeline.state.step.loss?.mean == loss)
      #expect(timeline.state.journal[update].loss == Float(loss))
    }
    for (own, expected) in zip(timeline.state.network.fileParameters, loop.network.fileParameters) {
      #expect(identical(own.values, expected.values), "\(own.name)")
    }
    #expect(timeline.state.context.random == loop.random)
  }

  @Test(arguments: ["toy", "digits", "sigmoid-lab"])
  func `stepping gives the bits of a plain training loop`(_ name: String) throws {
    let preset = try #require(Preset.named(name))
    let steps = name == "toy" ? 200 : 8
    try check(preset, steps: steps, Float.self)
    try check(preset, steps: steps, Double.self)
  }

  @Test func `a trainer refuses what it cannot learn from`() throws {
    let some = SmallData.noise(Shape(1, 6, 6), count: 2, classes: 2)
    let none = some.selecting([])
    var random = RandomSource(seed: 1)
    let network = try Network<Float>(
      input: some.imageShape, diagram: Diagram(parsing: "softmax 2"), random: &random)
    func error(
      _ training: LabelledImages, _ test: LabelledImages, rate: Float = 0.1, batchSize: Int = 1
    ) -> TrainerError? {
      #expect(throws: TrainerError.self) {
        try Trainer(
          network: network, data: DataSplit(training: training, test: test), learningRate: rate,
          batchSize: batchSize)
      }
    }
    #expect(error(none, some) == .noImages(isTest: false))
    #expect(error(some, none) == .noImages(isTest: true))
    #expect(error(some, some, rate: -1) == .learningRate(-1))
    #expect(error(some, some, rate: .infinity) == .learningRate(.infinity))
    #expect(error(some, some, rate: .nan) != nil)
    #expect(error(some, some, batchSize: 0) == .batchSize(0))
  }

  @Test func `a pass over the training set takes every image once`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, drawn: true, as: Float.self))
    for epoch in 1...4 {
      var taken: [ImageOrigin] = []
      for _ in 0..<3 {
        timeline.operate(timeline.state.operations.count)
        taken.append(try #require(timeline.state.sample(0)).origin)
      }
      #expect(Set(taken) == [.training(0), .training(1), .training(2)])
      #expect(timeline.state.epoch == epoch)
      #expect(timeline.state.batchesLeftInEpoch == 0)
    }
  }

  @Test func `without shuffling the data's own order is taken`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    timeline.perform(.shuffle(false))
    for index in [0, 1, 2, 0, 1] {
      timeline.operate(timeline.state.operations.count)
      #expect(timeline.state.sample(0)?.origin == .training(index))
    }
  }

  @Test func `images of the wrong size or number of classes are refused in words`() throws {
    var random = RandomSource(seed: 1)
    let network = try Preset.digits.network(random: &random, as: Float.self)
    func refusal(_ data: LabelledImages) throws -> String {
      do {
        _ = try Trainer(
          network: network, data: DataSplit(training: data, test: data), learningRate: 1,
          context: PassContext())
        return ""
      } catch {
        return error.description
      }
    }
    let small = try refusal(SmallData.noise(Shape(1, 6, 6), count: 2, classes: 2))
    #expect(small.contains("1x28x28") && small.contains("1x6x6"))
    let many = try refusal(SmallData.noise(Shape(1, 28, 28), count: 2, classes: 11))
    #expect(many.contains("softmax") && many.contains("10") && many.contains("11"))
  }

  @Test func `with a sigmoid the first class asked for is 0, the second is 1`() throws {
    let digits = SmallData.noise(Shape(1, 28, 28), count: 20, classes: 10).only([7, 3])
    let split = DataSplit(training: digits, test: digits)
    let targets = try #require(split.targets(outputs: 2))
    #expect(targets[7] == 0)
    #expect(targets[3] == 1)
    #expect(targets[0] == nil)
    #expect(split.targets(outputs: 10) == Array(0..<10))
    #expect(split.targets(outputs: 5) == nil)
  }

  @Test func `an evaluation counts right answers and changes nothing`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    timeline.operate(3)
    let before = try Fingerprint(timeline.state)
    let images = timeline.state.data.test
    let result = try #require(timeline.state.evaluate(images))
    #expect(try Fingerprint(timeline.state) == before)
    #expect(result.answers.count == 3)
    #expect(result.confusion(classes: 2).joined().reduce(0, +) == 3)
    let right = result.confusion(classes: 2).enumerated().reduce(0) { $0 + $1.element[$1.offset] }
    #expect(result.correct == right)
    #expect(result.accuracy == Double(right) / 3)
    #expect(timeline.state.evaluate(images, until: { true }) == nil)
  }
}
