import Shell
import Testing

/// Messages about numbers and states that may surprise the user.
@Suite struct WordingTests {
  @Test func `a batch larger than the data is told`() throws {
    let shell = try TestShell("load mnist --train 20 --test 5")
    #expect(try shell.run("set batch 50").contains("only 20 training images"))
    #expect(!(try shell.run("set batch 10")).contains("takes all"))
  }

  @Test func `under a schedule both rates are shown`() throws {
    let shell = try TestShell(
      "load toy", "set learning-rate 0.5", "set schedule step 2 0.5", "sgd 4")
    #expect(try shell.run("set learning-rate").contains("0.5, now 0.125"))
    #expect(try shell.run("set").contains("0.5, now 0.125"))
    try shell.run("set schedule constant")
    #expect(!(try shell.run("set")).contains("now"))
  }

  @Test func `one update is one, and none is none`() throws {
    let shell = try TestShell()
    #expect(shell.error("goto 7")?.problem == "No update has been done yet.")
    try shell.run("sgd")
    #expect(shell.error("goto 7")?.problem == "There is only 1 update so far.")
    #expect(shell.error("diff 7")?.problem == "There is only 1 update so far.")
    try shell.run("sgd")
    #expect(shell.error("diff 7")?.problem == "There are only 2 updates so far.")
  }

  @Test func `in a batch it is said which sample an answer is to`() throws {
    let shell = try TestShell("set batch 4", width: 120)
    #expect(try shell.run("predict label 7").contains("the answer to sample 0 of the batch = 7"))
    #expect(try shell.run("forward").contains("answers to sample 0 of the batch"))
    #expect(try shell.run("whatif conv.filters[0,0,0] 0.5").contains("Of sample 0 of the batch"))
    try shell.run("update")
    #expect(try shell.run("diff").contains("3 others in the batch"))
  }

  @Test func `a route that breaks the rule says that a bug is on`() throws {
    let shell = try TestShell("image 7; backward")
    #expect(!(try shell.run("route pool 0")).contains("a bug is on"))
    for ties in ["split", "all", "first"] {
      try shell.run("set ties \(ties)")
      #expect(!(try shell.run("route pool 0")).contains("a bug is on"))
    }
    try shell.run("bug on pool-ties-all")
    #expect(try shell.run("route pool 0").contains("a bug is on"))
  }
}
