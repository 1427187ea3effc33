import Testing

@testable import Shell

/// Words that people type by mistake, or because another tool uses them, and what is suggested.
@Suite struct SpellingTests {
  static let slips: [(typed: String, meant: String)] = [
    // Commands: letters swapped, missing, doubled, wrong case.
    ("stpe", "step"), ("bakc", "back"), ("forwrad", "forward"), ("bakward", "backward"),
    ("updat4", "update"), ("trian", "train"), ("tset", "test"), ("imgae 3", "image 3"),
    ("Forward", "forward"), ("HELP", "help"), ("filetrs", "filters"), ("mpas conv", "maps conv"),
    ("rotue pool", "route pool"), ("wyh conv.out", "why conv.out"), ("gradchek", "gradcheck"),
    ("confsuion", "confusion"), ("invarience", "invariance"), ("pritn loss", "print loss"),
    ("lessons", "lesson"), ("hints", "hint"), ("probe", "probs"), ("wheer", "where"),
    ("what-if conv.filters 0", "whatif conv.filters 0"), ("go_to 3", "goto 3"),
    ("grad-check", "gradcheck"),
    ("print-gradient", "print"), ("diagnoze", "diagnose"), ("unitl wrong", "until wrong"),
    // Commands that other tools have.
    ("undo", "back"), ("redo", "step"), ("next", "step"), ("run", "train"), ("fit", "train"),
    ("continue", "step"), ("bye", "quit"), ("ls", "help"),
    ("predictions", "probs"), ("weights", "filters"),
    ("evaluate", "test"), ("accuracy", "test"), ("model", "net"),
    ("summary", "net"), ("plot", "curve"), ("errors", "wrong"), ("reset", "init"),
    ("undo 3", "back 3"), ("explain conv.out", "why conv.out"), ("dataset", "data"),
    ("jump 3", "goto 3"),
    ("reload", "load"), ("download mnist", "fetch mnist"),
    ("layers", "net"),
    // Settings, places, topics typed as commands.
    ("lr 0.1", "set learning-rate 0.1"), ("learning_rate", "set learning-rate"),
    ("optimiser adam", "set optimizer adam"), ("momentum", "set momentum"),
    ("conv.out[2]", "print conv.out[2]"),
    ("clear", "Ctrl-L clears the screen"),
    // Settings and their values.
    ("set lr 0.1", "set learning-rate 0.1"), ("set learning_rate 0.1", "set learning-rate 0.1"),
    ("set learningrate 1", "set learning-rate 1"), ("set optimiser adam", "set optimizer adam"),
    ("set batch_size 4", "set batch 4"), ("set batchsize 4", "set batch 4"),
    ("set weight_decay 0.1", "set weight-decay 0.1"), ("set wd 0.1", "set weight-decay 0.1"),
    ("set moment 0.9", "set momentum 0.9"), ("set optimizer adma", "set optimizer adam"),
    ("set optimizer Adam", "set optimizer adam"),
    ("set loss crossentropy", "set loss cross-entropy"),
    ("set loss cross_entropy", "set loss cross-entropy"), ("set ties frist", "set ties first"),
    ("set mode trainig", "set mode training"),
    ("set shuffle false", "set shuffle off"), ("set shuffle yes", "set shuffle on"),
    ("set pixels centered", "set pixels centred"),
    // Places.
    ("print conv.filter", "print conv.filters"), ("print cnov.out", "print conv.out"),
    ("print conv.weights[2]", "print conv.filters[2]"), ("print conv.grad", "print conv.d_filters"),
    ("print conv.gradient", "print conv.d_filters"),
    ("print softmax.filters", "print softmax.weights"),
    ("print softmax.bias", "print softmax.biases"), ("print conv.output", "print conv.out"),
    ("print pool.winner", "print pool.winners"), ("print conv.dout", "print conv.d_out"),
    ("print softmax.logits", "print softmax.totals"), ("print probabilites", "print probabilities"),
    ("print pol.otu[1]", "print pool.out[1]"), ("print softmax.dw", "print softmax.d_weights"),
    ("why conv.d_filter[0,0,0]", "why conv.d_filters[0,0,0]"),
    ("print conv1.out", "print conv.out"),
    ("print Conv.Out", "print conv.out"), ("print lable", "print label"),
    ("print img", "print image"),
    // Layers, presets, bugs, data, lessons, options, help.
    ("play <-Conv", "play <-conv"), ("play <-cnov", "play <-conv"), ("play Conv", "play conv"),
    ("maps cnov", "maps conv"), ("maps conv1", "maps conv"), ("route pol", "route pool"),
    ("net new conv3x3 8, maxpol2, softmax 10", "net new conv3x3 8, maxpool2, softmax 10"),
    ("net new conv3x3 8, relu2, softmax 10", "net new conv3x3 8, relu, softmax 10"),
    ("net new dense 10, softmax 10", "net new fc 10, softmax 10"),
    ("net new conv 8, softmax 10", "net new conv3x3 8, softmax 10"),
    ("net new conv3x3 8, Softmax 10", "net new conv3x3 8, softmax 10"),
    ("net new batch_norm, softmax 10", "net new batchnorm, softmax 10"),
    ("net new linear 5, softmax 10", "net new fc 5, softmax 10"),
    ("net new conv2d 2 3x3 strid=2, softmax 10", "net new conv2d 2 3x3 stride=2, softmax 10"),
    ("net preset digts", "net preset digits"), ("net preset le_net", "net preset lenet"),
    ("net presets", "net preset"),
    ("bug on conv-fliped", "bug on conv-flipped"), ("bug on conv_flipped", "bug on conv-flipped"),
    ("load minst", "load mnist"), ("load cifar-10", "load cifar10"),
    ("load fashion_mnist", "load fashion"),
    ("image 3 --tset", "image 3 --test"), ("train --test_every 10", "train --test-every 10"),
    ("maps conv --gradient", "maps conv --grad"),
    ("filters set conv blurr", "filters set conv blur"),
    ("filters set conv sobel_x", "filters set conv sobel-x"), ("curve acuracy", "curve accuracy"),
    ("help forwrad", "help forward"), ("help gradeint", "help gradient"),
    ("help softmaxx", "help softmax"), ("until wrnog", "until wrong"),
    ("until rihgt", "until right"),
    ("preset lenet", "net preset lenet"), ("net lenet", "net preset lenet"),
    ("freeze conv", "net freeze conv"), ("net fc 10", "net new fc 10"),
    ("log stop", "log off"), ("record end", "record off"),
  ]

  @Test func `a hundred slips, and what is meant`() throws {
    #expect(Self.slips.count >= 100)
    let shell = try TestShell()
    try shell.run("image 0; forward; backward")
    let before = shell.state
    var failures: [String] = []
    for (typed, meant) in Self.slips {
      let error = shell.error(typed)
      if error?.hint != meant {
        failures.append("\(typed): \(error?.hint ?? "nothing"), not \(meant)")
      }
    }
    #expect(shell.state == before)
    let right = Self.slips.count - failures.count
    print("\(right) of \(Self.slips.count) slips get what is meant; not these:")
    for failure in failures { print("  \(failure)") }
    #expect(right * 10 >= Self.slips.count * 9, "\(failures.joined(separator: "\n"))")
  }

  static let words =
    slips.map(\.typed) + [
      "watch loss", "watch", "display loss", "display conv", "show filters", "let x = 3",
      "let lr 1",
      "config x", "break loss", "while x", "get loss", "echo hello", "cat file", "option a b",
      "dump 3", "status now", "info x y", "move 1", "sample x", "score 3", "plot x y", "undo x",
      "next x", "run fast", "fit a b", "jump there", "until loss", "until x", "until wrng x",
      "set x 1", "set lr x", "set batch x", "set momentum 3", "set conv.filter x", "print x y",
      "print conv.filter[9]", "up", "te", "se", "ini 3", "net fc", "net lenet x", "help me please",
      "while loss > 3", "breakpoint wrong", "assign conv.filters 0", "setting loss mse",
    ]

  @Test func `what is suggested in place of a line can be typed`() throws {
    let shell = try TestShell("image 0; forward; backward")
    let session = shell.session
    var tried = 0
    // Each wrong word alone, and with other words after it, in turn.
    let ends = [" conv", " 3", " x = 3"]
    let longer = Self.words.enumerated().map { $1 + ends[$0 % ends.count] }
    for line in Self.words + longer {
      guard let error = shell.error(line), error.isSuggestion, let hint = error.hint else {
        continue
      }
      tried += 1
      // A suggestion does not work if it fails with an error about its words.
      if let next = TestShell(from: session, isInterrupted: { true }).error(hint),
        let word = next.word
      {
        Issue.record("\(line): `\(hint)` fails at `\(word)`: \(next.problem)")
      }
    }
    #expect(tried > 60, "\(tried)")
    #expect(shell.state == TestShell(from: session).state)
  }

  /// In sessions before and after the passes of a step.
  @Test(arguments: ["load toy", "image 0", "image 0; forward", "image 0; backward; update"])
  func `what is suggested for a command that is typed alone can be typed`(_ start: String) throws {
    let session = try TestShell(start).session
    var tried = 0
    for name in session.commands.all.map({ $0.name }) {
      // What needs no more words is stopped before it does anything long.
      let shell = TestShell(from: session, isInterrupted: { true })
      guard let hint = shell.error(name)?.hint else { continue }
      tried += 1
      // It needs a terminal.
      if name != "vote" { #expect(Rehearsal.succeeds(hint, in: session), "\(name): \(hint)") }
    }
    #expect(tried > 15, "\(tried)")
  }

  @Test(arguments: [
    "until loss >", "until loss => 3", "until wrong and", "until not", "until > 3", "until wrong 3",
    "until loss 3", "until loss >> 3", "until update", "until bug", "until optimizer", "lesson 77",
    "lesson poolin",
    "lesson forget poolin", "report a.html --of pool", "report a.html --of poolin",
    "worksheet 77 a.html",
    "script 77", "repeat foo", "export torch", "exercise conv", "set lerning 3",
  ])
  func `a suggestion is a line and not a part of one`(_ typed: String) throws {
    let shell = try TestShell("load toy; image 0")
    let error = try #require(shell.error(typed))
    guard let hint = error.hint else {
      #expect(!error.choices.isEmpty)
      return
    }
    #expect(Rehearsal.succeeds(hint, in: shell.session), "\(hint)")
  }

  @Test(arguments: [
    ("watch loss", "print loss"), ("let x = 3", "help set"),
    ("up", "update"),
  ])
  func `a suggestion that could not be typed is not made`(_ typed: String, _ hint: String) throws {
    #expect(try TestShell("image 0; forward").error(typed)?.hint == hint)
  }

  @Test func `a slip of two letters does not act on the network`() throws {
    let shell = try TestShell("image 0; forward; backward")
    let before = shell.state
    for word in ["u", "up", "s", "sg", "se", "st", "b", "ba", "f", "fo", "g", "go", "i", "in", "n"]
    {
      #expect(shell.error(word) != nil, "\(word)")
    }
    #expect(shell.state == before)
    try shell.run("upd")
    try shell.run("pri loss")
    #expect(shell.error("q")?.word == "q")
    #expect(!shell.session.isOver)
    try shell.run("qu")
  }

  @Test(arguments: ["xyzzy", "qqqq", "frobnicate", "1234567", "%%%"])
  func `what is like nothing gets no wild guess`(_ word: String) throws {
    let shell = try TestShell("load toy")
    #expect(shell.error(word)?.hint?.hasPrefix("help lists the commands") == true)
    #expect(shell.error("set \(word)a 1")?.hint == "set")
  }
}
