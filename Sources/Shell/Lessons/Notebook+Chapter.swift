import Course
import Rendering

extension Notebook {
  /// A lesson, or the user's own work.
  struct Chapter {
    /// The lesson; `nil` for the user's own work.
    let lesson: LessonLibrary.Entry?
    /// The seed of the weights and of the order of the images.
    let seed: UInt64
    var entries: [Entry] = []
    /// The experiments so far, oldest first: each is a network, its data and its settings.
    private(set) var setups: [Setup] = []
    /// Whether anything was done with the last of them.
    private var isLastSetupUsed = false
    /// The networks of the user's own work, by their tables of layers.
    private(set) var diagrams: [[String]: Figure] = [:]
    /// The number of commands that are no longer kept.
    var forgotten = 0
    /// Whether it is the user's own work, and not a teacher's presentation.
    var isKept = false
    /// The chapter that continues when this one ends.
    var previous = 0

    init(lesson: LessonLibrary.Entry?, seed: UInt64, previous: Int = 0) {
      self.lesson = lesson
      self.seed = seed
      self.previous = previous
    }

    /// A chapter on what the journal says of an attempt at a lesson.
    init(_ lesson: LessonLibrary.Entry, from lines: [LessonJournal.Line], previous: Int = 0) {
      self.init(
        lesson: lesson, seed: lines.last?.seed ?? lesson.lesson.seed, previous: previous)
      for line in lines {
        let step = line.part.flatMap { id in lesson.lesson.steps.firstIndex { $0.id == id } }
        if line.did == .returned, let step { undo(from: step) }
        if line.did == .redone, let step { redo(step) }
        if let kind = line.kind {
          add(Entry(kind, step: step, findings: line.findings ?? [], state: line.state))
        }
        if let setup = line.setup { note(setup, isUse: true) }
      }
    }

    /// The steps that ask for something, and whose question is not answered or task not done.
    var missing: [Int] {
      let answered = Set(entries.filter(\.isAnswered).compactMap(\.step))
      return (lesson?.lesson.asking ?? []).filter { !answered.contains($0) }
    }

    /// Whether there is nothing to report.
    var isEmpty: Bool { entries.isEmpty }

    /// Adds an entry. A sentence replaces an earlier one for the same step, or the same part of the
    /// report, and a score an earlier one on the same numbers.
    ///
    /// What was answered rightly stays so, and a task stays done, however often a part is visited.
    mutating func add(_ entry: Entry) {
      let isSettled = entries.contains { $0.step == entry.step && $0.settles(entry) }
      guard entry.step == nil || !isSettled else { return }
      if case .score(let score) = entry.kind {
        entries.removeAll { $0.score.map(score.replaces) ?? false }
      }
      if entry.isSentence {
        entries.removeAll {
          $0.isSentence && $0.step == entry.step && $0.reportPart == entry.reportPart
        }
      }
      entries.append(entry)
    }

    /// Drops the figures of the oldest commands until the rest has at most this many marks.
    mutating func limitMarks(to most: Int) {
      var marks = 0
      for index in entries.indices.reversed() {
        marks += entries[index].figure?.markCount ?? 0
        if marks > most { entries[index].figure = nil }
      }
    }

    /// Records what the network of an experiment looks like.
    mutating func note(_ layers: [String], _ figure: () -> Figure) {
      if diagrams[layers] == nil { diagrams[layers] = figure() }
      diagrams = diagrams.filter { diagram in setups.contains { $0.layers == diagram.key } }
    }

    /// Drops the commands of a step and of those after it.
    mutating func undo(from step: Int) {
      entries.removeAll { $0.isCommand && ($0.step ?? 0) >= step }
    }

    /// Drops the commands of a step, which are run again.
    mutating func redo(_ step: Int) {
      entries.removeAll { $0.isCommand && $0.step == step }
    }

    /// Records the present experiment. It replaces one that was set up and never used.
    mutating func note(_ setup: Setup, isUse: Bool) {
      if let index = setups.firstIndex(where: { $0.isSameExperiment(as: setup) }) {
        setups[index] = setup
        if index == setups.count - 1 { isLastSetupUsed = isLastSetupUsed || isUse }
        return
      }
      if !setups.isEmpty, !isLastSetupUsed || setups.count == maximumSetups { setups.removeLast() }
      setups.append(setup)
      isLastSetupUsed = isUse
    }
  }
}
