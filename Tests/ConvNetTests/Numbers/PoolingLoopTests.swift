import ConvNet
import Testing

/// The max pooling loops against the formulas.
@Suite struct PoolingLoopTests {
  /// Windows that are apart, side by side and overlapping.
  static let sizes: [PoolingGeometry] = {
    var random = RandomSource(seed: 1)
    return [
      PoolingGeometry(channels: 1, height: 1, width: 1, window: 1, stride: 1),
      PoolingGeometry(channels: 1, height: 2, width: 2, window: 2, stride: 2),
      PoolingGeometry(channels: 2, height: 3, width: 5, window: 2, stride: 2),
      PoolingGeometry(channels: 1, height: 7, width: 7, window: 3, stride: 2),
      PoolingGeometry(channels: 1, height: 12, width: 12, window: 2, stride: 1),
    ]
      + (0..<30).map { _ in
        let window = random.within(1...4)
        return PoolingGeometry(
          channels: random.within(1...3), height: random.within(window...9),
          width: random.within(window...9), window: window, stride: random.within(1...4))
      }
      // Sizes near the widths of Float's kernels.
      + (2...40).map {
        PoolingGeometry(channels: 2, height: 2 + $0 % 4, width: $0, window: 2, stride: 2)
      }
  }()

  /// Small whole numbers, so that windows are often tied.
  private func tying<S: Scalar>(_ count: Int, as type: S.Type = S.self) -> [S] {
    var random = RandomSource(seed: UInt64(count))
    return (0..<count).map { _ in S(random.within(-1...1)) }
  }

  private func pool<S: Scalar>(
    _ g: PoolingGeometry, _ input: [S]
  ) -> (output: [S], winners: [Int32]) {
    var winners = [Int32](repeating: -1, count: g.outputCount)
    var output: [S]?
    fenced(input) { input in
      output = fenced([S](repeating: 7, count: g.outputCount)) {
        S.maxPool(g, input: input, output: $0, winners: &winners)
      }
    }
    return (output ?? [], winners)
  }

  private func route<S: Scalar>(
    _ g: PoolingGeometry, _ ties: TiePolicy, _ input: [S], _ dOutput: [S]
  ) -> [S] {
    let (output, winners) = pool(g, input)
    var gradient: [S]?
    fenced(input) { input in
      fenced(dOutput) { dOutput in
        gradient = fenced([S](repeating: 0, count: g.inputCount)) {
          S.routeMaxPool(
            g, ties: ties, input: input, output: output, winners: winners, dOutput: dOutput,
            dInput: $0)
        }
      }
    }
    return gradient ?? []
  }

  @Test(arguments: sizes)
  func `the largest wins, and the first of equals`(_ g: PoolingGeometry) {
    var random = RandomSource(seed: 2)
    func check<S: Scalar>(_ input: [S]) {
      let expected = Twin.maxPool(g, input: input)
      let found = pool(g, input)
      #expect(identical(found.output, expected.output))
      #expect(found.winners == expected.winners)
    }
    check(random.numbers(g.inputCount, as: Double.self))
    check(random.numbers(g.inputCount, as: Float.self))
    check(tying(g.inputCount, as: Double.self))
    check(tying(g.inputCount, as: Float.self))
    check((0..<g.inputCount).map { _ in random.below(3) == 0 ? .nan : Float(random.normal()) })
  }

  @Test(arguments: sizes, TiePolicy.allCases)
  func `gradients go where the tie policy says, and overlapping windows add up`(
    _ g: PoolingGeometry, _ ties: TiePolicy
  ) {
    var random = RandomSource(seed: 3)
    let dOutput = random.numbers(g.outputCount, as: Float.self)
    let input: [Float] = tying(g.inputCount)
    #expect(
      identical(
        route(g, ties, input, dOutput),
        Twin.routeMaxPool(g, ties: ties, input: input, dOutput: dOutput)))
  }

  @Test(arguments: sizes, [TiePolicy.first, .split])
  func `first and split pass on exactly as much gradient as comes`(
    _ g: PoolingGeometry, _ ties: TiePolicy
  ) {
    // 720,720 is divisible by every number up to 16, so every share is a whole number.
    let dOutput = (0..<g.outputCount).map { Double(720_720 * ($0 % 7 - 3)) }
    let gradient = route(g, ties, tying(g.inputCount), dOutput)
    let sums: [Double] = [gradient, dOutput].map { $0.reduce(0, +) }
    #expect(sums[0] == sums[1])
  }

  @Test func `all multiplies the gradient by the number of ties`() {
    let g = PoolingGeometry(channels: 1, height: 2, width: 4, window: 2, stride: 2)
    let image: [Double] = [5, 5, 1, 2, 5, 0, 2, 2]
    #expect(route(g, .all, image, [10, 6]) == [10, 10, 0, 6, 10, 0, 6, 6])
    #expect(route(g, .first, image, [10, 6]) == [10, 0, 0, 6, 0, 0, 0, 0])
    #expect(route(g, .split, image, [9, 6]) == [3, 3, 0, 2, 3, 0, 2, 2])
  }

  @Test func `zeros of both signs tie`() {
    let g = PoolingGeometry(channels: 1, height: 2, width: 2, window: 2, stride: 2)
    let (output, winners) = pool(g, [-1, -0.0, 0, -1] as [Float])
    #expect(identical(output, [-0.0]))
    #expect(winners == [1])
    #expect(route(g, .split, [-1, -0.0, 0, -1], [4]) == [0, 2, 2, 0] as [Float])
  }

  @Test(arguments: 0..<9, TiePolicy.allCases)
  func `a NaN is never hidden, wherever it stands in its window`(_ cell: Int, _ ties: TiePolicy) {
    let g = PoolingGeometry(channels: 1, height: 3, width: 3, window: 3, stride: 1)
    var image: [Float] = [3, 1, 4, 1, 5, 9, 2, 6, .infinity]
    image[cell] = .nan
    let (output, winners) = pool(g, image)
    #expect(output[0].isNaN)
    #expect(winners == [Int32(cell)])
    var expected = [Float](repeating: 0, count: 9)
    expected[cell] = 2
    #expect(route(g, ties, image, [2]) == expected)
  }
}
