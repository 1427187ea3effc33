/// Takes the answers to a problem of practice, and keeps what would give them away shut.
struct PracticeGuide: Observer {
  func takes(_ line: String, in session: Session) -> Bool {
    session.openProblem != nil && PracticeText.looksLikeAnswer(line)
  }

  func run(_ line: String, in session: inout Session, on console: Console) throws(CommandError) {
    session.answerProblem(line, on: console)
  }

  func objection(to command: RunCommand, in session: Session) -> CommandError? {
    let isAllowed = command.type.group == .learn || command.type.group == .shell
    guard session.openProblem != nil, !isAllowed else { return nil }
    return CommandError(
      "`\(command.type.name)` is locked until you have answered the open problem.",
      at: command.type.name, hint: "answer shows it; practice stop leaves")
  }
}
