import ConvNet
import Shell
import Terminal
import TestSupport
import Testing

/// Settings, aliases and edits by hand.
@Suite struct SettingTests {
  private let shell: TestShell

  init() throws { shell = try TestShell("load toy") }

  // MARK: Settings

  @Test func `a setting says its old and its new value, and back restores it`() throws {
    let said = try shell.run("set learning-rate 0.25")
    #expect(said.hasPrefix("learning-rate was 0.1 ") && said.hasSuffix(" 0.25.\n"))
    #expect(shell.session.trainer.optimiser.learningRate == 0.25)
    try shell.run("set ties split; set shuffle off")
    #expect(shell.session.trainer.context.ties == .split)
    #expect(!shell.session.trainer.shuffles)
    try shell.run("back 3")
    #expect(shell.session.trainer.optimiser.learningRate == 0.1)
    #expect(shell.session.trainer.context.ties == .first)
    #expect(shell.session.trainer.shuffles)
  }

  @Test func `every setting that is listed can be asked for`() throws {
    let lines = try shell.run("set").split(separator: "\n")
    #expect(lines.count >= 3)
    // A value that does not fit continues below, in its own column.
    for line in lines where !line.hasPrefix(" ") {
      let name = try #require(line.split(separator: " ").first)
      #expect(try shell.run("set \(name)").hasPrefix("\(name) is "))
    }
  }

  @Test func `the list of settings says what each can be, in eighty columns`() throws {
    for network in ["load toy", "net preset lenet", "net preset sigmoid-lab"] {
      let text = try TestShell(network).run("set")
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
      let words = text.split(whereSeparator: { " \n(),".contains($0) })
      for choice in ["sgd", "adam", "evaluation", "split", "off", "centred", "constant"] {
        #expect(words.contains { $0 == choice }, "\(choice)")
      }
    }
    #expect(try shell.run("set shuffle").hasSuffix("(on, off)\n"))
  }

  @Test func `the pager is no part of what is learned, so back leaves it alone`() throws {
    let before = shell.session.timeline.now
    #expect(try shell.run("set pager off").hasSuffix(" off.\n"))
    #expect(shell.session.timeline.now == before)
    try shell.run("step; back")
    #expect(try shell.run("set pager").hasPrefix("pager is off: "))
    #expect(shell.error("set pager maybe")?.word == "maybe")
    #expect(shell.error("set pager maybe")?.choices == ["on", "off"])
  }

  // MARK: History

  @Test func `history counts or finds, and says so where nothing is found`() throws {
    let shell = try TestShell()
    #expect(try shell.run("history").isEmpty)
    #expect(shell.error("history conv")?.word == "conv")
    #expect(shell.error("history 0")?.word == "0")
    #expect(shell.error("history 99999999999999999999") != nil)
  }

  @Test(arguments: [
    "set learning-rate -1", "set learning-rate x", "set learning-rate inf", "set learning-rate nan",
    "set ties some", "set shuffle maybe", "set leaning-rate 1", "set conv.out 1", "set image 1",
    "set conv.filters nan", "set conv.filters 1e40", "set conv.filters", "set loss 1",
    "set conv.filters[0,0,3] 1", "set conv.filters[0,0,0,0] 1", "set conv.filters[ 1",
  ])
  func `a value that makes no sense changes nothing`(_ line: String) {
    let before = shell.state
    #expect(shell.error(line) != nil)
    #expect(shell.state == before)
  }

  @Test func `a learning rate of 0 learns nothing`() throws {
    let before = shell.parameters
    try shell.run("set learning-rate 0; sgd 3")
    #expect(shell.parameters == before)
  }

  @Test func `an edited number is used, and taken back`() throws {
    try shell.run("image 0; forward; backward")
    let computed = try shell.run("view")
    #expect(try shell.run("set conv.filters[0,0,0] 5").contains("was 1 and is now 5"))
    #expect(try shell.run("view") != computed)
    try shell.run("back")
    #expect(try shell.run("view") == computed)
    #expect(shell.parameters == (try TestShell("load toy").parameters))
  }

  // MARK: Aliases

  @Test func `an alias stands for a line and takes further words`() throws {
    try shell.run("alias go image 0; alias look 'forward; probs'")
    #expect(try shell.run("alias").contains("go"))
    try shell.run("go; look")
    #expect(shell.session.trainer.last == .loss)
    try shell.run("alias one image; one 2")
    #expect(shell.session.sample?.origin == .training(2))
    #expect(try shell.run("alias one") == "one       image\n")
    try shell.run("alias --delete one")
    #expect(shell.error("one 2")?.word == "one")
    #expect(shell.error("alias --delete one") != nil)
  }

  @Test func `an alias completes: its name, a command, and what the command takes`() throws {
    func offered(_ line: String) -> [String] {
      shell.interpreter.complete(line, line.count).candidates.map(\.text)
    }
    try shell.run("alias fast set learning-rate 1")
    #expect(offered("alias fa").first == "fast")
    #expect(offered("alias --delete ") == ["fast"])
    #expect(offered("alias s sou") == ["source"])
    #expect(offered("alias s set opt") == ["optimizer"])
  }

  @Test func `words of an alias stay together`() throws {
    let folder = try TemporaryFolder()
    try folder.write("image 3", to: "two words.bs")
    try shell.run("alias go source; go '\(folder["two words.bs"])'")
    #expect(shell.session.sample?.origin == .training(3))
  }

  @Test func `an alias may be called like the command it makes easier`() throws {
    try shell.run("alias step 'step 2'; step")
    #expect(shell.session.trainer.step.position == 2)
    try shell.run("alias shift 'shift -1 0'; shift")
    #expect(shell.session.sample?.isEdited == true)
  }

  @Test func `aliases that lead in a circle end`() {
    for line in ["alias xa xb", "alias xb xc", "alias xc 'xa; xa'"] {
      #expect(shell.error(line) == nil)
    }
    let before = shell.state
    #expect(shell.error("xa")?.word == "xa")
    #expect(shell.state == before)
    #expect(shell.error("alias me me; me")?.word == "me")
  }

  @Test func `negative numbers pass through an alias`() throws {
    try shell.run("alias left shift -1 0; image 0; left")
    #expect(shell.session.sample?.isEdited == true)
    #expect(try shell.run("alias left") == "left      shift -1 0\n")
  }
}
