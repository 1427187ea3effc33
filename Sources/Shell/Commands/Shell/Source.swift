import ArgumentParser
import Terminal

/// How deep `source` is nested.
private struct SourceDepth: SessionPart {
  var depth = 0

  init(in workspace: Workspace) {}
}

struct SourceCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .replayed, .repeatable, .ifStopped({ _ in nil }), .keepsWork, .unpaged,
    .unreported)
  static let configuration = CommandConfiguration(
    commandName: "source", abstract: "Run the commands in a file.",
    discussion: """
      It stops at the first command that fails; what was done before it stays. Lines that begin
      with the prompt are run without it, and other lines of a log are passed over; a command
      that failed in the log may fail again.
      """)

  @Argument(help: ArgumentHelp("A file of commands.", valueName: "file")) var file: String

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard session[SourceDepth.self].depth < 16 else {
      throw CommandError("Files that source files go too deep here: 16.", at: file)
    }
    session[SourceDepth.self].depth += 1
    defer { session[SourceDepth.self].depth -= 1 }
    try Files.checkOrdinary(file)
    let own = console.edit
    console.edit = nil
    defer { console.edit = own }
    for (number, text, mayFail) in try lines() {
      guard !console.isInterrupted() else { throw CommandError("Stopped at \(file):\(number).") }
      do {
        try Interpreter.run(text, in: &session, on: console)
      } catch  where mayFail && !console.isInterrupted() {
        let report = error.report(in: text, origin: "error: ", width: console.width())
        console.print(report.split(separator: "\n").map(String.init))
      } catch {
        throw error.told(as: "\(file):\(number): \(error.problem)")
      }
      if session.isOver { return }
    }
  }

  /// The lines to run: all, or in a transcript those behind a prompt.
  private func lines() throws -> [(number: Int, text: String, mayFail: Bool)] {
    var lines: [(number: Int, text: String)] = []
    do {
      for (number, text) in try ScriptLines(path: Files.expand(file)) {
        lines.append((number, try text.get()))
      }
    } catch {
      let problem = "\(error)."
      throw CommandError(problem.contains(file) ? problem : "\(file): \(problem)", at: file)
    }
    let commands = lines.indices.filter { lines[$0].text.hasPrefix(LogFile.prompt) }
    guard !commands.isEmpty || lines.first?.text == LogFile.heading else {
      return lines.map { ($0.number, $0.text, false) }
    }
    return commands.map { index in
      let output = lines[(index + 1)...].prefix { !$0.text.hasPrefix(LogFile.prompt) }
      let mayFail = output.contains { $0.text == "..." || $0.text.hasPrefix("error: ") }
      return (
        lines[index].number, String(lines[index].text.dropFirst(LogFile.prompt.count)), mayFail
      )
    }
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? Completer.files(ending: "") : []
  }
}
