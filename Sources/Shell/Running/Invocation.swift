import Course
import Terminal

/// What can follow the executable's name on a command line, for completion in other shells.
package enum Invocation {
  /// Words that do not mean a file.
  private static let tasks = [
    "lesson", "tour", "help", "check", "grade", "bench", "man", "version",
  ]
  /// Options that take a value.
  private static let valued: Set<String> = [
    "-c", "--seed", "--width", "--color", "--of", "--csv", "--feedback", "--limit", "--student",
    "--at",
  ]

  /// The commands of the shell, one of which follows `-c`.
  package static var commands: [String] { CommandCatalog.complete.commands.names }

  /// What could be at a position among words, the first of which is the executable.
  ///
  /// - Parameters:
  ///   - prefix: The beginning of the word at that position.
  ///   - index: The position.
  ///   - words: All words of the line.
  /// - Returns: Words, files, and folders with a slash at the end.
  package static func candidates(for prefix: String, at index: Int, in words: [String]) -> [String]
  {
    var before: [String] = []
    var isValue = false
    for word in words.prefix(max(index, 0)).dropFirst() {
      if !isValue, !word.hasPrefix("-") { before.append(word) }
      isValue = !isValue && valued.contains(word)
    }
    let found: [String]
    switch before.first {
    case nil: found = tasks + files(like: prefix, ending: "")
    case "lesson" where before.count == 1:
      let lessons = ((try? LessonLibrary.all()) ?? []).map(\.lesson.id)
      found = lessons + files(like: prefix, ending: ".md")
    case "help": found = commands + HelpTopic.all.map(\.name)
    case "check": found = files(like: prefix, ending: ".md")
    case "grade" where before.count == 1: found = files(like: prefix, ending: ".md")
    case "bench": found = Bench.networks.filter { !before.contains($0) }
    default: found = []
    }
    return found.filter { $0.hasPrefix(prefix) }
  }

  /// What the executable says about its arguments: help in lines of a width, and anything else, such
  /// as what a shell asked to complete, as it is.
  package static func message(_ text: String, width: Int) -> String {
    if text.hasPrefix("OVERVIEW: ") { return CommandHelp.reflowed(text, width: width) }
    return text.hasPrefix("Error: ") ? "error: " + text.dropFirst(7) : text
  }

  /// A completion script without the subcommand `help`, which the library that generates the script
  /// adds. There is no such subcommand here, and zsh does not complete subcommands along with
  /// repeated arguments.
  package static func completionScript(_ script: String) -> String {
    let parts = ["'(-): :->command'", "'(-)*:: :->arg'", "'Show subcommand help information.'"]
    return script.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { line in !parts.contains { line.contains($0) } }.joined(separator: "\n")
  }

  private static func files(like prefix: String, ending: String) -> [String] {
    prefix == "~" ? ["~/"] : Files.continuations(of: prefix, endings: [ending]).map(\.path)
  }
}
