import ConvNet
import Course
import Rendering
import Terminal

/// The lesson in progress, and where progress is stored.
private struct TakenLesson: SessionPart {
  var lesson: LessonState?
  var progressFile: String?

  init(in workspace: Workspace) {}
}

extension Interpreter {
  /// Stores progress through the lessons in a file.
  package func keepProgress(in file: String?) {
    session.progressFile = file.flatMap { FileSystem.isDevice($0) ? nil : $0 }
  }
}

/// Taking a lesson: what is shown, run, asked and judged, and where it continues.
extension Session {
  /// The lesson in progress.
  var lesson: LessonState? {
    get { self[TakenLesson.self].lesson }
    set { self[TakenLesson.self].lesson = newValue }
  }

  /// The file for progress through the lessons; `nil` if it is not stored.
  var progressFile: String? {
    get { self[TakenLesson.self].progressFile }
    set { self[TakenLesson.self].progressFile = newValue }
  }

  /// Whether a lesson is in progress.
  package var isInLesson: Bool { lesson != nil }

  /// Whether a teacher presents it.
  var isPresenting: Bool { lesson?.isPresented ?? false }

  /// The text that is typed into the prompt for a teacher.
  package var suggestion: String { lesson?.suggestion ?? "" }

  /// Whether a line is the lesson's next command, as typed for a teacher.
  func isSuggested(_ line: String) -> Bool {
    !suggestion.isEmpty && line == suggestion
  }

  // MARK: Entering and leaving

  /// Begins a lesson, or continues it where the user left it. A lesson that is presented starts
  /// from the beginning, and its progress is not stored.
  mutating func begin(
    _ entry: LessonLibrary.Entry, restarts: Bool, presents: Bool = false, at step: Int? = nil,
    on console: Console
  ) throws(CommandError) {
    var play = LessonState(
      entry, own: lesson?.own ?? workspace,
      preferences: lesson?.preferences ?? Preferences(of: self, on: console))
    play.isPresented = presents
    let steps = entry.lesson.steps
    let known = progress[entry.key].step
    let left = restarts || presents ? 0 : steps.firstIndex { $0.id == known } ?? 0
    let target = min(step ?? left, steps.count - 1)
    var start = try beginning(entry.lesson)
    notebook.open(entry, seed: start.seed, goesOn: target > 0)
    play.begin(0, from: start.workspace)
    // What was done in an earlier session belongs in a report, too.
    start.notebook = notebook
    for index in 0..<target {
      start.notebook.step = index
      try start.complete(steps[index], on: console)
      play.begin(index + 1, from: start.workspace)
    }
    notebook = start.notebook
    adopt(play)
    let minutes = entry.lesson.minutes.map { Numbers.count($0, "minute") + ", " } ?? ""
    console.print(
      "Lesson \(entry.label): \(entry.lesson.title)   (\(minutes)"
        + "\(Numbers.count(steps.count, "part")))")
    if target > 0 {
      console.print("You are at part \(target + 1). `lesson restart` starts over.")
    } else {
      for block in entry.lesson.introduction {
        console.print(LessonText.lines(block, width: console.width()))
      }
      console.print(
        presents
          ? "Enter runs the line that is typed for you; edit it, or clear it with Ctrl-U and type "
            + "your own, and it comes back. `answer` shows the answer, `lesson back` goes back."
          : "Enter continues; any command works at any time. Help: hint, answer, skip.")
    }
    presentStep(on: console)
  }

  /// Switches to the workspace of the lesson's present step.
  private mutating func adopt(_ play: LessonState) {
    workspace = play.starts[play.index]
    lesson = play
    notebook.step = play.index
  }

  /// A session in which only the lesson's commands were run, up to the present place in this step.
  func ownWay(of play: LessonState, on console: Console) throws(CommandError) -> Session {
    var own = aside(on: play.starts[play.index])
    try own.complete(play.step, upTo: play.commandsDone, on: console)
    return own
  }

  /// Leaves the lesson and restores the session from before it.
  mutating func leaveLesson(on console: Console) {
    guard let play = lesson else { return }
    workspace = play.own
    play.preferences.restore(in: &self, on: console)
    lesson = nil
    notebook.close()
    console.print("Your own session from before the lesson is back.")
  }

  /// Goes to the next step, or ends the lesson.
  private mutating func goOn(on console: Console) throws(CommandError) {
    guard var play = lesson else { return }
    guard !play.isLastStep else { return finishLesson(on: console) }
    var next = workspace
    if !play.isOnTrack {
      var own = aside(on: play.starts[play.index])
      try own.complete(play.step, on: console)
      next = own.workspace
      if !trainer.isSame(as: next.trainer) {
        console.print("(The lesson continues with its own numbers; `lesson back` goes back.)")
      }
    }
    play.begin(play.index + 1, from: next)
    adopt(play)
    noteProgress(on: console)
    presentStep(on: console)
  }

  private mutating func finishLesson(on console: Console) {
    guard let play = lesson else { return }
    if !play.isPresented {
      keepProgress(on: console) { $0[play.entry.key] = Progress.Entry(isDone: true) }
    }
    let numbers = LessonLibrary.files.compactMap { Int($0.name.prefix { $0.isNumber }) }
    let following = play.entry.number.flatMap { number in numbers.first { $0 > number } }
    console.print(
      "Lesson \(play.entry.label) is done."
        + (following.map { "   next: lesson \($0)" } ?? "   next: lesson"))
    leaveLesson(on: console)
  }

  // MARK: A step

  private mutating func presentStep(on console: Console) {
    guard let play = lesson else { return }
    console.print()
    console.print(LessonText.heading(play, width: console.width()))
    present(on: console)
  }

  /// Shows the text up to the next thing to do.
  mutating func present(on console: Console) {
    while case .show(let block)? = lesson?.item {
      console.print(LessonText.lines(block, width: console.width()))
      lesson?.cursor += 1
      if lesson?.item != nil { console.print() }
    }
    guard let play = lesson else { return }
    switch play.item {
    case .run(let command):
      if !play.isPresented { console.print("  > \(command.text)     (type it, or Enter)") }
    case .activity: ask(on: console)
    case .show: break
    case nil:
      if play.isLastStep { return finishLesson(on: console) }
      console.print("Enter continues: \(play.lesson.steps[play.index + 1].title)")
    }
  }

  private func ask(on console: Console) {
    if let question = lesson?.openQuestion {
      if case .choice(let choices, _) = question.kind {
        console.print(LessonText.lines(choices, width: console.width()) + [""])
      }
      console.print(
        isPresenting
          ? "Vote: \(question.asked). Talk to a neighbour and vote again; `answer` shows it."
          : "Your answer: \(question.asked).")
    } else if lesson?.openTurn != nil {
      console.print(
        isPresenting
          ? "Type what the class proposes; the lesson sees when it is done. `answer` shows one way."
          : "Your turn: use any commands. The lesson sees when it is done.")
    }
  }

  /// Enter: runs the step's next command, or goes to the next step.
  mutating func lessonNext(on console: Console) throws(CommandError) {
    guard let play = lesson else { throw .noLesson }
    switch play.item {
    case .run(let command):
      try runPlanned(command, on: console)
      pass(on: console)
    case .activity:
      // The prose that asks stands just before.
      if play.openQuestion != nil, case .show(let block)? = play.previousItem {
        console.print(LessonText.lines(block, width: console.width()))
        console.print()
      }
      ask(on: console)
    case .show: present(on: console)
    case nil: try goOn(on: console)
    }
  }

  /// Runs the line that was typed for a teacher and left unchanged, so it is the lesson's.
  mutating func runSuggested(_ line: String, on console: Console) throws(CommandError) {
    if case .run? = lesson?.item { return try lessonNext(on: console) }
    try runForLesson(line, on: console)
    followLesson(line, on: console)
  }

  /// Runs a command of the lesson. If it fails because the user has gone elsewhere, the lesson
  /// first restores its own state.
  private mutating func runPlanned(
    _ command: Command, on console: Console
  ) throws(CommandError) {
    console.hidesHints = true
    defer { console.hidesHints = false }
    guard let play = lesson, !play.isOnTrack else {
      return try runAsWritten(command.text, on: console)
    }
    do {
      try runForLesson(command.text, on: console)
    } catch {
      var own = try ownWay(of: play, on: console)
      console.print("(The lesson continues with its own numbers.)")
      try own.runAsWritten(command.text, on: console)
      workspace = own.workspace
      lesson?.isOnTrack = true
    }
  }

  /// Returns to the start of an earlier step.
  mutating func lessonReturn(by steps: Int, on console: Console) throws(CommandError) {
    guard var play = lesson else { throw .noLesson }
    let index = play.index - steps
    guard index >= 0 else {
      throw CommandError("This is the first part of the lesson.", hint: "lesson again")
    }
    play.begin(index, from: play.starts[index])
    notebook.returnTo(index)
    adopt(play)
    noteProgress(on: console)
    presentStep(on: console)
  }

  // MARK: Progress

  /// The progress in the lessons, as far as it can be read.
  var progress: Progress {
    guard let file = progressFile, let bytes = try? Files.read(file) else { return Progress() }
    return Progress(parsing: String(decoding: bytes.prefix(Progress.maximumBytes), as: UTF8.self))
  }

  private mutating func noteProgress(on console: Console) {
    guard let play = lesson, !play.isPresented else { return }
    keepProgress(on: console) {
      $0[play.entry.key].step = play.index > 0 ? play.step.id : nil
    }
  }

  /// Rereads the progress, which another session may have written, and saves it with one change.
  private mutating func keepProgress(on console: Console, _ change: (inout Progress) -> Void) {
    guard let file = progressFile else { return }
    var progress = progress
    change(&progress)
    do throws(CommandError) {
      try Files.makeFolder(of: file)
      try Files.write(Array(progress.text.utf8), to: file, force: true)
    } catch {
      console.print("Your progress is no longer saved: \(error.problem)")
      progressFile = nil
    }
  }
}

extension CommandError {
  static let noLesson = CommandError("You are not in a lesson.", hint: "lesson")
}
