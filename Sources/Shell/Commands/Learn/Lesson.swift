import ArgumentParser
import Course

struct LessonCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "List the lessons, or take one.",
    discussion: """
      lesson                 all lessons, and which ones you have done
      lesson 5, lesson pool  one lesson, from where you left it
      lesson ./mine.md       a lesson in a file
      lesson 5 --at 3        from its third part
      lesson next            continues; in a lesson, an empty line does the same
      lesson again           this part from its beginning
      lesson back            the previous part
      lesson restart         the whole lesson from its beginning
      lesson stop            leaves the lesson; your own session comes back
      lesson 5 --present     for a teacher: each next command is typed into the prompt, to be run
                             with Enter or edited; after anything else you run, it comes back

      Every command works in a lesson, and `back` still undoes operations on the tape. What you
      choose in a lesson (style, pager, aliases) ends with it. A lesson's own commands write only
      new files, inside the working folder.
      """)

  @Argument(help: ArgumentHelp("A lesson, a file, or what to do.", valueName: "name"))
  var name: String?
  @Flag(help: "Type each next command into the prompt, for teaching.") var present = false
  @Option(help: ArgumentHelp("Begin at this part, counted from 1.", valueName: "part"))
  var at: String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if present { try checkPresent(on: console) }
    if at != nil, present || name.map(Lesson.reserved.contains) ?? true {
      throw CommandError("`--at` needs a lesson.", at: "--at", hint: "lesson 5 --at 3")
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
      let entry = try LessonLibrary.find(name)
      let step = try at.map {
        try Arguments.integer($0, "--at", in: 1...entry.lesson.steps.count) - 1
      }
      try session.begin(entry, restarts: false, presents: present, at: step, on: console)
      // A transcript does not record where the user left the lesson.
      if let index = session.lesson?.index, index > 0, at == nil {
        console.recordedLine?.replace(
          by: ["lesson \(Word.quoted(name)) --at \(index + 1)"], for: Self.name)
      }
    }
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
    guard offered.isEmpty else { return [] }
    return LessonLibrary.candidates
      + (session.lesson == nil
        ? [] : Lesson.reserved.map { Offer($0, note: "in the current lesson") })
      + Completer.files(ending: ".md")
  }
}
