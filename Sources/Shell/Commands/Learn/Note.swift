import ArgumentParser

struct NoteCommand: ProseCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    named: "note", abstract: "Write a sentence for the report.",
    discussion: """
      note The upper edge wins every window.   a paragraph where you are in your work
      note ## Second attempt                   a heading

      The whole line is the note, whatever signs it has. A line that begins with # is a note, too:
      `# a paragraph`, `## a heading`.
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
        "`note` needs a text.", at: CommandError.end, hint: "note The maps look alike.")
    }
    session.write(note: text, on: console)
  }

  static func takesText(in session: Session) -> Bool { true }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    [.hint("text", note: "a sentence for the report")]
  }
}
