import ArgumentParser
import Course
import Terminal

struct SourceCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .replayed, .repeatable, .ifStopped({ _ in nil }), .keepsWork, .unpaged,
    .unreported, .anyNetwork, .files)
  static let configuration = CommandConfiguration(
    named: "source", abstract: "Run the commands in a file.",
    discussion: """
      source lab.txt          a file of commands: your own, so they may do anything
      source lab.md           a log, or another Markdown file with commands after a prompt
      source --trust lab.md   runs its commands as if you had typed them

      It stops at the first command that fails; what was done before is kept. A line with an open
      quote or bracket continues on the next line. In a file with lines that begin with the
      prompt, only those are run, without the prompt; a command that failed in a log may fail
      again.

      A Markdown file may come from somebody else. Without --trust, its commands write only new
      files, inside the working folder; they cannot keep a log, record or download; and its
      aliases, style and pager end with it.
      """)

  @Argument(help: ArgumentHelp("A file of commands.", valueName: "file")) var file: String
  @Flag(help: "Let the commands of a Markdown file do anything.") var trust = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let file = NegativeNumber.unshield(file)
    try Files.checkOrdinary(file)
    let script = try Script(file)
    let own = console.edit
    console.edit = nil
    defer { console.edit = own }
    guard script.isHandedIn, !trust, Confinement.current == nil else {
      return try session.nested(at: file) { (session) throws(CommandError) in
        try script.run(in: &session, on: console)
      }
    }
    let preferences = Preferences(of: session, on: console)
    defer { preferences.restore(in: &session, on: console) }
    let outcome = Confinement.$current.withValue(.handedIn(file: file)) {
      Result { () throws(CommandError) in
        try session.nested(at: file) { (session) throws(CommandError) in
          try script.run(in: &session, on: console)
        }
      }
    }
    try outcome.get()
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? Completer.files(ending: "") : []
  }
}

/// A file of commands to run.
private struct Script {
  private let file: String
  /// For a transcript, the lines after its prompts; `nil` if each line is a command, read when run.
  private let transcript: [Line]?
  /// Whether someone else may have written it: Markdown is what students hand in.
  let isHandedIn: Bool

  private struct Line {
    let number: Int
    let text: String
    /// Whether it failed, or may have failed, when the transcript was written.
    var mayFail = false
  }

  /// Scans the whole file once: if a line begins with the prompt, the file is a transcript.
  init(_ file: String) throws(CommandError) {
    self.file = file
    var commands: [Line] = []
    var isLog = false
    var bytes = 0
    for (number, text) in try Self.lines(of: file) {
      let text = try Self.text(text, in: file, at: number)
      if number == 1, text == LogFile.heading { isLog = true }
      if text.hasPrefix(LogFile.prompt) {
        let line = String(text.dropFirst(LogFile.prompt.count))
        bytes += line.utf8.count
        guard bytes <= SourceText.maximumBytes else {
          throw CommandError(
            "\(file) has more than \(SourceText.maximumBytes) bytes of commands after a prompt.",
            at: file, hint: "split it into several files")
        }
        commands.append(Line(number: number, text: line))
      } else if !commands.isEmpty, text == "..." || text.hasPrefix("error: ") {
        commands[commands.count - 1].mayFail = true
      }
    }
    isHandedIn = isLog || !commands.isEmpty || Files.isMarkdown(file)
    transcript = isLog || !commands.isEmpty ? commands : nil
  }

  /// Runs the lines up to the first one that fails.
  func run(in session: inout Session, on console: Console) throws(CommandError) {
    if let transcript {
      for line in transcript where !session.isOver { try run(line, in: &session, on: console) }
    } else {
      let before = session
      let whole = WholeLines(try Self.lines(of: file)) {
        before.prose(in: $0.trimmingBlanks) != nil
      }
      for (number, text) in whole {
        if session.isOver { break }
        let line = Line(number: number, text: try Self.text(text, in: file, at: number))
        try run(line, in: &session, on: console)
      }
    }
  }

  private func run(
    _ line: Line, in session: inout Session, on console: Console
  ) throws(CommandError) {
    guard !console.isInterrupted() else {
      throw CommandError("Stopped at \(file):\(line.number).")
    }
    do throws(CommandError) {
      try Interpreter.run(line.text, in: &session, on: console)
    } catch {
      guard line.mayFail, !console.isInterrupted() else {
        let place = "\(file):\(line.number): "
        // A file that sources itself fails in one line, sixteen times.
        guard !error.problem.hasPrefix(place) else { throw error }
        throw error.told(as: place + error.problem)
      }
      let report = error.report(in: line.text, origin: "error: ", width: console.width())
      console.print(report.split(separator: "\n").map(String.init))
    }
  }

  private static func lines(of file: String) throws(CommandError) -> ScriptLines {
    do throws(ScriptLineError) {
      return try ScriptLines(path: Files.expand(file))
    } catch {
      throw fault(error, in: file)
    }
  }

  private static func text(
    _ text: Result<String, ScriptLineError>, in file: String, at number: Int
  ) throws(CommandError) -> String {
    do throws(ScriptLineError) {
      return try text.get()
    } catch {
      throw fault(error, in: "\(file):\(number)")
    }
  }

  private static func fault(_ error: ScriptLineError, in file: String) -> CommandError {
    let problem = "\(error)."
    return CommandError(problem.contains(file) ? problem : "\(file): \(problem)", at: file)
  }
}
