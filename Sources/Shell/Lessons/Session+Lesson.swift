import ConvNet
import Course
import Rendering

/// The lesson that is being taken, and where progress is kept.
private struct TakenLesson: SessionPart {
  var lesson: LessonState?
  var progressFile: String?

  init(in workspace: Workspace) {}
}

extension Interpreter {
  /// Keeps progress through the lessons in a file.
  package func keepProgress(in file: String?) { session.progressFile = file }
}

/// Taking a lesson: what is shown, run, asked and judged, and where it goes on.
extension Session {
  /// The lesson that is being taken.
  var lesson: LessonState? {
    get { self[TakenLesson.self].lesson }
    set { self[TakenLesson.self].lesson = newValue }
  }

  /// Where progress through the lessons is kept; nil: nowhere.
  fileprivate var progressFile: String? {
    get { self[TakenLesson.self].progressFile }
    set { self[TakenLesson.self].progressFile = newValue }
  }

  /// Whether a lesson is going on.
  package var isInLesson: Bool { lesson != nil }

  /// Whether a teacher shows it.
  var isPresenting: Bool { lesson?.isPresented ?? false }

  /// What is typed into the prompt for a teacher.
  package var suggestion: String { lesson?.suggestion ?? "" }

  /// Whether a line is the lesson's next command, as it was typed for a teacher.
  func isSuggested(_ line: String) -> Bool {
    guard case .run? = lesson?.item else { return false }
    return !suggestion.isEmpty && line == suggestion
  }

  // MARK: Into a lesson and out of it

  /// Begins a lesson, or goes on with it where the person left it. One that is presented begins
  /// anew, and its progress is nobody's.
  mutating func begin(
    _ entry: LessonLibrary.Entry, restarts: Bool, presents: Bool = false, at step: Int? = nil,
    on console: Console
  ) throws(CommandError) {
    var play = LessonState(entry, own: lesson?.own ?? workspace)
    play.isPresented = presents
    let steps = entry.lesson.steps
    let known = progress[entry.lesson.id].step
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
    let minutes = entry.lesson.minutes.map { "\($0) minutes, " } ?? ""
    console.print(
      "Lesson \(entry.label): \(entry.lesson.title)   (\(minutes)"
        + "\(Numbers.count(steps.count, "step")))")
    if target > 0 {
      console.print("You have come to step \(target + 1). `lesson restart` begins anew.")
    } else {
      for block in entry.lesson.introduction {
        console.print(LessonText.lines(block, width: console.width()))
      }
      console.print(
        presents
          ? "Enter runs the line that is typed for you; edit it, or clear it with Ctrl-U and type "
            + "your own: it comes back. `answer` reveals, `lesson back` returns."
          : "Enter goes on; any command works at any time. Help: hint, answer, skip.")
    }
    presentStep(on: console)
  }

  /// Takes the workspace of the step that a lesson is at.
  private mutating func adopt(_ play: LessonState) {
    workspace = play.starts[play.index]
    lesson = play
    notebook.step = play.index
  }

  /// A session that has run only the lesson's commands, up to the current place in this step.
  func ownWay(of play: LessonState, on console: Console) throws(CommandError) -> Session {
    var own = aside(on: play.starts[play.index])
    try own.complete(play.step, upTo: play.commandsDone, on: console)
    return own
  }

  /// Leaves the lesson; the session from before it comes back.
  mutating func leaveLesson(on console: Console) {
    guard let own = lesson?.own else { return }
    workspace = own
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
        console.print("(The lesson goes on with its own numbers; `lesson back` returns.)")
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
      keepProgress(on: console) { $0[play.lesson.id] = Progress.Entry(isDone: true) }
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

  /// Shows what is to be read, up to the next thing to do.
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
      console.print("Enter goes on: \(play.lesson.steps[play.index + 1].title)")
    }
  }

  private func ask(on console: Console) {
    if let question = lesson?.openQuestion {
      if case .choice(let choices, _) = question.kind {
        console.print(LessonText.lines(choices, width: console.width()) + [""])
      }
      console.print(
        isPresenting
          ? "Vote: \(question.asked). Talk to a neighbour, vote again; `answer` reveals."
          : "Your answer: \(question.asked).")
    } else if lesson?.openTurn != nil {
      console.print(
        isPresenting
          ? "Type what the class proposes; the lesson sees when it is done. `answer` shows a way."
          : "Your turn: any commands. The lesson sees when it is done.")
    }
  }

  /// Enter: runs the step's next command, or goes to the next step.
  mutating func lessonNext(on console: Console) throws(CommandError) {
    guard let play = lesson else { throw .noLesson }
    switch play.item {
    case .run(let command):
      try runPlanned(command, on: console)
      pass(on: console)
    case .activity: ask(on: console)
    case .show: present(on: console)
    case nil: try goOn(on: console)
    }
  }

  /// Runs a command of the lesson. Where the person has gone elsewhere and it cannot be done
  /// there, the lesson takes up its own numbers first.
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
      console.print("(The lesson goes on with its own numbers.)")
      try own.runAsWritten(command.text, on: console)
      workspace = own.workspace
      lesson?.isOnTrack = true
    }
  }

  /// Goes to the start of a step that has been seen.
  mutating func lessonReturn(by steps: Int, on console: Console) throws(CommandError) {
    guard var play = lesson else { throw .noLesson }
    let index = play.index - steps
    guard index >= 0 else {
      throw CommandError("This is the first step of the lesson.", hint: "lesson again")
    }
    play.begin(index, from: play.starts[index])
    notebook.returnTo(index)
    adopt(play)
    noteProgress(on: console)
    presentStep(on: console)
  }

  // MARK: Progress

  /// What has been done of the lessons, as far as it can be read.
  var progress: Progress {
    guard let file = progressFile, let bytes = try? Files.read(file) else { return Progress() }
    return Progress(parsing: String(decoding: bytes.prefix(Progress.maximumBytes), as: UTF8.self))
  }

  private mutating func noteProgress(on console: Console) {
    guard let play = lesson, !play.isPresented else { return }
    keepProgress(on: console) {
      $0[play.lesson.id].step = play.index > 0 ? play.step.id : nil
    }
  }

  /// Reads anew what another session may have written since, and writes it with one change.
  private mutating func keepProgress(on console: Console, _ change: (inout Progress) -> Void) {
    guard let file = progressFile else { return }
    var progress = progress
    change(&progress)
    do throws(CommandError) {
      try Files.makeFolder(of: file)
      try Files.write(Array(progress.text.utf8), to: file, force: true)
    } catch {
      console.print("Progress is not kept from here on: \(error.problem)")
      progressFile = nil
    }
  }
}

extension CommandError {
  static let noLesson = CommandError("No lesson is going on.", hint: "lesson")
}
