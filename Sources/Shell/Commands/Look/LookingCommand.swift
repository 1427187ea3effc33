import ArgumentParser

/// A command that only looks, given by its words to another command that shows or draws it.
struct LookingCommand {
  let command: any ShellCommand

  /// The command that words name, with any alias resolved.
  ///
  /// - Parameters:
  ///   - words: The words, at least one, with shielded minus signs.
  ///   - session: The session.
  ///   - hint: What to type instead of a command with this name that can change something.
  /// - Throws: ``CommandError`` if there is no such command, or if it can change something.
  init(
    _ words: [String], in session: Session, hint: (String) -> String = { "help \($0)" }
  ) throws(CommandError) {
    let typed = words[0]
    var words = words
    if let replacement = session.aliases[typed] {
      let commands = TokenizedLine(replacement).commands
      guard commands.count == 1 else {
        throw CommandError(
          "`\(typed)` stands for several commands; only one can be shown.", at: typed)
      }
      words = commands[0].map(NegativeNumber.shield) + words.dropFirst()
    }
    let type = try session.commands.find(words[0])
    command = try Interpreter.parse(type, Array(words.dropFirst()), in: session)
    guard command.onlyLooks else {
      throw CommandError(
        "`\(typed)` can change something, so it cannot be displayed or drawn.", at: typed,
        hint: hint(typed))
    }
  }

  /// What could follow the words of such a command so far; for none, the commands.
  static func candidates(after words: [String], in session: Session) -> [Offer] {
    guard let first = words.first else {
      return session.commands.all
        .filter { type in
          guard type.group == .look || type is any PicturedCommand.Type else { return false }
          return (try? Interpreter.parse(type, [], in: session))?.onlyLooks ?? true
        }
        .map { Offer($0.name, note: $0.configuration.abstract) }
    }
    guard let command = try? session.commands.find(first) else { return [] }
    return command.candidates(after: Array(words.dropFirst()), in: session)
  }
}
