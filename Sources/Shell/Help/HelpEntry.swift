import ArgumentParser

/// Something that `help` can be searched for: a command, an idea, a setting.
struct HelpEntry {
  /// What it is called.
  let name: String
  /// What to type to see all of it.
  let command: String
  /// What it is, in a line.
  let title: String
  /// All that is said of it, line by line.
  let lines: [String]

  /// All of them, commands first.
  static func all(_ commands: CommandTable) -> [HelpEntry] {
    commands.all.map { command in
      let usage = CommandUsage(of: command)
      let words =
        usage.arguments.map { "\($0.name.uppercased()): \($0.summary)" }
        + usage.options.map { "\($0.name): \($0.summary)" }
      return HelpEntry(
        name: command.name, command: "help \(command.name)",
        title: command.configuration.abstract,
        lines: split(command.configuration.discussion) + words)
    }
      + HelpTopic.all.map {
        HelpEntry(
          name: $0.name, command: "help \($0.name)", title: $0.title,
          lines: [$0.also.joined(separator: ", ")] + split($0.text))
      }
      + Setting.all.map {
        HelpEntry(name: $0.name, command: "set \($0.name)", title: $0.summary, lines: [])
      }
  }

  private static func split(_ text: String) -> [String] {
    text.split(separator: "\n").map { line in
      line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// The entries that speak of all the words, the best first, each with the line that says most.
  static func search(
    _ words: [String], in entries: [HelpEntry]
  ) -> [(entry: HelpEntry, line: String)] {
    let wanted = words.map { $0.lowercased() }
    let found = entries.compactMap { entry -> (entry: HelpEntry, line: String, score: Int)? in
      let text = ([entry.name, entry.title] + entry.lines).joined(separator: "\n").lowercased()
      guard wanted.allSatisfy(text.contains) else { return nil }
      let scored = ([entry.title] + entry.lines).map { ($0, score(of: $0, wanted)) }
      guard let best = scored.max(by: { $0.1 < $1.1 }) else { return nil }
      return (
        entry, best.1 > 0 ? best.0 : entry.title,
        10 * score(of: entry.name, wanted) + 3 * score(of: entry.title, wanted) + best.1
      )
    }
    // Of equals, the order of the catalog.
    return found.enumerated().sorted {
      ($0.element.score, $1.offset) > ($1.element.score, $0.offset)
    }
    .map { ($0.element.entry, $0.element.line) }
  }

  /// How well a line speaks of words: whole words count twice.
  private static func score(of line: String, _ wanted: [String]) -> Int {
    let line = line.lowercased()
    let parts = line.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }
    return wanted.reduce(0) { sum, word in
      sum + (line.contains(word) ? 1 : 0) + (parts.contains(Substring(word)) ? 1 : 0)
    }
  }
}
