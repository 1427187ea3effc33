import ArgumentParser
import ConvNet
import Terminal

struct SourceCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let keepsWorkOnFailure = true
  static let configuration = CommandConfiguration(
    commandName: "source", abstract: "Run the commands in a file.",
    discussion: """
      It stops at the first command that fails; what was done before it stays. Lines that begin
      with the prompt are run without it, and other lines of a log are passed over.
      """)

  @Argument(help: ArgumentHelp("A file of commands.", valueName: "file")) var file: String

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    guard session.sourceDepth < 16 else {
      throw CommandError("Files that source files go too deep here: 16.", at: file)
    }
    session.sourceDepth += 1
    defer { session.sourceDepth -= 1 }
    try Files.checkOrdinary(file)
    for (number, text) in try lines() {
      guard !console.isInterrupted() else { throw CommandError("Stopped at \(file):\(number).") }
      do {
        try Interpreter.run(text, in: &session, on: console)
      } catch {
        throw error.told(as: "\(file):\(number): \(error.problem)")
      }
      if session.isOver { return }
    }
  }

  /// The lines to run: all, or in a transcript those behind a prompt.
  private func lines() throws -> [(number: Int, text: String)] {
    var lines: [(number: Int, text: String)] = []
    do {
      for (number, text) in try ScriptLines(path: Files.expand(file)) {
        lines.append((number, try text.get()))
      }
    } catch {
      let problem = "\(error)."
      throw CommandError(problem.contains(file) ? problem : "\(file): \(problem)", at: file)
    }
    let commands = lines.filter { $0.text.hasPrefix(LogFile.prompt) }
    return commands.isEmpty
      ? lines : commands.map { ($0.number, String($0.text.dropFirst(LogFile.prompt.count))) }
  }

  static func candidates(after words: [String], in session: Session) -> [Candidate] {
    words.isEmpty ? Completer.files(ending: "") : []
  }
}
