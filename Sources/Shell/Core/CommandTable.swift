import ArgumentParser
import ConvNet

/// The commands of the shell.
package struct CommandTable {
  let all: [any ShellCommand.Type]
  /// The command that `COMMAND > FILE` stands for.
  let redirect: any ShellCommand.Type

  /// The names of all commands.
  package var names: [String] { all.map { $0.name } }

  func of(_ group: CommandGroup) -> [any ShellCommand.Type] { all.filter { $0.group == group } }

  func named(_ word: String) -> (any ShellCommand.Type)? {
    all.first { $0.name == word || $0.configuration.aliases.contains(word) }
  }

  /// The command that a word means: its name, or a beginning that only one name has.
  func find(_ word: String) throws(CommandError) -> any ShellCommand.Type {
    if let command = named(word) { return command }
    let matches = word.isEmpty ? [] : all.filter { $0.name.hasPrefix(word) }
    switch matches.count {
    case 1: return matches[0]
    case 0:
      throw CommandError(
        "There is no command `\(word)`.", at: word,
        hint: hint(for: word) ?? "help lists the commands; help \(word.prefix(20)) searches",
        instead: hint(for: word) == nil ? command(meantBy: word) : nil)
    default:
      let names = matches.map { $0.name }.joined(separator: ", ")
      throw CommandError("`\(word)` could be \(names).", at: word, hint: "more letters")
    }
  }

  /// What to type instead of a word that is not a command.
  private func hint(for word: String) -> String? {
    if word.first?.isLetter == true, word.contains(where: { ".[".contains($0) }),
      (try? Place(parsing: word)) != nil
    {
      return "print \(word)"
    }
    if let key = Synonyms.meanings(of: word).first, key.hasPrefix("Ctrl-") {
      return "\(key) clears the screen"
    }
    return nil
  }

  /// The command that was probably meant by an unknown word: the name of a command, or one that
  /// belongs to a command. Commands that look come before commands that change something.
  private func command(meantBy word: String) -> String? {
    let vocabularies = (of(.look) + all.filter { $0.group != .look }).flatMap { $0.vocabulary }
    func name(_ find: (String, [String]) -> String?) -> String? {
      if let name = find(word, names) { return name }
      for own in vocabularies {
        if let name = find(word, own.names) { return "\(own.command) \(name)" }
      }
      return nil
    }
    let known = vocabularies.lazy.compactMap { own in
      own.synonyms[word.lowercased()].map { "\(own.command) \($0)" }
    }.first
    return name(Spelling.same) ?? known ?? name(Spelling.nearest)
  }
}
