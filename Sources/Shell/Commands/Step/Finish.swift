import ArgumentParser

struct FinishCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "finish", abstract: "Finish the operation that `step value` began.")

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard session.isInsideOperation else {
      throw CommandError("You are not inside an operation.", hint: "step value")
    }
    try StepCommand.parse([]).run(in: &session, on: console)
  }
}
