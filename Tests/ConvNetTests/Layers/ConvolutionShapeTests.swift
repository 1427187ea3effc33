import ConvNet
import TestSupport
import Testing

/// Convolutions of any size, stride and padding, also where the stride does not divide the size.
@Suite struct ConvolutionShapeTests {
  private func network(_ diagram: String, input: Shape) throws -> Network<Double> {
    var random = RandomSource(seed: 1)
    return try Network(input: input, diagram: Diagram(parsing: diagram), random: &random)
  }

  @Test func `sizes round down, as those of pooling do`() throws {
    let conv = try network("conv2d 8 3x3 stride=2 padding=1, fc 2", input: Shape(1, 28, 28))
    #expect(conv.outputs[0] == Shape(8, 14, 14))
    let pool = try network("maxpool 3 stride=2, fc 2", input: Shape(1, 28, 28))
    let plain = try network("conv2d 1 3x3 stride=2, fc 2", input: Shape(1, 28, 28))
    #expect(pool.outputs[0] == Shape(1, 13, 13))
    #expect(plain.outputs[0] == pool.outputs[0])
    for network in [pool, plain] {
      let unmet = network.nodes[0].layer.libraryLayer?.unmet(of: network.input)
      #expect(unmet?.rows == [27] && unmet?.columns == [27])
    }
    #expect(conv.nodes[0].layer.libraryLayer?.unmet(of: conv.input) == nil)
    #expect(conv.nodes[1].layer.libraryLayer?.unmet(of: conv.outputs[0]) == nil)
  }

  @Test func `a stride larger than the kernel leaves gaps`() throws {
    let network = try network("conv2d 1 1x2 stride=3, fc 2", input: Shape(1, 5, 6))
    let unmet = network.nodes[0].layer.libraryLayer?.unmet(of: network.input)
    #expect(unmet?.rows == [1, 2, 4] && unmet?.columns == [2, 5])
  }

  @Test(arguments: [1, 3, 5, 7])
  func `padding=same keeps the size`(_ kernel: Int) throws {
    let layer = "conv2d 2 \(kernel)x\(kernel) padding=same"
    let same = try network("\(layer), fc 2", input: Shape(1, 6, 9))
    #expect(same.outputs[0] == Shape(2, 6, 9))
    #expect(same.nodes[0].layer.libraryLayer?.unmet(of: same.input) == nil)
    #expect(try Diagram(parsing: layer).description == layer)
    let number = try network(
      "conv2d 2 \(kernel)x\(kernel) padding=\(kernel / 2), fc 2", input: Shape(1, 6, 9))
    #expect(number.nodes[0].layer.summary == same.nodes[0].layer.summary)
  }

  @Test func `padding=same is refused where equal zeros on all sides do not keep the size`() {
    func error(_ layer: String) -> DiagramError? {
      do {
        _ = try network("\(layer) padding=same, fc 2", input: Shape(1, 9, 9))
      } catch NetworkError.diagram(let error, layer: 0) {
        return error
      } catch {}
      return nil
    }
    #expect(error("conv2d 2 4x4") == .sameNeedsOddKernel(rows: 4, columns: 4))
    #expect(error("conv2d 2 3x5") == .sameNeedsOddKernel(rows: 3, columns: 5))
    #expect(error("conv2d 2 3x3 stride=2") == .sameNeedsStrideOne(stride: 2, kernel: 3))
    #expect(error("conv2d 2 3x3") == nil)
  }

  /// Random convolutions, most of which leave something over.
  static let drawn: [(diagram: String, input: Shape)] = {
    var random = RandomSource(seed: 8)
    return (0..<40).map { _ in
      let (rows, columns) = (random.within(1...4), random.within(1...4))
      let padding = random.below(min(rows, columns))
      let input = Shape(
        random.within(1...2), random.within(rows...9), random.within(columns...9))
      return (
        "conv2d \(random.within(1...3)) \(rows)x\(columns) stride=\(random.within(1...4)) "
          + "padding=\(padding) bias=\(random.below(2))", input
      )
    }
  }()

  @Test(arguments: drawn)
  func `what no window meets gets a gradient of exactly 0, and all else gets one`(
    _ diagram: String, _ input: Shape
  ) throws {
    func check<S: Scalar>(_ type: S.Type) throws {
      var random = RandomSource(seed: 2)
      var network = try Network<S>(
        input: input, diagram: Diagram(parsing: diagram + ", fc 2"), random: &random)
      // Numbers above 0, so that nothing cancels.
      network.withParameters { _, _, values in
        values = Tensor(values.shape, repeating: 0.5)
      }
      let layer = network.nodes[0].layer
      var context = PassContext()
      for samples in [1, 3] {
        let pass = layer.pass(Tensor(input.batched(samples), repeating: 1), in: &context)
        let gradient = pass.backward(Upstream(out: Tensor(pass.output.shape, repeating: 1))).input
        let unmet = layer.libraryLayer?.unmet(of: input)
        for offset in gradient.values.indices {
          let place = gradient.shape.indices(at: offset)
          let isUnmet =
            unmet?.rows.contains(place[2]) == true || unmet?.columns.contains(place[3]) == true
          #expect(isUnmet == (gradient.values[offset] == 0), "\(place)")
        }
      }
    }
    try check(Double.self)
    try check(Float.self)
  }

  @Test(arguments: drawn)
  func `every weight and pixel passes the gradient check`(
    _ diagram: String, _ input: Shape
  ) throws {
    var timeline = Timeline(
      try SmallData.trainer(of: diagram + ", tanh, softmax 3", input: input, batch: 2))
    timeline.perform(.choose(.training(1)))
    var check = try GradientCheck(of: timeline.state)
    for group in check.groups {
      let result = try #require(try check.check(group))
      let isWrong = result.isWrong
      #expect(!isWrong, "\(group)")
    }
  }

  @Test(arguments: drawn)
  func `training gives the bits of stepping`(_ diagram: String, _ input: Shape) throws {
    for batch in [1, 2] {
      let trainer = try SmallData.trainer(of: diagram + ", softmax 3", input: input, batch: batch)
      var (stepped, trained) = (Timeline(trainer), Timeline(trainer))
      stepped.operate(5 * trainer.operations.count)
      trained.advance(updates: 5)
      let isSame = try Fingerprint(trained.state) == Fingerprint(stepped.state)
      #expect(isSame)
    }
  }
}
