import ConvNet
import TestSupport
import Testing

@Suite struct LayerTests {
  private var context = PassContext()

  @Test mutating func `a convolution sums over its input channels`() throws {
    let filters = Tensor<Double>(
      Shape(1, 2, 3, 3), [1, 0, 0, 0, 0, 0, 0, 0, 2] + [0, 0, 0, 0, 10, 0, 0, 0, 0])
    let tens: [Double] = (1...12).map { Double($0) }
    let image = Tensor<Double>(Shape(1, 2, 3, 4), tens + tens.map { $0 / 10 })
    let layer = Conv3x3(filters: filters)
    let pass = layer.pass(image, in: &context)
    // Channel 0: corner plus twice the opposite corner; channel 1: ten times the centre.
    #expect(pass.output.values == [1 + 2 * 11 + 6, 2 + 2 * 12 + 7] as [Double])

    let gradients = pass.backward(Upstream(out: Tensor(Shape(1, 1, 1, 2), [1, -1])))
    let first: [Double] = [1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 2, -2]
    let second: [Double] = [0, 0, 0, 0, 0, 10, -10, 0, 0, 0, 0, 0]
    #expect(gradients.input.values == first + second)
    // Each weight saw two neighbours that differ by 1 in channel 0 and by 1/10 in channel 1.
    #expect(gradients.parameters.map(\.shape) == [Shape(1, 2, 3, 3)])
    let difference = [Double](repeating: -1, count: 9)
    let found = gradients.parameters[0].values
    #expect(Array(found.prefix(9)) == difference)
    #expect(relativeDistance(found.suffix(9).map { 10 * $0 }, difference) < 1e-14)
  }

  @Test mutating func `winners are the row and column in each window`() {
    let image = Tensor<Float>(Shape(1, 1, 3, 4), [0, 3, 1, 0, 2, 0, 0, 4, 9, 9, 9, 9])
    let pass = MaxPool2<Float>().pass(image, in: &context)
    #expect(pass.output == Tensor(Shape(1, 1, 1, 2), [3, 4]))
    #expect(pass.quantity("winners") == Tensor(Shape(1, 1, 1, 2, 2), [0, 1, 1, 1]))
    let gradients = pass.backward(Upstream(out: Tensor(Shape(1, 1, 1, 2), [5, 7])))
    #expect(gradients.input.values == [0, 5, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0])
    #expect(gradients.parameters.isEmpty)
  }

  @Test mutating func `the tie policy of the forward pass holds in the backward pass`() {
    let image = Tensor<Float>(Shape(1, 1, 2, 2), repeating: 1)
    let upstream = Upstream(out: Tensor<Float>(Shape(1, 1, 1, 1), [4]))
    func gradient(_ ties: TiePolicy) -> [Float] {
      var context = PassContext(ties: ties)
      return MaxPool2<Float>().pass(image, in: &context).backward(upstream).input.values
    }
    #expect(gradient(.first) == [4, 0, 0, 0])
    #expect(gradient(.split) == [1, 1, 1, 1])
    #expect(gradient(.all) == [4, 4, 4, 4])
  }

  @Test(arguments: 1...5)
  mutating func `the gradient by way of softmax's Jacobian is p - y`(_ seed: Int) {
    var random = RandomSource(seed: UInt64(seed))
    let layer = Softmax<Double>(Dense(inputs: 6, outputs: 4, divisor: 2, random: &random))
    let pass = layer.pass(random.tensor(Shape(2, 6)), in: &context)
    let loss = Loss.crossEntropy.gradient(pass, targets: [3, 0])
    let fused = pass.backward(loss)
    let jacobian = pass.backward(Upstream(out: loss.out))
    let (a, b) = (fused.totals?.values ?? [], jacobian.totals?.values ?? [])
    #expect(a.count == 8)
    #expect(relativeDistance(a, b) < 1e-14)
    var expected = pass.output.values
    expected[3] -= 1
    expected[4] -= 1
    #expect(a == expected.map { $0 / 2 })
  }

  @Test(arguments: [-800, -3, -0.0, 0.5, 40, 800])
  mutating func `sigmoid neither overflows nor disagrees with its formula`(_ total: Double) {
    let dense = Dense(weights: Tensor<Double>(Shape(1, 1), [1]), biases: Tensor(Shape(1)))
    let pass = Sigmoid(dense).pass(Tensor(Shape(1, 1), [total]), in: &context)
    let p = pass.output.values[0]
    #expect((0...1).contains(p))
    #expect(abs(p - 1 / (1 + Double.exp(-total))) <= 4 * p.ulp)
    let loss = Loss.binaryCrossEntropy.gradient(pass, targets: [1])
    #expect(pass.backward(loss).totals?.values == [p - 1])
  }

  @Test mutating func `a sigmoid is a layer of its own before the last one`() throws {
    func network(_ diagram: String) throws -> Network<Double> {
      var random = RandomSource(seed: 1)
      return try Network(
        input: Shape(1, 6, 6), diagram: Diagram(parsing: diagram), random: &random)
    }
    let two = try network("conv3x3 2, sigmoid, sigmoid")
    #expect(two.nodes.map(\.name) == ["conv", "sigmoid1", "sigmoid2"])
    #expect(two.outputs == [Shape(2, 4, 4), Shape(2, 4, 4), Shape(1)])
    #expect(two.ending == .sigmoid && two.loss == .binaryCrossEntropy)
    #expect(two.nodes[1].layer.parameters.isEmpty)
    #expect(throws: NetworkError.diagram(.takesNothing("sigmoid"), layer: 1)) {
      try network("conv3x3 2, sigmoid 1, fc 2")
    }
    let input = Tensor<Double>(Shape(1, 4), [-1_000, -1, 0, 40])
    let pass = ElementwiseSigmoid<Double>().pass(input, in: &context)
    #expect(pass.output.values[0] == 0 && pass.output.values[2] == 0.5)
    #expect(abs(pass.output.values[1] - 1 / (1 + Double.exp(1))) < 1e-16)
    let slopes = pass.backward(Upstream(out: Tensor(input.shape, repeating: 2))).input.values
    #expect(slopes == pass.output.values.map { 2 * ($0 * (1 - $0)) })
    #expect(pass.branches == nil)
  }

  @Test mutating func `at 0 a rectifier has the slope that it has below, and NaN stays NaN`() {
    let input = Tensor<Double>(Shape(1, 4), [-1, 0, 1, .nan])
    let leaky = LeakyReLU<Double>(slope: 0.25).pass(input, in: &context)
    #expect(leaky.quantity("mask")?.values.prefix(3) == [0.25, 0.25, 1])
    let plain = ReLU<Double>().pass(input, in: &context)
    #expect(plain.quantity("mask")?.values.prefix(3) == [0, 0, 1])
    for pass in [leaky, plain] { #expect(pass.output.values[3].isNaN) }
    #expect(plain.branches?.prefix(3) == [-1, 0, 1])
    // With a slope of 1 it is the identity, which has no kink.
    #expect(LeakyReLU<Double>(slope: 1).pass(input, in: &context).branches == nil)
  }

  @Test func `a shifted picture keeps all that stays on the paper`() {
    let picture = Tensor<Double>(Shape(1, 2, 3), [1, 2, 3, 4, 5, 6])
    func shifted(_ dx: Int, _ dy: Int) -> [Double] {
      picture.shifted(dx: dx, dy: dy, blank: 9).values
    }
    #expect(shifted(0, 0) == picture.values)
    #expect(shifted(1, 0) == [9, 1, 2, 9, 4, 5])
    #expect(shifted(-1, 0) == [2, 3, 9, 5, 6, 9])
    #expect(shifted(0, 1) == [9, 9, 9, 1, 2, 3])
    #expect(shifted(2, -1) == [9, 9, 4, 9, 9, 9])
  }

  static let samples = SampleNetwork.all

  @Test(arguments: samples)
  func `a layer in another precision has the same numbers, rounded`(
    _ sample: SampleNetwork
  ) throws {
    var random = RandomSource(seed: 1)
    let network = try Network<Double>(
      input: Shape(sample.input), diagram: Diagram(parsing: sample.diagram()), random: &random)
    let narrow: Network<Float> = network.converted()
    #expect(narrow.outputs == network.outputs)
    #expect(narrow.nodes.map(\.layer.summary) == network.nodes.map(\.layer.summary))
    for (wide, own) in zip(network.fileParameters, narrow.fileParameters) {
      #expect(wide.name == own.name)
      #expect(own.values.values == wide.values.values.map { Float($0) })
    }
  }
}
