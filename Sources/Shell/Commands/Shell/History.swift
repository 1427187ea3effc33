import ArgumentParser
import Rendering

/// The lines typed so far, oldest first.
private struct TypedLines: SessionPart {
  var lines: [String] = []

  init(in workspace: Workspace) {}
}

extension Interpreter {
  /// Gives the session the lines that the user has typed so far.
  func replaceHistory(_ lines: [String]) { session[TypedLines.self].lines = lines }
}

struct HistoryCommand: WordsCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .notReplayed, .unrepeatable, .nothingIfStopped, .allOrNothing, .paged,
    .unreported, .anyNetwork, .nothing)
  static let configuration = CommandConfiguration(
    named: "history", abstract: "Show the last lines you typed, or search them.",
    discussion: """
      history          the last 20 lines
      history 100      the last 100
      history sgd      the lines that contain this text, the latest last

      Lines are kept from session to session, in a file that only you can read (help config),
      except those that begin with a space. At the prompt, Up and Down go through the lines that
      begin with the text before the cursor, and Ctrl-R searches. `edit 57` opens line 57 in your
      text editor.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("How many lines, or text to search for.", valueName: "n or words"))
  var words: [String] = []

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let lines = Array(session[TypedLines.self].lines.enumerated())
    let text = words.map(NegativeNumber.unshield).joined(separator: " ")
    guard words.count == 1, Int(text) != nil || text.isEmpty else {
      let found = lines.filter { words.isEmpty || $0.element.contains(text) }
      guard !found.isEmpty || words.isEmpty else {
        throw CommandError(
          "No line contains `\(text)`.", at: words[0])
      }
      return show(found.suffix(words.isEmpty ? 20 : found.count), on: console)
    }
    show(lines.suffix(try Arguments.integer(text, "N", in: 1...1_000_000)), on: console)
  }

  /// The line with a number, or the one before the line that is being run.
  static func line(
    _ number: String?, before current: String?, in session: Session
  ) throws(CommandError) -> String {
    var lines = session[TypedLines.self].lines
    if let current, lines.last?.trimmingBlanks == current { lines.removeLast() }
    guard let last = lines.last else {
      throw CommandError("No line has been typed yet.", hint: "help edit")
    }
    guard let number else { return last }
    return lines[try Arguments.integer(number, "N", in: 1...lines.count) - 1]
  }

  private func show(_ lines: ArraySlice<(offset: Int, element: String)>, on console: Console) {
    console.print(lines.map { "\(String($0.offset + 1).leftPadded(to: 5))  \($0.element)" })
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? [.hint("n", note: "how many lines; 20 by default")] : []
  }
}
