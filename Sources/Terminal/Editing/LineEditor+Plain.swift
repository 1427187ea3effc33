import CTerminal

extension LineEditor {
  /// Reads a line without libedit, on a terminal that cannot move its cursor. It cannot be given an
  /// editable text either: a suggestion is shown in brackets, and Enter alone takes it.
  func readPlainly(_ prompt: String, _ suggestion: String) -> Input {
    show(self.prompt.plain + (suggestion.isEmpty ? "" : "[\(suggestion)] "))
    wasInterrupted = false
    var line = String.UnicodeScalarView()
    while let scalar = nextCharacter() {
      if scalar == "\n" {
        return .line(line.isEmpty ? suggestion : String(line))
      }
      line.append(scalar)
    }
    // The terminal itself shows ^C.
    if wasInterrupted { return .interrupted }
    if !line.isEmpty { return .line(String(line)) }
    show("\n")
    return .end
  }
}
