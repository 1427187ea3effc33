import ConvNet
import TestSupport
import Testing

/// Networks of layers that are made by hand.
@Suite struct NetworkTests {
  private func dense(_ inputs: Int, _ outputs: Int) -> Dense<Double> {
    var random = RandomSource(seed: 1)
    return Dense(inputs: inputs, outputs: outputs, random: &random)
  }

  private func error(_ layers: [any Layer<Double>]) -> NetworkError? {
    #expect(throws: NetworkError.self) { try Network(input: Shape(1, 4, 4), layers: layers) }
  }

  @Test func `layers made by hand are the network of their diagram`() throws {
    var (one, other) = (RandomSource(seed: 5), RandomSource(seed: 5))
    let byDiagram = try Network<Float>(
      input: Shape(2, 8, 8),
      diagram: Diagram(parsing: "conv2d 3 3x3 padding=1, tanh, maxpool 2, softmax 4"), random: &one)
    let byHand = try Network<Float>(
      input: Shape(2, 8, 8),
      layers: [
        Conv2D(Convolution(channels: 2, filters: 3, kernel: 3, padding: 1, random: &other)),
        Tanh(), MaxPool(window: 2, stride: 2),
        Softmax(Dense(inputs: 48, outputs: 4, random: &other)),
      ])
    #expect(byHand.nodes.map(\.name) == byDiagram.nodes.map(\.name))
    #expect(byHand.outputs == byDiagram.outputs)
    for (a, b) in zip(byHand.fileParameters, byDiagram.fileParameters) {
      #expect(a.name == b.name)
      #expect(identical(a.values, b.values))
    }
  }

  @Test func `layers that do not fit are an error that says why`() {
    #expect(error([]) == .diagram(.layerMissing(after: nil), layer: 0))
    let two = error([Softmax(dense(16, 2)), Softmax(dense(2, 2))])
    #expect(two == .diagram(.followsAnswer("softmax2", answer: "softmax1"), layer: 1))
    #expect(
      two?.description == "`softmax1` gives the network's answer, so nothing can follow it.")
    #expect(error([Softmax(dense(16, 1))]) == .diagram(.oneProbability("softmax"), layer: 0))
    #expect(
      error([Sigmoid(dense(16, 3))]) == .diagram(.notOneOutput("sigmoid", found: 3), layer: 0))
    #expect(
      error([Flatten(), MaxPool2()])?.description
        == "pool needs channels, rows and columns, but flatten gives 16.")
    #expect(error([Flatten(), MaxPool2()])?.layer == 1)
  }

  @Test func `the problem of a layer alone is a sentence too`() {
    #expect(
      "\(ShapeProblem.inputs(expected: 5, found: Shape(2, 3)))"
        == "The layer expects 5 inputs, but the sample gives 2x3 = 6.")
    #expect(
      "\(ShapeProblem.unfit(needs: "as many rows as columns", found: Shape(1, 2, 3)))"
        == "The layer needs as many rows as columns, but the sample gives 1x2x3.")
  }

  @Test func `an image too large for any network is refused before its layers are read`() throws {
    var random = RandomSource(seed: 1)
    let error = try #require(throws: NetworkError.self) {
      try Network<Float>(
        input: Shape(65_536, 65_536, 65_536), diagram: Diagram(parsing: "softmax 65536"),
        random: &random)
    }
    guard case .memory = error else {
      Issue.record("\(error)")
      return
    }
    #expect(
      error.description
        == "The network up to this layer takes more than 1,000,000 GB; the limit is 4 GB.")
  }

  @Test func `the output is that of evaluation`() throws {
    var random = RandomSource(seed: 1)
    let network = try Network<Double>(
      input: Shape(1, 3, 3), diagram: Diagram(parsing: "dropout keep=0.5, fc 2"), random: &random)
    let images = Tensor<Double>.normal(Shape(5, 1, 3, 3), divisor: 1, random: &random)
    var context = PassContext(mode: .evaluation)
    #expect(network.output(for: images) == network.forward(images, in: &context)[1].output)
    context.mode = .training
    #expect(network.output(for: images) != network.forward(images, in: &context)[1].output)
  }
}
