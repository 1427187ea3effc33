import ConvNet
import Lab
import Shell
import Testing

/// What `back`, `goto` and `diff` report about a time that is no longer kept.
struct ForgottenTimeTests {
  /// A session whose timeline keeps only the present network.
  private func shell(_ lines: String...) throws -> TestShell {
    var limits = TimelineLimits()
    limits.replacementBytes = 1
    let shell = TestShell(from: try Session.digits(seed: 1, folders: .none, limits: limits))
    for line in lines { try shell.run(line) }
    return shell
  }

  @Test func `the beginning of the session is told from what was forgotten`() throws {
    let plain = try TestShell()
    let start = try #require(plain.error("back"))
    let forgetful = try shell("init", "set batch 2")
    try forgetful.run("back")
    let forgotten = try #require(forgetful.error("back"))
    #expect(forgotten.problem != start.problem)
    #expect(try plain.run("init; back").contains("init"))
  }

  @Test func `no more can be taken back than is said`() throws {
    let shell = try shell("step 3", "init", "step 4")
    let told = try shell.run("where").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(told.contains("4 operations can be undone"))
    let error = try #require(shell.error("back 5"))
    #expect(error.hint == "back 4")
    try shell.run("back 4")
    #expect(shell.session.timeline.now == shell.session.timeline.beginning)
  }

  @Test(arguments: ["goto 0", "goto 2", "diff 1", "diff 0 3"])
  func `an update before the data that are kept is no longer kept`(_ line: String) throws {
    let shell = try shell("sgd 3", "load mnist", "update")
    let kept = shell.state
    let error = try #require(shell.error(line))
    #expect(error.problem.contains("no longer kept"))
    #expect(shell.state == kept)
    try shell.run("goto 4")
    try shell.run("diff")
    try shell.run("diagnose")
  }

  @Test func `what the network was before is still told`() throws {
    let shell = try shell(
      "net preset sigmoid-lab", "net preset digits", "net preset stack", "sgd 2")
    #expect(shell.session.provenance.preset?.name == "stack")
    #expect(shell.session.diagram.contains("fc 50"))
    try shell.run("back")
    #expect(shell.session.provenance.preset?.name == "stack")
  }
}
