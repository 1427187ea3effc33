import ConvNet
import Testing

/// Gradients against differences of the loss, in Double.
@Suite struct GradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let diagram: String
    let input: Shape
    let targets: [Int]
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "toy", diagram: Preset.toy.diagram, input: Preset.toy.input, targets: [1]),
    Case(
      name: "digits, small", diagram: "conv3x3 3, maxpool2, softmax 4", input: Shape(1, 9, 8),
      targets: [2]),
    Case(
      name: "sigmoid-lab, small", diagram: "conv3x3 2 normal=10, maxpool2, sigmoid",
      input: Shape(1, 8, 8), targets: [1]),
    Case(
      name: "two channels, a batch of three", diagram: "conv3x3 2 3, maxpool2, softmax 3",
      input: Shape(2, 6, 7), targets: [0, 2, 1]),
    Case(
      name: "two convolutions", diagram: "conv3x3 2, maxpool2, conv3x3 3, maxpool2, softmax 2",
      input: Shape(1, 14, 12), targets: [0, 1]),
  ]

  /// Half of the difference that a derivative is taken over.
  private static let h = 1e-5

  private struct Point {
    var network: Network<Double>
    var images: Tensor<Double>
    let loss: Loss
    let targets: [Int]

    var passes: [any AnyPass<Double>] {
      var context = PassContext()
      return network.forward(images, in: &context)
    }

    var value: Double { loss.evaluate(passes[network.count - 1], targets: targets).mean }

    /// How far the closest maximum is from the runner-up of its window.
    var narrowestWin: Double {
      passes.indices.filter { passes[$0].quantity("winners") != nil }.map { pool in
        let input = passes[pool].input
        let (rows, columns) = (input.shape[2], input.shape[3])
        var narrowest = Double.infinity
        for plane in 0..<input.shape[0] * input.shape[1] {
          for y in 0..<rows / 2 {
            for x in 0..<columns / 2 {
              let corner = (plane * rows + 2 * y) * columns + 2 * x
              let window = [corner, corner + 1, corner + columns, corner + columns + 1]
                .map { input.values[$0] }.sorted()
              narrowest = min(narrowest, window[3] - window[2])
            }
          }
        }
        return narrowest
      }.min() ?? .infinity
    }
  }

  /// A point where every window is won by far more than a difference moves anything.
  private func point(_ test: Case) throws -> Point {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = RandomSource(seed: seed)
      var network = try Network<Double>(
        input: test.input, diagram: Diagram(parsing: test.diagram), random: &random)
      network.withParameters { _, _, values in values = random.tensor(values.shape) }
      let point = Point(
        network: network, images: random.tensor(test.input.batched(test.targets.count)),
        loss: Loss.belonging(to: network.nodes[network.count - 1].layer), targets: test.targets)
      if point.narrowestWin > 300 * Self.h { return point }
    }
    throw InputError("No seed gives a point without kinks.")
  }

  @Test(arguments: cases)
  func `every gradient is the slope of the loss`(_ test: Case) throws {
    let point = try point(test)
    let passes = point.passes
    let upstream = point.loss.gradient(passes[passes.count - 1], targets: point.targets)
    let gradients = Network.backward(passes, from: upstream)

    func slope(_ change: (inout Point, Double) -> Void) -> Double {
      var (up, down) = (point, point)
      change(&up, Self.h)
      change(&down, -Self.h)
      return (up.value - down.value) / (2 * Self.h)
    }

    let images = point.images.values.indices.map { index in
      slope { $0.images.values[index] += $1 }
    }
    #expect(relativeDistance(gradients[0].input.values, images) < 1e-7)
    for (layer, node) in point.network.nodes.enumerated() {
      for (number, parameter) in node.layer.parameters.enumerated() {
        let slopes = parameter.values.values.indices.map { index in
          slope { point, change in
            point.network.withParameters { owner, position, values in
              if owner == layer, position == number { values.values[index] += change }
            }
          }
        }
        let own = gradients[layer].parameters[number].values
        #expect(
          relativeDistance(own, slopes) < 1e-7, "\(node.name).\(parameter.name)")
        #expect(slopes.contains { abs($0) > 1e-3 })
      }
    }
  }

  @Test(arguments: cases)
  func `a batch's gradient is the mean of its samples'`(_ test: Case) throws {
    let point = try point(test)
    func gradients(_ images: Tensor<Double>, _ targets: [Int]) -> [[Double]] {
      var context = PassContext()
      let passes = point.network.forward(images, in: &context)
      let upstream = point.loss.gradient(passes[passes.count - 1], targets: targets)
      return Network.backward(passes, from: upstream).flatMap { $0.parameters.map(\.values) }
    }
    let whole = gradients(point.images, point.targets)
    var sums = whole.map { [Double](repeating: 0, count: $0.count) }
    for (sample, target) in point.targets.enumerated() {
      let single = gradients(point.images.slice([sample]).reshaped(test.input.batched(1)), [target])
      for (group, values) in single.enumerated() {
        for index in values.indices {
          sums[group][index] += values[index] / Double(point.targets.count)
        }
      }
    }
    for (a, b) in zip(whole, sums) { #expect(relativeDistance(a, b) < 1e-14) }
  }
}
