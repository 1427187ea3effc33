import ArgumentParser

struct QuitCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .notReplayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported,
    .anyNetwork, .nothing)
  static let configuration = CommandConfiguration(
    named: "quit", abstract: "End the session.",
    discussion: """
      In a lesson it says how to come back. `exit` does the same, and so does Ctrl-D on an empty line. The session is not saved: use
      `save lab.safetensors --session` first if you want to continue it later.
      """, aliases: ["exit"])

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    console.print(session.placeInLesson)
    session.isOver = true
  }
}
