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
    command.helpMessage(columns: width)
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
