import ConvNet
import Testing

struct OptimiserTests {
  typealias Rule = Optimiser<Float>.Rule

  /// Two updates by each rule, computed by hand: w = 1, g = 2 and then 1, learning rate 0.1.
  @Test func `two updates by hand`() throws {
    func weight(after settings: Optimiser<Double>.Settings) throws -> Double {
      var network = try Network<Double>(
        input: Shape(1, 1, 1),
        layers: [
          FullyConnected(
            Dense(weights: Tensor(Shape(1, 1), [1]), biases: Tensor(Shape(1), [0])))
        ])
      var optimiser = Optimiser<Double>(learningRate: 0.1)
      optimiser.settings = settings
      for g in [2.0, 1.0] {
        let gradients = LayerGradients(
          input: Tensor<Double>(Shape(1, 1)),
          parameters: [Tensor(Shape(1, 1), [g]), Tensor(Shape(1), [g])])
        optimiser.update(&network, with: [gradients], number: 1)
      }
      return network.nodes[0].layer.parameters[0].values.values[0]
    }
    var settings = Optimiser<Double>.Settings()
    // 1 - 0.1 x 2 - 0.1 x 1
    #expect(abs(try weight(after: settings) - 0.7) < 1e-12)
    settings.weightDecay = 0.5
    // (1 x 0.5 - 0.2) x 0.5 - 0.1
    #expect(abs(try weight(after: settings) - 0.05) < 1e-12)
    settings = .init()
    settings.rule = .momentum
    // v = -0.2, w = 0.8; v = 0.9 x -0.2 - 0.1 = -0.28, w = 0.52
    #expect(abs(try weight(after: settings) - 0.52) < 1e-12)
    settings.rule = .adam
    // Adam's first step is the learning rate, whatever the gradient: w = 0.9. Then
    // m = 0.9 x 0.2 + 0.1 = 0.28, s = 0.999 x 0.004 + 0.001 = 0.004996,
    // 0.9 - 0.1 x (0.28 / 0.19) / sqrt(0.004996 / 0.001999)
    let second = 0.1 * (0.28 / 0.19) / (0.004996 / 0.001999).squareRoot()
    #expect(abs(try weight(after: settings) - (0.9 - second)) < 1e-8)
  }

  @Test(arguments: ["momentum", "adam"])
  func `five updates give the expected values`(_ name: String) throws {
    let golden = try Golden("parts")
    let gradients = try golden.tensor("in.\(name).grads")
    var network = try Network<Double>(
      input: Shape(1, 2, 2),
      layers: [
        FullyConnected(
          Dense(weights: try golden.tensor("in.\(name).param"), biases: Tensor(Shape(3))))
      ])
    var optimiser = Optimiser<Double>(learningRate: 0.01)
    optimiser.settings.rule = try #require(.init(rawValue: name))
    for step in 0..<gradients.shape[0] {
      let own = LayerGradients(
        input: Tensor<Double>(Shape(1, 1, 2, 2)),
        parameters: [gradients.slice([step]), Tensor(Shape(3))])
      optimiser.update(&network, with: [own], number: step + 1)
    }
    let result = network.nodes[0].layer.parameters[0].values
    #expect(relativeError(result, try golden.tensor("expect.\(name).param")) < 1e-9)
  }

  @Test(arguments: Rule.allCases)
  func `an updated parameter explains itself, and every update comes back`(_ rule: Rule) throws {
    var timeline = try ExplanationTests.timeline(ExplanationTests.cases[0])
    var settings = Optimiser<Float>.Settings()
    settings.rule = rule
    settings.weightDecay = 0.01
    let before = timeline.now
    timeline.perform(.optimiser(settings))
    while timeline.state.updates < 6 { timeline.perform(.operation) }
    let trained = timeline.state
    for place in trained.places where place.layer != nil && trained.isWritable(place) {
      guard case .computed(let values) = try trained.read(place) else { continue }
      for offset in values.values.indices {
        let explanation = try trained.explain(
          Place(
            layer: place.layer, quantity: place.quantity, indices: values.shape.indices(at: offset))
        )
        #expect(
          explanation.arithmetic.evaluate().bitPattern == values.values[offset].bitPattern)
        #expect(explanation.formula != "given", "\(place)")
      }
    }
    let end = timeline.now
    timeline.travel(to: before)
    timeline.travel(to: end)
    for (one, two) in zip(trained.network.fileParameters, timeline.state.network.fileParameters) {
      #expect(one.values == two.values)
    }
  }

  @Test func `what is remembered has places, and none before the first update`() throws {
    var timeline = try ExplanationTests.timeline(ExplanationTests.cases[0])
    var settings = Optimiser<Float>.Settings()
    settings.rule = .momentum
    timeline.perform(.optimiser(settings))
    let place = try Place(parsing: "conv.velocity_filters")
    guard case .notComputed(by: .update) = try timeline.state.read(place) else {
      Issue.record("there is no velocity yet")
      return
    }
    while timeline.state.last != .update || timeline.state.updates < 4 {
      timeline.perform(.operation)
    }
    guard case .computed(let velocity) = try timeline.state.read(place),
      case .computed(let gradient) = try timeline.state.read(Place(parsing: "conv.d_filters"))
    else {
      Issue.record("an update computes the velocity")
      return
    }
    #expect(velocity.values == gradient.values.map { -(0.05 * $0) })
    settings.rule = .sgd
    timeline.perform(.optimiser(settings))
    #expect(throws: PlaceError.self) { try timeline.state.read(place) }
  }
}
