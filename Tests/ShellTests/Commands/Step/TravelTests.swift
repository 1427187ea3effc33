import ConvNet
import Shell
import Testing

/// `back`, after any action.
@Suite struct TravelTests {
  @Test func `back after each kind of command gives the bits of before`() throws {
    let shell = try TestShell("load mnist --train 20 --test 5", "image 3", "forward")
    for line in [
      "step", "shift 1 -1", "set conv.filters[1] 0.5", "image 2 --test", "init --seed 9",
      "load toy", "net preset sigmoid-lab", "net new maxpool2, softmax 10", "set ties all",
      "update",
      "load mnist --only 0,1",
    ] {
      let (now, before) = (shell.session.timeline.now, try shell.run("view; net; data"))
      try shell.run(line)
      try shell.run("back \(shell.session.timeline.now - now)")
      #expect(try shell.run("view; net; data") == before, "\(line)")
    }
  }

  @Test func `fresh weights after going back are those of the network that is there`() throws {
    let shell = try TestShell("init --seed 5")
    let expected = shell.parameters
    try shell.run("load toy; back; init --seed 5")
    #expect(shell.parameters == expected)
  }

  @Test func `steps come back bit for bit`() throws {
    let shell = try TestShell("sgd 3")
    let before = shell.parameters
    try shell.run("sgd 4; forward; backward")
    try shell.run("back \(4 * 10 + 9)")
    #expect(shell.parameters == before)
    #expect(shell.session.trainer.updates == 3)
  }

  @Test func `a test belongs to the line on which it was run`() throws {
    let shell = try TestShell("load toy", "sgd 10", "test")
    let length = shell.session.trainer.operations.count
    try shell.run("back \(5 * length)")
    #expect(shell.session.tests.isEmpty)
    try shell.run("goto end")
    #expect(shell.session.tests.map(\.update) == [10])
    try shell.run("goto 5; set learning-rate 0.5; sgd 20")
    #expect(shell.session.tests.isEmpty)
    try shell.run("goto branch1")
    #expect(shell.session.tests.map(\.update) == [10])
  }

  @Test func `the beginning is the end of going back`() throws {
    let shell = try TestShell()
    #expect(shell.error("back")?.hint == "step")
    try shell.run("step 3")
    #expect(shell.error("back 4")?.word == "4")
    try shell.run("back 3")
    #expect(shell.session.timeline.now == 0)
  }

  @Test func `forward and backward refuse what is done and say what is left`() throws {
    let shell = try TestShell("load toy", "forward")
    #expect(shell.error("forward")?.hint?.contains("backward") == true)
    try shell.run("backward")
    #expect(shell.error("backward")?.hint == "update")
    try shell.run("update; forward")
    #expect(shell.session.trainer.last == .loss)
  }

  @Test func `the same seed gives the same session, another gives another`() throws {
    let lines = "sgd 3; init --seed 4; sgd 2"
    let (a, b) = (try TestShell(seed: 7), try TestShell(seed: 7))
    #expect(try a.run(lines) == b.run(lines))
    #expect(a.state == b.state)
    #expect(try TestShell(seed: 7).parameters != TestShell(seed: 8).parameters)
    #expect(try TestShell("init --seed 8", seed: 7).parameters == TestShell(seed: 8).parameters)
  }
}
