import ConvNet
import Testing

@Suite struct WhatIfTests {
  private func whatIf(
    _ place: String, _ value: Double, in trainer: Trainer<Float>
  ) throws -> WhatIf {
    try WhatIf(try Place(parsing: place), is: value, in: trainer)
  }

  @Test func `on paper: the loss falls by 1.5 a unit, and less once the answer is sure`() throws {
    // Both totals are 4; pool.out[0,0,0] is 3, so totals[0] becomes 4 + 3 w and L = log(1 + e^-3w).
    let result = try whatIf("softmax.weights[0,0]", 1, in: try Strokes.preset("toy", image: 0))
    #expect(result.gradients == [-1.5])
    #expect(abs(result.predictedChange - -1.5) < 1e-12)
    #expect(abs(result.loss - 0.6931471805599453) < 1e-12)
    #expect(abs(result.outcomes[0].actual - 0.0485873515737) < 1e-12)
    #expect(abs(result.outputAfter.values[0] - 0.9525741268224) < 1e-12)
    #expect(result.outputBefore.values == [0.5, 0.5])
  }

  @Test func `the gap shrinks with the square of the change`() throws {
    let result = try whatIf("softmax.weights[2,7]", 0.8, in: try Strokes.small(image: 1))
    let gaps = result.outcomes.map(\.gap)
    #expect((80...120).contains(gaps[0] / gaps[1]))
    #expect((95...105).contains(gaps[1] / gaps[2]))
    #expect(result.outcomes.allSatisfy { $0.crossing == nil })
  }

  @Test func `a slice changes all its numbers, and the prediction is the sum`() throws {
    let result = try whatIf("conv.filters[0]", 2, in: try Strokes.preset("toy", image: 0))
    #expect(result.count == 9)
    #expect(result.changes == [1, 1, 1, 2, 2, 2, 3, 3, 3])
    // d_filters of the toy: -1 -2 3, 1 0 -3, -1 0 1.
    #expect(result.gradients == [-1, -2, 3, 1, 0, -3, -1, 0, 1])
    #expect(abs(result.predictedChange - (0 - 4 + 0)) < 1e-12)
  }

  @Test func `the actual loss is what the changed network has`() throws {
    let trainer = try Strokes.small(image: 2)
    for place in ["image[3,4]", "conv.filters[1,0,2]", "softmax.biases[1]"] {
      let result = try whatIf(place, 0.75, in: trainer)
      var timeline = Timeline(trainer)
      timeline.perform(.write(try Place(parsing: place), [0.75]))
      while timeline.state.step.loss == nil { timeline.perform(.operation) }
      let loss = Double(try #require(timeline.state.step.loss).mean)
      #expect(abs(result.outcomes[0].actual - loss) < 1e-5)
    }
  }

  @Test func `a corner on the way is named`() throws {
    let result = try whatIf("image[0,0]", 4, in: try Strokes.preset("toy", image: 0))
    #expect(result.outcomes[0].crossing?.description == "pool.out[0,0,0]")
    #expect(result.outcomes[1].crossing == nil)
    #expect(result.gradients == [0])
  }

  @Test func `what is computed from other numbers cannot be changed`() throws {
    let trainer = try Strokes.small(image: 2)
    for place in ["loss", "conv.out[0,1,1]", "label", "nothing", "conv.filters[9]"] {
      #expect(throws: InspectionError.self) { try whatIf(place, 1, in: trainer) }
    }
    #expect(throws: InspectionError.self) {
      try whatIf("image[0,0]", 1, in: try Strokes.small(image: nil))
    }
  }
}
