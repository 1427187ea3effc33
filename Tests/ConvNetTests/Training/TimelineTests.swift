import ConvNet
import Lab
import TestSupport
import Testing

@Suite struct TimelineTests {
  /// A random action of any kind.
  private func action(
    _ random: inout RandomSource, in timeline: Timeline<Float>
  ) throws -> Timeline<Float>.Action {
    let hasImage = timeline.state.sample(0) != nil
    switch random.below(12) {
    case 0:
      let index = random.below(3)
      return .choose(random.below(2) == 0 ? .training(index) : .test(index))
    case 1: return .write(try Place(parsing: "conv.filters[0,1]"), [Float(random.normal())])
    case 2: return .write(try Place(parsing: "softmax.weights[1]"), [Float(random.normal())])
    case 3 where hasImage: return .write(try Place(parsing: "image[2]"), [1, 2, 3, 0, 5, 6])
    case 4 where hasImage:
      return .shift(sample: 0, dx: random.within(-2...2), dy: random.within(-2...2))
    case 5: return .learningRate(Float(random.within(1...9)) / 100)
    case 6: return .ties(TiePolicy.allCases[random.below(3)])
    case 7: return .shuffle(random.below(2) == 0)
    case 8 where random.below(4) == 0:
      let preset = random.below(2) == 0
      return .replace(try SmallData.trainer(.toy, drawn: preset), "another")
    default: return .operation
    }
  }

  /// A random walk, and the state at every time of it.
  private func walk(
    _ count: Int, seed: UInt64
  ) throws -> (timeline: Timeline<Float>, seen: [Fingerprint]) {
    var random = RandomSource(seed: seed)
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    var seen = [try Fingerprint(timeline.state)]
    for _ in 0..<count {
      timeline.perform(try action(&random, in: timeline))
      seen.append(try Fingerprint(timeline.state))
    }
    return (timeline, seen)
  }

  @Test(arguments: 1...3)
  func `every earlier time comes back bit for bit, and every later one`(_ seed: UInt64) throws {
    var (timeline, seen) = try walk(250, seed: seed)
    #expect(timeline.now == 250)
    for time in Array((0...250).reversed()) + Array(0...250) {
      timeline.travel(to: time)
      #expect(timeline.now == time)
      #expect(timeline.end == 250)
      #expect(try Fingerprint(timeline.state) == seen[time], "time \(time)")
    }
    var random = RandomSource(seed: seed + 100)
    for _ in 0..<100 {
      let time = random.within(0...250)
      timeline.travel(to: time)
      #expect(try Fingerprint(timeline.state) == seen[time], "time \(time)")
    }
  }

  @Test func `what follows a return is what followed before`() throws {
    var (timeline, seen) = try walk(60, seed: 9)
    timeline.travel(to: 20)
    var again = Timeline(timeline.state)
    for time in 20..<60 { again.perform(timeline.action(at: time)) }
    timeline.travel(to: 60)
    #expect(try Fingerprint(timeline.state) == seen[60])
    for (own, other) in zip(
      again.state.network.fileParameters, timeline.state.network.fileParameters)
    {
      #expect(identical(own.values, other.values))
    }
    #expect(again.state.context == timeline.state.context)
  }

  @Test func `a new action after going back cuts the future off`() throws {
    var (timeline, seen) = try walk(700, seed: 4)
    timeline.travel(to: 650)
    timeline.travel(to: 601)
    timeline.perform(.learningRate(0.5))
    #expect((timeline.now, timeline.end) == (602, 602))
    #expect(timeline.state.optimiser.learningRate == 0.5)
    for time in [600, 0, 601, 300] {
      timeline.travel(to: time)
      #expect(try Fingerprint(timeline.state) == seen[time])
    }
    timeline.travel(to: 602)
    #expect(timeline.state.optimiser.learningRate == 0.5)

    timeline.travel(to: 0)
    timeline.perform(.operation)
    #expect((timeline.now, timeline.end) == (1, 1))
  }

  @Test func `a walk that is cut again and again stays true`() throws {
    var random = RandomSource(seed: 11)
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    var seen = [try Fingerprint(timeline.state)]
    for _ in 0..<150 {
      timeline.travel(to: random.within(max(0, timeline.end - 40)...timeline.end))
      seen.removeSubrange((timeline.now + 1)...)
      for _ in 0..<random.within(1...30) {
        timeline.perform(try action(&random, in: timeline))
        seen.append(try Fingerprint(timeline.state))
      }
      let time = random.within(0...timeline.end)
      timeline.travel(to: time)
      #expect(try Fingerprint(timeline.state) == seen[time])
    }
  }

  @Test func `the log says what was done when`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    timeline.operate(5)
    timeline.perform(.shift(sample: 0, dx: 1, dy: 2))
    timeline.operate(2)
    for time in [0, 4, 6, 7] {
      guard case .operation = timeline.action(at: time) else {
        Issue.record("no operation at \(time)")
        continue
      }
    }
    guard case .shift(0, 1, 2) = timeline.action(at: 5) else {
      Issue.record("no shift at 5")
      return
    }
  }

  @Test func `memory is bounded over a hundred thousand operations`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, drawn: true, as: Float.self))
    timeline.operate(12_345)
    let early = try Fingerprint(timeline.state)
    timeline.operate(100_000 - 12_345)
    let end = try Fingerprint(timeline.state)
    let parts = Mirror(reflecting: timeline).children
    let kept = parts.first { $0.label == "snapshots" }?.value
    let snapshots = try #require(kept as? [Trainer<Float>])
    #expect((2...64).contains(snapshots.count))
    #expect(parts.compactMap { ($0.value as? [Any])?.count }.allSatisfy { $0 <= 64 })
    timeline.travel(to: 12_345)
    #expect(try Fingerprint(timeline.state) == early)
    timeline.travel(to: 100_000)
    #expect(try Fingerprint(timeline.state) == end)
  }
}
