import ConvNet
import Lab
import Shell
import Testing

/// A bug's name stays hidden, or revealed, when the user goes back and forth.
struct HiddenBugTests {
  private func name(_ shell: TestShell) throws -> String {
    try #require(shell.session.trainer.bugs.last).name
  }

  @Test func `going back to a riddle does not tell its answer`() throws {
    let shell = try TestShell("bug random")
    let name = try name(shell)
    let other = name == "conv-flipped" ? "conv-assign" : "conv-flipped"
    try shell.run("bug on \(other)")
    #expect(try shell.run("bug").contains(other))
    try shell.run("back")
    #expect(try self.name(shell) == name)
    #expect(!(try shell.run("bug").contains(name)))
    // Travelling there does not reveal it either.
    try shell.run("goto end")
    #expect(!(try shell.run("back").contains(name)))
  }

  @Test func `going back to a bug that was named names it`() throws {
    let shell = try TestShell("bug on conv-flipped", "bug random", "back")
    #expect(try shell.run("bug").contains("conv-flipped"))
  }

  @Test func `an answer that was told stays told`() throws {
    let shell = try TestShell("bug random")
    let name = try name(shell)
    let wrong = name == "conv-flipped" ? "conv-assign" : "conv-flipped"
    try shell.run("bug guess \(wrong)")
    try shell.run("step 2")
    #expect(try shell.run("bug guess \(name)").contains("2 guesses"))
    #expect(try shell.run("back 3; goto end; bug").contains(name))
    let other = try TestShell("bug random")
    let second = try self.name(other)
    try other.run("bug off")
    #expect(try other.run("back; bug").contains(second))
  }

  @Test func `a riddle outlasts other networks and settings`() throws {
    for line in [
      "init", "net preset stack", "net new conv3x3 2, maxpool2, softmax 10", "set pixels raw",
    ] {
      let shell = try TestShell("bug random", line)
      let name = try name(shell)
      #expect(!(try shell.run("bug").contains(name)), "\(line)")
      #expect(try shell.run("bug guess \(name)").contains("1 guess"), "\(line)")
    }
  }

  @Test func `the second riddle is counted by itself`() throws {
    let shell = try TestShell("bug random")
    let wrong =
      try ["conv-flipped", "conv-assign", "batch-sum"].first { try $0 != name(shell) } ?? ""
    try shell.run("bug guess \(wrong)")
    try shell.run("bug random")
    #expect(try shell.run("bug guess \(name(shell))").contains("1 guess."))
  }
}
