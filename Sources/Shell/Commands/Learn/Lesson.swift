import ArgumentParser
import Course
import Rendering

struct LessonCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    named: "lesson", abstract: "List the lessons, or take one.",
    discussion: """
      lesson                 all lessons, and which ones you have done
      lesson 5, lesson pool  one lesson, from where you left it
      lesson ./mine.md       a lesson in a file
      lesson hw1.md --student 42
                             an assignment, with your own numbers
      lesson 5 --at 3        from its third part
      lesson next            continues; in a lesson, an empty line does the same
      lesson again           this part from its beginning
      lesson back            the previous part
      lesson restart         the whole lesson from its beginning
      lesson stop            leaves the lesson; your own session comes back
      lesson forget 5        removes what you did in lesson 5, in all attempts, with --force
      lesson 5 --present     for a teacher: each next command is typed into the prompt, to be run
                             with Enter; after anything else you run, it comes back
      lesson 5 --present --at 3
                             the same from its third part

      Every command works in a lesson, and `back` still undoes operations on the tape, up to
      where the lesson began. What you choose in a lesson (style, pager, clear, aliases) ends with
      it. A lesson's own commands write only new files, inside the working folder.

      In a presentation, what you type first takes the place of the line that was typed for you. An
      arrow key, Home, End, Backspace or Tab keeps it, to be edited. The keys of a clicker work: Page
      Down is Enter, Page Up is `lesson back`, and `b` shows a blank screen until you press a key,
      unless `b` is a choice or you go on typing letters. Each part begins on a clear screen; `set
      clear off` leaves that out. A question for numbers offers choices to `vote` on, if the lesson
      has replies to wrong answers.
      """)

  @Argument(help: ArgumentHelp("A lesson, a file, or what to do.", valueName: "name"))
  var name: String?
  @Flag(help: "Type each next command into the prompt, for teaching.") var present = false
  @Option(help: ArgumentHelp("Begin at this part, counted from 1.", valueName: "part"))
  var at: String?
  @Argument(help: ArgumentHelp("With `forget`: the lesson.", valueName: "lesson"))
  var forgotten: String?
  @Flag(help: "With `forget`: remove it.") var force = false
  @Option(help: ArgumentHelp("Who takes an assignment.", valueName: "name"))
  var student: String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if present { try checkPresent(on: console) }
    if at != nil, name.map(Lesson.reserved.contains) ?? true {
      throw CommandError("`--at` needs a lesson.", at: "--at", hint: "lesson 5 --at 3")
    }
    if student != nil, name != Self.forget, name.map(Lesson.reserved.contains) ?? true {
      throw CommandError(
        "`--student` needs an assignment.", at: "--student", hint: "lesson hw1.md --student 42")
    }
    if name != Self.forget, let word = forgotten ?? (force ? "--force" : nil) {
      throw CommandError(
        "Only `lesson forget` takes this.", at: word, hint: "lesson forget 5")
    }
    if name != nil { try session.checkIsNotPractising() }
    if name == nil { console.recordedLine?.markUnrepeatable() } else { console.showAsItComes() }
    if present {
      console.recordedLine?.breakOff("a lesson was presented")
    }
    switch name {
    case nil:
      if let play = session.lesson {
        console.print(
          "You are at \(play.part) in lesson \(play.entry.label), `\(play.step.title)`.   "
            + "next: Enter, lesson stop")
      }
      let (entries, progress) = (try LessonLibrary.all(), session.progress)
      console.print(LessonText.overview(entries, progress: progress, width: console.width()))
      let next = entries.first { !progress[$0.key].isDone } ?? entries.first
      console.print("next: lesson \(next?.label ?? "NAME")")
    case Self.forget: try forget(in: &session, on: console)
    case "next": try session.lessonNext(on: console)
    case "again": try session.lessonReturn(by: 0, on: console)
    case "back": try session.lessonReturn(by: 1, on: console)
    case "restart":
      guard let play = session.lesson else { throw CommandError.noLesson }
      try session.begin(
        play.entry, restarts: true, presents: play.isPresented, on: console)
    case "stop":
      guard let play = session.lesson else { throw CommandError.noLesson }
      console.print(
        "You left lesson \(play.entry.label); `lesson \(play.entry.word)` continues it.")
      session.leaveLesson(on: console)
    case let name?:
      let entry = try identified(try LessonLibrary.find(name), as: "lesson \(Word.quoted(name))")
      let step = try at.map {
        try Arguments.integer($0, "--at", in: 1...entry.lesson.steps.count) - 1
      }
      try session.begin(entry, restarts: false, presents: present, at: step, on: console)
      // A transcript does not record where the user left the lesson.
      if let index = session.lesson?.index, index > 0, at == nil {
        console.recordedLine?.replace(
          by: ["lesson \(entry.word) --at \(index + 1)"], for: Self.name)
      }
    }
  }

  /// The word for removing what was done.
  private static let forget = "forget"

  private func forget(in session: inout Session, on console: Console) throws {
    guard let forgotten else {
      throw CommandError("Which lesson?", at: CommandError.end, hint: "lesson forget 5")
    }
    let entry = try identified(
      try LessonLibrary.find(forgotten), as: "lesson forget \(Word.quoted(forgotten))")
    guard session.lesson?.entry.key != entry.key else {
      throw CommandError("You are in this lesson.", at: forgotten, hint: "lesson stop")
    }
    let lines = session.attempts(at: entry.key)
    guard !lines.isEmpty else {
      throw CommandError("Nothing is kept of this lesson.", at: forgotten)
    }
    let deeds = [
      (lines.count { $0.did == .command }, "command"),
      (lines.count { $0.did == .answer }, "answer"),
      (lines.count { $0.did == .sentence }, "sentence"),
    ].map { Numbers.count($0.0, $0.1) }.joined(separator: ", ")
    guard force else {
      throw CommandError(
        "This removes \(deeds) of lesson \(entry.label), and cannot be undone.", at: forgotten,
        hint: "lesson forget \(entry.word) --force")
    }
    try session.forget(entry)
    console.print("Removed from lesson \(entry.label): \(deeds).")
  }

  /// A lesson, and who takes it if it is an assignment.
  private func identified(
    _ entry: LessonLibrary.Entry, as line: String
  ) throws(CommandError) -> LessonLibrary.Entry {
    var entry = entry
    let isAssignment = entry.lesson.assignment != nil
    switch student.map(NegativeNumber.unshield) {
    case nil where isAssignment && !present:
      throw CommandError(
        "\(entry.lesson.title) is an assignment: say who you are.", at: entry.file,
        hint: line + " --student 42")
    case nil: break
    case let student? where !isAssignment:
      throw CommandError(
        "This lesson is not an assignment, and is the same for everyone.", at: student,
        hint: line)
    case let student?:
      guard Assignment.isStudent(student) else {
        throw CommandError(
          "A student's name has 1 to 64 characters that can be seen, and no spaces at its ends.",
          at: student)
      }
      entry.student = student
    }
    return entry
  }

  private func checkPresent(on console: Console) throws(CommandError) {
    guard let name, !Lesson.reserved.contains(name) else {
      throw CommandError("`--present` needs a lesson.", at: "--present", hint: "lesson 5 --present")
    }
    guard console.hasPrompt else {
      throw CommandError(
        "`--present` needs a terminal, where it can type into the prompt.", at: "--present",
        hint: "lesson \(name)")
    }
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let offered = words.filter { !$0.hasPrefix("--") }
    guard offered.isEmpty || offered == [forget] else { return [] }
    return LessonLibrary.candidates
      + (session.lesson == nil || !offered.isEmpty
        ? []
        : Lesson.reserved.filter { $0 != forget }.map { Offer($0, note: "in the current lesson") })
      + Completer.files(ending: ".md")
  }
}
