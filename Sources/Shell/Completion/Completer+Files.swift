import Terminal

/// Completion of file names.
extension Completer {
  /// The folders, and the files of an ending, that a path could go on to.
  static func paths(like text: String, ending: String) -> [Candidate] {
    if text == "~" { return [Candidate("~/", appendSpace: false)] }
    return Files.continuations(of: text, ending: ending)
      .map {
        Candidate(quoted($0.path), label: $0.name, appendSpace: !$0.isFolder)
      }
      .sorted { $0.text < $1.text }
  }

  /// A word in the quotes that it needs; a quote in it stands in quotes of the other kind.
  static func quoted(_ word: String) -> String {
    guard word.contains(where: { $0.isWhitespace || ";#\"'[]".contains($0) }) else { return word }
    guard word.contains("\"") else { return "\"\(word)\"" }
    guard word.contains("'") else { return "'\(word)'" }
    return word.split(separator: "\"", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "\"\($0)\"" }.joined(separator: "'\"'")
  }
}
