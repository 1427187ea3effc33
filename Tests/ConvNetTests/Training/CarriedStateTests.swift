import ConvNet
import Lab
import TestSupport
import Testing

/// The state that training carries from step to step besides the parameters: the optimiser's
/// memory, running statistics, frozen layers, random numbers.
struct CarriedStateTests {
  typealias Rule = Optimiser<Float>.Rule

  private static let normalising = "conv2d 2 3x3, batchnorm, relu, fc 3"

  @Test(arguments: [(Rule.momentum, Rule.adam), (.adam, .momentum), (.adam, .sgd)])
  func `a rule that is chosen again begins afresh`(_ rule: Rule, _ other: Rule) throws {
    var timeline = Timeline(try SmallData.trainer(of: "softmax 3"))
    for (rule, updates) in [(rule, 3), (other, 2), (rule, 0)] {
      timeline.perform(.optimiser(OptimiserSettings(rule: rule)))
      timeline.train(updates)
    }
    var network = timeline.state.network
    timeline.train(1)
    let gradients = try ["softmax.d_weights", "softmax.d_biases"].map { place in
      guard case .computed(let tensor) = try timeline.state.read(Place(parsing: place)) else {
        throw NotComputed(place: place)
      }
      return tensor
    }
    var fresh = Optimiser<Float>(learningRate: timeline.state.optimiser.learningRate)
    fresh.settings.rule = rule
    fresh.update(
      &network, with: [LayerGradients(input: Tensor(Shape(1)), parameters: gradients)], number: 1)
    for (own, expected) in zip(timeline.state.network.fileParameters, network.fileParameters) {
      #expect(identical(own.values, expected.values), "\(own.name)")
    }
  }

  @Test func `a step in evaluation leaves the running moments as they are`() throws {
    var timeline = Timeline(try SmallData.trainer(of: Self.normalising, batch: 4))
    let length = timeline.state.operations.count
    timeline.operate(length)
    let places = ["bn.running_mean", "bn.running_variance", "bn.batches"]
    let before = try places.map { try timeline.values($0) }
    timeline.perform(.mode(.evaluation))
    timeline.operate(length)
    #expect(try places.map { try timeline.values($0) } == before)
    timeline.perform(.mode(.training))
    timeline.operate(length)
    #expect(try places.map { try timeline.values($0) } != before)
  }

  @Test func `a frozen batch normalisation keeps its running moments`() throws {
    var timeline = Timeline(try SmallData.trainer(of: Self.normalising, batch: 4))
    timeline.operate(timeline.state.operations.count)
    timeline.perform(.freeze(layer: 1, true))
    let before = try timeline.values("bn.running_mean")
    timeline.operate(timeline.state.operations.count)
    #expect(try timeline.values("bn.running_mean") == before)
  }

  @Test func `another precision, or another network, takes moments and what is frozen along`()
    throws
  {
    var timeline = Timeline(try SmallData.trainer(of: Self.normalising, batch: 4))
    timeline.operate(timeline.state.operations.count)
    timeline.perform(.freeze(layer: 1, true))
    let network = timeline.state.network
    let wide: Network<Double> = network.converted()
    let taken = try SmallData.trainer(of: Self.normalising, batch: 4).network
      .taking(from: network, [0, 1, 2, 3])
    for (index, own) in network.fileParameters.enumerated() {
      #expect(wide.fileParameters[index].values.values == own.values.values.map { Double($0) })
      #expect(taken.fileParameters[index].values == own.values, "\(own.name)")
    }
    #expect(wide.nodes.map(\.isFrozen) == [false, true, false, false])
    #expect(taken.nodes.map(\.isFrozen) == [false, true, false, false])
  }

  @Test func `with a bug on, each step still drops other numbers`() throws {
    var timeline = Timeline(try SmallData.trainer(of: "dropout keep=0.5, softmax 3"))
    timeline.perform(.hooks([try #require(BugCatalog.named("dense-late"))]))
    timeline.operate(2)
    let first = try timeline.values("dropout.mask")
    timeline.operate(timeline.state.operations.count)
    #expect(try timeline.values("dropout.mask") != first)
  }

  @Test func `a gradient check after a step goes by the mode that is set since`() throws {
    var timeline = Timeline(try SmallData.trainer(of: "dropout keep=0.5, softmax 3"))
    timeline.perform(.learningRate(0))
    timeline.operate(timeline.state.operations.count)
    let dropped = try GradientCheck(of: timeline.state).loss
    timeline.perform(.mode(.evaluation))
    let whole = try GradientCheck(of: timeline.state).loss
    #expect(whole != dropped)
    timeline.perform(.choose(try #require(timeline.state.sample(0)?.origin)))
    timeline.operate(3)
    #expect(abs(try #require(try timeline.values("loss"))[0] - Float(whole)) < 1e-5)
  }

  @Test func `updates of different batches count by their images in an average`() throws {
    var timeline = Timeline(try SmallData.trainer(of: "softmax 3", batch: 4))
    timeline.train(1)
    timeline.perform(.batch(2))
    timeline.train(1)
    let journal = timeline.state.journal
    let mean = (4 * Double(journal[0].loss) + 2 * Double(journal[1].loss)) / 6
    #expect(abs(journal.average(0..<2).loss - mean) < 1e-9)
  }

  @Test func `weight decay leaves batch normalisation alone`() throws {
    var timeline = Timeline(try SmallData.trainer(of: Self.normalising, batch: 4))
    timeline.perform(.learningRate(0))
    timeline.perform(.optimiser(OptimiserSettings(weightDecay: 0.5)))
    timeline.operate(timeline.state.operations.count)
    #expect(try timeline.values("bn.weights") == [1, 1])
  }
}

private struct NotComputed: Error {
  let place: String
}
