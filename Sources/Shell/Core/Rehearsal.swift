import ConvNet

/// Tries out a line before it is suggested, so that every suggestion works when it is typed.
enum Rehearsal {
  /// Whether a line is being tried out: no files are written and no folders are made.
  @TaskLocal static var isOn = false

  /// The time limit for a trial; every command has read its words by then.
  private static let patience = Duration.milliseconds(50)

  /// Whether the commands of a line can be run in a copy of the session. A command that would write
  /// a file counts as one that can be run; so does the last command if it takes too long, or if it
  /// fails for a reason other than its words.
  static func succeeds(_ line: String, in session: Session) -> Bool {
    let tokens = TokenizedLine(line)
    guard tokens.openQuote == nil else { return false }
    let end = ContinuousClock().now + patience
    let isOver = { ContinuousClock().now > end }
    let console = Console(isInterrupted: isOver) { _ in }
    var begun = 0
    let isDone = $isOn.withValue(true) {
      Interruption.run(until: isOver) {
        var draft = session
        return tokens.commands.allSatisfy {
          begun += 1
          return succeeds(
            $0, in: &draft, on: console, isLast: begun == tokens.commands.count)
        }
      }
    }
    return isDone ?? (begun == tokens.commands.count)
  }

  private static func succeeds(
    _ words: [Word], in draft: inout Session, on console: Console, isLast: Bool
  ) -> Bool {
    var words = draft.commands.resolvingQuestion(words, aliases: draft.aliases)
    do throws(CommandError) {
      if let redirect = try Redirect.find(in: words, in: draft) { words = redirect.command }
    } catch {
      return false
    }
    guard let type = try? draft.commands.find(words[0].text),
      let command = try? Interpreter.parse(
        type, words.dropFirst().map(NegativeNumber.shield), in: draft)
    else { return false }
    do {
      try command.run(in: &draft, on: console)
      return true
    } catch {
      // `forward` after the forward pass is understood, though there is nothing to do.
      return isLast && CommandError(error).word == nil
    }
  }
}
