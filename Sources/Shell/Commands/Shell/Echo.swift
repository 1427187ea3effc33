import ArgumentParser

struct EchoCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .inLessons, .notReplayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported,
    .anyNetwork, .nothing)
  static let configuration = CommandConfiguration(
    named: "echo", abstract: "Print some words.",
    discussion: """
      echo after the first epoch      the words
      echo "one; two"                 inside quotes, `;` is text too
      echo "rate 0.01" >> run.txt     adds a line to a file
      """)

  @Argument(
    parsing: .captureForPassthrough, help: ArgumentHelp("What to print.", valueName: "words"))
  var words: [String] = []

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    console.print(words.map(NegativeNumber.unshield).joined(separator: " "))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    [.hint("words", note: "what to print")]
  }
}
