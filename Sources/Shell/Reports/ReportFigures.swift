import Course
import Rendering

/// The figures of a chapter.
struct ReportFigures {
  /// The figure of each command that has one, by the index of its entry.
  var ofEntries: [Int: Figure] = [:]
  /// The entries whose figure does not show all that was printed.
  var needingText: Set<Int> = []
  /// The network of each experiment, by its table of layers.
  var ofNetworks: [[String]: Figure] = [:]
}

extension Session {
  /// The figures of a chapter. Those of the user's own work were drawn when it was done; for a
  /// lesson, its commands are run again, and a figure is drawn where the state is the same again.
  func figures(
    of chapter: Notebook.Chapter, on console: Console
  ) throws(CommandError) -> ReportFigures {
    var figures = ReportFigures()
    figures.needingText = Set(
      chapter.entries.indices.filter { chapter.entries[$0].line.map(needsText) ?? false })
    guard let lesson = chapter.lesson?.lesson else {
      for (index, entry) in chapter.entries.enumerated() { figures.ofEntries[index] = entry.figure }
      figures.ofNetworks = chapter.diagrams
      return figures
    }
    var start = try beginning(lesson, seed: chapter.seed)
    let steps = Dictionary(grouping: chapter.entries.indices) { chapter.entries[$0].step ?? -1 }
    let last = steps.keys.max() ?? -1
    for index in lesson.steps.indices where index <= last {
      guard !console.isInterrupted() else { throw CommandError.stopped }
      if let indices = steps[index] {
        // What these commands write is not to be written again.
        try Files.inScratch {
          aside(on: start.workspace).draw(indices, of: chapter, into: &figures)
        }
      }
      try start.complete(lesson.steps[index], on: console)
    }
    return figures
  }

  /// Runs the commands of a part again, up to one that a lesson may not run, and draws their figures.
  private func draw(
    _ indices: [Int], of chapter: Notebook.Chapter, into figures: inout ReportFigures
  ) {
    var session = self
    for index in indices {
      guard let text = chapter.entries[index].line else { continue }
      guard (try? session.runForLesson(text, on: Console { _ in })) != nil else { return }
      let layers = SessionSummary.network(session.trainer, width: 80)
      if figures.ofNetworks[layers] == nil {
        figures.ofNetworks[layers] = SessionSummary.diagram(session, hasSettings: false)
      }
      if chapter.entries[index].state == session.fingerprint {
        figures.ofEntries[index] = session.figure(of: text)
      }
    }
  }
}
