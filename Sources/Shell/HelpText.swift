import ArgumentParser
import Rendering

/// An idea that `help` explains.
struct HelpTopic {
  let name: String
  let title: String
  let text: String

  static func named(_ name: String) -> HelpTopic? { all.first { $0.name == name } }
}

/// The text of `help`.
enum Help {
  static func text(about word: String?, width: Int) throws(CommandError) -> String {
    guard let word else { return overview(width: width) }
    if let command = CommandCatalog.named(word) {
      return text(of: command, width: width)
    }
    if let topic = HelpTopic.named(word) { return "\(topic.title)\n\n\(topic.text)" }
    let prefixed = CommandCatalog.commands(beginning: word)
    if prefixed.count == 1 { return text(of: prefixed[0], width: width) }
    let found = search(word)
    guard !found.isEmpty else {
      throw CommandError(
        "Nothing here speaks of `\(word)`.", at: word,
        hint: Spelling.nearest(
          to: word, among: CommandCatalog.names + HelpTopic.all.map(\.name)
        ).map { "help \($0)" } ?? "help")
    }
    return (["`\(word)` occurs in:"] + found).joined(separator: "\n")
  }

  /// A command's own help.
  static func text(of command: any ShellCommand.Type, width: Int) -> String {
    // Wide, so that the lines of a discussion come as they were written.
    reflowed(command.helpMessage(columns: max(width, 200)), width: width)
  }

  /// Text broken anew for a width: running text in paragraphs, and two columns so that the second
  /// stays one.
  private static func reflowed(_ text: String, width: Int) -> String {
    var lines: [String] = []
    var paragraph = ""
    var column = 0
    func finish() {
      lines += TextBlock.wrapped(paragraph, width: width, hanging: column).lines
        .filter { !$0.isEmpty }
      (paragraph, column) = ("", 0)
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      let indent = line.prefix { $0 == " " }.count
      let second = secondColumn(of: line)
      if line.isEmpty || line.hasSuffix(":") {
        finish()
        lines.append(line)
      } else if let second {
        finish()
        (paragraph, column) = (line, second)
      } else if !paragraph.isEmpty, indent == column {
        paragraph += " " + line.dropFirst(indent)
      } else {
        finish()
        paragraph = line
      }
    }
    finish()
    return lines.joined(separator: "\n")
  }

  /// Where the second column of a line begins: behind two spaces or more that follow a word.
  private static func secondColumn(of line: String) -> Int? {
    let characters = Array(line)
    guard let word = characters.firstIndex(where: { $0 != " " }) else { return nil }
    for position in word..<max(word, characters.count - 2)
    where characters[position] == " " && characters[position + 1] == " " {
      return characters[position...].firstIndex { $0 != " " }
    }
    return nil
  }

  private static func overview(width: Int) -> String {
    var lines = [
      "A unique prefix is enough; `;` separates commands, # begins a comment."
    ]
    func list(_ title: String, _ names: [String]) {
      let line = title.padded(to: 9) + names.joined(separator: "  ")
      lines += TextBlock.wrapped(line, width: width, hanging: 9).lines
    }
    for group in CommandGroup.allCases {
      list(group.rawValue, CommandCatalog.all.filter { $0.group == group }.map { $0.name })
    }
    list("ideas", HelpTopic.all.map(\.name))
    lines.append("`help NAME` explains one; `help WORD` searches. Start with: step")
    return lines.joined(separator: "\n")
  }

  private static func search(_ word: String) -> [String] {
    let wanted = word.lowercased()
    let commands = CommandCatalog.all.filter {
      ($0.configuration.abstract + $0.configuration.discussion).lowercased().contains(wanted)
        || $0.name.contains(wanted)
    }.map { "  help \($0.name)".padded(to: 20) + $0.configuration.abstract }
    let topics = HelpTopic.all.filter {
      ($0.name + $0.title + $0.text).lowercased().contains(wanted)
    }.map { "  help \($0.name)".padded(to: 20) + $0.title }
    return commands + topics
  }
}
