import ArgumentParser
import Rendering

/// The lines typed so far, oldest first.
private struct TypedLines: SessionPart {
  var lines: [String] = []

  init(in workspace: Workspace) {}
}

extension Interpreter {
  /// Tells the session what a person has typed so far.
  func replaceHistory(_ lines: [String]) { session[TypedLines.self].lines = lines }
}

struct HistoryCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .notReplayed, .unrepeatable, .nothingIfStopped, .allOrNothing, .paged,
    .unreported)
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show the last lines that were typed, or find some.",
    discussion: """
      history          the last 20
      history 100      the last 100
      history sgd      those with this word, or these words, the latest at the end

      They are kept from session to session, in a file for you alone (help config). A line
      that begins with a space is not remembered. At the prompt Up and Down go through
      them, and Ctrl-R searches.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("How many lines, or what is in them.", valueName: "n or words"))
  var words: [String] = []

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let lines = Array(session[TypedLines.self].lines.enumerated())
    let text = words.map(NegativeNumber.unshield).joined(separator: " ")
    guard words.count == 1, Int(text) != nil || text.isEmpty else {
      let found = lines.filter { words.isEmpty || $0.element.contains(text) }
      guard !found.isEmpty || words.isEmpty else {
        throw CommandError(
          "None of \(Numbers.count(lines.count, "line")) has `\(text)` in it.", at: words[0])
      }
      return show(found.suffix(words.isEmpty ? 20 : found.count), on: console)
    }
    show(lines.suffix(try Arguments.integer(text, "N", in: 1...1_000_000)), on: console)
  }

  private func show(_ lines: ArraySlice<(offset: Int, element: String)>, on console: Console) {
    console.print(lines.map { "\(String($0.offset + 1).leftPadded(to: 5))  \($0.element)" })
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? [.hint("n", note: "how many lines; 20 without it")] : []
  }
}
