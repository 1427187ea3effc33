import ConvNet
import Testing

/// Work that is split among cores gives the same bits as work that is not: it is split by outputs,
/// never by the terms of a sum.
struct ParallelTests {
  private static let samples = 48

  private func noise(_ shape: Shape, seed: UInt64) -> Tensor<Float> {
    var random = RandomSource(seed: seed)
    return .normal(shape, divisor: 1, random: &random)
  }

  @Test func `a convolution over a large batch, sample by sample`() {
    let g = ConvolutionGeometry(
      channels: 3, height: 20, width: 17, filters: 7, kernelHeight: 5, kernelWidth: 3)
    let input = noise(Shape(Self.samples, 3, 20, 17), seed: 1)
    let filters = noise(Shape(7, 3, 5, 3), seed: 2)
    let biases = noise(Shape(7), seed: 3)
    let upstream = noise(Shape(Self.samples, 7, 16, 15), seed: 4)
    var context = PassContext()
    let pass = Conv2D(Convolution(filters: filters, biases: biases)).pass(input, in: &context)
    let gradients = pass.backward(Upstream(out: upstream))

    var (output, dInput) = (input.values, input.values)
    output = [Float](repeating: 0, count: upstream.shape.count)
    dInput = [Float](repeating: 0, count: input.shape.count)
    var dFilters = [Float](repeating: 0, count: filters.shape.count)
    var dBiases = [Float](repeating: 0, count: 7)
    for n in 0..<Self.samples {
      let image = Array(input.values[n * g.inputCount..<(n + 1) * g.inputCount])
      let gradient = Array(upstream.values[n * g.outputCount..<(n + 1) * g.outputCount])
      var out = [Float](repeating: 0, count: g.outputCount)
      var back = [Float](repeating: 0, count: g.inputCount)
      Float.correlate(g, input: image, filters: filters.values, output: &out)
      Float.addBiases(channels: 7, places: 240, biases: biases.values, output: &out)
      Float.addFilterGradient(g, input: image, dOutput: gradient, dFilters: &dFilters)
      Float.addBiasGradient(channels: 7, places: 240, dOutput: gradient, dBiases: &dBiases)
      Float.inputGradient(g, dOutput: gradient, filters: filters.values, dInput: &back)
      output.replaceSubrange(n * g.outputCount..<(n + 1) * g.outputCount, with: out)
      dInput.replaceSubrange(n * g.inputCount..<(n + 1) * g.inputCount, with: back)
    }
    #expect(identical(pass.output.values, output))
    #expect(identical(gradients.input.values, dInput))
    #expect(identical(gradients.parameters[0].values, dFilters))
    #expect(identical(gradients.parameters[1].values, dBiases))
  }

  @Test func `a dense layer over a large batch, sample by sample`() {
    let (inputs, outputs) = (301, 23)
    let input = noise(Shape(Self.samples, inputs), seed: 5)
    let dense = Dense(
      weights: noise(Shape(outputs, inputs), seed: 6), biases: noise(Shape(outputs), seed: 7))
    let upstream = noise(Shape(Self.samples, outputs), seed: 8)
    var context = PassContext()
    let pass = FullyConnected(dense).pass(input, in: &context)
    let gradients = pass.backward(Upstream(out: upstream))
    var dWeights = [Float](repeating: 0, count: inputs * outputs)
    var dBiases = [Float](repeating: 0, count: outputs)
    for n in 0..<Self.samples {
      let row = Array(input.values[n * inputs..<(n + 1) * inputs])
      let gradient = Array(upstream.values[n * outputs..<(n + 1) * outputs])
      var totals = [Float](repeating: 0, count: outputs)
      var back = [Float](repeating: 0, count: inputs)
      Float.dense(
        inputs: inputs, outputs: outputs, weights: dense.weights.values,
        biases: dense.biases.values, input: row, totals: &totals)
      Float.addDenseGradient(
        inputs: inputs, outputs: outputs, input: row, dTotals: gradient, dWeights: &dWeights,
        dBiases: &dBiases)
      Float.denseInputGradient(
        inputs: inputs, outputs: outputs, weights: dense.weights.values, dTotals: gradient,
        dInput: &back)
      #expect(identical(pass.output.slice([n]).values, totals))
      #expect(identical(gradients.input.slice([n]).values, back))
    }
    #expect(identical(gradients.parameters[0].values, dWeights))
    #expect(identical(gradients.parameters[1].values, dBiases))
  }

  @Test func `batch normalisation, channel by channel`() {
    let g = ChannelGeometry(samples: Self.samples, channels: 5, places: 91)
    let shape = Shape(Self.samples, 5, 7, 13)
    let (input, upstream) = (noise(shape, seed: 9), noise(shape, seed: 10))
    var context = PassContext()
    let layer = BatchNorm(weights: noise(Shape(5), seed: 11), biases: noise(Shape(5), seed: 12))
    let pass = layer.pass(input, in: &context)
    let gradients = pass.backward(Upstream(out: upstream))
    var mean = [Float](repeating: 0, count: 5)
    var variance = mean
    Float.moments(g, input: input.values, mean: &mean, variance: &variance)
    #expect(pass.quantity("mean").map { identical($0.values, mean) } == true)
    #expect(pass.quantity("variance").map { identical($0.values, variance) } == true)
    var (dGains, dShifts) = (mean, mean)
    Float.standardiseParameterGradient(
      g, normalised: pass.quantity("normalised")?.values ?? [], dOutput: upstream.values,
      dGains: &dGains, dShifts: &dShifts)
    #expect(identical(gradients.parameters[0].values, dGains))
    #expect(identical(gradients.parameters[1].values, dShifts))
  }

  @Test func `pooling that is given up has winners that lie in the image, and finite outputs`()
    throws
  {
    let (height, window) = (256, 64)
    let input = noise(Shape(Self.samples, 1, height, height), seed: 13)
    // The initial content of the memory: neither a possible offset nor a possible output.
    for _ in 0..<64 {
      withExtendedLifetime([Int32](repeating: .max, count: Self.samples * 16)) {}
      withExtendedLifetime([Float](repeating: .nan, count: Self.samples * 16)) {}
    }
    let layer = MaxPool<Float>(window: window, stride: window)
    var result: (output: Tensor<Float>, winners: [Int32])?
    let isDone: Void? = Interruption.run(until: { true }) {
      var context = PassContext()
      result = layer.forward(input, in: &context)
    }
    #expect(isDone == nil)
    let (output, winners) = try #require(result)
    #expect(winners.allSatisfy { (0..<height * height).contains(Int($0)) })
    #expect(output.values.allSatisfy { $0.isFinite })
  }

  @Test func `results of parallel work stand in their order`() {
    #expect(Parallel.map(100) { $0 * $0 } == (0..<100).map { $0 * $0 })
    #expect(Parallel.map(0) { $0 }.isEmpty)
  }
}
