import ConvNet
import Lab
import Shell
import Testing

@Suite struct TravelCommandTests {
  @Test func `goto travels a thousand updates with edits in them, bit for bit`() throws {
    let shell = try TestShell()
    let first = shell.weights
    try shell.run("sgd 300; set conv.filters[2,0,1] 0.5")
    let edited = shell.weights
    try shell.run("sgd 400; set learning-rate 0.01; step 3; set softmax.biases[3] -0.25")
    try shell.run("sgd 300")
    let last = shell.weights
    let losses = (0..<1_000).map { shell.trainer.journal[$0].loss }
    #expect(shell.trainer.updates == 1_000)

    try shell.run("goto 0")
    #expect(shell.weights == first)
    #expect(shell.trainer.updates == 0)
    try shell.run("goto 1000")
    #expect(shell.weights == last)
    #expect((0..<1_000).map { shell.trainer.journal[$0].loss } == losses)
    // Right after update 300, the edit has not been made; after the next operation, it has.
    try shell.run("goto 300")
    #expect(shell.weights != edited)
    try shell.run("goto 300.1")
    #expect(shell.weights == edited)
    try shell.run("goto 700.3")
    #expect(shell.trainer.step.position == 3)
    #expect(shell.trainer.optimiser.learningRate == 0.01)

    let whole = try shell.run("diff 0 1000")
    #expect(whole.fits(lines: 23))
    #expect(try shell.run("diff").contains("update 700"))
  }

  @Test func `goto names an operation of a step`() throws {
    let shell = try TestShell()
    try shell.run("sgd 14")
    let text = try shell.run("goto 12.3")
    #expect(text.contains("conv [pool] softmax"))
    #expect(text.contains("ahead: up to goto 14"))
    #expect(try shell.run("goto 12.10").contains("after update 13"))
    #expect(try shell.run("goto 12.0").contains("after update 12"))
    try shell.run("step 4; goto end")
    #expect(shell.trainer.updates == 14)
  }

  @Test(arguments: [
    ("goto 4", "4", "until update 4, goto 3"), ("goto 2.11", "2.11", "goto 3"),
    ("goto 3.1", "3.1", "goto 3; step"), ("goto x", "x", "goto 12, goto 12.3, goto end, goto NAME"),
    ("goto -1", "-1", "goto 12, goto 12.3, goto end, goto NAME"), ("goto 1.2.3", "1.2.3", nil),
    ("goto 99999999999999999999", "99999999999999999999", nil), ("goto 1.", "1.", nil),
    ("diff 4", "4", "until update 4"), ("diff 2 1", "1", "diff 1 2"), ("diff x", "x", nil),
  ])
  func `a time that is none gets an error that shows the way`(
    line: String, word: String, hint: String?
  ) throws {
    let shell = try TestShell()
    try shell.run("sgd 3")
    let before = shell.session.timeline.now
    let error = try #require(shell.error(line))
    #expect(error.word == word)
    if let hint { #expect(error.hint == hint) }
    #expect(shell.session.timeline.now == before)
  }

  @Test func `updates are counted in the life of one network`() throws {
    let shell = try TestShell()
    try shell.run("sgd 3; net preset toy; sgd 2")
    let error = try #require(shell.error("goto 3"))
    #expect(error.problem.contains("when the current network was new"))
    try shell.run("goto 0")
    #expect(shell.trainer.network.input == Shape(1, 6, 6))
    try shell.run("back; goto 3")
    #expect(shell.trainer.network.input == Shape(1, 28, 28))
    try shell.run("goto end")
    #expect(shell.trainer.updates == 2)
  }

  @Test func `diff without an update is an error, and one that moved nothing says so`() throws {
    let shell = try TestShell()
    #expect(shell.error("diff")?.hint == "update; diff")
    try shell.run("set learning-rate 0; update")
    #expect(try shell.run("diff").contains("the learning rate is 0."))
  }

  @Test func `diff shows both values of the weight that moved most`() throws {
    let shell = try TestShell()
    try shell.run("update; set conv.filters[4,1,2] 2")
    let text = try shell.run("diff 1")
    #expect(text.contains("1 of 72"))
    #expect(text.contains("[4,1,2]"))
    #expect(text.contains("-> 2"))
    #expect(!text.contains("from map"))
    #expect(try shell.run("load toy; update; diff").fits(lines: 40))
    #expect(try shell.run("diff").contains("+ the weight went up"))
  }

  // MARK: until

  @Test func `until wrong stops with the wrong answer on screen, before it is learned from`()
    throws
  {
    let shell = try TestShell()
    let text = try shell.run("until wrong")
    let loss = try #require(shell.trainer.step.loss)
    #expect(loss.correct == 0)
    #expect(shell.trainer.last == .loss)
    #expect(text.hasPrefix("after update \(shell.trainer.updates): training image "))
    #expect(text.contains("answered \(loss.predictions[0]) with "))
    // When it is run again, it continues to the next one.
    let now = shell.session.timeline.now
    try shell.run("until wrong")
    #expect(shell.session.timeline.now > now)
    #expect(shell.trainer.step.loss?.correct == 0)
  }

  @Test func `until stops at the very first time, and not before`() throws {
    let shell = try TestShell()
    try shell.run("until loss < 2.2")
    let updates = shell.trainer.updates
    #expect((0..<updates).allSatisfy { shell.trainer.journal[$0].loss >= 2.2 })
    #expect((shell.trainer.step.loss?.mean ?? 3) < 2.2)
  }

  @Test func `until counts updates and passes`() throws {
    let shell = try TestShell()
    try shell.run("load mnist --train 20 --test 5; until update 7")
    #expect(shell.trainer.updates == 7)
    #expect(shell.trainer.last == .update)
    try shell.run("until epoch 2")
    #expect(shell.trainer.updates == 40)
    #expect(shell.error("until update 7")?.hint == "goto 7")
  }

  @Test func `until takes parameters after the update and gradients before it`() throws {
    let shell = try TestShell()
    try shell.run("until softmax.biases[3] != 0")
    #expect(shell.trainer.last == .update)
    let text = try shell.run("until softmax.d_totals[3]<0")
    #expect(shell.trainer.last == .backward(0))
    #expect(shell.session.sample?.target == 3)
    #expect(text.contains("softmax.d_totals[3] = -"))
  }

  @Test func `until gives up at its limit and keeps what it did`() throws {
    let shell = try TestShell()
    let text = try shell.run("until loss > 1000 --limit 12")
    #expect(text.contains("After 12 updates"))
    #expect(shell.trainer.updates == 12)
    #expect(shell.trainer.isBetweenSteps)
  }

  @Test func `Ctrl-C stops until, and never in the middle of an update`() throws {
    let shell = try TestShell(isInterrupted: { true })
    let before = shell.parameters
    #expect(shell.error("until loss > 1000")?.problem.hasPrefix("Stopped") == true)
    #expect(shell.trainer.isBetweenSteps)
    #expect(shell.parameters == before)
  }

  @Test(arguments: [
    ("until conv.out > 3", "conv.out"), ("until nothing > 3", "nothing"),
    ("until conv.out[99,0,0] > 3", "conv.out[99,0,0]"), ("until wrong --limit x", "x"),
    ("until wrong --limits 3", "--limits"), ("until wrong --limit", "--limit"),
  ])
  func `until does nothing where it does not understand`(line: String, word: String) throws {
    let shell = try TestShell()
    #expect(shell.error(line)?.word == word)
    #expect(shell.session.timeline.now == 0)
  }

  @Test func `an update, and what came after it, is taken back by name`() throws {
    let shell = try TestShell("sgd 3; image 5; backward")
    #expect(shell.error("back 2000") != nil)
    let before = shell.weights
    try shell.run("update; set conv.filters[0,0,0] 7; image 2; forward; back update")
    #expect(shell.weights == before)
    #expect(shell.trainer.updates == 3)
    #expect(shell.trainer.next == .update)
    try shell.run("back update")
    #expect(shell.trainer.updates == 2)
    #expect(shell.trainer.next == .update)
    try shell.run("init")
    #expect(shell.error("back update")?.hint == "back")
  }

  @Test func `the names of network and data follow every way back`() throws {
    let shell = try TestShell()
    func names() -> [String?] {
      let now = shell.session.provenance
      return [now.preset?.name, shell.session.diagram, now.data]
    }
    let digits = names()
    try shell.run("load toy")
    let toy = names()
    #expect(toy != digits)
    try shell.run("net new conv3x3 2, softmax 2")
    let own = names()
    #expect(own[0] == nil && own[2] == toy[2])
    try shell.run("back")
    #expect(names() == toy)
    try shell.run("set pixels centred")
    #expect(names() == toy, "the network that was taken back is forgotten")
    try shell.run("back 2")
    #expect(names() == digits)
    try shell.run("step")
    #expect(names() == digits, "so is the data")
  }
}
