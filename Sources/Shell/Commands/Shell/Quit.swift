import ArgumentParser

struct QuitCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .notInLessons, .notReplayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported)
  static let configuration = CommandConfiguration(
    commandName: "quit", abstract: "End the session.", aliases: ["exit"])

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    session.isOver = true
  }
}
