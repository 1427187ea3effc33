import Terminal
import Testing

/// libedit, which belongs to the main actor, uses the same library of descriptions.
@MainActor
@Suite struct TerminalDeviceTests {
  @Test(arguments: [("linux", 8), ("xterm", 8), ("xterm-256color", 256), ("vt100", 0)])
  func `a terminal's description says how many colours it has`(_ name: String, _ count: Int) {
    #expect(TerminalDevice.colours(of: name) == count)
  }

  @Test func `where there is no description, the name may say it`() {
    #expect(TerminalDevice.colours(of: "no-such-16color") == 16)
    #expect(TerminalDevice.colours(of: "no-such-terminal") == nil)
    #expect(TerminalDevice.colours(of: "no-such-color") == nil)
    #expect(TerminalDevice.colours(of: "") == nil)
  }
}
