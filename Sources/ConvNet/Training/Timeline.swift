/// Training as a log of actions that can be walked in both directions, bit for bit.
///
/// Going anywhere is the nearest snapshot and replay. Snapshots stand at a spacing that doubles
/// when they get too many, so memory is bounded however long the log. A new action after going
/// back cuts off the future; ``advance()`` over what was undone cuts nothing.
public struct Timeline<S: Scalar>: Sendable {
  /// Something that changes the trainer.
  public indirect enum Action: Sendable {
    /// The next operation of the tape.
    case operation
    /// Starts a step with an image of one's choice.
    case choose(Sample<S>.Origin)
    /// Overwrites numbers by hand.
    case write(Place, [S])
    /// Moves an image of the batch.
    case shift(sample: Int, dx: Int, dy: Int)
    /// Another learning rate.
    case learningRate(S)
    /// Another rule by which parameters change.
    case optimiser(Optimiser<S>.Settings)
    /// Another tie policy.
    case ties(TiePolicy)
    /// Another number of images a step.
    case batch(Int)
    /// Training or evaluation.
    case mode(Mode)
    /// Another loss.
    case loss(Loss)
    /// Keeps updates away from the layer at a position, or lets them at it again.
    case freeze(layer: Int, Bool)
    /// The hooks that are on from now on.
    case hooks([any StepHook])
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
  /// The journal of each network that went further than where one is now, by the time at which
  /// the network was new.
  private var journals: [Int: Journal] = [:]

  private static var firstSpacing: Int { 512 }
  private static var maximumSnapshots: Int { 64 }
  private static var recentDistance: Int { 64 }

  /// A timeline that begins with the given trainer.
  public init(_ start: Trainer<S>) {
    state = start
    state.clock = 0
    state.journal.start = 0
    snapshots = [state]
  }

  /// How many actions lie behind.
  public var now: Int { state.clock }

  /// How many actions the log holds, those undone included.
  public var end: Int { log.last.map { $0.start + $0.count } ?? 0 }

  /// How many snapshots are kept.
  package var snapshotCount: Int { snapshots.count }

  /// Does the next operation: again, where that is what was undone, so that one can step through
  /// what lies ahead without losing it; otherwise as something new.
  public mutating func advance() { _ = advanceOnce() }

  /// Does the next operation.
  ///
  /// - Returns: Whether it was something new.
  private mutating func advanceOnce() -> Bool {
    guard now < end, case .operation = action(at: now) else {
      perform(.operation)
      return true
    }
    state.apply(.operation)
    return false
  }

  /// Does the next operations up to so many updates more, as ``advance()`` would one by one; a step
  /// that has begun is finished and counts as the first.
  ///
  /// Of whole steps of something new only the last is computed so that one can look at it.
  @specialized(where S == Float)
  public mutating func advance(updates count: Int) {
    let last = state.updates + count
    while state.updates < last, now < end || !state.isBetweenSteps { advance() }
    let unseen = last - state.updates - 1
    if unseen > 1, let done = state.train(updates: unseen) {
      append(.operation, count: done * state.network.operationCount)
    }
    while state.updates < last { perform(.operation) }
  }

  /// Does operations, as ``advance()`` does, up to one that `isLast` names; or none of them since
  /// the last update, where it is told to stop on the way, be it in the middle of an operation.
  ///
  /// - Parameters:
  ///   - isLast: Whether an operation is the last one.
  ///   - keepsStep: Whether a finished step can be looked at again after a stop in the next one; it
  ///     takes as much memory once more.
  ///   - shouldStop: Asked all the time, also on other threads; once true, it stays so.
  /// - Returns: Whether it came so far.
  @specialized(where S == Float)
  public mutating func advance(
    to isLast: (TapeOperation) -> Bool, keepsStep: Bool = true, until shouldStop: () -> Bool
  ) -> Bool {
    var isNew = false
    // Shares its numbers with the state, which changes none of them before update.
    var before: Trainer<S>? = keepsStep ? state : state.withoutFinishedStep
    while true {
      var isThere = false
      let isDone = Parallel.run(until: shouldStop) {
        while state.next != .update, !isThere, !shouldStop() {
          isNew = advanceOnce() || isNew
          isThere = state.last.map(isLast) ?? false
        }
      }
      guard isDone else {
        if let before { state = before }
        if isNew { cutFuture() }
        return false
      }
      if isThere { return true }
      before = nil
      advance()
      if isLast(.update) { return true }
      (before, isNew) = (state.withoutFinishedStep, false)
    }
  }

  /// Does something new, and forgets whatever was undone.
  @specialized(where S == Float)
  public mutating func perform(_ action: Action) {
    if now < end { cutFuture() }
    if case .replace = action { remember() }
    append(action)
    state.apply(action)
    // Early in a step a trainer is small: it holds images, not yet what the layers make of them.
    let distance = state.clock - (snapshots.last?.clock ?? 0)
    if distance >= spacing, state.step.position <= 1 || distance >= 2 * spacing { takeSnapshot() }
  }

  /// Goes to an earlier or later time of the log.
  ///
  /// - Parameters:
  ///   - time: When.
  ///   - shouldStop: Asked all the time, also on other threads; once true, it stays so.
  /// - Returns: Whether one is there; where it was told to stop, one is where one was.
  /// - Precondition: `time` is in 0...``end``.
  @specialized(where S == Float)
  @discardableResult
  public mutating func travel(to time: Int, until shouldStop: () -> Bool = { false }) -> Bool {
    precondition((0...end).contains(time), "There is nothing at time \(time).")
    remember()
    var traveller = nearest(to: time)
    let pause = time - Self.recentDistance
    if traveller.clock < pause {
      guard replay(&traveller, to: pause, until: shouldStop) else { return false }
      recent = traveller
    }
    guard replay(&traveller, to: time, until: shouldStop) else { return false }
    state = traveller
    return true
  }

  /// The trainer as it was, or will be again, at a time of the log; nobody goes there.
  ///
  /// - Precondition: `time` is in 0...``end``.
  @specialized(where S == Float)
  public func trainer(at time: Int) -> Trainer<S> {
    precondition((0...end).contains(time), "There is nothing at time \(time).")
    var traveller = nearest(to: time)
    _ = replay(&traveller, to: time)
    return traveller
  }

  /// As ``trainer(at:)``, or `nil` where it is told to stop on the way.
  ///
  /// - Precondition: `time` is in 0...``end``.
  @specialized(where S == Float)
  public func trainer(at time: Int, until shouldStop: () -> Bool) -> Trainer<S>? {
    precondition((0...end).contains(time), "There is nothing at time \(time).")
    var traveller = nearest(to: time)
    return replay(&traveller, to: time, until: shouldStop) ? traveller : nil
  }

  /// The latest trainer that is kept and is not later than a time.
  private func nearest(to time: Int) -> Trainer<S> {
    var found = snapshots[0]
    for kept in snapshots + (recent.map { [$0] } ?? []) + [state]
    where kept.clock <= time && kept.clock > found.clock { found = kept }
    return found
  }

  /// What was done at a time: the action that led from `time` to `time` + 1.
  ///
  /// - Precondition: `time` is in 0..<``end``.
  public func action(at time: Int) -> Action { log[runIndex(at: time)].action }

  /// Does the actions of the log up to a time.
  ///
  /// - Returns: Whether it came so far; where not, the trainer is of no use.
  private func replay(
    _ trainer: inout Trainer<S>, to time: Int, until shouldStop: () -> Bool = { false }
  ) -> Bool {
    guard trainer.clock < time else { return true }
    return Parallel.run(until: shouldStop) {
      var index = runIndex(at: trainer.clock)
      while trainer.clock < time {
        let run = log[index]
        let pause = min(run.start + run.count, time)
        if case .operation = run.action {
          while trainer.clock < pause, !trainer.isBetweenSteps {
            trainer.apply(run.action)
            if shouldStop() { return }
          }
          // The last whole step is left to be looked at.
          let unseen = (pause - trainer.clock) / trainer.network.operationCount - 1
          if unseen > 1 { _ = trainer.train(updates: unseen, until: shouldStop) }
        }
        while trainer.clock < pause {
          if shouldStop() { return }
          trainer.apply(run.action)
        }
        index += 1
      }
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

  private mutating func append(_ action: Action, count: Int = 1) {
    if let last = log.last, last.action.repeats(action) {
      log[log.count - 1].count += count
    } else {
      log.append(Run(action: action, start: end, count: count))
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
    journals = journals.filter { $0.key <= time && $0.key != state.journal.start }
    while spacing > Self.firstSpacing, time < spacing / 2 * Self.maximumSnapshots { spacing /= 2 }
  }

  private mutating func takeSnapshot() {
    snapshots.append(state)
    while snapshots.count > Self.maximumSnapshots {
      spacing *= 2
      var last = snapshots[0].clock
      snapshots = snapshots.enumerated().filter { index, kept in
        guard index > 0, kept.clock - last < spacing else {
          last = kept.clock
          return true
        }
        return false
      }.map(\.element)
    }
  }

  /// Keeps the present network's journal, where it goes further than the one that is kept.
  private mutating func remember() {
    let start = state.journal.start ?? 0
    if journals[start].map({ $0.count < state.journal.count }) ?? true {
      journals[start] = state.journal
    }
  }

  /// What the updates of the present network came to, those included that were undone.
  public var journal: Journal {
    let known = journals[state.journal.start ?? 0]
    return known.map { $0.count > state.journal.count ? $0 : state.journal } ?? state.journal
  }
}

extension Timeline {
  /// The time right after an update of the present network, counted from 1; 0 is the time at which
  /// the network was new.
  ///
  /// - Returns: `nil` for an update that has never been done, or was forgotten.
  public func time(ofUpdate update: Int) -> Int? {
    let journal = journal
    guard update > 0 else { return update == 0 ? journal.start : nil }
    return update <= journal.count ? journal[update - 1].clock : nil
  }

  /// The times right after each operation of the step that follows an update, as far as it was
  /// done. Where a step was begun anew, the last beginning counts.
  ///
  /// - Parameters:
  ///   - update: The update.
  ///   - shouldStop: Asked all the time, also on other threads; once true, it stays so.
  /// - Returns: Fewer, or none, where it was told to stop.
  public func operationTimes(
    afterUpdate update: Int, until shouldStop: () -> Bool = { false }
  ) -> [Int] {
    guard let start = time(ofUpdate: update),
      var traveller = trainer(at: start, until: shouldStop)
    else { return [] }
    let life = traveller.journal.start
    var times: [Int] = []
    while traveller.clock < end, !shouldStop() {
      let before = traveller.step.position
      let action = action(at: traveller.clock)
      traveller.apply(action)
      guard traveller.journal.start == life else { break }
      let position = traveller.step.position
      // An edit that leaves the tape where it was is no operation of it.
      guard position != before || action.isMoveOnTape else { continue }
      times.removeLast(times.count - min(times.count, max(position - 1, 0)))
      if position > 0 { times.append(traveller.clock) }
      if traveller.updates > update { break }
    }
    return times
  }

  /// The images as the timeline holds them already, where it holds the same: data that is loaded
  /// again takes no second place in memory.
  public func shared(_ data: DataSplit) -> DataSplit {
    func holdsTheSame(_ other: DataSplit) -> Bool {
      other.entering(by: data.training.normalisation) == data
    }
    let replacements = log.reversed().lazy.compactMap { run -> DataSplit? in
      guard case .replace(let trainer, _) = run.action else { return nil }
      return trainer.data
    }
    let found =
      holdsTheSame(snapshots[0].data) ? snapshots[0].data : replacements.first(where: holdsTheSame)
    return found?.entering(by: data.training.normalisation) ?? data
  }
}
