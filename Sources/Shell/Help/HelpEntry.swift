import ArgumentParser
import Course

/// Something that `help` can be searched for: a command, an idea, a setting, a lesson.
struct HelpEntry {
  /// What it is called.
  let name: String
  /// The command that shows all of it.
  let command: String
  /// A one-line description.
  let title: String
  /// The full text, line by line.
  let lines: [String]
  var isLesson = false

  /// All entries, commands first.
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
      } + ((try? LessonLibrary.all()) ?? []).map(of)
  }

  private static func of(_ entry: LessonLibrary.Entry) -> HelpEntry {
    let lesson = entry.lesson
    let blocks = lesson.introduction + lesson.steps.flatMap(\.before)
    let prose = blocks.flatMap { block -> [String] in
      guard case .prose(let lines) = block else { return [] }
      return lines.map(Quotation.named)
    }
    return HelpEntry(
      name: "lesson \(entry.label)", command: "lesson \(entry.label)", title: lesson.title,
      lines: lesson.steps.map(\.title) + prose, isLesson: true)
  }

  private static func split(_ text: String) -> [String] {
    text.split(separator: "\n").map { line in
      line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// The entries that contain all the words, best match first, each with its best line; lessons
  /// come last.
  static func search(
    _ words: [String], in entries: [HelpEntry]
  ) -> [(entry: HelpEntry, line: String)] {
    let wanted = words.map { $0.lowercased() }
    let found = entries.compactMap { entry -> (entry: HelpEntry, line: String, score: Int)? in
      let text = ([entry.name, entry.title] + entry.lines).joined(separator: "\n").lowercased()
      guard wanted.allSatisfy(text.contains) else { return nil }
      let scored = ([entry.title] + entry.lines).map { ($0, score(of: $0, wanted)) }
      guard let best = scored.max(by: { $0.1 < $1.1 }) else { return nil }
      let title = 10 * score(of: entry.name, wanted) + 3 * score(of: entry.title, wanted)
      return (
        entry, best.1 > 0 ? best.0 : entry.title, entry.isLesson ? -100 + title : title + best.1
      )
    }
    // Equal scores keep the order of the catalog.
    return found.enumerated().sorted {
      ($0.element.score, $1.offset) > ($1.element.score, $0.offset)
    }
    .map { ($0.element.entry, $0.element.line) }
  }

  /// How well a line matches words: whole words count twice.
  private static func score(of line: String, _ wanted: [String]) -> Int {
    let line = line.lowercased()
    let parts = line.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }
    return wanted.reduce(0) { sum, word in
      sum + (line.contains(word) ? 1 : 0) + (parts.contains(Substring(word)) ? 1 : 0)
    }
  }
}
