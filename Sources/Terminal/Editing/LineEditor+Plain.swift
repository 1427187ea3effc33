import CTerminal

extension LineEditor {
  /// Reads a line without libedit, on a terminal that cannot move its cursor. It cannot show an
  /// editable text either: a suggestion is shown in brackets, and Enter alone accepts it.
  func readPlainly(_ prompt: String, _ suggestion: String) -> Input {
    show(self.prompt.plain + (suggestion.isEmpty ? "" : "[\(suggestion)] "))
    wasInterrupted = false
    wantsTextEditor = false
    var line = String.UnicodeScalarView()
    while let scalar = nextCharacter() {
      if scalar == "\n" {
        return .line(line.isEmpty ? suggestion : String(line))
      }
      line.append(scalar)
    }
    // The terminal itself shows ^C.
    if wasInterrupted { return .interrupted }
    // A line that was being typed when the process was asked to end is not run.
    if !line.isEmpty, !Interrupt.isEnding { return .line(String(line)) }
    show("\n")
    return .end
  }
}
