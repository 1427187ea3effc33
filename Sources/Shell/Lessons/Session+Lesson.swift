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

/// Entering and leaving a lesson, and going from part to part.
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
      "backstep lesson \(play.entry.word)" + (play.isPresented ? " --present" : "")
      + (isKept ? "" : " --at \(play.next + 1)")
    return [
      "You were at \(play.part) in lesson \(play.entry.label), `\(play.step.title)`; "
        + "`\(command)` continues \(play.next > play.index ? "with the next part" : "there")."
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
          + "`lesson restart` begins a new report.")
    }
    if target > 0 {
      console.print("You are at \(play.part). `lesson restart` begins with the first part.")
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
  mutating func adopt(_ play: LessonState) {
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
  mutating func goOn(on console: Console) throws(CommandError) {
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

  mutating func finishLesson(on console: Console) {
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
}

extension CommandError {
  static let noLesson = CommandError("You are not in a lesson.", hint: "lesson")
}
