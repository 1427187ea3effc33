/// A feature that follows what is run: a log, a lesson, predictions. The observers are called in
/// the order of the catalog before something is run, and in reverse order after it.
protocol Observer {
  /// Called when the session begins.
  func begin(_ session: Session, on console: Console)

  /// Called before a line is run.
  func willRun(_ line: String, in session: Session, on console: Console)

  /// Whether the line is meant for this feature; if so, ``run(_:in:on:)`` runs it instead of the
  /// interpreter.
  func takes(_ line: String, in session: Session) -> Bool

  /// Runs a line that this feature takes, on a draft of the session.
  func run(_ line: String, in session: inout Session, on console: Console) throws(CommandError)

  /// Called after a line has been run.
  func didRun(_ line: FinishedLine, in session: inout Session, on console: Console)

  /// Called after a line has failed; it may add to the error.
  func didFail(
    _ line: FinishedLine, with error: inout CommandError, in session: inout Session,
    on console: Console)

  /// Why a command may not be run now; `nil` if this feature has nothing against it.
  func objection(to command: RunCommand, in session: Session) -> CommandError?

  /// Called before a command is run.
  func willRun(_ command: RunCommand, on console: Console)

  /// Called after a command has been run on a draft of the session.
  func didRun(_ command: RunCommand, in draft: inout Session, on console: Console)

  /// Called after a command has failed.
  func didFail(_ command: RunCommand, on console: Console)
}

extension Observer {
  func begin(_ session: Session, on console: Console) {}
  func willRun(_ line: String, in session: Session, on console: Console) {}
  func takes(_ line: String, in session: Session) -> Bool { false }
  func run(
    _ line: String, in session: inout Session, on console: Console
  ) throws(CommandError) {}
  func didRun(_ line: FinishedLine, in session: inout Session, on console: Console) {}
  func didFail(
    _ line: FinishedLine, with error: inout CommandError, in session: inout Session,
    on console: Console
  ) {}
  func objection(to command: RunCommand, in session: Session) -> CommandError? { nil }
  func willRun(_ command: RunCommand, on console: Console) {}
  func didRun(_ command: RunCommand, in draft: inout Session, on console: Console) {}
  func didFail(_ command: RunCommand, on console: Console) {}
}

/// A line that has been run, successfully or not.
struct FinishedLine {
  let text: String
  /// Whether an observer took the line.
  let isTaken: Bool
}

/// A command of a line, with its words.
struct RunCommand {
  let type: any ShellCommand.Type
  let arguments: ArraySlice<Word>

  /// The words that are its own: all of them, unless it runs another command.
  var ownArguments: ArraySlice<Word> {
    (type as? any WrappingCommand.Type).map { arguments.prefix($0.ownWordCount) } ?? arguments
  }

  /// The words of the command that it runs.
  ///
  /// - Throws: ``CommandError`` if there are none.
  var innerCommand: [Word] {
    get throws(CommandError) {
      let inner = arguments.dropFirst(ownArguments.count)
      guard inner.isEmpty else { return Array(inner) }
      throw CommandError(
        "`\(type.name)` needs a command to run.", at: CommandError.end, typing: ["\(text) step"])
    }
  }

  /// The command as it would be typed.
  var text: String { ([type.name] + arguments.map(\.asTyped)).joined(separator: " ") }
}

/// The commands of the shell, and the observers of what is run.
package struct CommandCatalog {
  let commands: CommandTable
  let observers: [any Observer]
}
