/// Training as a log of actions that can be walked in both directions, bit for bit.
///
/// To go anywhere is to start at the nearest snapshot and replay. The spacing of snapshots doubles
/// when they become too many or too large, so memory is bounded however long the log is. A new
/// action after going back begins another line, and what was undone is kept as a branch;
/// ``advance()`` through what was undone stays on the line.
///
/// Every time of the log can be visited, with one exception: a network or data that replaced
/// another cannot be computed again. If those of a long session take too much memory, the log is
/// forgotten up to one of them. See ``beginning``.
public struct Timeline<S: Scalar>: Sendable {
  /// Something that changes the trainer.
  public indirect enum Action: Sendable {
    /// The next operation of the tape.
    case operation
    /// Starts a step with a chosen image.
    case choose(ImageOrigin)
    /// Overwrites numbers by hand.
    case write(Place, [S])
    /// Moves an image of the batch.
    case shift(sample: Int, dx: Int, dy: Int)
    /// A new learning rate.
    case learningRate(S)
    /// A new rule by which parameters change.
    case optimiser(Optimiser<S>.Settings)
    /// A new tie policy.
    case ties(TiePolicy)
    /// A new batch size.
    case batch(Int)
    /// Training or evaluation.
    case mode(Mode)
    /// A new loss.
    case loss(Loss)
    /// Freezes the layer at a position, so that updates do not change it, or unfreezes it.
    case freeze(layer: Int, Bool)
    /// The hooks that are on from here on.
    case hooks([any StepHook])
    /// Whether images come in shuffled order, or in the order of the data, from the next pass over
    /// the training set on.
    case shuffle(Bool)
    /// A different trainer: fresh weights, another network or other data. The text says which.
    case replace(Trainer<S>, String)
  }

  /// An action that is done a number of times.
  struct Run: Sendable {
    let action: Action
    /// The clock before the first of them.
    let start: Int
    var count: Int
  }

  /// The present trainer.
  public internal(set) var state: Trainer<S>
  /// The earliest time that can be visited; 0 unless what came before was forgotten.
  public internal(set) var beginning = 0
  /// How much memory the timeline may take.
  package let limits: TimelineLimits
  /// The actions, starting with the one that led to ``beginning``.
  var log: [Run] = []
  /// Trainers to start from; the first of them is at ``beginning``.
  var snapshots: [Trainer<S>]
  var spacing = Self.firstSpacing
  /// A snapshot shortly before the last time visited, so that going back again is quick.
  var recent: Trainer<S>?
  /// The journal of each network that got further than the present time, by the time at which the
  /// network was new.
  var journals: [Int: Journal] = [:]
  /// Which line each part of the log was done on.
  var path = LinePath()
  /// The number by which the present line is known, if it has been a branch.
  var number: Int?
  /// The lines that were left.
  package internal(set) var branches: [Line] = []
  /// The points that have a name.
  package internal(set) var bookmarks: [String: TimelinePoint] = [:]
  /// The numbers of the next line and of the next branch.
  var nextNumbers = (line: 1, branch: 1)

  private static var recentDistance: Int { 64 }

  /// A timeline that begins with the given trainer.
  public init(_ start: Trainer<S>) { self.init(start, limits: TimelineLimits()) }

  /// A timeline that begins with the given trainer and takes no more memory than it is allowed.
  package init(_ start: Trainer<S>, limits: TimelineLimits) {
    self.limits = limits
    state = start
    state.clock = 0
    state.journal.start = 0
    snapshots = [state]
  }

  /// How many actions come before the present.
  public var now: Int { state.clock }

  /// How many actions the log holds, including those undone.
  public var end: Int { Self.end(of: log) }

  static func end(of log: [Run]) -> Int { log.last.map { $0.start + $0.count } ?? 0 }

  /// How many snapshots are kept.
  package var snapshotCount: Int { snapshots.count }

  /// Does the next operation. If it is what was undone, it is done again, so that you can step
  /// through what lies ahead without losing it; otherwise it is something new.
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

  /// Does the next operations until `count` more updates are done, as repeated ``advance()`` would;
  /// a step in progress is finished and counts as the first.
  ///
  /// Of whole steps of something new, only the last is computed in such a way that it can be
  /// inspected.
  @specialized(where S == Float)
  public mutating func advance(updates count: Int) {
    let last = state.updates + count
    while state.updates < last, now < end || !state.isBetweenSteps, !Interruption.isRequested {
      advance()
    }
    let unseen = last - state.updates - 1
    if unseen > 1, let done = state.train(updates: unseen) {
      append(.operation, count: done * state.network.operationCount)
    }
    while state.updates < last, !Interruption.isRequested { perform(.operation) }
  }

  /// Does operations, as ``advance()`` does, up to one for which `isLast` is true. If it is stopped
  /// on the way, even in the middle of an operation, everything since the last update is undone.
  ///
  /// - Parameters:
  ///   - isLast: Whether an operation is the last one.
  ///   - keepsStep: Whether a finished step can be inspected again after a stop in the next one;
  ///     this takes as much memory once more.
  ///   - shouldStop: Asked repeatedly, also on other threads; once true, it stays true.
  /// - Returns: Whether it got that far.
  @specialized(where S == Float)
  public mutating func advance(
    to isLast: (TapeOperation) -> Bool, keepsStep: Bool = true, until shouldStop: () -> Bool
  ) -> Bool {
    var isNew = false
    // Shares its numbers with the state; an update copies them, because the step keeps the layers
    // as they were.
    var before = keepsStep ? state : state.withoutFinishedStep
    while true {
      var isThere = false
      let isDone: Void? = Interruption.run(until: shouldStop) {
        repeat {
          isNew = advanceOnce() || isNew
          isThere = state.last.map(isLast) ?? false
        } while !isThere && state.last != .update && !Interruption.isRequested
      }
      guard isDone != nil else {
        state = before
        if isNew { cutFuture() }
        return false
      }
      if isThere { return true }
      (before, isNew) = (state.withoutFinishedStep, false)
    }
  }

  /// Does something new; what was undone is left as a branch, see `branches`.
  ///
  /// - Precondition: The action is possible: the images, places and layers that it names exist, and
  ///   its numbers fit them.
  @specialized(where S == Float)
  public mutating func perform(_ action: Action) {
    state.ensurePossible(action)
    if now < end { beginLine() }
    if case .replace = action { remember() }
    append(action)
    state.apply(action)
    if case .replace = action {
      forgetOldest()
      dropLargeBranches()
    }
    // Early in a step a trainer is small: it holds images, but not yet the outputs of the layers.
    let distance = state.clock - (snapshots.last?.clock ?? 0)
    if distance >= spacing, state.step.position <= 1 || distance >= 2 * spacing { takeSnapshot() }
  }

  /// Goes to an earlier or later time of the log.
  ///
  /// - Parameters:
  ///   - time: The time to go to.
  ///   - shouldStop: Asked repeatedly, also on other threads; once true, it stays true.
  /// - Returns: Whether it got there; if it was stopped, nothing has changed.
  /// - Precondition: `time` is in ``beginning``...``end``.
  @specialized(where S == Float)
  @discardableResult
  public mutating func travel(to time: Int, until shouldStop: () -> Bool = { false }) -> Bool {
    ensure((beginning...end).contains(time), "There is nothing at time \(time).")
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

  /// The trainer at a time of the log, past or future; the timeline itself stays where it is.
  ///
  /// - Precondition: `time` is in ``beginning``...``end``.
  @specialized(where S == Float)
  public func trainer(at time: Int) -> Trainer<S> {
    ensure((beginning...end).contains(time), "There is nothing at time \(time).")
    var traveller = nearest(to: time)
    _ = replay(&traveller, to: time)
    return traveller
  }

  /// Like ``trainer(at:)``, but `nil` if it is stopped on the way.
  ///
  /// - Precondition: `time` is in ``beginning``...``end``.
  @specialized(where S == Float)
  package func trainer(at time: Int, until shouldStop: () -> Bool) -> Trainer<S>? {
    ensure((beginning...end).contains(time), "There is nothing at time \(time).")
    var traveller = nearest(to: time)
    return replay(&traveller, to: time, until: shouldStop) ? traveller : nil
  }

  /// The latest trainer kept that is not later than a time.
  func nearest(to time: Int) -> Trainer<S> {
    var found = snapshots[0]
    for kept in snapshots + (recent.map { [$0] } ?? []) + [state]
    where kept.clock <= time && kept.clock > found.clock
      && (kept.clock < time || !kept.step.isForgotten)
    { found = kept }
    return found
  }

  /// Does the actions of the log up to a time.
  ///
  /// - Returns: Whether it got that far; if not, the trainer must not be used.
  private func replay(
    _ trainer: inout Trainer<S>, to time: Int, until shouldStop: () -> Bool = { false }
  ) -> Bool {
    guard trainer.clock < time else { return true }
    return Interruption.run(until: shouldStop) {
      var index = runIndex(at: trainer.clock)
      while trainer.clock < time {
        let run = log[index]
        let pause = min(run.start + run.count, time)
        if case .operation = run.action {
          while trainer.clock < pause, !trainer.isBetweenSteps {
            trainer.apply(run.action)
            if Interruption.isRequested { return }
          }
          // The last whole step is recorded, so that it can be inspected.
          let unseen = (pause - trainer.clock) / trainer.network.operationCount - 1
          if unseen > 1 { _ = trainer.train(updates: unseen) }
        }
        while trainer.clock < pause {
          if Interruption.isRequested { return }
          trainer.apply(run.action)
        }
        index += 1
      }
    } != nil
  }

  private mutating func append(_ action: Action, count: Int = 1) {
    if let last = log.last, last.action.repeats(action) {
      log[log.count - 1].count += count
    } else {
      log.append(Run(action: action, start: end, count: count))
    }
  }

  mutating func cutFuture() {
    while let last = log.last, last.start + last.count > now {
      if last.start >= now {
        log.removeLast()
      } else {
        log[log.count - 1].count = now - last.start
      }
    }
    journals = journals.filter { $0.key <= now && $0.key != state.journal.start }
    forget(after: now)
  }

  /// Forgets the trainers that are kept for later times.
  mutating func forget(after time: Int) {
    snapshots.removeAll { $0.clock > time }
    if let clock = recent?.clock, clock > time { recent = nil }
    while spacing > Self.firstSpacing, time < spacing / 2 * limits.snapshots { spacing /= 2 }
  }

  /// Keeps the present network's journal if it goes further than the one that is kept.
  mutating func remember() {
    let start = state.journal.start ?? 0
    if journals[start].map({ $0.count < state.journal.count }) ?? true {
      journals[start] = state.journal
    }
  }

  /// The results of the present network's updates, including those that were undone.
  public var journal: Journal {
    let known = journals[state.journal.start ?? 0]
    return known.map { $0.count > state.journal.count ? $0 : state.journal } ?? state.journal
  }
}
