import ConvNet
import Testing

@Suite struct LossTests {
  /// A last layer with given totals: its weights select the inputs.
  private func softmax<S: Scalar>(_ rows: [[S]]) -> any AnyPass<S> {
    let width = rows[0].count
    var weights = Tensor<S>(Shape(width, width))
    for k in 0..<width { weights[k, k] = 1 }
    var context = PassContext()
    return Softmax(Dense(weights: weights, biases: Tensor(Shape(width))))
      .pass(Tensor(Shape(rows.count, width), rows.flatMap(\.self)), in: &context)
  }

  private func sigmoid<S: Scalar>(_ totals: [S]) -> any AnyPass<S> {
    var context = PassContext()
    return Sigmoid(Dense(weights: Tensor(Shape(1, 1), [1]), biases: Tensor(Shape(1))))
      .pass(Tensor(Shape(totals.count, 1), totals), in: &context)
  }

  @Test(arguments: 0..<4)
  func `cross-entropy is -log of the probability of the right class`(_ target: Int) {
    let pass = softmax([[0.3, -1.2, 2.0, 0.0]] as [[Double]])
    let loss = Loss.crossEntropy.evaluate(pass, targets: [target])
    #expect(abs(loss.mean + Double.log(pass.output.values[target])) < 1e-14)
    #expect(loss.predictions == [2])
    #expect(loss.correct == (target == 2 ? 1 : 0))
    let gradient = Loss.crossEntropy.gradient(pass, targets: [target])
    #expect(gradient.out.values[target] == -1 / pass.output.values[target])
    #expect(gradient.out.values.count { $0 != 0 } == 1)
  }

  @Test(arguments: [0, 1])
  func `binary cross-entropy is -log of the probability of the right class`(_ target: Int) {
    for total in [-3, -0.5, 0, 2.5] {
      let pass = sigmoid([total])
      let p = pass.output.values[0]
      let loss = Loss.binaryCrossEntropy.evaluate(pass, targets: [target])
      #expect(abs(loss.mean + Double.log(target == 1 ? p : 1 - p)) < 1e-14)
      #expect(loss.predictions == [p > 0.5 ? 1 : 0])
      let gradient = Loss.binaryCrossEntropy.gradient(pass, targets: [target])
      #expect(gradient.out.values == [target == 1 ? -1 / p : 1 / (1 - p)])
      #expect(gradient.totals?.values == [p - Double(target)])
    }
  }

  @Test(arguments: [12, 18, 40, 80] as [Float])
  func `binary cross-entropy of a sure and right answer keeps its digits`(_ total: Float) {
    // log(1 + x) is x but for x^2 / 2.
    let x = Double.exp(-Double(total))
    for (sign, target) in [(1, 1), (-1, 0)] {
      let pass = sigmoid([Float(sign) * total])
      let loss = Double(Loss.binaryCrossEntropy.evaluate(pass, targets: [target]).mean)
      #expect(abs(loss - (x - x * x / 2)) < 1e-6 * x)
    }
  }

  @Test func `totals of a thousand overflow nowhere`() {
    func check<S: Scalar>(_ type: S.Type) {
      let pass = softmax([[1_000, 0, -1_000]] as [[S]])
      #expect(pass.output.values == [1, 0, 0])
      let losses = (0..<3).map { Loss.crossEntropy.evaluate(pass, targets: [$0]).mean }
      #expect(losses == [0, 1_000, 2_000])
      #expect(Loss.crossEntropy.gradient(pass, targets: [2]).totals?.values == [1, 0, -1])

      #expect(sigmoid([1_000, -1_000] as [S]).output.values == [1, 0])
      let binary = [1_000, -1_000].map { total in
        [0, 1].map { Loss.binaryCrossEntropy.evaluate(sigmoid([S(total)]), targets: [$0]).mean }
      }
      #expect(binary == [[1_000, 0], [0, 1_000]])
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func `of equal probabilities the first is the answer`() {
    let loss = Loss.crossEntropy.evaluate(softmax([[1, 2, 2]] as [[Float]]), targets: [2])
    #expect(loss.predictions == [1])
    #expect(loss.correct == 0)
    #expect(
      Loss.binaryCrossEntropy.evaluate(sigmoid([0 as Float]), targets: [1]).predictions == [0])
  }

  @Test func `a batch's loss is the mean, and so is its gradient`() {
    let rows = [[0.5, 1, -2], [0, 3, 0.25], [1, 1, 1]]
    let targets = [2, 1, 0]
    let batch = softmax(rows)
    let loss = Loss.crossEntropy.evaluate(batch, targets: targets)
    let gradient = Loss.crossEntropy.gradient(batch, targets: targets)
    for (sample, target) in targets.enumerated() {
      let single = softmax([rows[sample]])
      let own = Loss.crossEntropy.evaluate(single, targets: [target])
      #expect(loss.losses[sample] == own.mean)
      let ownGradient = Loss.crossEntropy.gradient(single, targets: [target])
      let part = 3 * sample..<3 * sample + 3
      #expect(Array(gradient.out.values[part]) == ownGradient.out.values.map { $0 / 3 })
      let totals = gradient.totals.map { Array($0.values[part]) }
      #expect(totals == ownGradient.totals?.values.map { $0 / 3 })
    }
    #expect(loss.mean == (loss.losses[0] + loss.losses[1] + loss.losses[2]) / 3)
  }
}
