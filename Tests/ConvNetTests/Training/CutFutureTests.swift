import ConvNet
import TestSupport
import Testing

/// What a timeline drops, and what it must keep.
struct CutFutureTests {
  /// Train, go back twice, do something new at the second time, continue, and go back again.
  @Test(arguments: [[400, 300, 50, 350, 290], [2_000, 1_800, 100, 1_400, 900]])
  func `what lay ahead is not gone back to once something new is done`(_ times: [Int]) throws {
    var timeline = try SmallTraining.timeline()
    timeline.operate(times[0])
    timeline.travel(to: times[1])
    timeline.travel(to: times[2])
    timeline.perform(.learningRate(0.5))
    timeline.operate(times[3])
    timeline.travel(to: times[4])
    var straight = try SmallTraining.timeline()
    straight.operate(times[2])
    straight.perform(.learningRate(0.5))
    straight.operate(times[4] - times[2] - 1)
    #expect(try Fingerprint(timeline.state) == Fingerprint(straight.state))
  }

  @Test func `going back twice forgets no update`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(10)
    for update in [5, 3] { timeline.travel(to: try #require(timeline.time(ofUpdate: update))) }
    #expect(timeline.journal.count == 10)
    #expect(timeline.time(ofUpdate: 10) == timeline.end)
  }

  @Test func `a chosen image is the first of its batch`() throws {
    var timeline = Timeline(try SmallData.trainer(of: "softmax 3", batch: 4))
    timeline.operate(6)
    timeline.perform(.choose(.training(7)))
    #expect(timeline.state.sample(0)?.origin == .training(7))
  }

  @Test func `another tie policy in the middle of a step computes its gradients again`() throws {
    let trainer = try SmallData.trainer(of: "maxpool2, softmax 3", input: Shape(1, 4, 4))
    var early = Timeline(trainer)
    early.operate(1)
    early.perform(.write(Place(quantity: "image"), [0.5]))
    var late = early
    early.perform(.ties(.split))
    early.operate(trainer.operations.count - 2)
    late.operate(trainer.operations.count - 2)
    #expect(try late.values("pool.d_in") != early.values("pool.d_in"))
    late.perform(.ties(.split))
    #expect(try late.values("pool.d_in") == early.values("pool.d_in"))
  }
}
