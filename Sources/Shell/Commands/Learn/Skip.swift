import ArgumentParser

struct SkipCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    named: "skip", abstract: "Let the lesson do its task or answer its question.",
    discussion: "The solution of a task runs on the screen; the answer to a question is shown.")

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    try session.skipTask(on: console)
  }
}
