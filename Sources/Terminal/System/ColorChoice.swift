package import SystemPackage

/// When to use colour: `--color auto|always|never`.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// Whether output to `descriptor` is coloured. The user's choice on the command line comes first,
  /// then NO_COLOR, CLICOLOR_FORCE and CLICOLOR, then whether it is a terminal.
  package func isWanted(on descriptor: FileDescriptor) -> Bool {
    isWanted(
      isTerminal: descriptor.isTerminal && !TerminalDevice.isDumb
        && !TerminalDevice.isMonochrome,
      environment: environment(_:))
  }

  package func isWanted(isTerminal: Bool, environment: (String) -> String?) -> Bool {
    func isSet(_ name: String) -> Bool { environment(name).map { !$0.isEmpty } ?? false }
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      if isSet("NO_COLOR") { return false }
      if isSet("CLICOLOR_FORCE"), environment("CLICOLOR_FORCE") != "0" { return true }
      if environment("CLICOLOR") == "0" { return false }
      return isTerminal
    }
  }
}
