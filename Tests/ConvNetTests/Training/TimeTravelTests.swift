import ConvNet
import TestSupport
import Testing

@Suite struct TimeTravelTests {
  @Test func `every time can be gone back to and forward to, bit for bit`() throws {
    var timeline = try SmallTraining.timeline()
    var seen: [Int: (weights: [Tensor<Float>], losses: [UInt32], position: Int)] = [:]
    for step in 0..<3_000 {
      switch step {
      case 700: timeline.perform(.write(Place(layer: "conv", quantity: "filters"), [0.25]))
      case 1_100: timeline.perform(.learningRate(0.002))
      case 1_503: timeline.perform(.ties(.split))
      case 1_777: timeline.perform(.choose(.training(5)))
      case 2_004: timeline.perform(.shift(sample: 0, dx: 1, dy: 0))
      case 2_400: timeline.perform(.replace(try SmallTraining.trainer(), "init"))
      default: timeline.perform(.operation)
      }
      let state = timeline.state
      seen[timeline.now] = (state.weights, state.losses, state.step.position)
    }
    var random = RandomSource(seed: 9)
    for _ in 0..<200 {
      let time = 1 + random.below(3_000)
      timeline.travel(to: time)
      let was = try #require(seen[time])
      #expect(timeline.now == time)
      #expect(timeline.end == 3_000)
      #expect(timeline.state.weights == was.weights)
      #expect(timeline.state.losses == was.losses)
      #expect(timeline.state.step.position == was.position)
    }
  }

  @Test func `a hundred thousand updates can be gone through in both directions`() throws {
    var timeline = try SmallTraining.timeline(learningRate: 0.001)
    timeline.train(30_000)
    timeline.perform(.write(Place(layer: "softmax", quantity: "biases", indices: [1]), [0.5]))
    let edited = timeline.state.weights
    let edit = timeline.now
    timeline.train(70_000)
    let last = timeline.state
    #expect(timeline.end > 1_000_000)
    #expect(timeline.snapshotCount <= 64)

    timeline.travel(to: timeline.end - 1)
    #expect(timeline.state.updates == 99_999)
    timeline.travel(to: edit)
    #expect(timeline.state.weights == edited)
    timeline.travel(to: 0)
    timeline.travel(to: try #require(timeline.time(ofUpdate: 100_000)))
    #expect(timeline.state.weights == last.weights)
    #expect(timeline.state.losses == last.losses)

    // Continuing from an early time keeps snapshots as close together as such a short log allows.
    timeline.travel(to: 2_000)
    timeline.perform(.learningRate(0.5))
    for _ in 0..<100_000 { timeline.perform(.shuffle(false)) }
    #expect((32...64).contains(timeline.snapshotCount))
  }

  @Test func `advancing over what was undone keeps what lies ahead`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(20)
    let last = timeline.state.weights
    let end = timeline.end
    timeline.travel(to: 55)
    for _ in 0..<30 { timeline.advance() }
    #expect(timeline.now == 85)
    #expect(timeline.end == end)
    timeline.travel(to: end)
    #expect(timeline.state.weights == last)
    // An edit that lies ahead is not repeated by an operation.
    timeline.perform(.learningRate(0.02))
    timeline.advance()
    timeline.travel(to: end)
    timeline.advance()
    #expect(timeline.end == end + 1)
  }

  @Test func `doing something else forgets what lies ahead`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(20)
    timeline.travel(to: 55)
    timeline.perform(.learningRate(0.02))
    #expect(timeline.end == 56)
    #expect(timeline.journal.count == timeline.state.updates)
    #expect(timeline.time(ofUpdate: 20) == nil)
  }

  @Test func `updates that were undone can still be found`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(12)
    timeline.travel(to: 7)
    #expect(timeline.journal.count == 12)
    #expect(timeline.time(ofUpdate: 0) == 0)
    #expect(timeline.time(ofUpdate: 12) == timeline.end)
    #expect(timeline.time(ofUpdate: 13) == nil)
    #expect(timeline.time(ofUpdate: -1) == nil)
  }

  @Test func `updates are counted in the life of one network`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(5)
    timeline.perform(.replace(try SmallTraining.trainer(), "init"))
    let birth = timeline.now
    timeline.train(3)
    #expect(timeline.time(ofUpdate: 0) == birth)
    #expect(timeline.time(ofUpdate: 3) == timeline.end)
    #expect(timeline.time(ofUpdate: 4) == nil)

    timeline.travel(to: 1)
    #expect(timeline.journal.count == 5)
    #expect(timeline.time(ofUpdate: 0) == 0)
    timeline.travel(to: timeline.end)
    #expect(timeline.journal.count == 3)
  }

  @Test func `a network that keeps its journal goes on counting`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(5)
    let before = timeline.state
    timeline.perform(
      .replace(
        try Trainer(
          network: before.network, data: SmallTraining.data(name: "others"), learningRate: 0.01,
          context: before.context, journal: before.journal), "load"))
    timeline.train(2)
    #expect(timeline.time(ofUpdate: 0) == 0)
    #expect(timeline.time(ofUpdate: 7) == timeline.end)
  }

  @Test func `operations are counted on the tape, edits between them are not`() throws {
    var timeline = try SmallTraining.timeline()
    timeline.train(2)
    let start = timeline.now
    timeline.perform(.operation)  // image
    timeline.perform(.learningRate(0.02))
    timeline.perform(.operation)  // conv
    timeline.perform(.write(Place(layer: "conv", quantity: "filters"), [0.5]))
    timeline.perform(.operation)  // pool
    #expect(
      timeline.operationTimes(afterUpdate: 2) == [start + 1, start + 3, start + 5])

    timeline.perform(.choose(.training(0)))
    timeline.perform(.operation)
    #expect(timeline.operationTimes(afterUpdate: 2) == [start + 6, start + 7])

    timeline.train(1)
    let times = timeline.operationTimes(afterUpdate: 2)
    #expect(times.count == timeline.state.operations.count)
    #expect(times.last == timeline.time(ofUpdate: 3))
    #expect(timeline.operationTimes(afterUpdate: 3) == [])
  }

  @Test func `data that is loaded again is kept once`() throws {
    let timeline = try SmallTraining.timeline()
    let again = timeline.shared(SmallTraining.data())
    let known = timeline.state.data.training.pixels
    #expect(
      again.training.pixels.withUnsafeBufferPointer { one in
        known.withUnsafeBufferPointer { $0.baseAddress == one.baseAddress }
      })
    #expect(timeline.shared(SmallTraining.data(name: "others")).training.name == "others")
  }

  @Test func `the change between two times names the weight that moved most`() throws {
    var timeline = try SmallTraining.timeline()
    let first = timeline.state
    timeline.perform(
      .write(Place(layer: "softmax", quantity: "weights", indices: [1, 2]), [-7]))
    let changes = timeline.state.changes(since: first)
    #expect(changes.map(\.moved) == [0, 1, 0])
    let largest = changes[1].largest
    #expect(largest.indices == [1, 2])
    #expect(largest.before == 3)
    #expect(largest.after == -7)
    #expect(changes[1].change.norm == 10)
  }
}
