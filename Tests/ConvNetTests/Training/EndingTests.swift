import ConvNet
import TestSupport
import Testing

/// Every pair of a last layer and a loss, with several numbers of classes.
struct EndingTests {
  private static let endings =
    ["sigmoid"] + ["fc", "softmax"].flatMap { word in (1...4).map { "\(word) \($0)" } }

  struct Case: Sendable, CustomTestStringConvertible {
    let layers: String
    let classes: Int
    let loss: Loss
    var testDescription: String { "\(layers), \(loss.rawValue), \(classes) classes" }
  }

  private static let cases = ["", "conv3x3 2, maxpool2, "].flatMap { start in
    endings.flatMap { ending in
      (1...4).flatMap { classes in
        Loss.allCases.map { Case(layers: start + ending, classes: classes, loss: $0) }
      }
    }
  }

  private static func trainer(_ test: Case) -> Trainer<Float>? {
    guard
      let trainer = try? SmallData.trainer(of: test.layers, classes: test.classes, batch: 2),
      test.loss.fits(trainer.network.ending, outputs: trainer.network.outputCount)
    else { return nil }
    var timeline = Timeline(trainer)
    timeline.perform(.loss(test.loss))
    return timeline.state
  }

  @Test(arguments: cases.filter { trainer($0) != nil })
  func `what is accepted trains, is tested and explains itself`(_ test: Case) throws {
    var timeline = Timeline(try #require(Self.trainer(test)))
    timeline.train(3)
    let state = timeline.state
    let evaluation = try #require(state.evaluate(state.data.test))
    #expect(evaluation.loss.isFinite)
    for answer in evaluation.answers {
      #expect((0..<state.classCount).contains(answer.prediction))
      // No class is more likely than its answer.
      #expect(answer.confidence > 1 / Double(state.classCount) - 1e-6)
    }
    for place in state.places {
      guard case .computed(let tensor) = try state.read(place) else { continue }
      let single = place.indices + tensor.shape.indices(at: tensor.shape.count - 1)
      let explanation = try state.explain(
        Place(layer: place.layer, quantity: place.quantity, indices: single))
      #expect(explanation.arithmetic.evaluate().bitPattern == tensor.values.last?.bitPattern)
    }
    // Training without looking gives the same bits.
    var quick = Timeline(try #require(Self.trainer(test)))
    quick.advance(updates: 3)
    #expect(quick.state.weights == state.weights)
  }

  @Test func `a single logit is judged by binary cross-entropy, as a sigmoid is`() throws {
    func timeline(_ ending: String) throws -> Timeline<Float> {
      var timeline = Timeline(
        try SmallData.trainer(of: "conv3x3 2, maxpool2, \(ending)", classes: 2))
      timeline.perform(.shuffle(false))
      timeline.perform(
        .write(Place(layer: ending == "fc 1" ? "fc" : "sigmoid", quantity: "weights"), [0.25]))
      timeline.train(4)
      return timeline
    }
    let timelines = try ["fc 1", "sigmoid"].map(timeline)
    let probabilities = try timelines.map { try #require(try $0.values("probabilities")) }
    #expect(probabilities[0] == probabilities[1])
    let (logit, sigmoid) = (timelines[0].state, timelines[1].state)
    #expect(logit.loss == .binaryCrossEntropy)
    #expect(logit.losses == sigmoid.losses)
    #expect(logit.weights == sigmoid.weights)
    #expect(logit.evaluate(logit.data.test)?.answers == sigmoid.evaluate(logit.data.test)?.answers)
  }

  @Test func `what has no two classes to compare is refused`() throws {
    for layers in ["softmax 1", "sigmoid 2"] {
      #expect(throws: NetworkError.self) { try SmallData.trainer(of: layers, classes: 2) }
    }
    // One logit tells two classes apart.
    #expect(throws: TrainerError.self) { try SmallData.trainer(of: "fc 1", classes: 3) }
    #expect(!Loss.meanSquaredError.fits(.logits, outputs: 1))
  }
}
