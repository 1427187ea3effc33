import ConvNet
import Course

/// What the commands of a lesson may do: what a student could do, but nothing outside the working
/// folder and nothing to the shell itself.
package enum LessonSandbox {
  /// Refuses a line that a lesson may not run.
  package static func check(_ line: String, in session: Session) throws(CommandError) {
    for command in TokenizedLine(line).commands {
      var words = session.commands.resolvingQuestion(command, aliases: [:])
      if let redirect = try Redirect.find(in: words, in: session) {
        guard redirect.mode != .overwriting else {
          throw Confinement.lesson.error("cannot overwrite files", at: redirect.file.text)
        }
        words = redirect.command + [redirect.file]
      }
      try check(commands: words[...], among: session.commands)
      for word in words.dropFirst() {
        let isOutside =
          word.text.hasPrefix("/") || word.text.hasPrefix("~") || word.text.contains("../")
          || word.text.hasSuffix("..")
        if isOutside {
          throw Confinement.lesson.error("cannot leave the working folder", at: word.text)
        }
        if word.text == "--force" {
          throw Confinement.lesson.error("cannot overwrite files", at: word.text)
        }
      }
    }
  }

  /// Refuses a command that a lesson may not use, and a command that runs one.
  private static func check(
    commands words: ArraySlice<Word>, among commands: CommandTable
  ) throws(CommandError) {
    var words = words
    while let first = words.popFirst() {
      let type = try commands.find(first.text)
      guard type.traits.lessons == .inLessons else {
        throw Confinement.lesson.error("cannot use `\(type.name)`", at: first.text)
      }
      guard let wrapping = type as? any WrappingCommand.Type else { return }
      words = words.dropFirst(wrapping.ownWordCount)
    }
  }
}

/// What was done to bring a session to the start of a lesson, unseen.
struct LessonSetUp: WorkspacePart {
  private var line: Timeline<Float>.Line?
  private var end = 0

  init() {}

  init(_ timeline: Timeline<Float>) { (line, end) = (timeline.line, timeline.now) }

  /// The time on the present line of a timeline up to which all was set-up; `nil` if there is none.
  func end(on timeline: Timeline<Float>) -> Int? {
    line.map { min(end, timeline.fork(of: $0)) }
  }
}

extension Session {
  /// Runs a command that a lesson contains. The user's own aliases do not affect it.
  mutating func runForLesson(
    _ line: String, on console: Console
  ) throws(CommandError) {
    try LessonSandbox.check(line, in: self)
    let (own, editor) = (aliases, console.edit)
    aliases = [:]
    console.edit = nil
    let isPaging = console.isPaging
    console.isPaging = false
    defer {
      console.isPaging = isPaging
      aliases = own
      console.edit = editor
    }
    do {
      try Confinement.$current.withValue(.lesson) {
        try Interpreter.run(line, in: &self, on: console)
      }
    } catch {
      throw CommandError(error)
    }
  }

  /// Runs a command of a lesson. An error is shown as output, because `backstep check` compares the
  /// output with the text; only Ctrl-C is passed on.
  mutating func runAsWritten(
    _ line: String, on console: Console
  ) throws(CommandError) {
    try LessonSandbox.check(line, in: self)
    do throws(CommandError) {
      try runForLesson(line, on: console)
    } catch {
      guard !console.isInterrupted() else { throw error }
      console.print(
        error.report(in: line, origin: "error: ", width: console.width()).split(
          separator: "\n", omittingEmptySubsequences: false
        ).map(String.init))
    }
  }

  /// The separate session in which a lesson begins: the bundled digits, so that everyone sees the
  /// same numbers; a network from the lesson's seed or another; and the effect of its `start`.
  func beginning(_ lesson: Lesson, seed: UInt64? = nil) throws(CommandError) -> Session {
    var session = aside(on: try .digits(seed: seed ?? lesson.seed, folders: .none))
    if let start = lesson.start {
      try session.runForLesson(start.text, on: Console { _ in })
    }
    session.workspace[LessonSetUp.self] = LessonSetUp(session.timeline)
    return session
  }

  /// Does a step with the lesson's own commands.
  mutating func complete(
    _ step: Step, upTo count: Int = .max, on console: Console
  ) throws(CommandError) {
    try complete(step.commands.prefix(count), on: console)
  }

  /// Runs commands of a lesson unseen.
  mutating func complete(
    _ commands: some Sequence<Command>, on console: Console
  ) throws(CommandError) {
    let silent = Console(isInterrupted: console.isInterrupted) { _ in }
    for command in commands { try runAsWritten(command.text, on: silent) }
  }
}
