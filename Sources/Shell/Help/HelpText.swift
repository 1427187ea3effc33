import ArgumentParser
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
    Help.reflowed("\(title)\n\n\(text)\n\n", width: width)
      + TextBlock.wrapped("Try: \(example)", width: width, hanging: 2).lines
      .joined(separator: "\n")
  }
}

/// The text of `help`.
enum Help {
  /// The overview, or what some words are about: the exact name shows all, a beginning of names
  /// their first lines, any other word the lines it occurs in.
  static func text(about words: [String], width: Int) throws(CommandError) -> String {
    guard let first = words.first else { return overview(width: width) }
    let name = words.joined(separator: " ")
    if let command = CommandCatalog.named(name) { return text(of: command, width: width) }
    if let topic = HelpTopic.named(name) { return topic.page(width: width) }
    if words.count > 1, let command = CommandCatalog.named(first) {
      return text(of: command, width: width)
    }
    let entries = HelpEntry.all
    let begun = entries.filter { $0.name.hasPrefix(name) }
    if begun.count == 1, let command = CommandCatalog.named(begun[0].name) {
      return text(of: command, width: width)
    }
    if begun.count == 1, let topic = HelpTopic.named(begun[0].name) {
      return topic.page(width: width)
    }
    guard begun.isEmpty else {
      return list(["`\(name)` begins:"], begun.map { ($0, $0.title) }, width: width)
    }
    let found = HelpEntry.search(words)
    guard !found.isEmpty else {
      let near = Spelling.nearest(
        to: name, among: CommandCatalog.names + HelpTopic.all.flatMap { [$0.name] + $0.also })
      throw CommandError(
        "Nothing here speaks of `\(name)`.", at: words.count == 1 ? first : nil,
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

  /// A command's own help.
  static func text(of command: any ShellCommand.Type, width: Int) -> String {
    // Wide, so that the lines of a discussion come as they were written.
    reflowed(command.helpMessage(columns: max(width, 200)), width: width)
  }

  /// Text broken anew for a width: running text in paragraphs, and two columns so that the second
  /// stays one.
  fileprivate static func reflowed(_ text: String, width: Int) -> String {
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
      let second = line.columns.map { line.count - $0.1.count }
      if line.isEmpty || line.hasSuffix(":") && paragraph.isEmpty {
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
}

extension StringProtocol {
  /// The two columns of a line of help, which two blanks or more behind a word divide; nil where
  /// there is one column.
  var columns: (String, String)? {
    let text = drop { $0 == " " }
    guard let gap = text.firstRange(of: "  ") else { return nil }
    let second = text[gap.upperBound...].drop { $0 == " " }
    return second.isEmpty ? nil : (String(text[..<gap.lowerBound]), String(second))
  }
}
