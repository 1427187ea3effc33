import ConvNet
import Course
import Rendering
import Terminal

/// The lesson in progress, and where progress is stored.
private struct TakenLesson: SessionPart {
  var lesson: LessonState?
  /// The lesson that continues when something else is over.
  var waiting: LessonState?
  var progressFile: String?
  /// The command that an empty line stands for after the end of a lesson, and whether the line that
  /// ended it is still being run.
  var offer: (command: String, isNew: Bool)?

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

  /// What an empty line does right after the end of a lesson, instead of a step in the user's own
  /// session; `nil` at any other time.
  var offeredLesson: String? { self[TakenLesson.self].offer?.command }

  /// Keeps the offer for the line after the one that ended the lesson, and for no other.
  mutating func keepOffer() {
    let offer = self[TakenLesson.self].offer
    guard let offer else { return }
    self[TakenLesson.self].offer = offer.isNew ? (offer.command, false) : nil
  }

  /// Where the user is in a lesson, and how to come back.
  var placeInLesson: [String] {
    guard let play = lessonTaken else { return [] }
    let isKept = progressFile != nil && !play.isPresented && play.next > 0
    let command =
      "lesson \(play.entry.word)" + (play.isPresented ? " --present" : "")
      + (isKept ? "" : " --at \(play.next + 1)")
    return [
      "You were at \(play.part) in lesson \(play.entry.label), `\(play.step.title)`; "
        + "`\(command)` continues \(play.next > play.index ? "with the next" : "there")."
    ]
  }

  /// The lesson in progress, or the one that waits.
  var lessonTaken: LessonState? { lesson ?? self[TakenLesson.self].waiting }

  /// Whether a lesson waits until something else is over.
  var isLessonWaiting: Bool { self[TakenLesson.self].waiting != nil }

  /// Lets the lesson wait until something else is over.
  mutating func suspendLesson() { (self[TakenLesson.self].waiting, lesson) = (lessonTaken, nil) }

  /// Continues the lesson that waits.
  mutating func resumeLesson() { (self[TakenLesson.self].waiting, lesson) = (nil, lessonTaken) }

  /// Whether a lesson is in progress.
  package var isInLesson: Bool { lesson != nil }

  // MARK: Entering and leaving

  /// Begins a lesson, at a step or where the user left it. A lesson that is presented starts from
  /// the beginning if no step is given, and its progress is not stored.
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
    var start = try beginning(entry.lesson, seed: entry.seed)
    let earlier = restarts || presents ? [] : lastAttempt(at: entry.key)
    notebook.open(
      entry, at: target, seed: start.seed, after: target > 0 || !earlier.isEmpty ? earlier : nil,
      isKept: !presents)
    play.begin(0, from: start.workspace)
    // The lesson does the parts that are passed over; they are not the user's work.
    for index in 0..<target {
      try start.complete(steps[index], on: console)
      play.begin(index + 1, from: start.workspace)
    }
    adopt(play)
    clearScreen(on: console)
    let minutes = entry.lesson.minutes.map { Numbers.count($0, "minute") + ", " } ?? ""
    console.print(
      "\(entry.lesson.assignment == nil ? "Lesson" : "Assignment") \(entry.label): "
        + "\(entry.lesson.title)   (\(minutes)\(Numbers.count(steps.count, "part")))"
        + (entry.lesson.author.map { ", by \($0)" } ?? ""))
    if let assignment = entry.lesson.assignment {
      console.print(AssignmentText.opening(assignment, for: entry.student ?? ""))
    }
    if earlier.contains(where: { $0.did == .ended }) {
      console.print(
        "You have finished this lesson before; what you add goes into the same report. "
          + "`lesson restart` begins a new one.")
    }
    if target > 0 {
      console.print("You are at \(play.part). `lesson restart` starts over.")
    } else {
      for block in entry.lesson.introduction {
        console.print(lines(block, width: console.width()))
      }
    }
    if presents {
      console.print(
        "Enter runs the line that is typed for you. Type another one and it takes its place; "
          + "after that, the lesson's comes back. `answer` shows the answer, `lesson back` goes "
          + "back. `help lesson` explains the keys.")
    } else if target == 0 {
      console.print(
        "Enter continues; any command works at any time."
          + AssignmentText.help(in: entry.lesson.assignment))
    }
    presentStep(recalling: true, on: console)
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
  mutating func leaveLesson(isDone: Bool = false, on console: Console) {
    guard let play = lesson else { return }
    workspace = play.own
    play.preferences.restore(in: &self, on: console)
    lesson = nil
    notebook.close(isDone: isDone)
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
    }
    clearScreen(on: console)
    if !trainer.isSame(as: next.trainer) {
      console.print("(The lesson continues with its own numbers; `lesson back` goes back.)")
    }
    play.begin(play.index + 1, from: next)
    adopt(play)
    noteProgress(on: console)
    presentStep(on: console)
  }

  private mutating func finishLesson(on console: Console) {
    guard let play = lesson else { return }
    let steps = play.lesson.steps
    let missing = play.isPresented ? [] : notebook.missing
    if !play.isPresented {
      let left = missing.first.map { steps[$0].id }
      keepProgress(on: console) {
        $0[play.entry.key] = Progress.Entry(isDone: left == nil, step: left)
      }
    }
    let following = play.entry.number.flatMap { number in
      (try? LessonLibrary.all())?.first { ($0.number ?? 0) > number }
    }
    if missing.isEmpty {
      console.print("Lesson \(play.entry.label) is done.")
    } else {
      let titles = missing.map { "`\(steps[$0].title)`" }.joined(separator: ", ")
      console.print(
        "This is the end of lesson \(play.entry.label), but these parts are not done: \(titles).")
      console.print("`lesson \(play.entry.word) --at \(missing[0] + 1)` goes there.")
    }
    if !play.isPresented, play.entry.student != nil {
      console.print("To hand it in: `hand-in \(play.entry.handInName)`.")
    } else if !play.isPresented {
      console.print(
        "`report \(play.lesson.id).html --of \(play.entry.label)` writes a report on your work.")
    }
    leaveLesson(isDone: missing.isEmpty, on: console)
    let command = following.map { "lesson \($0.label)" } ?? "lesson"
    self[TakenLesson.self].offer = (command, true)
    console.print(
      following.map { "Enter begins lesson \($0.label): \($0.lesson.title)." }
        ?? "Enter lists the lessons.")
  }

  // MARK: A step

  private mutating func presentStep(recalling: Bool = false, on console: Console) {
    guard let play = lesson else { return }
    console.print()
    console.print(TextBlock(LessonText.heading(play, width: console.width()), .strong))
    if recalling { recall(play, on: console) }
    present(on: console)
  }

  /// Prints again what an earlier part printed last, if this part asks something and prints nothing
  /// itself.
  private func recall(_ play: LessonState, on console: Console) {
    guard case .activity? = play.items.first(where: { !$0.isText }),
      let index = (0..<play.index).last(where: { !play.lesson.steps[$0].commands.isEmpty })
    else { return }
    let step = play.lesson.steps[index]
    let commands = step.commands.suffix(step.lastBlock)
    let hidesHints = console.hidesHints
    console.hidesHints = true
    defer { console.hidesHints = hidesHints }
    do throws(CommandError) {
      var earlier = aside(on: play.starts[index])
      try earlier.complete(step, upTo: step.commands.count - commands.count, on: console)
      var (rehearsed, rows, first) = (earlier, [Int](), commands.startIndex)
      for command in commands {
        var text = ""
        let page = Console(width: console.width, isInterrupted: console.isInterrupted) {
          text += $0
        }
        try rehearsed.runAsWritten(command.text, on: page)
        rows.append(text.split(separator: "\n").count)
      }
      // Whatever fits, from the end.
      while first < commands.endIndex - 1, rows.reduce(0, +) > LessonText.recalledRows {
        try earlier.complete([commands[first]], on: console)
        rows.removeFirst()
        first += 1
      }
      console.print("From part \(index + 1), `\(step.title)`:")
      for command in commands[first...] {
        console.print("  > \(command.text)")
        try earlier.runAsWritten(command.text, on: console)
      }
      console.print()
    } catch {}
  }

  /// Shows the text up to the next thing to do.
  mutating func present(on console: Console) {
    while let play = lesson, case .show(let block)? = play.item {
      show(block, asks: play.isPresented && play.cursor == play.asking, on: console)
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
      noteProgress(on: console)
      console.print("Enter continues: \(play.lesson.steps[play.index + 1].title)")
    }
  }

  private func ask(listsChoices: Bool = true, on console: Console) {
    if let question = lesson?.openQuestion.map(resolved) {
      let choices = openChoices
      if listsChoices, !choices.isEmpty {
        console.print(LessonText.lines(choices, width: console.width()) + [""])
      }
      let voting =
        choices.isEmpty
        ? question.asked + "."
        : Question.asked(choices) + ". `\(Ballot.example(for: choices))` draws a show of hands."
      console.print(
        isPresenting
          ? "Vote: \(voting) Talk to a neighbour and vote again; "
            + "`answer` shows it."
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
    // A class has the question before its eyes.
    case .activity where play.isPresented: ask(listsChoices: false, on: console)
    case .activity:
      // The prose that asks stands just before.
      if play.openQuestion != nil, let asking = play.asking {
        for item in play.items[asking..<play.cursor] {
          guard case .show(let block) = item else { continue }
          show(block, asks: false, on: console)
          console.print()
        }
      }
      ask(on: console)
    case .show: present(on: console)
    case nil: try goOn(on: console)
    }
  }

  /// Runs a command of the lesson. If it fails because the user has gone elsewhere, the lesson
  /// first restores its own state.
  private mutating func runPlanned(
    _ command: Command, on console: Console
  ) throws(CommandError) {
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
    clearScreen(on: console)
    presentStep(recalling: true, on: console)
  }

  // MARK: Progress

  /// The progress in the lessons, as far as it can be read.
  var progress: Progress {
    guard let file = progressFile, let bytes = try? Files.read(file) else { return Progress() }
    return Progress(parsing: String(decoding: bytes.prefix(Progress.maximumBytes), as: UTF8.self))
  }

  /// Notes the part at which the lesson will continue.
  private mutating func noteProgress(on console: Console) {
    guard let play = lesson, !play.isPresented else { return }
    keepProgress(on: console) {
      $0[play.entry.key].step = play.next > 0 ? play.lesson.steps[play.next].id : nil
    }
  }

  /// Rereads the progress, which another session may have written, and saves it with one change.
  mutating func keepProgress(on console: Console, _ change: (inout Progress) -> Void) {
    guard let file = progressFile else { return }
    do throws(CommandError) {
      try Files.update(file, atMost: Progress.maximumBytes) {
        var progress = Progress(parsing: $0)
        change(&progress)
        return progress.text
      }
    } catch {
      console.print("Your progress is no longer saved: \(error.problem)")
      progressFile = nil
    }
  }
}

extension CommandError {
  static let noLesson = CommandError("You are not in a lesson.", hint: "lesson")
}
