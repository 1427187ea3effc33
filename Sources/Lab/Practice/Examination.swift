package import ConvNet

/// The last examination: one fresh network of small numbers, and every number of a step by hand.
package struct Examination: Sendable {
  /// The questions, in the order of the step.
  package let questions: [PracticeProblem]

  /// An examination; the same random source gives the same one.
  package init(from random: inout RandomSource) {
    for _ in 0..<1_000 {
      if let questions = try? Self.questions(&random), !questions.isEmpty {
        self.questions = questions
        return
      }
    }
    preconditionFailure("Some of many networks have two equal totals.")
  }

  /// Draws a network in which nothing ties and both totals are equal, so that every number but the
  /// loss is exact on paper, and in which a filter's rotation shows. No questions if this network
  /// is not like that.
  private static func questions(_ random: inout RandomSource) throws -> [PracticeProblem] {
    var paper = try PaperNetwork(
      "conv2d 1 2x2, maxpool2, softmax 2", input: Shape(1, 5, 5), range: -1...3, random: &random)
    paper.set(.sgd, rate: 0.5)
    let state = try paper.backward(random: &random)
    let pass = state.step.passes
    let pooled = pass[1].output.values
    let totals = pass[2].quantity("totals")?.values ?? []
    guard totals.count == 2, totals[0] == totals[1], Set(pooled).count > 2,
      let filter = state.numbers(at: Place(layer: "conv", quantity: "filters"))?.values,
      let gradient = state.numbers(at: Place(layer: "conv", quantity: "d_filters"))?.values,
      !gradient.contains(0),
      // A rotation that was forgotten, or is one too many, shows in both gradients.
      filter != filter.reversed(), gradient != gradient.reversed(),
      state.numbers(at: Place(layer: "softmax", quantity: "weights"))?.shape.count == 8,
      pass[1].hasClearWinners
    else { return [] }
    let updated = state.updated()
    func ask(
      _ story: String, _ place: String, given: [String], decimals: Int? = nil,
      in solved: Trainer<Float>? = nil
    ) throws -> PracticeProblem {
      try PracticeProblem(
        story, state, given: given, asked: Place(parsing: place), solved: solved,
        decimals: decimals)
    }
    return try [
      ask(
        "The filter slides over the image; its bias is added.", "conv.out[0]",
        given: ["image", "conv.filters[0]", "conv.biases"]),
      ask("Max pooling with 2x2 windows.", "pool.out[0]", given: []),
      ask(
        "The totals of the two classes, from the pooled map read row by row.", "softmax.totals",
        given: ["softmax.weights", "softmax.biases"]),
      ask("The probabilities.", "probabilities", given: [], decimals: 2),
      ask("The loss, to two decimal places.", "loss", given: ["label"], decimals: 2),
      ask("The gradient of the totals.", "softmax.d_totals", given: [], decimals: 2),
      ask("The gradient of the weights, a row for each class.", "softmax.d_weights", given: []),
      ask("The gradient of the pooled map.", "softmax.d_in[0]", given: []),
      ask("The gradient of the feature map.", "pool.d_in[0]", given: []),
      ask("The gradient of the filter.", "conv.d_filters[0]", given: []),
      ask("The gradient of the image.", "conv.d_in", given: []),
      ask(
        "The filter after the update, with learning rate 0.5.", "conv.filters[0]", given: [],
        decimals: 3, in: updated),
    ]
  }
}

extension AnyPass<Float> {
  /// Whether each window of a pooling has one winner.
  fileprivate var hasClearWinners: Bool {
    guard let pooling = anyLayer as? any MaxPooling<Float> else { return false }
    let (input, output) = (self.input.shape, self.output.shape)
    return (0..<output.count).allSatisfy { offset in
      let (y, x) = (offset / output[3] % output[2], offset % output[3])
      let cells = (0..<pooling.window * pooling.window).map {
        self.input.values[
          (y * pooling.stride + $0 / pooling.window) * input[3] + x * pooling.stride
            + $0 % pooling.window]
      }
      return cells.count { $0 == self.output.values[offset] } == 1
    }
  }
}
