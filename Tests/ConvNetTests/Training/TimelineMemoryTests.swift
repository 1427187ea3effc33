import ConvNet
import Lab
import TestSupport
import Testing

/// A timeline keeps a bounded number of bytes, and what it keeps is correct.
struct TimelineMemoryTests {
  private static func limits(
    snapshots: Int = 512_000_000, replacements: Int = 512_000_000
  ) -> TimelineLimits {
    var limits = TimelineLimits()
    limits.snapshotBytes = snapshots
    limits.replacementBytes = replacements
    return limits
  }

  @Test(arguments: [0, 3_000, 40_000, 200_000])
  func `snapshots stay within their bytes, and every time comes back`(_ bytes: Int) throws {
    let trainer = try SmallData.trainer(of: "conv3x3 2, relu, maxpool2, fc 3", batch: 2)
    var free = Timeline(trainer)
    var bounded = Timeline(trainer, limits: Self.limits(snapshots: bytes))
    for timeline in 0..<2 {
      for number in 0..<3 {
        let rate = Timeline<Float>.Action.learningRate(Float(number) / 100)
        if timeline == 0 { free.perform(rate) } else { bounded.perform(rate) }
        if timeline == 0 { free.operate(3_000) } else { bounded.operate(3_000) }
      }
    }
    #expect(free.snapshotCount > 16)
    // The start is always kept.
    #expect(bounded.snapshotBytes <= max(bytes, Timeline(trainer).snapshotBytes))
    #expect(bounded.snapshotCount >= 1 && bounded.snapshotCount <= free.snapshotCount)
    for time in [9_003, 8_999, 5_000, 3_001, 3_000, 17, 0, 6_500] {
      free.travel(to: time)
      bounded.travel(to: time)
      #expect(try Fingerprint(free.state) == Fingerprint(bounded.state), "\(time)")
    }
  }

  @Test func `numbers that copies share count once`() throws {
    var timeline = Timeline(try SmallData.trainer(of: "fc 50, softmax 3"))
    let alone = timeline.snapshotBytes
    // Snapshots without any training between them.
    for _ in 0..<6 {
      for number in 0..<512 { timeline.perform(.learningRate(Float(number))) }
    }
    #expect(timeline.snapshotCount > 4)
    #expect(timeline.snapshotBytes == alone)
  }

  @Test(arguments: 1...4)
  func `old networks are forgotten, and what is kept comes back`(_ seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    let start = try SmallData.trainer(.toy, as: Float.self)
    var timeline = Timeline(start, limits: Self.limits(replacements: 4_000))
    var seen = [0: try Fingerprint(timeline.state)]
    var replaced = 0
    for _ in 0..<60 {
      if random.below(3) == 0 {
        var other = try SmallData.trainer(
          of: "conv3x3 \(random.within(1...4)), softmax 2", input: Shape(1, 6, 6), classes: 2)
        if random.below(2) == 0 { other = try SmallData.trainer(.toy, drawn: true, as: Float.self) }
        timeline.perform(.replace(other, "another"))
        replaced += 1
        seen[timeline.now] = try Fingerprint(timeline.state)
      }
      if random.below(6) == 0 {
        timeline.travel(to: random.within(timeline.beginning...timeline.end))
      }
      for _ in 0..<random.within(0...40) {
        timeline.perform(random.below(9) == 0 ? .learningRate(0.03) : .operation)
        seen[timeline.now] = try Fingerprint(timeline.state)
      }
    }
    #expect(replaced > 10)
    #expect(timeline.beginning > 0)
    let kept = (timeline.beginning..<timeline.end).count {
      if case .replace = timeline.action(at: $0) { true } else { false }
    }
    #expect(kept < 12)
    for _ in 0..<80 {
      let time = random.within(timeline.beginning...timeline.end)
      timeline.travel(to: time)
      #expect(timeline.now == time)
      #expect(try Fingerprint(timeline.state) == seen[time], "\(time)")
      for update in 0...timeline.journal.count {
        let time = timeline.time(ofUpdate: update)
        #expect(time.map { $0 >= timeline.beginning } ?? true)
      }
      _ = timeline.diagnose()
    }
  }

  @Test func `the journal goes on over data that are forgotten, and its early times do not`() throws
  {
    let start = try SmallData.trainer(.toy, as: Float.self)
    var timeline = Timeline(start, limits: Self.limits(replacements: 300))
    timeline.advance(updates: 5)
    var next = timeline.state
    next = try Trainer(
      network: next.network, data: SmallTraining.data(), learningRate: 0.1, journal: next.journal)
    timeline.perform(.replace(next, "load"))
    timeline.advance(updates: 3)
    #expect(timeline.beginning == timeline.end - 3 * start.operations.count)
    #expect(timeline.journal.count == 8)
    #expect((0...5).allSatisfy { timeline.time(ofUpdate: $0) == nil })
    #expect((6...8).allSatisfy { timeline.time(ofUpdate: $0) != nil })
    #expect(timeline.operationTimes(afterUpdate: 2) == [])
    #expect(timeline.operationTimes(afterUpdate: 6).count == start.operations.count)
  }

  @Test func `the present network is kept whatever its size`() throws {
    var timeline = Timeline(
      try SmallData.trainer(.toy, as: Float.self),
      limits: Self.limits(snapshots: 1, replacements: 1))
    timeline.advance(updates: 3)
    for _ in 0..<3 {
      timeline.perform(.replace(try SmallData.trainer(.toy, drawn: true, as: Float.self), "init"))
      #expect(timeline.beginning == timeline.now)
    }
    timeline.advance(updates: 2)
    let end = try Fingerprint(timeline.state)
    timeline.travel(to: timeline.beginning)
    #expect(timeline.state.updates == 0)
    timeline.travel(to: timeline.end)
    #expect(try Fingerprint(timeline.state) == end)
  }
}
