import ArgumentParser

/// Lines that the user has edited and that the prompt should run next.
private struct EditedLines: SessionPart {
  var lines: [String] = []

  init(in workspace: Workspace) {}
}

extension Interpreter {
  /// Returns the lines that were edited last, once.
  func takeEditedLines() -> [String] {
    defer { session[EditedLines.self].lines = [] }
    return session[EditedLines.self].lines
  }
}

struct EditCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .notReplayed, .unrepeatable, .nothingIfStopped, .allOrNothing, .unpaged,
    .unreported, .anyNetwork, .nothing)
  static let configuration = CommandConfiguration(
    named: "edit", abstract: "Change a line in your text editor, then run it.",
    discussion: """
      edit         the last line that you typed
      edit 57      line 57 of `history`
      LINE \\e      opens LINE, without the \\e; Ctrl-X Ctrl-E does the same at any point

      VISUAL or EDITOR names the editor. Each line that you leave in it is shown and run, up to
      the first that fails; if you leave no lines, nothing is run.
      """)

  @Argument(help: ArgumentHelp("The number of a line of `history`.", valueName: "n"))
  var number: String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    session[EditedLines.self].lines = try Self.lines(
      of: try HistoryCommand.line(number, before: console.recordedLine?.line, in: session),
      on: console)
    console.recordedLine?.replace(by: [], for: Self.name)
  }

  /// The lines that the user makes of a text in their editor.
  static func lines(of text: String, on console: Console) throws(CommandError) -> [String] {
    guard let edit = console.edit else {
      throw CommandError(
        "An editor opens only for a line that is typed at the prompt.")
    }
    let edited = try edit(text + "\n")
    TextEditor.forget(edited)
    guard let text = String(validating: edited.bytes, as: UTF8.self) else {
      throw CommandError("The edited text is not UTF-8, so nothing was run.")
    }
    return text.split(whereSeparator: \.isNewline).map(String.init)
      .filter { !$0.allSatisfy(\.isWhitespace) }
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? [.hint("n", note: "a line of `history`; the last one by default")] : []
  }
}
