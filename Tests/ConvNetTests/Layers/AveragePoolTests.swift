import ConvNet
import Testing

/// Average pooling against its formula.
@Suite struct AveragePoolTests {
  /// The mean of each window, and for each cell the sum of its shares of the windows that contain
  /// it, with each product rounded once, in the documented order.
  private func twin(
    _ layer: AveragePool<Float>, _ input: Tensor<Float>, _ upstream: Tensor<Float>
  ) -> (output: Tensor<Float>, dInput: Tensor<Float>) {
    let weight = 1 / Float(layer.rows * layer.columns)
    var (output, dInput) = (Tensor<Float>(upstream.shape), Tensor<Float>(input.shape))
    for n in 0..<input.shape[0] {
      for c in 0..<input.shape[1] {
        for y in 0..<upstream.shape[2] {
          for x in 0..<upstream.shape[3] {
            for i in 0..<layer.rows {
              for j in 0..<layer.columns {
                output[n, c, y, x] +=
                  input[n, c, y * layer.stride + i, x * layer.stride + j] * weight
              }
            }
          }
        }
        for y in (0..<upstream.shape[2]).reversed() {
          for x in (0..<upstream.shape[3]).reversed() {
            for i in 0..<layer.rows {
              for j in 0..<layer.columns {
                dInput[n, c, y * layer.stride + i, x * layer.stride + j] +=
                  upstream[n, c, y, x] * weight
              }
            }
          }
        }
      }
    }
    return (output, dInput)
  }

  @Test(arguments: 1...60)
  func `forward and backward are those of the formula, bit for bit`(_ seed: Int) throws {
    var random = RandomSource(seed: UInt64(seed))
    let shape = Shape(
      random.within(1...3), random.within(1...5), random.within(3...17), random.within(3...17))
    let layer = AveragePool<Float>(
      rows: random.within(1...min(5, shape[2])), columns: random.within(1...min(5, shape[3])),
      stride: random.within(1...4))
    let input = Tensor<Float>(shape, random.numbers(shape.count))
    var context = PassContext()
    let pass = layer.pass(input, in: &context)
    #expect(pass.output.shape.withoutFirst == (try layer.outputShape(for: shape.withoutFirst)))
    let upstream = Tensor<Float>(pass.output.shape, random.numbers(pass.output.shape.count))
    let right = twin(layer, input, upstream)
    #expect(identical(pass.output, right.output))
    #expect(pass.backward(Upstream(out: upstream)).input.values == right.dInput.values)
  }

  @Test func `a window's gradient is shared equally, and none of it is lost`() {
    let layer = AveragePool<Float>(rows: 2, columns: 2, stride: 2)
    let image = Tensor<Float>(Shape(1, 1, 2, 4), [1, 2, 3, 4, 5, 6, 7, 8])
    var context = PassContext()
    let pass = layer.pass(image, in: &context)
    // (1 + 2 + 5 + 6) / 4 and (3 + 4 + 7 + 8) / 4.
    #expect(pass.output.values == [3.5, 5.5])
    let gradients = pass.backward(Upstream(out: Tensor(Shape(1, 1, 1, 2), [4, -8])))
    #expect(gradients.input.values == [1, 1, -2, -2, 1, 1, -2, -2])
    #expect(pass.branches == nil)
  }

  @Test func `all means the whole of each map, whatever its sides`() throws {
    var random = RandomSource(seed: 1)
    let diagram = try Diagram(parsing: "conv3x3 4, relu, avgpool all, softmax 3")
    #expect(try Diagram(parsing: diagram.description) == diagram)
    let network = try Network<Double>(input: Shape(1, 7, 10), diagram: diagram, random: &random)
    #expect(network.outputs.map(\.description) == ["4x5x8", "4x5x8", "4x1x1", "3"])
    var context = PassContext()
    let passes = network.forward(random.tensor(Shape(2, 1, 7, 10)), in: &context)
    for map in 0..<8 {
      let values = passes[1].output.values[map * 40..<(map + 1) * 40]
      #expect(abs(passes[2].output.values[map] - values.reduce(0, +) / 40) < 1e-15)
    }
  }

  @Test(arguments: [
    "avgpool", "avgpool 2 3", "avgpool 2x2", "avgpool all 2", "maxpool all", "maxpool2 all",
    "conv3x3 all", "relu all", "dropout all keep=0.5", "fc all",
  ])
  func `a size that a layer does not take is refused`(_ layer: String) {
    var random = RandomSource(seed: 1)
    #expect(throws: NetworkError.self) {
      try Network<Float>(
        input: Shape(1, 8, 8), diagram: Diagram(parsing: "\(layer), softmax 3"), random: &random)
    }
  }

  @Test func `a window larger than the map is refused`() throws {
    var random = RandomSource(seed: 1)
    let error = try #require(throws: NetworkError.self) {
      try Network<Float>(
        input: Shape(1, 8, 8), diagram: Diagram(parsing: "avgpool 9, softmax 3"), random: &random)
    }
    guard case .shape(let shape, layer: 0) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(shape.layer == "pool")
  }
}
