import ConvNet
import Lab
import Shell
import Terminal
import TestSupport
import Testing

/// What Tab offers, at every position of every command.
@Suite struct CompletionTests {
  private let shell: TestShell

  init() throws { shell = try TestShell() }

  private func offered(_ line: String) -> [String] {
    shell.interpreter.complete(line, line.count).candidates.filter { !$0.isHint }.map(\.text)
  }

  /// What is said to be expected where there is nothing to offer.
  private func expected(_ line: String) -> [String] {
    shell.interpreter.complete(line, line.count).candidates.filter(\.isHint).compactMap(\.note)
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

  @Test func `behind a sign for a file, files are offered`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "run.txt")
    try folder.write("", to: "maps.svg")
    let files = [folder["maps.svg"], folder["run.txt"]]
    for line in [
      "sgd 5 > ", "sgd 5 >> ", "maps conv >! ", "until loss > 3 > ", "until wrong > ",
      "repeat 2 sgd 5 > ", "until loss > 3 >> ",
    ] {
      #expect(offered(line + folder.path + "/") == files, "\(line)")
    }
    for line in ["until loss > ", "echo '>' ", "alias a sgd 5 > "] {
      #expect(offered(line + folder.path + "/").isEmpty, "\(line)")
    }
  }

  @Test func `behind repeat and time a command is completed with its words`() throws {
    #expect(Set(offered("time ")) == Set(try shell.commands()))
    #expect(Set(offered("repeat 3 ")) == Set(try shell.commands()))
    #expect(offered("repeat ").isEmpty && !expected("repeat ").isEmpty)
    #expect(offered("repeat 3 time maps con") == ["conv"])
    #expect(shell.interpreter.complete("repeat 3 time maps con", 22).start == 19)
    #expect(offered("time curve --c") == ["--csv"])
    #expect(offered("? confu") == ["confusion"])
    try shell.run("alias again repeat 2")
    #expect(offered("again maps con") == ["conv"])
    // However many times it is repeated.
    #expect(offered(String(repeating: "time ", count: 1_000)).isEmpty)
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
    #expect(offered("route pool 3 4 12 ") == ["--all"])
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
    #expect(offered("export ") == ["torch", "numpy"])
    #expect(offered("export torch out --") == ["--notebook", "--force"])
    #expect(offered("export numpy out --force --") == ["--notebook"])
    #expect(
      offered("picture curve --wide --") == [
        "--force", "--dark", "--no-caption", "--title", "--size",
      ])
    #expect(offered("picture curve --title ").isEmpty)
    #expect(offered("help leg") == ["legend"])
    #expect(
      offered("image 3 -")
        == ["--test", "--sample", "--label", "--whole", "--grad", "--channels"])
    #expect(offered("log o").contains("off"))
  }

  @Test func `where a number is free, it is said what it is`() throws {
    #expect(expected("train --report ") == ["Report after every N updates."])
    #expect(expected("set learning-rate ").first?.contains("0.005") == true)
    #expect(expected("set conv.filters[0,0,0] ").first?.contains("now it is") == true)
    #expect(expected("image ").first?.contains("1999") == true)
    #expect(expected("shift ") == ["Pixels to the right."])
    #expect(expected("until loss > ").count == 1)
    #expect(offered("until loss > 3 ") == ["and", "or", "--limit"])
    #expect(offered("until loss > 3 and w") == ["wrong"])
    #expect(offered("until (wrong").isEmpty)
    #expect(offered("until probabilities[9") == ["probabilities[9]"])
  }

  @Test func `the layers of a diagram are completed one by one`() {
    #expect(offered("net new ").contains("conv3x3"))
    #expect(offered("net new conv3x3 8, maxpool2, so") == ["softmax"])
    #expect(offered("net new conv2d 6 ") == ["3x3", "5x5"])
    #expect(offered("net new conv2d 6 5x5 p") == ["padding=", "padding=same"])
    #expect(!offered("net new conv2d 6 5x5 padding=2 ").contains("padding="))
    #expect(offered("net new softmax ") == ["10"])
    #expect(expected("net new maxpool2 ").count == 1)
    #expect(offered("net insert relu ") == ["after", "before"])
    #expect(offered("net insert relu after ") == ["conv", "pool", "softmax"])
    #expect(offered("net insert relu after conv ").isEmpty)
    #expect(offered("net freeze ") == ["conv", "softmax"])
    #expect(offered("net thaw ").isEmpty)
  }

  @Test func `with a batch the sample is the first index, and one sample can be shown`() throws {
    try shell.run("set batch 4; image 0; forward")
    #expect(offered("print conv.out[") == (0..<4).map { "conv.out[\($0)" })
    #expect(offered("print conv.filters[").count == 8)
    #expect(offered("image --sample ") == ["0", "1", "2", "3"])
    #expect(offered("image --sample=") == ["0", "1", "2", "3"])
    #expect(offered("predict conv.d_out[3,7,25,").count == 26)
  }

  @Test func `a list of classes goes on behind its commas`() {
    #expect(offered("load cifar10 --only cat,d") == ["cat,deer", "cat,dog"])
    #expect(!offered("load mnist --only 0,1,").contains("0,1,0"))
    #expect(offered("load fashion --only \"Ankle boot,Tr") == ["\"Ankle boot,Trouser\""])
  }

  @Test func `a word in the wrong case is put right`() {
    #expect(offered("maps Co") == ["conv"])
    #expect(offered("print CONV.d_f") == ["conv.d_filters"])
  }

  @Test func `a layer may be known by its beginning`() {
    #expect(offered("maps po 1").count == 1)
    #expect(offered("route po 3 4 12") == ["12"])
  }

  @Test func `an alias is completed like the command it stands for`() throws {
    try shell.run("alias m maps")
    #expect(offered("m co") == ["conv"])
  }

  @Test func `places are offered, and their indices while brackets are open`() throws {
    #expect(offered("print conv.d_f") == ["conv.d_filters"])
    #expect(offered("print conv.filters") == ["conv.filters", "conv.filters["])
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
    for name in [
      "a file.bs", "b.npy", "c.safetensors", ".hidden.npy", "d.csv", "e.npz", "f.png", "g.txt",
    ] {
      try folder.write("", to: name)
    }
    _ = try TemporaryFolder()
    #expect(offered("source \(folder.path)/a") == ["\"\(folder["a file.bs"])\""])
    #expect(offered("read image \(folder.path)/") == [folder["b.npy"]])
    #expect(offered("open \(folder.path)/") == ["c.safetensors", "e.npz"].map { folder[$0] })
    #expect(offered("import \(folder.path)/") == ["c.safetensors", "e.npz"].map { folder[$0] })
    #expect(offered("export torch /us") == ["/usr/"])
    #expect(offered("read image \(folder.path)/.h") == [folder[".hidden.npy"]])
    #expect(offered("load mnist /us") == ["/usr/"])
    #expect(offered("load /us") == ["/usr/"])
    #expect(offered("load \(folder.path)/") == ["d.csv", "e.npz", "g.txt"].map { folder[$0] })
    #expect(offered("load \(folder["e.npz"]) /us").isEmpty)
    #expect(offered("compare image \(folder.path)/") == [folder["b.npy"]])
    #expect(offered("draw \(folder.path)/") == [folder["f.png"], folder["g.txt"]])
    #expect(offered("open /no/such/folder/").isEmpty)
    #expect(offered("source '\(folder.path)/a") == ["\"\(folder["a file.bs"])\""])
  }

  @Test func `names with quotes, brackets and dashes can be typed as they are offered`() throws {
    let folder = try TemporaryFolder()
    let names = [
      "it's.bs", "say \"step\".bs", "both ' and \".bs", "a[1].bs", "-dash.bs", "semi;colon.bs",
      "# no comment.bs", "tilde~.bs",
    ]
    for name in names { try folder.write("where", to: name) }
    for name in names {
      let half = "source \(folder.path)/\(name.prefix { $0.isLetter || $0 == "-" || $0 == "~" })"
      let found = offered(half)
      #expect(found.count >= 1, "\(name)")
    }
    let all = offered("source \(folder.path)/")
    #expect(all.count == names.count)
    for word in all { #expect(shell.error("source \(word)") == nil, "\(word)") }
    #expect(offered("source ~") == ["~/"])
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
    for (number, line) in lines.enumerated() {
      // The end of each line, and every third place before it.
      for cursor in stride(from: number % 3, to: line.count, by: 3) + [line.count] {
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
