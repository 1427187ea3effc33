import ArgumentParser

struct HintCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    named: "hint", abstract: "Give a hint for a question, a task or a problem.",
    discussion: "A part of a lesson may have several hints; each `hint` gives the next.")

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if session.openProblem != nil { return try session.hintProblem(on: console) }
    try session.giveHint(on: console)
  }
}
