import ConvNet
import Lab
import TestSupport
import Testing

/// Gradients against finite differences of the loss, in Double.
@Suite struct GradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let diagram: String
    let input: Shape
    let targets: [Int]
    var isSampleBySample = true
    var testDescription: String { name }
  }

  static let cases =
    [
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
      Case(
        name: "strides, padding, overlapping windows",
        diagram:
          "conv2d 2 3x2 stride=2 padding=1, maxpool 2 stride=1, conv2d 2 2x2 bias=0, softmax 3",
        input: Shape(2, 7, 6), targets: [2, 0]),
      Case(
        name: "activations",
        diagram: "conv2d 2 2x2, leakyrelu, fc 5, tanh, fc 6, relu, flatten, fc 4, softmax 3",
        input: Shape(1, 4, 4), targets: [1, 0]),
    ]
    + SampleNetwork.all.map { network in
      Case(
        name: network.diagram(), diagram: network.diagram(), input: Shape(network.input),
        targets: network.isBinary ? [1, 0, 1] : [2, 0, 1],
        isSampleBySample: network.isSampleBySample)
    }

  /// Half of the difference from which a derivative is computed.
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

    /// The winner of each window and the sign of every number, which change at a kink.
    var switches: [[Double]] {
      passes.map { pass in
        pass.quantity("winners")?.values
          ?? pass.output.values.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
      }
    }
  }

  private func point(_ test: Case, seed: UInt64) throws -> Point {
    var random = RandomSource(seed: seed)
    var network = try Network<Double>(
      input: test.input, diagram: Diagram(parsing: test.diagram), random: &random)
    network.withParameters { _, _, values in values = random.tensor(values.shape) }
    return Point(
      network: network, images: random.tensor(test.input.batched(test.targets.count)),
      loss: network.loss, targets: test.targets)
  }

  /// The slopes of the loss with respect to the image and then every parameter; `nil` if one of the
  /// differences crosses a kink.
  private func slopes(at point: Point) -> [[Double]]? {
    let switches = point.switches
    func slope(_ change: (inout Point, Double) -> Void) -> Double? {
      var (up, down) = (point, point)
      change(&up, Self.h)
      change(&down, -Self.h)
      guard up.switches == switches, down.switches == switches else { return nil }
      return (up.value - down.value) / (2 * Self.h)
    }
    func all(_ count: Int, _ change: (inout Point, Int, Double) -> Void) -> [Double]? {
      var slopes: [Double] = []
      for index in 0..<count {
        guard let slope = slope({ change(&$0, index, $1) }) else { return nil }
        slopes.append(slope)
      }
      return slopes
    }
    let image = all(point.images.values.count) { $0.images.values[$1] += $2 }
    guard var groups = image.map({ [$0] }) else { return nil }
    for (layer, node) in point.network.nodes.enumerated() {
      for (number, parameter) in node.layer.parameters.enumerated() {
        let group = all(parameter.values.values.count) { point, index, change in
          point.network.withParameters { owner, position, values in
            if owner == layer, position == number { values.values[index] += change }
          }
        }
        guard let group else { return nil }
        groups.append(group)
      }
    }
    return groups
  }

  @Test(arguments: cases)
  func `every gradient is the slope of the loss`(_ test: Case) throws {
    for seed in 1...200 as ClosedRange<UInt64> {
      let point = try point(test, seed: seed)
      // A point where some gradient vanishes would not test that gradient.
      guard let slopes = slopes(at: point),
        slopes.allSatisfy({ $0.contains { abs($0) > 1e-3 } })
      else { continue }
      let passes = point.passes
      let upstream = point.loss.gradient(passes[passes.count - 1], targets: point.targets)
      let gradients = Network.backward(passes, from: upstream)
      let own = [gradients[0].input.values] + gradients.flatMap { $0.parameters.map(\.values) }
      #expect(own.count == slopes.count)
      for (group, pair) in zip(own, slopes).enumerated() {
        #expect(relativeDistance(pair.0, pair.1) < 1e-7, "group \(group), seed \(seed)")
      }
      return
    }
    Issue.record("No seed gives a point without kinks and vanishing gradients.")
  }

  @Test(arguments: cases.filter(\.isSampleBySample))
  func `a batch's gradient is the mean of its samples'`(_ test: Case) throws {
    let point = try point(test, seed: 1)
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
