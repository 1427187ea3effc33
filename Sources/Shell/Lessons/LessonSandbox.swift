import Course

/// What the commands of a lesson may do: what a student could, but nothing outside the working
/// folder and nothing to the shell itself.
package enum LessonSandbox {
  /// Refuses a line that a lesson may not run.
  package static func check(_ line: String, in session: Session) throws(CommandError) {
    for command in TokenizedLine(line).commands {
      let words = Redirect.asPicture(command, among: session.commands)
      let type = try session.commands.find(words[0].text)
      guard type.traits.lessons == .inLessons else {
        throw CommandError("A lesson cannot use `\(type.name)`.", at: words[0].text)
      }
      for word in words.dropFirst() {
        let isOutside =
          word.text.hasPrefix("/") || word.text.hasPrefix("~") || word.text.contains("..")
        guard !isOutside, word.text != "--force" else {
          throw CommandError(
            isOutside
              ? "A lesson stays inside the working folder."
              : "A lesson cannot overwrite files.", at: word.text)
        }
      }
    }
  }
}

extension Session {
  /// Runs a command that a lesson brings; the person's own aliases do not bend it.
  mutating func runForLesson(
    _ line: String, on console: Console
  ) throws(CommandError) {
    try LessonSandbox.check(line, in: self)
    let (own, editor) = (aliases, console.edit)
    aliases = [:]
    console.edit = nil
    defer {
      aliases = own
      console.edit = editor
    }
    do {
      try Files.$isConfined.withValue(true) {
        try Interpreter.run(line, in: &self, on: console)
      }
    } catch {
      throw CommandError(error)
    }
  }

  /// Runs a command of a lesson's own. Where it fails, that is what the lesson shows, for
  /// `backstep check` holds what is printed against what is written; only Ctrl-C is passed on.
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

  /// A separate session in which a lesson begins: the bundled digits, so that everyone sees the
  /// same numbers; a network from the lesson's seed or another; and what the lesson's `start` does.
  func beginning(_ lesson: Lesson, seed: UInt64? = nil) throws(CommandError) -> Session {
    var session = aside(on: try .digits(seed: seed ?? lesson.seed, folders: .none))
    if let start = lesson.start {
      try session.runForLesson(start.text, on: Console { _ in })
    }
    return session
  }

  /// Does a step by the lesson's own commands.
  mutating func complete(
    _ step: Step, upTo count: Int = .max, on console: Console
  ) throws(CommandError) {
    let silent = Console(isInterrupted: console.isInterrupted) { _ in }
    for command in step.commands.prefix(count) { try runAsWritten(command.text, on: silent) }
  }
}
