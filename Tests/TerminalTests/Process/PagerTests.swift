import Terminal
import TestSupport
import Testing

/// The parts of the pager that need no terminal; the rest is tested in `ShellTests/terminal`.
@Suite struct PagerTests {
  private func way(_ variables: [String: String]) -> Pager.Way {
    Pager.way { variables[$0] }
  }

  @Test func `BACKSTEP_PAGER outranks PAGER, and without both the text stops by itself`() {
    #expect(way([:]) == .own)
    #expect(way(["PAGER": "less"]) == .program("less"))
    #expect(way(["PAGER": "less", "BACKSTEP_PAGER": "more -d"]) == .program("more -d"))
  }

  @Test(arguments: ["", " ", "cat"])
  func `nothing and cat are no pager`(_ name: String) {
    #expect(way(["PAGER": name]) == .none)
    #expect(way(["PAGER": "less", "BACKSTEP_PAGER": name]) == .none)
  }

  @Test func `a line takes the rows it fills, colours take no room`() {
    #expect(Pager.rows(of: "", columns: 80) == 1)
    #expect(Pager.rows(of: String(repeating: "a", count: 80), columns: 80) == 1)
    #expect(Pager.rows(of: String(repeating: "a", count: 81), columns: 80) == 2)
    #expect(Pager.rows(of: "\u{1B}[38;5;25mab\u{1B}[0m", columns: 2) == 1)
    #expect(Pager.rows(of: "abc", columns: 0) == 3)
  }
}

@Suite struct ControlTests {
  @Test(
    arguments: ["\u{1B}[2J", "a\nb", "\u{7}", "\u{9B}31m", "\u{202E}abc", "\u{7F}"] as [Hostile])
  func `what steers a terminal is found`(_ hostile: Hostile) {
    let text = hostile.text
    #expect(hasControls(text))
    #expect(!hasControls(withoutControls(text).filter { $0 != "\n" }))
  }

  @Test(arguments: ["step", "", "größer 世界", "a\\n"])
  func `what stands on it is left`(_ text: String) {
    #expect(!hasControls(text))
    #expect(withoutControls(text) == text)
  }
}
