import Rendering

/// An idea that `help` explains.
struct HelpTopic {
  let name: String
  /// Other words for the topic.
  var also: [String] = []
  let title: String
  let text: String
  /// Commands that show it.
  let example: String

  /// All topics: where to begin, then the terms of the field, then Backstep's own.
  static let all = beginnings + concepts + own + details

  /// The topic that one or more words stand for.
  static func named(_ name: String) -> HelpTopic? {
    let wanted = Spelling.folded(name)
    return all.first { $0.name == name }
      ?? all.first { ([$0.name] + $0.also).contains { Spelling.folded($0) == wanted } }
  }

  /// The full page that `help` shows.
  func page(width: Int) -> String {
    CommandHelp.reflowed("\(title)\n\n\(text)\n\n", width: width)
      + TextBlock.wrapped("Try: \(example)", width: width, hanging: 2).lines
      .joined(separator: "\n")
  }
}

/// The text of `help`.
struct Help {
  let session: Session
  let width: Int

  private var commands: CommandTable { session.commands }

  /// The overview, or the help for some words: a name shows its page; any other words show recipes
  /// that match them, and the lines in which they occur.
  func text(about words: [String]) throws(CommandError) -> String {
    guard let first = words.first else { return overview }
    let name = words.joined(separator: " ")
    let subject = HelpQuery.subject(of: words)
    let keywords = HelpQuery.keywords(of: words)
    if let page = page(name) ?? page(subject.joined(separator: " ")) { return page }
    let recipes = Recipe.search(keywords)
    if recipes.isEmpty, words.count > 1, let command = commands.named(first) {
      return page(of: command)
    }
    let entries = HelpEntry.all(commands)
    let begun = entries.filter { !$0.isLesson && $0.name.hasPrefix(name) }
    if begun.count == 1, let page = page(begun[0].name) { return page }
    let found = HelpEntry.search(keywords.isEmpty ? words : keywords, in: entries)
      .filter { found in
        found.entry.name != "recipes" && !begun.contains { $0.name == found.entry.name }
      }
    let asked = keywords.isEmpty ? name : keywords.joined(separator: " ")
    let lines =
      (recipes.isEmpty
        ? [] : [CommandHelp.reflowed(recipes.map(\.lines).joined(separator: "\n"), width: width)])
      + list("`\(name)` begins:", begun.map { ($0, $0.title) })
      + list("`\(asked)` occurs in:", found)
    guard !lines.isEmpty else {
      let near = Spelling.nearest(
        to: name, among: commands.names + HelpTopic.all.flatMap { [$0.name] + $0.also })
      throw CommandError(
        "No help found for `\(name)`.", at: words.count == 1 ? first : nil,
        hint: near.map { "help \($0)" } ?? "help")
    }
    return lines.joined(separator: "\n")
  }

  /// The page of a command or an idea.
  private func page(_ name: String) -> String? {
    let command = commands.named(name)
    if let page = command.map(page(of:)) ?? HelpTopic.named(name)?.page(width: width) {
      return page
    }
    return HelpWords.command(for: name).flatMap(commands.named).map(page(of:))
  }

  private func page(of command: any ShellCommand.Type) -> String {
    CommandHelp.text(of: command, in: session, width: width)
  }

  /// A longer list does not help.
  private static let longestList = 15

  private func list(_ head: String, _ found: [(entry: HelpEntry, line: String)]) -> [String] {
    guard !found.isEmpty else { return [] }
    let room = max(width - 22, 20)
    let left = found.count - Self.longestList
    var lines = [head]
    for (entry, line) in found.prefix(Self.longestList) {
      let fitting = line.count > room ? "\(line.prefix(room - 4)) ..." : line
      lines.append("  \(entry.command)".padded(to: 22) + fitting)
    }
    if left > 0 { lines.append("  and \(Numbers.count(left, "other page"))") }
    return lines
  }

  private var overview: String {
    var lines = [
      "New here? Type: help start. A unique prefix is enough; `;` separates commands."
    ]
    func list(_ title: String, _ names: [String]) {
      let line = title.padded(to: 9) + names.joined(separator: "  ")
      lines += TextBlock.wrapped(line, width: width, hanging: 9).lines
    }
    for group in CommandGroup.allCases {
      list(group.rawValue, commands.of(group).map { $0.name })
    }
    list("ideas", HelpTopic.all.map(\.name))
    lines.append(
      "COMMAND > FILE writes what it prints to a file. # begins a comment.")
    lines.append("`help NAME` explains one, `help WORD` searches. You can ask: what is a gradient?")
    return lines.joined(separator: "\n")
  }
}
