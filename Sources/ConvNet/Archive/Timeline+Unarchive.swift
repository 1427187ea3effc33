extension Timeline<Float> {
  /// Restores a timeline to the moment at which it was archived.
  ///
  /// Nothing is taken on trust: everything in the archive must be possible where it occurs, and
  /// replaying the log must give the parameters that the archive says it gives.
  ///
  /// - Parameters:
  ///   - archive: What ``archived(until:)`` returned.
  ///   - hook: The hook with a given name; `nil` if there is none.
  ///   - shouldStop: Asked repeatedly, also on other threads; once true, it stays true.
  /// - Throws: ``ArchiveError`` if something in it is not possible, or if it is stopped.
  package init(
    _ archive: TimelineArchive, hook: @escaping (String) -> (any StepHook)?,
    until shouldStop: () -> Bool = { false }
  ) throws(ArchiveError) {
    let record = archive.record
    var reader = ArchiveReader(archive, hook: hook)
    let start = try reader.readTrainers()
    self.init(start)
    let snapshots = try reader.snapshotRecords()
    let present = try reader.line(0, from: nil, asking: snapshots.map(\.clock))
    guard let journal = present.line.journals[record.life] else { throw .line(0) }
    state.clock = record.beginning
    state.journal = journal.first(record.updates.count)
    beginning = record.beginning
    self.snapshots = [state]
    (log, path, journals, number) =
      (present.line.log, present.line.path, present.line.journals, present.line.number)
    for index in record.lines.indices.dropFirst() {
      let branch = try reader.line(index, from: line).line
      guard let number = branch.number, fork(of: branch) == record.lines[index].fork,
        self.branch(number) == nil, number != self.number
      else { throw .line(index) }
      branches.append(branch)
    }
    let lines = [line] + branches
    nextNumbers = (record.nextLine, record.nextBranch)
    guard [record.nextLine, record.nextBranch].allSatisfy((1..<1 << 48).contains),
      lines.allSatisfy({ $0.number ?? 0 < record.nextBranch }),
      lines.allSatisfy({ $0.path.parts.allSatisfy { $0.line < record.nextLine } }),
      (beginning...end).contains(record.now)
    else { throw .line(0) }
    bookmarks = record.bookmarks.mapValues(\.point)
    guard bookmarks.values.allSatisfy({ $0.time >= 0 && knows($0) }) else { throw .line(0) }
    for (position, trainer) in zip(record.snapshots, snapshots) {
      guard let moment = present.moments[trainer.clock],
        trainer.clock > self.snapshots.last?.clock ?? beginning,
        let placed = trainer.placed(at: moment, journals: journals),
        moment.isFresh || (trainer.clock < end && action(at: trainer.clock).isMoveOnTape)
      else { throw .snapshot(position) }
      self.snapshots.append(placed)
    }
    guard travel(to: record.now, until: shouldStop) else { throw .stopped }
    for (name, values) in state.network.fileParameters {
      guard let saved = archive.tensors[name], saved.shape == values.shape,
        // The sign of a NaN depends on the processor.
        zip(saved.values, values.values).allSatisfy({
          $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
        })
      else { throw .parameters }
    }
  }
}

extension Trainer<Float> {
  /// The trainer as one that the timeline passes at a moment; `nil` if it does not fit there.
  fileprivate func placed(at moment: LogWalk.Moment, journals: [Int: Journal]) -> Trainer? {
    let known = moment.trainer
    guard network.diagram == known.network.diagram, network.input == known.network.input,
      data == known.data, batchSize == moment.batchSize,
      let journal = journals[moment.life], journal.count >= moment.updates
    else { return nil }
    var placed = self
    placed.journal = journal.first(moment.updates)
    placed.step.isForgotten = !moment.isFresh
    return placed
  }
}

/// Reads a ``TimelineArchive`` piece by piece.
private struct ArchiveReader {
  private let archive: TimelineArchive
  private let hook: (String) -> (any StepHook)?
  private var trainers: [Trainer<Float>] = []
  /// How many updates the archive records.
  private let mostUpdates: Int

  init(_ archive: TimelineArchive, hook: @escaping (String) -> (any StepHook)?) {
    self.archive = archive
    self.hook = hook
    mostUpdates = archive.tensors.values.reduce(0) { $0 + ($1.shape.rank == 2 ? $1.shape[0] : 0) }
  }

  /// Reads all trainers.
  ///
  /// - Returns: The first, where the timeline begins.
  mutating func readTrainers() throws(ArchiveError) -> Trainer<Float> {
    for (position, record) in archive.record.trainers.enumerated() {
      do {
        var trainer = try Trainer(
          record, prefix: TimelineArchive.trainerPrefix(position), in: archive, hook: hook)
        // The start of the journal is known only after the log; until then, 0 marks that there is a
        // journal.
        trainer.journal.start = record.continues ? 0 : nil
        trainers.append(trainer)
      } catch {
        switch error {
        case .record: throw .trainer(position)
        case .tensor(let name): throw .tensor(name)
        }
      }
    }
    let record = archive.record
    guard let first = trainers.first, first.clock == record.beginning,
      first.journal.start == nil, !record.lines.isEmpty,
      (0..<1 << 48).contains(record.beginning),
      (0...record.beginning).contains(record.life),
      (record.beginning == 0) == (record.beganBy == nil),
      zip([record.life] + record.updates, record.updates).allSatisfy(<),
      record.updates.last ?? 0 <= record.beginning
    else { throw .trainer(0) }
    return first
  }

  func snapshotRecords() throws(ArchiveError) -> [Trainer<Float>] {
    var snapshots: [Trainer<Float>] = []
    for position in archive.record.snapshots {
      guard trainers.indices.contains(position) else { throw .snapshot(position) }
      snapshots.append(trainers[position])
    }
    return snapshots
  }

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - index: Its index in the record.
  ///   - present: The line from which it branches; `nil` for the present line itself.
  ///   - wanted: The moments to record.
  /// - Returns: The line, and what is known about the moments.
  /// - Throws: ``ArchiveError`` if something on it is not possible.
  func line(
    _ index: Int, from present: Timeline<Float>.Line?, asking wanted: [Int] = []
  ) throws(ArchiveError) -> (line: Timeline<Float>.Line, moments: [Int: LogWalk.Moment]) {
    let (record, beginning) = (archive.record.lines[index], archive.record.beginning)
    guard (beginning...(present?.end ?? beginning)).contains(record.fork),
      let path = LinePath(
        record.grewFrom.map { LinePath.Part(line: $0.line, end: $0.time) }
          + [LinePath.Part(line: record.line, end: .max)])
    else { throw .line(index) }
    var log = present?.log(upTo: record.fork) ?? first
    var walk = LogWalk(
      trainers[0], at: beginning, life: archive.record.life, updates: archive.record.updates,
      mostUpdates: mostUpdates, asking: wanted)
    for run in log where run.start >= beginning && !walk.take(run.action, times: run.count) {
      throw .line(index)
    }
    for (number, run) in record.log.enumerated() {
      let time = walk.time
      guard let action = run.action(in: archive, trainers: trainers, hook: hook),
        walk.take(action, times: run.times ?? 1)
      else { throw .action(number, line: index) }
      log.append(Timeline<Float>.Run(action: action, start: time, count: run.times ?? 1))
    }
    let journals = try journals(of: index, walk.lives, after: record.fork, from: present)
    let known = Timeline<Float>.Line(
      number: record.number, log: log, path: path, journals: journals, beginning: beginning)
    log = log.map { run in
      guard case .replace(var trainer, let what) = run.action, trainer.journal.start != nil,
        run.start >= record.fork
      else { return run }
      let (journal, updates) = known.network(at: run.start)
      trainer.journal = journal.first(updates)
      return Timeline<Float>.Run(
        action: .replace(trainer, what), start: run.start, count: run.count)
    }
    return (
      Timeline<Float>.Line(
        number: record.number, log: log, path: path, journals: journals, beginning: beginning),
      walk.moments
    )
  }

  /// The action that led to the beginning, unless the beginning is time 0.
  private var first: [Timeline<Float>.Run] {
    let record = archive.record
    return record.beganBy.map {
      [
        Timeline<Float>.Run(
          action: .replace(trainers[0], $0), start: record.beginning - 1, count: 1)
      ]
    } ?? []
  }

  /// The journals of a line whose updates were done at the given clocks.
  private func journals(
    of index: Int, _ lives: [Int: [Int]], after fork: Int, from present: Timeline<Float>.Line?
  ) throws(ArchiveError) -> [Int: Journal] {
    var journals: [Int: Journal] = [:]
    for (start, clocks) in lives {
      var journal = present?.journals[start].map { $0.first($0.count(upTo: fork)) } ?? Journal()
      journal.start = start
      let new = clocks[min(journal.count, clocks.count)...]
      guard present == nil || clocks.prefix(while: { $0 <= fork }).count == journal.count else {
        throw .line(index)
      }
      if !new.isEmpty {
        let name = TimelineArchive.journalName(index, start)
        guard let rows = archive.tensors[name], rows.shape == Shape(new.count, 3) else {
          throw .tensor(name)
        }
        for (row, clock) in new.enumerated() {
          let values = rows.values[row * 3..<row * 3 + 3].map(\.self)
          guard let correct = Int32(exactly: values[1]), let count = Int32(exactly: values[2]),
            count >= 0, (0...count).contains(correct)
          else { throw .tensor(name) }
          journal.append(
            Journal.Entry(loss: values[0], correct: correct, count: count, clock: clock))
        }
      }
      journals[start] = journal
    }
    return journals
  }
}
