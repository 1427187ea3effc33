/// A feature that follows what is run: a log, a lesson, predictions. The catalog lists the
/// observers in order: they learn of a beginning in that order and of an end in the reverse order.
protocol Observer {
  /// Called when the session begins.
  func begin(_ session: Session, on console: Console)

  /// Called before a line is run.
  func willRun(_ line: String, in session: Session, on console: Console)

  /// Whether the line is meant for this feature; ``run(_:in:on:)`` then runs it in place of the
  /// interpreter.
  func takes(_ line: String, in session: Session) -> Bool

  /// Runs a line that this feature takes, in a draft of the session.
  func run(_ line: String, in session: inout Session, on console: Console) throws(CommandError)

  /// Called after a line has been run.
  func didRun(_ line: FinishedLine, in session: inout Session, on console: Console)

  /// Called after a line has failed; it may add to the error.
  func didFail(
    _ line: FinishedLine, with error: inout CommandError, in session: inout Session,
    on console: Console)

  /// Called before a command is run.
  func willRun(_ command: RunCommand, on console: Console)

  /// Called after a command has been run in a draft of the session.
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
  func willRun(_ command: RunCommand, on console: Console) {}
  func didRun(_ command: RunCommand, in draft: inout Session, on console: Console) {}
  func didFail(_ command: RunCommand, on console: Console) {}
}

/// A line that has been run, or has failed.
struct FinishedLine {
  let text: String
  /// Whether an observer took it.
  let isTaken: Bool
}

/// A command of a line, with its words.
struct RunCommand {
  let type: any ShellCommand.Type
  let arguments: ArraySlice<Word>

  /// The command as it would be typed.
  var text: String { ([type.name] + arguments.map(\.asTyped)).joined(separator: " ") }
}

/// The commands of the shell, and the observers of what is run.
package struct CommandCatalog {
  let commands: CommandTable
  let observers: [any Observer]
}
