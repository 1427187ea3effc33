extension Timeline {
  /// A line of actions from the beginning of the timeline: the present one, or a branch. A line
  /// becomes a branch when something new is done after an undo, or when another branch is entered.
  package struct Line: Sendable {
    /// The number by which a branch is known, counted from 1. A line that has been a branch keeps
    /// its number.
    package let number: Int?
    let log: [Run]
    let path: LinePath
    /// The journal of each network, by the time at which it was new.
    let journals: [Int: Journal]

    /// How many actions it has.
    package var end: Int { Timeline.end(of: log) }

    /// The earliest time that can be visited.
    let beginning: Int

    /// Whether it passes through a point.
    package func includes(_ point: TimelinePoint) -> Bool {
      (beginning...end).contains(point.time) && path.point(at: point.time) == point
    }

    /// How many updates it has after a time, of any network.
    package func updates(after time: Int) -> Int {
      journals.values.reduce(0) { $0 + $1.count - $1.count(upTo: time) }
    }

    /// The network at a time: its journal, and how many of its updates had been done by then.
    package func network(at time: Int) -> (journal: Journal, updates: Int) {
      let known = journals.filter { $0.key <= time }.max { $0.key < $1.key }?.value ?? Journal()
      return (known, known.count(upTo: time))
    }

    /// Whether it has something after a time that would be missed: an update, an image drawn by
    /// hand, or more than one edit of numbers.
    package func hasWork(after time: Int) -> Bool {
      guard updates(after: time) == 0 else { return true }
      var edits = 0
      for run in log where run.start + run.count > time {
        switch run.action {
        case .write: edits += 1
        case .choose(.drawn): return true
        default: break
        }
      }
      return edits > 1
    }
  }

  /// How many branches are kept, not counting those with a named point of their own.
  package static var maximumBranches: Int { 32 }

  /// The present line, including what was undone on it.
  package var line: Line {
    var known = journals
    known[state.journal.start ?? 0] = journal
    return Line(
      number: number, log: log, path: path, journals: known, beginning: beginning)
  }

  /// Whether something on any line would be missed.
  package var hasWork: Bool { ([line] + branches).contains { $0.hasWork(after: beginning) } }

  // MARK: Points

  /// The present point.
  package var point: TimelinePoint { path.point(at: now) }

  /// Whether the present line passes through a point, even one that was undone.
  package func includes(_ point: TimelinePoint) -> Bool {
    (beginning...end).contains(point.time) && path.point(at: point.time) == point
  }

  /// Whether a point is in the past of the present point, or is the present point.
  package func hasPassed(_ point: TimelinePoint) -> Bool {
    point.time <= now && includes(point)
  }

  /// The point where the timeline begins.
  package var firstPoint: TimelinePoint { path.point(at: beginning) }

  /// The last point of the present line.
  package var endPoint: TimelinePoint { path.point(at: end) }

  /// Whether a point is on the present line or on a branch.
  package func knows(_ point: TimelinePoint) -> Bool {
    includes(point) || branches.contains { $0.includes(point) }
  }

  /// A line that passes through a point, the present line if it does.
  package func line(through point: TimelinePoint) -> Line? {
    includes(point) ? line : branches.first { $0.includes(point) }
  }

  /// Names the present point; a point that had this name loses it.
  package mutating func keep(_ name: String) { bookmarks[name] = point }

  /// Forgets a name.
  package mutating func forget(_ name: String) { bookmarks[name] = nil }

  // MARK: Branches

  /// The branch with a number.
  package func branch(_ number: Int) -> Line? { branches.first { $0.number == number } }

  /// The last time that a line and the present line have in common.
  package func fork(of line: Line) -> Int { min(path.common(with: line.path), end, line.end) }

  /// The first action on a line that is not on the present one.
  package func beginning(of line: Line) -> Action? {
    let fork = fork(of: line)
    return line.log.first { $0.start + $0.count > fork }?.action
  }

  /// Makes a branch the present line and goes to a time on it. The line that was present becomes a
  /// branch if something on it would be missed.
  ///
  /// - Parameters:
  ///   - branch: One of ``branches``.
  ///   - time: The time to go to.
  ///   - shouldStop: Asked repeatedly, also on other threads; once true, it stays true.
  /// - Returns: Whether it got there; if it was stopped, nothing has changed.
  /// - Precondition: `time` is in ``beginning``...`branch.end`.
  @discardableResult
  package mutating func travel(
    to branch: Line, at time: Int, until shouldStop: () -> Bool = { false }
  ) -> Bool {
    var next = self
    let fork = fork(of: branch)
    next.branches.removeAll { $0.number == branch.number }
    next.leaveLine(after: fork)
    next.forget(after: fork)
    if next.now > fork { next.state = next.nearest(to: fork) }
    (next.log, next.path) = (branch.log, branch.path)
    (next.journals, next.number) = (branch.journals, branch.number)
    next.dropOldest()
    guard next.travel(to: time, until: shouldStop) else { return false }
    self = next
    return true
  }

  /// Begins another line at the present point, because something new is done after an undo.
  mutating func beginLine() {
    leaveLine(after: now)
    number = nil
    cutFuture()
    path.leave(at: now, for: nextNumbers.line)
    nextNumbers.line += 1
    dropOldest()
  }

  /// Keeps the present line as a branch if something on it after a time would be missed.
  private mutating func leaveLine(after time: Int) {
    remember()
    let isNamed = bookmarks.values.contains { $0.time > time && includes($0) }
    guard isNamed || line.hasWork(after: time) else { return }
    if number == nil {
      number = nextNumbers.branch
      nextNumbers.branch += 1
    }
    branches.append(line)
  }

  /// Drops the oldest branches without a named point of their own, if there are too many.
  private mutating func dropOldest() {
    let unnamed = branches.filter { branch in
      !bookmarks.values.contains { branch.includes($0) && !includes($0) }
    }
    let dropped = unnamed.dropLast(Self.maximumBranches).map(\.number)
    branches.removeAll { dropped.contains($0.number) }
  }
}

extension Journal {
  /// How many updates it holds up to a time.
  package func count(upTo time: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].clock <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
