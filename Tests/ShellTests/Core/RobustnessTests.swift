import Shell
import TestSupport
import Testing

/// Whatever is typed, a command prints something or fails with one error and changes nothing.
@Suite struct RobustnessTests {
  /// Words that no command expects, and none of which can be the name of a file to write.
  static let junk = [
    "", "nonsense", "-1", "0", "99999999999999999999", "9223372036854775807",
    "-9223372036854775808", "1e400", "nan", "-inf", "1.5", "größe", "世界", "--nonsense", "-x", "[",
    "]", "conv.out[", "conv.out[999999999999]", "conv.d_out[0,0,0,0,0]", "..", "/", "\u{2212}1",
    "=",
  ]

  private static func quoted(_ word: String) -> String { "'\(word)'" }

  private func check(_ shell: TestShell, _ line: String) {
    let before = shell.state
    // Test Tab after it, too.
    _ = shell.interpreter.complete(line + " ", line.count + 1)
    guard let error = shell.error(line) else { return }
    #expect(shell.state == before, "\(line)")
    if TokenizedLine(line).commands.count == 1 {
      #expect(shell.printed.isEmpty, "\(line) prints before its error: \(shell.printed)")
    }
    #expect(
      error.problem.hasSuffix(".") || error.problem.hasSuffix("?"), "\(line): \(error.problem)")
    let report = error.report(in: line, origin: "error: ")
    #expect(!report.contains("Swift") && !report.contains("Optional("), "\(report)")
  }

  /// Commands that would take any word as the name of a file to write, or leave; and detect, which
  /// trains one network per bug and has tests of its own.
  static let apart = ["log", "record", "report", "hand-in", "fetch", "quit", "detect"]

  private func commands(_ shell: TestShell) throws -> [String] {
    try shell.commands().filter { !Self.apart.contains($0) }
  }

  @Test func `junk in any place of any command is output or one error`() throws {
    let shell = try TestShell("load toy", "image 0", "forward")
    let beginnings = [
      "conv", "conv 0", "preset", "new", "conv.out", "learning-rate", "toy", "mnist",
    ]
    for (turn, command) in try commands(shell).enumerated() {
      // With every other command a word is in quotes, and follows another beginning.
      for (offset, word) in Self.junk.enumerated() {
        let number = turn + offset
        check(shell, "\(command) \(number % 2 == 0 ? word : Self.quoted(word))")
        guard offset < 12 else { continue }
        let words = beginnings[number % beginnings.count]
        check(shell, "\(command) \(words) \(Self.quoted(word))")
      }
    }
  }

  /// One word, or many words, in place of any argument gives an answer or an error.
  @Test func `a long line is an answer or one error`() throws {
    let shell = try TestShell("load toy", "image 0", "forward")
    let long = String(repeating: "a", count: 5_000)
    let many = String(repeating: "w ", count: 1_500)
    for command in try commands(shell) where command != "alias" {
      check(shell, "\(command) \(long)")
      check(shell, "\(command) \(many)")
    }
    check(shell, String(repeating: "a", count: 900_000))
    check(shell, "step " + String(repeating: "[", count: 900_000))
    check(shell, "step 'e" + String(repeating: "\u{301}", count: 400_000) + "'")
    #expect(
      shell.error("step 'e" + String(repeating: "\u{301}", count: 400_000) + "'")
        .map { $0.report(in: "", origin: "").utf8.count < 2_000 } == true)
  }

  @Test func `commands that run commands go sixteen deep and no deeper`() throws {
    let shell = try TestShell()
    for number in 0..<500 { try shell.run("alias a\(number) a\(number + 1)") }
    try shell.run("alias a500 where")
    try shell.run("a485")
    #expect(shell.error("a484")?.problem.contains("too deep") == true)
    #expect(shell.error("a0")?.problem.contains("too deep") == true)
    let folder = try TemporaryFolder()
    try folder.write("b\n", to: "a.bs")
    try shell.run("alias b \"source '\(folder["a.bs"])'\"")
    #expect(shell.error("b")?.problem.contains("too deep") == true)
    try shell.run("where")
  }

  @Test func `every command without arguments works or says what it needs`() throws {
    for setup in [[], ["image 0"], ["image 0", "forward"], ["sgd 3"]] {
      let shell = try TestShell("load toy")
      for line in setup { try shell.run(line) }
      for command in try commands(shell) where command != "invariance" {
        check(TestShell(from: shell.session), command)
      }
    }
  }

  static let looks = [
    "view", "where", "net", "data", "image", "maps conv", "maps conv 0", "maps conv --grad",
    "maps conv1 1 --numbers", "maps conv2 --absolute", "maps pool", "maps pool 0 --grad",
    "filters", "filters --grad", "filters conv2", "probs", "print conv", "print pool1",
    "print softmax", "print image", "print conv.out", "print softmax.weights", "route",
    "route pool 0",
    "route pool 0 0 0", "route pool2 0 1 1", "curve", "curve accuracy", "confusion", "wrong",
    "wrong 1", "set", "history", "step", "back",
  ]

  static let networks =
    [
      "conv3x3 3, maxpool2, softmax 2", "conv3x3 2, conv3x3 2, maxpool2, softmax 4",
      "maxpool2, conv3x3 2, softmax 2", "softmax 2", "maxpool2, maxpool2, softmax 3",
      "conv3x3 2, softmax 2", "maxpool2, sigmoid", "sigmoid",
      "conv2d 2 2x2 stride=2 padding=1, leakyrelu, maxpool 2 stride=1, flatten, fc 3, tanh, softmax 2",
      "conv2d 2 5x5, relu, maxpool 2, fc 2",
    ] + SampleNetwork.all.map { $0.diagram(classes: 2) }

  /// Each network is drawn at every other moment, each time at another width.
  @Test(arguments: zip(networks, networks.indices))
  func `every picture of every network is drawn at every width`(
    _ diagram: String, _ number: Int
  ) throws {
    let shells = try [20, 80, 250].map {
      try TestShell("load toy", "net new \(diagram)", width: $0)
    }
    let setups = ["where", "step 2", "forward", "backward", "update", "sgd 2; forward"]
    for (moment, setup) in setups.enumerated() {
      for shell in shells { try shell.run(setup) }
      guard (moment + number) % 2 == 0 else { continue }
      let shell = shells[(moment + number) % shells.count]
      for look in Self.looks {
        check(shell, look)
        #expect(!shell.printed.contains("\u{1B}"))
        #expect(shell.printed.isASCII, "\(look)")
      }
    }
  }

  @Test(arguments: ["1e30", "3e38"])
  func `numbers that have run away are shown, not trapped on`(_ rate: String) throws {
    let shell = try TestShell("load toy", "set learning-rate \(rate)", "sgd 6", "forward; backward")
    for look in Self.looks { check(shell, look) }
    try shell.run("invariance")
    let infinite = try TestShell("load toy", "image 0", "set image 3e38", "set conv.filters 3e38")
    try infinite.run("forward; backward")
    for look in Self.looks { check(infinite, look) }
  }

  @Test(arguments: ["conv3x3 3, maxpool2, conv3x3 2, maxpool2, softmax 10", "softmax 10"])
  func `digits are drawn at every width`(_ diagram: String) throws {
    for width in [20, 80] {
      let shell = try TestShell(
        "load mnist --train 6 --test 4", "net new \(diagram)", "sgd 3", "forward; backward",
        width: width)
      for look in Self.looks + ["maps conv1", "route pool1 2", "wrong"] {
        check(shell, look)
        #expect(shell.printed.isASCII, "\(look)")
      }
    }
  }

  @Test func `output of eighty columns has eighty columns`() throws {
    let shell = try TestShell("load mnist --train 6 --test 4", "sgd 3", "forward; backward")
    for look in Self.looks + ["test", "help", "invariance", "sgd 2", "train"] {
      guard shell.error(look) == nil else { continue }
      for line in shell.printed.split(separator: "\n") {
        #expect(line.count <= 80, "\(look): \(line)")
      }
    }
  }
}
