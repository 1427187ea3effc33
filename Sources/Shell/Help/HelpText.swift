import Rendering

/// An idea that `help` explains.
struct HelpTopic {
  let name: String
  /// Other words for it.
  var also: [String] = []
  let title: String
  let text: String
  /// Commands that show it.
  let example: String

  /// The topic that a word or several stand for.
  static func named(_ name: String) -> HelpTopic? {
    let wanted = Spelling.folded(name)
    return all.first { $0.name == name }
      ?? all.first { ([$0.name] + $0.also).contains { Spelling.folded($0) == wanted } }
  }

  /// All of it, as `help` shows it.
  func page(width: Int) -> String {
    CommandHelp.reflowed("\(title)\n\n\(text)\n\n", width: width)
      + TextBlock.wrapped("Try: \(example)", width: width, hanging: 2).lines
      .joined(separator: "\n")
  }
}

/// The text of `help`.
enum Help {
  /// The overview, or what some words are about: the exact name shows all, a beginning of names
  /// their first lines, any other word the lines it occurs in.
  static func text(
    about words: [String], among commands: CommandTable, width: Int
  ) throws(CommandError) -> String {
    guard let first = words.first else { return overview(of: commands, width: width) }
    let name = words.joined(separator: " ")
    func page(_ name: String) -> String? {
      commands.named(name).map { CommandHelp.text(of: $0, width: width) }
        ?? HelpTopic.named(name)?.page(width: width)
    }
    if let page = page(name) { return page }
    if words.count > 1, let command = commands.named(first) {
      return CommandHelp.text(of: command, width: width)
    }
    let entries = HelpEntry.all(commands)
    let begun = entries.filter { $0.name.hasPrefix(name) }
    if begun.count == 1, let page = page(begun[0].name) { return page }
    guard begun.isEmpty else {
      return list(["`\(name)` begins:"], begun.map { ($0, $0.title) }, width: width)
    }
    let found = HelpEntry.search(words, in: entries)
    guard !found.isEmpty else {
      let near = Spelling.nearest(
        to: name, among: commands.names + HelpTopic.all.flatMap { [$0.name] + $0.also })
      throw CommandError(
        "No help found for `\(name)`.", at: words.count == 1 ? first : nil,
        hint: near.map { "help \($0)" } ?? "help")
    }
    return list(["`\(name)` occurs in:"], found, width: width)
  }

  private static func list(
    _ head: [String], _ found: [(entry: HelpEntry, line: String)], width: Int
  ) -> String {
    let room = max(width - 22, 20)
    return
      (head
      + found.map { entry, line in
        "  \(entry.command)".padded(to: 22)
          + (line.count > room ? line.prefix(room - 4) + " ..." : line)
      }).joined(separator: "\n")
  }

  private static func overview(of commands: CommandTable, width: Int) -> String {
    var lines = [
      "A unique prefix is enough; `;` separates commands, # begins a comment."
    ]
    func list(_ title: String, _ names: [String]) {
      let line = title.padded(to: 9) + names.joined(separator: "  ")
      lines += TextBlock.wrapped(line, width: width, hanging: 9).lines
    }
    for group in CommandGroup.allCases {
      list(group.rawValue, commands.of(group).map { $0.name })
    }
    list("ideas", HelpTopic.all.map(\.name))
    lines.append("`help NAME` explains one; `help WORD` searches. Start with: step")
    return lines.joined(separator: "\n")
  }
}
