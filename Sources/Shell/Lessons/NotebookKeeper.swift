/// Collects what a command prints while it runs.
private final class NotebookPage: ConsolePart, ConsoleListener {
  var printed: Printout?

  var isListening: Bool { printed != nil }
  var hearsRedirected: Bool { true }
  func show(_ text: String) {}
  func note(_ text: String) { printed?.append(text) }
  func noteRemark() {}
}

extension Session {
  /// What was done and written, for a report.
  var notebook: Notebook {
    get { self[Notebook.self] }
    set { self[Notebook.self] = newValue }
  }
}

extension Session {
  /// Writes a note of the user's down.
  mutating func write(note text: String, on console: Console) {
    notebook.note(remark: text)
    let lesson = isInLesson ? nil : notebook.chapters[notebook.latest].lesson
    console.print(
      "Noted for the report\(lesson.map { " on lesson \($0.label)" } ?? "").   "
        + "next: report lab.html")
  }
}

/// Records commands that succeeded, with their output.
struct NotebookKeeper: Observer {
  func willRun(_ command: RunCommand, on console: Console) {
    // Commands that run others are not recorded; the commands they run are.
    if command.type.traits.reporting != .unreported {
      console[NotebookPage.self].printed = Printout()
    }
  }

  func didRun(_ command: RunCommand, in draft: inout Session, on console: Console) {
    // What is practised in the middle of a lesson is not part of it.
    if let printed = console[NotebookPage.self].printed,
      command.type.traits.reporting != .unreported, !draft.isLessonWaiting
    {
      draft.notebook.note(
        command.text, printed: printed, setup: Setup(draft),
        isUse: command.type.traits.reporting == .reported, in: draft)
    }
    console[NotebookPage.self].printed = nil
  }

  func didFail(_ command: RunCommand, on console: Console) {
    console[NotebookPage.self].printed = nil
  }

  func didRun(_ line: FinishedLine, in session: inout Session, on console: Console) {
    session.notebook.dropFindings()
    guard !line.isTaken, line.text.hasPrefix("#"), !LogFile.isAside(line.text) else { return }
    // `## Heading` is a heading, `# words` a paragraph.
    let text = String(line.text.dropFirst()).trimmingBlanks
    if !text.isEmpty { session.notebook.note(remark: text) }
  }

  func didFail(
    _ line: FinishedLine, with error: inout CommandError, in session: inout Session,
    on console: Console
  ) {
    session.notebook.dropFindings()
  }
}
