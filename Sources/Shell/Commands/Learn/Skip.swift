import ArgumentParser

struct SkipCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    commandName: "skip", abstract: "Let the lesson do what it asks.",
    discussion: "The solution of a task runs before your eyes; a question is answered.")

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    try session.skipTask(on: console)
  }
}
