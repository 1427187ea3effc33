/// Training as a log of actions that can be walked in both directions, bit for bit.
///
/// Going anywhere is the nearest snapshot and replay. Snapshots stand at a spacing that doubles
/// when they get too many, so memory is bounded however long the log. A new action after going
/// back cuts off the future.
public struct Timeline<S: Scalar>: Sendable {
  /// Something that changes the trainer.
  public indirect enum Action: Sendable {
    /// The next operation of the tape.
    case operation
    /// Starts a step with an image of one's choice.
    case choose(Sample<S>.Origin)
    /// Overwrites numbers by hand.
    case write(Place, [S])
    /// Moves the image.
    case shift(dx: Int, dy: Int)
    /// Another learning rate.
    case learningRate(S)
    /// Another tie policy.
    case ties(TiePolicy)
    /// Shuffled order or the data's own, from the next pass over the training set on.
    case shuffle(Bool)
    /// Another trainer altogether: fresh weights, another network, other data. The text says
    /// which.
    case replace(Trainer<S>, String)
  }

  private struct Run {
    let action: Action
    /// The clock before the first of them.
    let start: Int
    var count: Int
  }

  /// The trainer as it is now.
  public private(set) var state: Trainer<S>
  private var log: [Run] = []
  private var snapshots: [Trainer<S>]
  private var spacing = Self.firstSpacing
  /// A snapshot shortly before where one last went, so that going back again is quick.
  private var recent: Trainer<S>?

  private static var firstSpacing: Int { 512 }
  private static var mostSnapshots: Int { 64 }
  private static var recentDistance: Int { 64 }

  /// A timeline that begins with the given trainer.
  public init(_ start: Trainer<S>) {
    state = start
    state.clock = 0
    snapshots = [state]
  }

  /// How many actions lie behind.
  public var now: Int { state.clock }

  /// How many actions the log holds, those undone included.
  public var end: Int { log.last.map { $0.start + $0.count } ?? 0 }

  /// Does something new, and forgets whatever was undone.
  public mutating func perform(_ action: Action) {
    if now < end { cutFuture() }
    append(action)
    state.apply(action)
    if state.clock - (snapshots.last?.clock ?? 0) >= spacing { takeSnapshot() }
  }

  /// Goes to an earlier or later time of the log.
  ///
  /// - Precondition: `time` is in 0...``end``.
  public mutating func travel(to time: Int) {
    precondition((0...end).contains(time), "There is nothing at time \(time).")
    let candidates = snapshots + (recent.map { [$0] } ?? []) + [state]
    let start = candidates.filter { $0.clock <= time }.max { $0.clock < $1.clock }
    var traveller = start ?? snapshots[0]
    let pause = time - Self.recentDistance
    if traveller.clock < pause {
      replay(&traveller, to: pause)
      recent = traveller
    }
    replay(&traveller, to: time)
    state = traveller
  }

  /// What was done at a time: the action that led from `time` to `time` + 1.
  ///
  /// - Precondition: `time` is in 0..<``end``.
  public func action(at time: Int) -> Action { log[runIndex(at: time)].action }

  private func replay(_ trainer: inout Trainer<S>, to time: Int) {
    guard trainer.clock < time else { return }
    var index = runIndex(at: trainer.clock)
    while trainer.clock < time {
      let run = log[index]
      while trainer.clock < min(run.start + run.count, time) { trainer.apply(run.action) }
      index += 1
    }
  }

  private func runIndex(at time: Int) -> Int {
    var (low, high) = (0, log.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if log[middle].start <= time { low = middle } else { high = middle - 1 }
    }
    return low
  }

  private mutating func append(_ action: Action) {
    if case .operation = action, let last = log.last, case .operation = last.action {
      log[log.count - 1].count += 1
    } else {
      log.append(Run(action: action, start: end, count: 1))
    }
  }

  private mutating func cutFuture() {
    while let last = log.last, last.start + last.count > now {
      if last.start >= now {
        log.removeLast()
      } else {
        log[log.count - 1].count = now - last.start
      }
    }
    let time = now
    snapshots.removeAll { $0.clock > time }
    if let clock = recent?.clock, clock > time { recent = nil }
  }

  private mutating func takeSnapshot() {
    snapshots.append(state)
    guard snapshots.count > Self.mostSnapshots else { return }
    spacing *= 2
    snapshots = snapshots.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
  }
}

extension Trainer {
  /// Does an action whose inputs have been checked.
  mutating func apply(_ action: Timeline<S>.Action) {
    let before = clock
    switch action {
    case .operation: advance()
    case .choose(let origin): begin(with: sample(origin))
    case .write(let place, let values): write(place, values)
    case .shift(let dx, let dy): shift(dx: dx, dy: dy)
    case .learningRate(let rate): optimiser.learningRate = rate
    case .ties(let policy):
      context.ties = policy
      if !isBetweenSteps { recompute() }
    case .shuffle(let shuffles): self.shuffles = shuffles
    case .replace(let other, _): self = other
    }
    clock = before + 1
  }
}
