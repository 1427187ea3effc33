import ConvNet
import Testing

/// The loops of the dense layer and of softmax against the formulas.
@Suite struct DenseLoopTests {
  static let inputs = Array(1...33) + [100, 1_352]

  @Test(arguments: inputs)
  func `totals add up in eight columns, then the bias`(_ inputs: Int) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: UInt64(inputs))
      let input = random.numbers(inputs, as: S.self)
      let weights = random.numbers(3 * inputs, as: S.self)
      let biases: [S] = [-0.0, 0.25, S(random.normal())]
      var totals: [S]?
      fenced(weights) { weights in
        fenced(input) { input in
          totals = fenced([S](repeating: 7, count: 3)) {
            S.dense(
              inputs: inputs, outputs: 3, weights: weights, biases: biases, input: input,
              totals: $0)
          }
        }
      }
      #expect(
        identical(
          totals ?? [], Twin.dense(outputs: 3, weights: weights, biases: biases, input: input)))
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: inputs)
  func `a total is the sum of weight times input`(_ inputs: Int) {
    var random = RandomSource(seed: UInt64(inputs) + 1)
    let (input, weights) = (
      random.numbers(inputs, as: Double.self), random.numbers(inputs, as: Double.self)
    )
    var total = [0.0]
    Double.dense(
      inputs: inputs, outputs: 1, weights: weights, biases: [0.5], input: input, totals: &total)
    let expected = zip(weights, input).reduce(0.5) { $0 + $1.0 * $1.1 }
    #expect(abs(total[0] - expected) < 1e-12 * Double(inputs))
  }

  @Test(arguments: inputs)
  func `gradients are products, added to what is there`(_ inputs: Int) {
    var random = RandomSource(seed: UInt64(inputs) + 2)
    let (input, dTotals) = (
      random.numbers(inputs, as: Float.self), random.numbers(3, as: Float.self)
    )
    let weights = random.numbers(3 * inputs, as: Float.self)
    let expected = Twin.denseGradient(input: input, dTotals: dTotals)
    let before = random.numbers(3 * inputs + 3, as: Float.self)
    var biases = Array(before.suffix(3))
    let gradient = fenced(Array(before.dropLast(3))) {
      Float.addDenseGradient(
        inputs: inputs, outputs: 3, input: input, dTotals: dTotals, dWeights: $0,
        dBiases: &biases)
    }
    #expect(identical(gradient ?? [], zip(before, expected.weights).map { $0 + $1 }))
    #expect(identical(biases, zip(before.suffix(3), expected.biases).map { $0 + $1 }))

    let dInput = fenced([Float](repeating: 0, count: inputs)) {
      Float.denseInputGradient(
        inputs: inputs, outputs: 3, weights: weights, dTotals: dTotals, dInput: $0)
    }
    #expect(
      identical(
        dInput ?? [], Twin.denseInputGradient(inputs: inputs, weights: weights, dTotals: dTotals)))
  }

  @Test(arguments: inputs, [1, 2, 5, 11])
  func `a step of descent through a dense layer is gradient, then update`(
    _ inputs: Int, _ outputs: Int
  ) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: UInt64(inputs + outputs))
      let (input, dTotals) = (
        random.numbers(inputs, as: S.self), random.numbers(outputs, as: S.self)
      )
      let weights = random.numbers(inputs * outputs, as: S.self)
      let biases = random.numbers(outputs, as: S.self)
      let rate: S = 0.37
      // Computed by the loops of a recorded step.
      var dWeights = [S](repeating: 0, count: inputs * outputs)
      var dBiases = [S](repeating: 0, count: outputs)
      S.addDenseGradient(
        inputs: inputs, outputs: outputs, input: input, dTotals: dTotals, dWeights: &dWeights,
        dBiases: &dBiases)
      let expected = Twin.denseInputGradient(inputs: inputs, weights: weights, dTotals: dTotals)
      // Computed in one pass.
      var newBiases: [S]?
      var dInput: [S]?
      let newWeights = fenced(weights) { weights in
        newBiases = fenced(biases) { biases in
          dInput = fenced([S](repeating: 7, count: inputs)) {
            S.descendDense(
              inputs: inputs, outputs: outputs, rate: rate, input: input, dTotals: dTotals,
              weights: weights, biases: biases, dInput: $0)
          }
        }
      }
      #expect(identical(newWeights ?? [], zip(weights, dWeights).map { $0 - rate * $1 }))
      #expect(identical(newBiases ?? [], zip(biases, dBiases).map { $0 - rate * $1 }))
      #expect(identical(dInput ?? [], expected))
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: inputs)
  func `updates move every number by itself`(_ count: Int) {
    func check<S: Scalar>(_ type: S.Type) {
      var random = RandomSource(seed: UInt64(count))
      let (values, gradient, velocity) = (
        random.numbers(count, as: S.self), random.numbers(count, as: S.self),
        random.numbers(count, as: S.self)
      )
      let descended = fenced(values) {
        S.descend(count: count, rate: 0.3, gradient: gradient, values: $0)
      }
      #expect(identical(descended ?? [], zip(values, gradient).map { $0 - 0.3 * $1 }))
      var moved: [S]?
      let faster = fenced(velocity) { velocity in
        moved = fenced(values) {
          S.descendWithMomentum(
            count: count, rate: 0.3, momentum: 0.9, gradient: gradient, velocity: velocity,
            values: $0)
        }
      }
      let expected = zip(velocity, gradient).map { 0.9 * $0 - 0.3 * $1 }
      #expect(identical(faster ?? [], expected))
      #expect(identical(moved ?? [], zip(values, expected).map { $0 + $1 }))
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: inputs)
  func `pixels are normalised in place as they are in an array`(_ count: Int) {
    func check<S: Scalar>(_ type: S.Type) {
      let pixels = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
      let values = fenced([S](repeating: 7, count: count)) {
        S.normalise(
          count: count, pixels: pixels, scale: 255, mean: 0.1307, deviation: 0.3081, values: $0)
      }
      #expect(identical(values ?? [], pixels.map { (S($0) / 255 - 0.1307) / 0.3081 }))
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: 1...12)
  func `softmax divides each exponential by their sum`(_ count: Int) {
    var random = RandomSource(seed: UInt64(count))
    let totals = random.numbers(count, as: Double.self)
    var (exponentials, output) = (totals, totals)
    let (maximum, sum) = Double.softmax(
      count: count, totals: totals, exponentials: &exponentials, output: &output)
    #expect(maximum == totals.max())
    #expect(identical(exponentials, totals.map { Double.exp($0 - maximum) }))
    #expect(sum == exponentials.reduce(0, +))
    #expect(identical(output, exponentials.map { $0 / sum }))
    #expect(abs(output.reduce(0, +) - 1) < 1e-12)
  }

  @Test func `descent takes the rate times the gradient away`() {
    var values: [Float] = [1, -2, 0.5, 0]
    Float.descend(count: 4, rate: 0.1, gradient: [10, 1, -0.0, 3], values: &values)
    #expect(identical(values, [0, -2 - 0.1, 0.5, 0 - 0.1 * 3]))
  }

  @Test func `pixels are divided, moved, and divided again`() {
    func normalised<S: Scalar>(_ pixels: [UInt8], scale: S, mean: S, deviation: S) -> [S] {
      var values = [S](repeating: 0, count: pixels.count)
      S.normalise(
        count: pixels.count, pixels: pixels, scale: scale, mean: mean, deviation: deviation,
        values: &values)
      return values
    }
    let pixels: [UInt8] = [9, 0, 255, 51]
    #expect(
      normalised(Array(pixels[1...]), scale: 255, mean: 0.5, deviation: 2)
        == [-0.25, 0.25, (51.0 / 255 - 0.5) / 2])
    #expect(normalised(pixels, scale: 1, mean: 0, deviation: 1) == [9, 0, 255, 51] as [Float])
  }
}
