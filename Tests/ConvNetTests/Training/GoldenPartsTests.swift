import ConvNet
import Testing

/// Single layers, with settings that the digit networks do not use.
struct GoldenPartsTests {
  private func gradients<L: Layer>(
    _ layer: L, _ input: Tensor<L.S>, _ dOutput: Tensor<L.S>
  ) -> (output: Tensor<L.S>, gradients: LayerGradients<L.S>) {
    var context = PassContext()
    let pass = layer.pass(input, in: &context)
    return (pass.output, pass.backward(Upstream(out: dOutput)))
  }

  @Test func `a convolution with stride 2, padding 1 and a kernel that is not square`() throws {
    let golden = try Golden("parts")
    let layer = Conv2D(
      Convolution<Double>(
        filters: try golden.tensor("in.conv2d.weight"), biases: try golden.tensor("in.conv2d.bias"),
        stride: 2, padding: 1))
    let result = gradients(
      layer, try golden.tensor("in.conv2d.x"), try golden.tensor("in.conv2d.d_out"))
    #expect(relativeError(result.output, try golden.tensor("expect.conv2d.out")) < 1e-12)
    let expected = ["d_weight", "d_bias"]
    for (name, values) in zip(expected, result.gradients.parameters) {
      #expect(relativeError(values, try golden.tensor("expect.conv2d.\(name)")) < 1e-12)
    }
    #expect(
      relativeError(result.gradients.input, try golden.tensor("expect.conv2d.d_in")) < 1e-12)
  }

  @Test func `max pooling over windows that overlap adds their gradients up`() throws {
    let golden = try Golden("parts")
    let result = gradients(
      MaxPool<Double>(window: 3, stride: 2), try golden.tensor("in.maxpool_3_2.x"),
      try golden.tensor("in.maxpool_3_2.d_out"))
    #expect(result.output == (try golden.tensor("expect.maxpool_3_2.out")))
    #expect(
      relativeError(result.gradients.input, try golden.tensor("expect.maxpool_3_2.d_in")) < 1e-12)
  }

  @Test func `batch normalisation of features, both ways`() throws {
    let golden = try Golden("parts")
    let layer = BatchNorm<Double>(
      weights: try golden.tensor("in.batchnorm1d.weight"),
      biases: try golden.tensor("in.batchnorm1d.bias"), keep: 0.99)
    let result = gradients(
      layer, try golden.tensor("in.batchnorm1d.x"), try golden.tensor("in.batchnorm1d.d_out"))
    #expect(relativeError(result.output, try golden.tensor("expect.batchnorm1d.out")) < 1e-9)
    for (name, values) in zip(["d_weight", "d_bias"], result.gradients.parameters) {
      #expect(relativeError(values, try golden.tensor("expect.batchnorm1d.\(name)")) < 1e-9)
    }
    #expect(
      relativeError(result.gradients.input, try golden.tensor("expect.batchnorm1d.d_in")) < 1e-9)
  }

  @Test func `the mean squared error and its gradient`() throws {
    let golden = try Golden("parts")
    let (out, truth) = (try golden.tensor("in.mse.x"), try golden.tensor("in.mse.y"))
    let rows = (0..<4).map {
      Loss.meanSquaredError(out.slice([$0]).values, truth.slice([$0]).values)
    }
    let loss = Tensor(Shape(1), [rows.reduce(0, +) / 4])
    #expect(relativeError(loss, try golden.tensor("expect.mse.loss")) < 1e-12)
    let gradient = Loss.squaredErrorGradient(out, truth.values)
    #expect(relativeError(gradient, try golden.tensor("expect.mse.d_in")) < 1e-12)
  }

  @Test func `the leaky rectifier, both ways`() throws {
    let golden = try Golden("parts")
    let result = gradients(
      LeakyReLU<Double>(slope: 0.01), try golden.tensor("in.leaky_relu.x"),
      try golden.tensor("in.leaky_relu.d_out"))
    #expect(relativeError(result.output, try golden.tensor("expect.leaky_relu.out")) < 1e-12)
    #expect(
      relativeError(result.gradients.input, try golden.tensor("expect.leaky_relu.d_in")) < 1e-12)
  }
}
