extension Timeline<Float> {
  /// The timeline as data.
  ///
  /// - Parameter shouldStop: Asked repeatedly, also on other threads; once true, it stays true.
  /// - Returns: The timeline and the numbers that belong to it.
  /// - Throws: ``ArchiveError`` if a network was not built from a diagram, or if it is stopped.
  package func archived(
    until shouldStop: () -> Bool = { false }
  ) throws(ArchiveError) -> TimelineArchive {
    let first = snapshots[0].journal
    var writer = ArchiveWriter(
      TimelineRecord(
        lines: [], beginning: beginning, beganBy: replacement(before: beginning),
        life: first.start ?? 0, updates: (0..<first.count).map { first[$0].clock }, now: now,
        bookmarks: bookmarks.mapValues { PointRecord($0) },
        nextLine: nextNumbers.line, nextBranch: nextNumbers.branch, trainers: [], snapshots: []))
    _ = try writer.add(snapshots[0], at: firstPoint, continues: false)
    try writer.add(line, fork: nil)
    for branch in branches { try writer.add(branch, fork: fork(of: branch)) }
    for time in archivedTimes {
      guard let trainer = trainer(at: time, until: shouldStop) else { throw .stopped }
      let position = try writer.add(trainer, at: path.point(at: time), continues: true)
      writer.archive.record.snapshots.append(position)
    }
    for (name, values) in state.network.fileParameters { writer.archive.tensors[name] = values }
    return writer.archive
  }

  /// The times, each between two steps, at which trainers are archived with the log: near those
  /// that are kept anyway, and where the present step began, or the one before it.
  private var archivedTimes: [Int] {
    let kept = snapshots.dropFirst().compactMap { beginningOfStep(from: $0.clock) }
    let bytes = 3 * MemoryLayout<Float>.stride * max(1, state.network.parameterCount)
    let most = min(16, 64_000_000 / bytes)
    let spacing = max(1, (kept.count + most) / max(1, most))
    let spread = most == 0 ? [] : stride(from: 0, to: kept.count, by: spacing).map { kept[$0] }
    return Set(spread + [presentBeginning]).subtracting([beginning]).sorted()
  }

  /// The command that put the trainer at a time in place of another, if the log has it.
  private func replacement(before time: Int) -> String? {
    guard let run = log.first, run.start + 1 == time, case .replace(_, let what) = run.action else {
      return nil
    }
    return what
  }

  /// The first moment, from a time on, at which a step begins right after an update.
  private func beginningOfStep(from time: Int) -> Int? {
    let journals = line.journals.sorted { $0.key < $1.key }.map(\.value)
    for journal in journals {
      for update in journal.count(upTo: time - 1)..<journal.count {
        let clock = journal[update].clock
        if clock < end, action(at: clock).isMoveOnTape { return clock }
      }
    }
    return nil
  }

  /// The last moment before now at which a step begins right after an update or on a new network.
  private var presentBeginning: Int {
    let (journal, updates) = line.network(at: now)
    for update in (0..<updates).reversed() {
      let clock = journal[update].clock
      guard clock > beginning else { break }
      if clock < now, action(at: clock).isMoveOnTape { return clock }
    }
    return max(journal.start ?? 0, beginning)
  }
}

/// Assembles a ``TimelineArchive``.
private struct ArchiveWriter {
  var archive: TimelineArchive

  init(_ record: TimelineRecord) {
    archive = TimelineArchive(record: record)
  }

  /// Adds a trainer that is in training from a point on.
  ///
  /// - Returns: Its index.
  mutating func add(
    _ trainer: Trainer<Float>, at point: TimelinePoint, continues: Bool
  ) throws(ArchiveError) -> Int {
    let position = archive.record.trainers.count
    let data = index(of: trainer.data, from: point)
    guard let record = trainer.record(data: data, continues: continues) else {
      throw .trainer(position)
    }
    archive.record.trainers.append(record)
    for (name, values) in trainer.tensors(TimelineArchive.trainerPrefix(position)) {
      archive.tensors[name] = values
    }
    return position
  }

  private mutating func index(of data: DataSplit, from point: TimelinePoint) -> Int {
    let known = archive.data.firstIndex {
      $0.entering(by: data.training.normalisation) == data
    }
    if let known { return known }
    archive.data.append(data)
    archive.dataPoints.append(point)
    return archive.data.count - 1
  }

  /// Adds a branch from where it leaves the present line, or adds the present line itself.
  mutating func add(_ line: Timeline<Float>.Line, fork: Int?) throws(ArchiveError) {
    let parts = line.path.parts
    var record = LineRecord(
      number: line.number, fork: fork ?? line.beginning,
      grewFrom: parts.dropLast().map { PointRecord(TimelinePoint(line: $0.line, time: $0.end)) },
      line: parts[parts.count - 1].line, log: [])
    for run in line.log(after: fork ?? line.beginning) {
      var position: Int?
      if case .replace(let trainer, _) = run.action {
        position = try add(
          trainer, at: line.path.point(at: run.start + 1),
          continues: trainer.journal.start != nil)
      }
      record.log.append(run.record(in: &archive, trainer: position))
    }
    for (start, journal) in line.journals {
      let known = fork.map { journal.count(upTo: $0) } ?? 0
      guard known < journal.count else { continue }
      let entries = (known..<journal.count).map { journal[$0] }
      archive.tensors[TimelineArchive.journalName(archive.record.lines.count, start)] = Tensor(
        Shape(entries.count, 3),
        entries.flatMap { [$0.loss, Float($0.correct), Float($0.count)] })
    }
    archive.record.lines.append(record)
  }
}

extension TimelineArchive {
  /// The prefix of the names of a trainer's tensors.
  static func trainerPrefix(_ position: Int) -> String { "\(prefix)trainer\(position)." }

  /// The name of the tensor with the loss, the number of correct answers and the number of images
  /// of each update, on a line after its fork, for the network that was new at a time.
  static func journalName(_ line: Int, _ start: Int) -> String {
    "\(prefix)line\(line).updates\(start)"
  }
}

extension Timeline.Line {
  /// The part of the log after a time.
  func log(after time: Int) -> [Timeline.Run] {
    log.compactMap { run in
      let start = max(run.start, time)
      let count = run.start + run.count - start
      return count > 0 ? Timeline.Run(action: run.action, start: start, count: count) : nil
    }
  }

  /// The part of the log up to a time.
  func log(upTo time: Int) -> [Timeline.Run] {
    log.compactMap { run in
      let count = min(run.count, time - run.start)
      return count > 0 ? Timeline.Run(action: run.action, start: run.start, count: count) : nil
    }
  }
}
