import ConvNet
import Shell
import Terminal
import Testing

/// What Tab offers, at every place of every command.
@Suite struct CompletionTests {
  private let shell: TestShell

  init() throws { shell = try TestShell() }

  private func offered(_ line: String) -> [String] {
    shell.interpreter.complete(line, line.count).candidates.map(\.text)
  }

  @Test func `the first word is a command or an alias`() throws {
    #expect(offered("conf") == ["confusion"])
    #expect(offered("ba") == ["back", "backward"])
    #expect(Set(offered("")) == Set(try shell.commands()))
    try shell.run("alias backup 'save x.safetensors'")
    #expect(offered("back") == ["back", "backward", "backup"])
    #expect(offered("zzz").isEmpty)
  }

  @Test func `after a semicolon a command begins again, in a comment nothing does`() {
    #expect(offered("where; conf") == ["confusion"])
    #expect(offered("where # conf").isEmpty)
    #expect(shell.interpreter.complete("where; conf", 11).start == 7)
  }

  @Test func `the word up to the cursor is completed`() {
    let completions = shell.interpreter.complete("maps con 3", 8)
    #expect(completions.start == 5)
    #expect(completions.candidates.map(\.text) == ["conv"])
  }

  @Test func `layers are offered where they make sense`() {
    #expect(offered("maps ") == ["conv", "pool"])
    #expect(offered("route ") == ["pool"])
    #expect(offered("maps conv 1") == ["1"])
    #expect(offered("maps conv ").contains("7"))
    #expect(!offered("maps conv ").contains("8"))
    #expect(offered("maps conv 1 --g") == ["--grad"])
    #expect(offered("route pool 3 ").count == 13)
    #expect(offered("route pool 3 4 12") == ["12"])
    #expect(offered("route pool 3 4 12 ").isEmpty)
  }

  @Test func `names, options and choices are offered`() {
    #expect(offered("load ").prefix(4) == ["mnist", "fashion", "cifar10", "toy"])
    #expect(offered("load cifar10 --only fr") == ["frog"])
    #expect(offered("load fashion --only Ank") == ["\"Ankle boot\""])
    #expect(offered("filters ") == ["set", "conv"])
    #expect(offered("filters set conv 2 sob") == ["sobel-x", "sobel-y"])
    #expect(offered("filters set conv g") == ["gallery"])
    #expect(offered("load mnist --t") == ["--train", "--test"])
    #expect(offered("net p") == ["preset"])
    #expect(offered("net preset ") == Preset.all.map(\.name))
    #expect(offered("net new conv3x3 8, softm") == ["softmax"])
    #expect(offered("set le") == ["learning-rate"])
    #expect(offered("set ties ") == TiePolicy.allCases.map(\.rawValue))
    #expect(offered("set shuffle o") == ["on", "off"])
    #expect(offered("curve a") == ["accuracy"])
    #expect(offered("export ") == ["torch"])
    #expect(offered("export torch out --") == ["--force"])
    #expect(offered("help leg") == ["legend"])
    #expect(offered("image 3 -") == ["--test", "--sample", "--channels"])
    #expect(offered("log o").contains("off"))
  }

  @Test func `an alias is completed like the command it stands for`() throws {
    try shell.run("alias m maps")
    #expect(offered("m co") == ["conv"])
  }

  @Test func `places are offered, and their indices while brackets are open`() throws {
    #expect(offered("print conv.d_f") == ["conv.d_filters"])
    #expect(offered("print conv.filters[") == (0..<8).map { "conv.filters[\($0)" })
    #expect(offered("print conv.filters[3,") == (0..<3).map { "conv.filters[3,\($0)" })
    #expect(offered("print conv.filters[3,1,2") == ["conv.filters[3,1,2]"])
    #expect(offered("print softmax.weights[9,135").count == 3)
    #expect(offered("print conv.filters[3,1,2]").isEmpty)
    #expect(offered("print conv.filters[3,1,2,").isEmpty)
    #expect(offered("print conv.out[").isEmpty)
    try shell.run("image 0; forward")
    #expect(offered("print conv.out[7,25,") == (0..<26).map { "conv.out[7,25,\($0)]" })
    #expect(offered("set conv.f").contains("conv.filters"))
    #expect(!offered("set conv.").contains("conv.out"))
    #expect(offered("write softmax.d_w") == ["softmax.d_weights"])
  }

  @Test func `files are offered by their ending, folders always, blanks in quotes`() throws {
    let folder = try TemporaryFolder()
    for name in ["a file.bs", "b.npy", "c.safetensors", ".hidden.npy"] {
      try folder.write("", to: name)
    }
    _ = try TemporaryFolder()
    #expect(offered("source \(folder.path)/a") == ["\"\(folder["a file.bs"])\""])
    #expect(offered("read image \(folder.path)/") == [folder["b.npy"]])
    #expect(offered("open \(folder.path)/") == [folder["c.safetensors"]])
    #expect(offered("import \(folder.path)/") == [folder["c.safetensors"]])
    #expect(offered("export torch /us") == ["/usr/"])
    #expect(offered("read image \(folder.path)/.h") == [folder[".hidden.npy"]])
    #expect(offered("load mnist /us") == ["/usr/"])
    #expect(offered("open /no/such/folder/").isEmpty)
    #expect(offered("source '\(folder.path)/a") == ["\"\(folder["a file.bs"])\""])
  }

  @Test func `nothing that is typed halfway makes completion fail`() throws {
    var lines = RobustnessTests.looks + RobustnessTests.junk
    for command in try shell.commands() {
      for word in [
        "", "conv", "conv 0", "conv.out[", "preset x", "'", "\"a", "[1,", "-", "conv 99 9",
      ] {
        lines.append("\(command) \(word)")
        lines.append("\(command) \(word) ")
      }
    }
    for line in lines {
      for cursor in 0...line.count {
        let completions = shell.interpreter.complete(line, cursor)
        #expect((0...cursor).contains(completions.start))
      }
    }
  }

  @Test func `what is offered can be typed`() throws {
    try shell.run("image 0; forward; backward")
    for place in offered("print ") { #expect(shell.error("print \(place)") == nil, "\(place)") }
    for name in offered("help ") { #expect(shell.error("help \(name)") == nil, "\(name)") }
    for place in offered("set ") where place.contains(".") {
      #expect(shell.error("set \(place) 0.5") == nil, "\(place)")
    }
  }
}
