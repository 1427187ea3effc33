import ConvNet
import Lab
import TestSupport
import Testing

@Suite struct TimelineLinesTests {
  /// Travels forwards, backwards and from branch to branch, and records the state at every point.
  private struct Traveller {
    var timeline: Timeline<Float>
    var seen: [TimelinePoint: Fingerprint]
    var random: RandomSource

    init(seed: UInt64) throws {
      timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
      seen = [timeline.point: try Fingerprint(timeline.state)]
      random = RandomSource(seed: seed)
    }

    mutating func act() throws {
      switch random.below(14) {
      case 0: timeline.perform(.choose(.training(random.below(3))))
      case 1:
        timeline.perform(
          .write(try Place(parsing: "conv.filters[0,1]"), [Float(random.normal())]))
      case 2: timeline.perform(.learningRate(Float(random.within(1...9)) / 100))
      case 3 where random.below(4) == 0:
        timeline.perform(.replace(try SmallData.trainer(.toy, drawn: true), "another"))
      case 4: timeline.advance(updates: random.within(1...4))
      default: timeline.advance()
      }
      seen[timeline.point] = try Fingerprint(timeline.state)
    }

    mutating func travel() throws {
      if let branch = timeline.branches.randomElement(using: &random), random.below(3) == 0 {
        let time = random.within(0...branch.end)
        let hasArrived = timeline.travel(to: branch, at: time)
        #expect(hasArrived)
      } else {
        timeline.travel(to: random.within(0...timeline.end))
      }
      if random.below(8) == 0 { timeline.keep("name\(random.below(4))") }
      try check()
    }

    func check() throws {
      guard let known = seen[timeline.point] else { return }
      #expect(try Fingerprint(timeline.state) == known)
    }
  }

  @Test(arguments: 1...4)
  func `every point of every branch comes back bit for bit`(_ seed: UInt64) throws {
    var traveller = try Traveller(seed: seed)
    for _ in 0..<60 {
      for _ in 0..<traveller.random.within(1...25) { try traveller.act() }
      try traveller.travel()
    }
    #expect(traveller.timeline.branches.count > 3)
    var visits = 0
    for point in traveller.seen.keys {
      guard let line = traveller.timeline.line(through: point) else { continue }
      if traveller.timeline.includes(point) {
        traveller.timeline.travel(to: point.time)
      } else {
        traveller.timeline.travel(to: line, at: point.time)
      }
      #expect(traveller.timeline.point == point)
      try traveller.check()
      visits += 1
    }
    #expect(visits > traveller.seen.count / 2)
    for point in traveller.timeline.bookmarks.values {
      #expect(traveller.timeline.knows(point), "a named point is lost")
    }
  }

  @Test func `what was undone is kept if it has an update, two edits, a drawing or a name`() throws
  {
    let start = Timeline(try SmallData.trainer(.toy, as: Float.self))
    let operations = start.state.operations.count
    let drawn = ImageOrigin.drawn(pixels: [UInt8](repeating: 1, count: 36), label: 0)
    let filters = try Place(parsing: "conv.filters")
    let futures: [(kept: Int, what: (inout Timeline<Float>) -> Void)] = [
      (1, { $0.operate(operations) }),
      (0, { $0.perform(.write(filters, [1])) }),
      (
        1,
        {
          $0.perform(.write(filters, [1]))
          $0.perform(.write(filters, [2]))
        }
      ),
      (1, { $0.perform(.choose(drawn)) }),
      (
        1,
        {
          $0.operate(2)
          $0.keep("here")
        }
      ),
      (0, { $0.operate(operations - 1) }),
      (0, { $0.perform(.learningRate(1)) }),
      (0, { $0.perform(.choose(.test(0))) }),
      // A name in the common past keeps no branch alive.
      (
        0,
        {
          $0.keep("start")
          $0.operate(3)
        }
      ),
    ]
    for (number, future) in futures.enumerated() {
      var timeline = start
      future.what(&timeline)
      timeline.travel(to: 0)
      timeline.perform(.choose(.training(1)))
      #expect(timeline.branches.count == future.kept, "future \(number)")
    }
  }

  @Test func `a line keeps its number wherever it goes`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    let step = timeline.state.operations.count
    timeline.operate(3 * step)
    let first = try Fingerprint(timeline.state)
    timeline.travel(to: step)
    timeline.perform(.learningRate(0.5))
    timeline.operate(2 * step)
    let second = try Fingerprint(timeline.state)
    let branch = try #require(timeline.branches.first)
    #expect((branch.number, timeline.fork(of: branch), branch.updates(after: step)) == (1, step, 2))
    guard case .operation? = timeline.beginning(of: branch) else {
      Issue.record("begins with another action")
      return
    }

    timeline.travel(to: branch, at: branch.end)
    #expect(try Fingerprint(timeline.state) == first)
    #expect(timeline.line.number == 1)
    #expect(timeline.branches.map(\.number) == [2])
    #expect(timeline.journal.count == 3)

    let other = try #require(timeline.branch(2))
    timeline.travel(to: other, at: other.end)
    #expect(try Fingerprint(timeline.state) == second)
    #expect(timeline.branches.map(\.number) == [1])

    // For a branch of a branch, the fork is where it leaves the present line.
    timeline.travel(to: step + 1 + step)
    timeline.perform(.learningRate(0.25))
    timeline.operate(step)
    #expect(timeline.branches.map(\.number) == [1, 2])
    #expect(timeline.branches.map { timeline.fork(of: $0) } == [step, 2 * step + 1])
    timeline.travel(to: try #require(timeline.branch(1)), at: 3 * step)
    #expect(timeline.branches.map { timeline.fork(of: $0) } == [step, step])
  }

  @Test func `a journey that is stopped changes nothing`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    timeline.operate(40)
    timeline.travel(to: 5)
    timeline.perform(.learningRate(0.5))
    let before = try Fingerprint(timeline.state)
    let branch = try #require(timeline.branches.first)
    let hasArrived = timeline.travel(to: branch, at: branch.end, until: { true })
    #expect(!hasArrived)
    #expect(try Fingerprint(timeline.state) == before)
    #expect(timeline.branches.map(\.number) == [1])
    #expect(timeline.end == 6)
  }

  @Test func `only so many branches are kept, and all that have a name`() throws {
    var timeline = Timeline(try SmallData.trainer(.toy, as: Float.self))
    let step = timeline.state.operations.count
    for round in 0..<Timeline<Float>.maximumBranches + 5 {
      timeline.operate(step)
      if round == 1 { timeline.keep("second") }
      timeline.travel(to: 0)
      timeline.perform(.learningRate(Float(round + 1) / 1000))
    }
    let numbers = timeline.branches.compactMap(\.number)
    #expect(numbers.count == Timeline<Float>.maximumBranches + 1)
    #expect(numbers.first == 2)
    #expect(numbers.dropFirst().first == 6)
    let point = try #require(timeline.bookmarks["second"])
    #expect(timeline.line(through: point)?.number == 2)
    timeline.forget("second")
    timeline.operate(step)
    timeline.travel(to: 0)
    timeline.perform(.learningRate(1))
    #expect(!timeline.knows(point))
    #expect(timeline.branches.count == Timeline<Float>.maximumBranches)
  }

  @Test func `the future that is undone and the journal of each line are its own`() throws {
    var timeline = Timeline(try SmallTraining.trainer())
    timeline.train(6)
    let losses = timeline.state.losses
    timeline.travel(to: try #require(timeline.time(ofUpdate: 2)))
    timeline.perform(.learningRate(0.5))
    timeline.train(1)
    #expect(timeline.journal.count == 3)
    let branch = try #require(timeline.branches.first)
    timeline.travel(to: branch, at: try #require(timeline.time(ofUpdate: 1)))
    #expect(timeline.state.updates == 1)
    #expect(timeline.journal.count == 6)
    timeline.travel(to: timeline.end)
    #expect(timeline.state.losses == losses)
  }
}
