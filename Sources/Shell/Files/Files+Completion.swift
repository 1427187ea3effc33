import Terminal

/// Completion of file names.
extension Files {
  /// The folders, and the files with one of the extensions, that continue a path.
  static func paths(like text: String, endings: [String]) -> [Candidate] {
    if text == "~" { return [Candidate("~/", appendSpace: false)] }
    return continuations(of: text, endings: endings)
      .map { Candidate(Word.quoted($0.path), label: $0.name, appendSpace: !$0.isFolder) }
      .sorted { $0.text < $1.text }
  }
}
