import Course
import Terminal

/// What can stand on the command line of the executable, for the completion of other shells.
package enum Invocation {
  /// Words that mean something else than a file.
  private static let tasks = ["lesson", "check", "bench", "man"]
  /// Options that are followed by a value.
  private static let valued: Set<String> = ["-c", "--seed", "--width", "--color"]

  /// The commands of the shell, of which `-c` takes one.
  package static var commands: [String] { CommandCatalog.complete.commands.names }

  /// What could stand at a place among words of which the first is the executable.
  ///
  /// - Parameters:
  ///   - prefix: What stands there so far.
  ///   - index: The place.
  ///   - words: All words of the line.
  /// - Returns: Words, files, and folders that end in a slash.
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
    case "check": found = files(like: prefix, ending: ".md")
    case "bench": found = Bench.networks.filter { !before.contains($0) }
    default: found = []
    }
    return found.filter { $0.hasPrefix(prefix) }
  }

  /// A completion script without the subcommand `help`, which the library that writes the script
  /// puts into it. There is no such word here, and zsh takes no subcommands beside repeated words.
  package static func completionScript(_ script: String) -> String {
    let parts = ["'(-): :->command'", "'(-)*:: :->arg'", "'Show subcommand help information.'"]
    return script.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { line in !parts.contains { line.contains($0) } }.joined(separator: "\n")
  }

  private static func files(like prefix: String, ending: String) -> [String] {
    Files.paths(like: prefix, endings: [ending]).map { $0.text.filter { $0 != "\"" } }
  }
}
