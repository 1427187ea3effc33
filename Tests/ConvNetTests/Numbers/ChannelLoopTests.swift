import ConvNet
import Testing

/// The loops over batches by channel, and those of ReLU, against the formulas.
@Suite struct ChannelLoopTests {
  static let sizes: [ChannelGeometry] = {
    var random = RandomSource(seed: 1)
    return [
      ChannelGeometry(samples: 1, channels: 1, places: 1),
      ChannelGeometry(samples: 9, channels: 3, places: 1),
      ChannelGeometry(samples: 5, channels: 2, places: 100),
      ChannelGeometry(samples: 2, channels: 2, places: 64),
      ChannelGeometry(samples: 19, channels: 37, places: 1),
      ChannelGeometry(samples: 8, channels: 16, places: 1),
    ]
      + (0..<30).map { _ in
        ChannelGeometry(
          samples: random.within(1...6), channels: random.within(1...4),
          places: random.within(1...40))
      }
  }()

  /// The numbers of one channel, sample by sample.
  private func channel<S>(_ c: Int, _ g: ChannelGeometry, _ values: [S]) -> [S] {
    (0..<g.samples).flatMap { n in
      let start = (n * g.channels + c) * g.places
      return values[start..<start + g.places]
    }
  }

  /// The sum of products in eight columns, made in Double and rounded once.
  private func sum<S: Scalar>(_ first: [S], _ second: [S]? = nil) -> S {
    var columns = [Double](repeating: 0, count: 8)
    for k in first.indices {
      columns[k % 8] += Double(first[k]) * (second.map { Double($0[k]) } ?? 1)
    }
    return S(columns.dropFirst().reduce(columns[0], +))
  }

  @Test(arguments: sizes)
  func `mean and variance add up in eight columns over the batch`(_ g: ChannelGeometry) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: 2)
      let input = random.numbers(g.samples * g.channels * g.places, as: S.self)
      var mean = [S](repeating: 7, count: g.channels)
      var variance = mean
      fenced(input) { S.moments(g, input: $0, mean: &mean, variance: &variance) }
      let count = S(g.samples * g.places)
      for c in 0..<g.channels {
        let values = channel(c, g, input)
        let expected = sum(values) / count
        #expect(identical([mean[c]], [expected]))
        let distances = values.map { $0 - expected }
        #expect(identical([variance[c]], [sum(distances, distances) / count]))
      }
    }
    check(Double.self)
    check(Float.self)
  }

  /// The images of a large batch, far from 0 and with gradients that nearly cancel.
  @Test(arguments: [
    ChannelGeometry(samples: 128, channels: 2, places: 784),
    ChannelGeometry(samples: 6_000, channels: 9, places: 1),
    ChannelGeometry(samples: 6_000, channels: 1, places: 100),
  ])
  func `sums over a large batch are as exact as Float can hold`(_ g: ChannelGeometry) {
    var random = RandomSource(seed: 5)
    let count = g.samples * g.channels * g.places
    let input = (0..<count).map { _ in Float(3 + random.normal()) }
    let dOutput = (0..<count).map { _ in Float(0.001 + random.normal()) }
    func sums<S: Scalar>(_ type: S.Type) -> [Double] {
      let (own, upstream) = (input.map { S($0) }, dOutput.map { S($0) })
      var (mean, variance) = (
        [S](repeating: 0, count: g.channels), [S](repeating: 0, count: g.channels)
      )
      var (gains, shifts) = (mean, mean)
      S.moments(g, input: own, mean: &mean, variance: &variance)
      S.standardiseParameterGradient(
        g, normalised: own, dOutput: upstream, dGains: &gains, dShifts: &shifts)
      return [mean, variance, gains, shifts].flatMap { $0.map(Double.init) }
    }
    for (found, expected) in zip(sums(Float.self), sums(Double.self)) {
      #expect(abs(found - expected) <= 1e-6 * abs(expected))
    }
  }

  @Test(arguments: sizes)
  func `gradients of gains and shifts add up the same way`(_ g: ChannelGeometry) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: 3)
      let count = g.samples * g.channels * g.places
      let (normalised, dOutput) = (
        random.numbers(count, as: S.self), random.numbers(count, as: S.self)
      )
      var gains = [S](repeating: 7, count: g.channels)
      var shifts = gains
      fenced(normalised) { normalised in
        fenced(dOutput) {
          S.standardiseParameterGradient(
            g, normalised: normalised, dOutput: $0, dGains: &gains, dShifts: &shifts)
        }
      }
      for c in 0..<g.channels {
        let upstream = channel(c, g, dOutput)
        #expect(identical([gains[c]], [sum(upstream, channel(c, g, normalised))]))
        #expect(identical([shifts[c]], [sum(upstream)]))
      }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: sizes)
  func `each number is normalised and sent back by its channel's numbers`(_ g: ChannelGeometry) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: 4)
      let count = g.samples * g.channels * g.places
      let (input, dOutput) = (random.numbers(count, as: S.self), random.numbers(count, as: S.self))
      let own = (0..<4).map { _ in random.numbers(g.channels, as: S.self) }
      var normalised: [S]?
      let output = fenced([S](repeating: 7, count: count)) { output in
        normalised = fenced([S](repeating: 7, count: count)) {
          S.standardise(
            g, input: input, mean: own[0], deviation: own[1], gains: own[2], shifts: own[3],
            normalised: $0, output: output)
        }
      }
      let channels = (0..<count).map { $0 / g.places % g.channels }
      let expected = zip(input, channels).map { ($0 - own[0][$1]) / own[1][$1] }
      #expect(identical(normalised ?? [], expected))
      #expect(
        identical(output ?? [], zip(expected, channels).map { own[2][$1] * $0 + own[3][$1] }))
      let dInput = fenced([S](repeating: 7, count: count)) {
        S.standardiseInputGradient(
          g, normalised: expected, dOutput: dOutput, slope: own[0], meanOfD: own[1],
          meanOfDTimes: own[2], dInput: $0)
      }
      let sent = (0..<count).map { k in
        let c = channels[k]
        return own[0][c] * ((dOutput[k] - own[1][c]) - expected[k] * own[2][c])
      }
      #expect(identical(dInput ?? [], sent))
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: Array(1...40))
  func `a ReLU keeps what is above 0, and what is no number`(_ count: Int) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: UInt64(count))
      var input = random.numbers(count, as: S.self)
      input[count / 2] = .nan
      input[0] = .infinity
      let dOutput = random.numbers(count, as: S.self)
      let output = fenced([S](repeating: 7, count: count)) {
        S.activate(.relu, count: count, input: input, output: $0)
      }
      #expect(identical(output ?? [], input.map { $0 > 0 || $0.isNaN ? $0 : 0 }))
      let dInput = fenced([S](repeating: 7, count: count)) {
        S.activationGradient(
          .relu, count: count, input: input, output: output ?? [], dOutput: dOutput, dInput: $0)
      }
      #expect(identical(dInput ?? [], zip(dOutput, input).map { $0 * ($1 > 0 ? 1 : 0) }))
    }
    check(Double.self)
    check(Float.self)
  }
}
