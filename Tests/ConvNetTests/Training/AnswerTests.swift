import ConvNet
import TestSupport
import Testing

/// Which class a network is reported to answer, and how confident it is.
struct AnswerTests {
  static let endings = ["softmax 3", "fc 3", "sigmoid"]

  private func trainer(_ ending: String) throws -> Trainer<Float> {
    try SmallData.trainer(of: ending, classes: ending == "sigmoid" ? 2 : 3)
  }

  @Test(arguments: endings)
  func `of outputs that are equal the first is the answer`(_ ending: String) throws {
    var stepped = Timeline(try trainer(ending))
    stepped.perform(.shuffle(false))
    stepped.perform(.learningRate(0))
    for place in stepped.state.places where place.layer != nil && stepped.state.isWritable(place) {
      stepped.perform(.write(place, [0]))
    }
    var trained = stepped
    let (classes, count) = (stepped.state.classCount, stepped.state.data.training.count)
    stepped.operate(count * stepped.state.operations.count)
    trained.advance(updates: count)
    let right: [Int32] = (0..<count).map { $0 % classes == 0 ? 1 : 0 }
    for timeline in [stepped, trained] {
      #expect((0..<count).map { timeline.state.journal[$0].correct } == right)
    }
    let trainer = stepped.state
    let images = trainer.data.training
    for answer in try #require(trainer.evaluate(images)).answers {
      #expect(answer.prediction == 0)
      #expect(abs(answer.confidence - 1 / Double(classes)) < 1e-6)
    }
    #expect(trainer.prediction(in: trainer.answer(to: images.image(0).batched)) == 0)
  }

  @Test(arguments: endings)
  func `an answer is the likeliest class, and its probability the confidence`(
    _ ending: String
  ) throws {
    let trainer = try trainer(ending)
    let evaluation = try #require(trainer.evaluate(trainer.data.training))
    #expect(evaluation.answers.allSatisfy { $0.confidence > 1 / Double(trainer.classCount) })
  }

  @Test func `with a loss that is not a number no answer is right`() throws {
    var timeline = Timeline(try trainer("softmax 3"))
    timeline.perform(.shuffle(false))
    timeline.perform(.write(Place(layer: "softmax", quantity: "biases"), [.nan]))
    timeline.operate(timeline.state.operations.count)
    #expect(timeline.state.journal[0].correct == 0)
    #expect(timeline.state.evaluate(timeline.state.data.training)?.correct == 0)
  }

  @Test func `a test drops nothing and normalises by the running moments`() throws {
    var timeline = Timeline(
      try SmallData.trainer(
        of: "conv2d 2 3x3, batchnorm, relu, dropout keep=0.5, fc 3", batch: 4))
    timeline.operate(3 * timeline.state.operations.count)
    let (trainer, images) = (timeline.state, timeline.state.data.training)
    let together = try #require(trainer.evaluate(images)).answers
    for index in 0..<images.count {
      let alone = try #require(trainer.evaluate(images.selecting([index]))).answers[0]
      #expect(abs(alone.loss - together[index].loss) < 1e-5)
    }
  }

  @Test func `outputs beyond the classes stay unused, and too few are refused`() throws {
    #expect(try SmallData.trainer(of: "softmax 5").targets == [0, 1, 2])
    #expect(throws: TrainerError.self) { try SmallData.trainer(of: "softmax 2") }
  }
}
