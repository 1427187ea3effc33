import ArgumentParser

struct NoteCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Write a sentence for the report.",
    discussion: """
      note "The upper edge wins every window."    a paragraph where you are in your work
      note "## Second attempt"                    a heading

      A line that begins with # does the same without the quotes: `# a paragraph`, `## a heading`.
      `report --edit` changes the sentences that the report asks for.
      """)

  @Argument(
    parsing: .captureForPassthrough, help: ArgumentHelp("What to write.", valueName: "text"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let text = words.map(NegativeNumber.unshield).joined(separator: " ").trimmingBlanks
    guard !text.isEmpty else {
      throw CommandError(
        "`note` needs a text.", at: CommandError.end, hint: "note \"the maps look alike\"")
    }
    session.write(note: text, on: console)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    [.hint("text", note: "a sentence for the report, in quotes")]
  }
}
