import Shell
import Testing

@Suite struct HelpTests {
  private let shell: TestShell

  init() throws { shell = try TestShell() }

  private func widths(_ text: String) -> [Int] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(\.count)
  }

  @Test func `every command has help that fits eighty columns and says how it is used`() throws {
    let commands = try shell.commands()
    #expect(commands.count >= 36)
    for name in commands {
      let text = try shell.run("help \(name)")
      #expect(text.contains("USAGE: \(name)"))
      #expect(widths(text).allSatisfy { $0 <= 80 }, "\(name): \(widths(text).max() ?? 0)")
      #expect(text.isASCII, "\(name)")
      #expect(try shell.run("\(name) --help") == text)
      #expect(try shell.run("\(name) -h") == text)
    }
  }

  @Test func `every idea has help that fits eighty columns`() throws {
    let ideas = try shell.ideas()
    #expect(ideas.contains("place"))
    for name in ideas {
      let text = try shell.run("help \(name)")
      #expect(widths(text).allSatisfy { $0 <= 80 }, "\(name)")
      #expect(text.isASCII)
    }
  }

  @Test func `the overview fits a screen and names every command once`() throws {
    let text = try shell.run("help")
    #expect(widths(text).allSatisfy { $0 <= 80 })
    #expect(widths(text).count <= 24)
    let commands = try shell.commands()
    #expect(Set(commands).count == commands.count)
    #expect(commands.contains("step"))
  }

  @Test func `any word is searched for`() throws {
    let text = try shell.run("help gradient")
    #expect(text.contains("help route"))
    #expect(text.contains("help legend"))
    #expect(widths(text).allSatisfy { $0 <= 80 })
    #expect(shell.error("help zzzz")?.word == "zzzz")
    #expect(shell.error("help forwrad")?.hint == "help forward")
  }

  @Test func `help runs nothing`() throws {
    let before = shell.state
    for name in try shell.commands() { try shell.run("\(name) 1 --help junk") }
    #expect(shell.state == before)
  }

  @Test func `help of places names places that exist`() throws {
    try shell.run("image 0; forward; backward")
    for place in ["image", "label", "loss", "probabilities", "logits", "softmax.d_totals"] {
      #expect(try shell.run("print \(place)").hasPrefix(place))
    }
  }
}
