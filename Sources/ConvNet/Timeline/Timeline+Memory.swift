/// How much memory a timeline may take in addition to the present trainer.
package struct TimelineLimits: Hashable, Sendable {
  /// The most snapshots.
  package var snapshots = 64
  /// The total number of bytes that snapshots may take.
  package var snapshotBytes = 512_000_000
  /// The total number of bytes that the networks and data that the log put in place of others may
  /// take. The present ones are kept whatever their size.
  package var replacementBytes = 512_000_000

  /// 64 snapshots, 512 MB for them, and 512 MB for networks and data.
  package init() {}
}

extension Timeline {
  /// How many bytes the snapshots take.
  package var snapshotBytes: Int { StorageCount.bytes(of: snapshots) }

  static var firstSpacing: Int { 512 }

  /// Keeps a copy of the present trainer. If there are then too many snapshots, or they take too
  /// much memory, every other one is dropped, and the spacing of the next ones grows.
  mutating func takeSnapshot() {
    snapshots.append(state)
    while snapshots.count > 1,
      snapshots.count > limits.snapshots
        || StorageCount.bytes(of: snapshots) > limits.snapshotBytes
    {
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

  /// Forgets the oldest part of the log if the networks and data in it take too much memory: the
  /// timeline then begins where the oldest network or data still kept was put in place.
  mutating func forgetOldest() {
    var count = StorageCount()
    var oldest: Int?
    func isTooMuch(_ trainer: Trainer<S>) -> Bool {
      count.add(trainer)
      count.add(trainer.data)
      return count.bytes > limits.replacementBytes
    }
    for index in log.indices.reversed() {
      guard case .replace(let trainer, _) = log[index].action else { continue }
      if isTooMuch(trainer), let oldest { return forget(before: oldest) }
      oldest = index
    }
    if let oldest, isTooMuch(snapshots[0]) { forget(before: oldest) }
  }

  /// Drops the oldest branches whose own networks and data, together with those of the present
  /// line, take too much memory.
  mutating func dropLargeBranches() {
    var count = StorageCount()
    count.add(log)
    var kept: [Line] = []
    for branch in branches.reversed() {
      var next = count
      next.add(branch.log)
      guard next.bytes == count.bytes || next.bytes <= limits.replacementBytes else { continue }
      count = next
      kept.append(branch)
    }
    branches = kept.reversed()
    bookmarks = bookmarks.filter { knows($0.value) }
  }

  /// Makes the timeline begin right after the replacement in a run of the log.
  private mutating func forget(before index: Int) {
    let run = log[index]
    beginning = run.start + 1
    var first = snapshots[0]
    first.clock = run.start
    first.apply(run.action)
    log.removeFirst(index)
    snapshots = [first] + snapshots.filter { $0.clock > first.clock }
    if let clock = recent?.clock, clock < beginning { recent = nil }
    let known = first.journal.start
    journals = journals.filter { $0.key >= first.clock || $0.key == known }
    branches = branches.compactMap { branch in
      guard fork(of: branch) >= beginning else { return nil }
      return Line(
        number: branch.number, log: branch.log.filter { $0.start >= run.start }, path: branch.path,
        journals: branch.journals.filter { $0.key >= first.clock || $0.key == known },
        beginning: beginning)
    }
  }

  /// The images of every trainer that is kept, latest first.
  package var everyData: [DataSplit] {
    let replacements = log.reversed().compactMap { run -> DataSplit? in
      guard case .replace(let trainer, _) = run.action else { return nil }
      return trainer.data
    }
    return replacements + [snapshots[0].data]
  }

  /// The copy of the images that the timeline already holds, if they are equal: data that is loaded
  /// again does not take memory twice.
  package func shared(_ data: DataSplit) -> DataSplit {
    let found = everyData.first { $0.entering(by: data.training.normalisation) == data }
    return found?.entering(by: data.training.normalisation) ?? data
  }
}
