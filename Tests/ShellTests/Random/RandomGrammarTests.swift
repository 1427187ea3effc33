import ConvNet
import Shell
import Terminal
import Testing

/// Random lines, made of words that completion offers and of others.
///
/// Whatever is typed prints something, or fails with one error that changes nothing; a command that
/// only looks changes no number; and no output controls the terminal.
@Suite struct RandomGrammarTests {
  /// Sessions to type in, one of them large enough to contain everything.
  private static let setups = [
    [], ["load toy", "image 0", "backward"], ["net preset lenet", "sgd 2", "image 3", "backward"],
    ["load mnist --only 0,1 --train 40 --test 20", "net preset sigmoid-lab", "forward"],
    ["set batch 8", "set optimizer adam", "sgd 3", "goto 1"],
    [
      "load toy",
      "net new conv2d 2 3x3 padding=1, batchnorm, relu, avgpool 2, fc 4, tanh, dropout keep=0.9, softmax 2",
    ],
  ]

  /// Commands that leave, use the network, train for long, open an editor, or write files under
  /// made-up names; or that run other commands, which may be one of these.
  private static let apart: Set<String> = [
    "quit", "fetch", "detect", "save", "write", "log", "record", "report", "worksheet", "hand-in",
    "export",
    "picture", "source", "draw", "edit", "repeat", "time", "alias", "practice", "exercise",
  ]

  private static let words =
    RobustnessTests.junk.filter { $0 != "/" && $0 != ".." } + [
      "0", "1", "2", "3", "7", "0.5", "-3", "all", "off", "on", "conv", "pool", "softmax", "image",
      "loss", "label", "conv.out", "conv.out[0,1,1]", "conv.filters[0]", "softmax.weights", "wrong",
      "[1 2 3; 4 5 6]", "conv3x3 2,", "softmax 10", "--help", "'two words'", "\"", "e\u{301}",
      "\u{85}", "\u{2028}",
    ]

  /// A line of one command.
  private func line(_ run: inout RandomRun, in shell: TestShell, _ commands: [String]) -> String {
    var line = run.pick(commands)
    if run.oneIn(8) { line = String(line.prefix(1 + run.below(line.count))) }
    for _ in 0..<run.below(5) {
      line += " "
      let offered = shell.interpreter.complete(line, line.count).candidates.map(\.text)
        .filter { !$0.isEmpty && !$0.contains("/") }
      line += run.oneIn(3) || offered.isEmpty ? run.pick(Self.words) : run.pick(offered)
    }
    return line
  }

  @Test func `a random line is output or one error, and what only looks changes nothing`() throws {
    var run = RandomRun("grammar", least: 800)
    var (failures, refused) = (0, 0)
    func fail(_ line: String, _ what: String) {
      failures += 1
      Issue.record("\(line.debugDescription): \(what)")
    }
    let shells = try Self.setups.map { lines in
      let shell = try TestShell()
      for line in lines { try shell.run(line) }
      return shell
    }
    let commands = try shells[0].commands().filter { !Self.apart.contains($0) }
    while run.next() {
      let begin = run.pick(shells).session
      // Nothing runs for long.
      let limit = ContinuousClock.now + .milliseconds(300)
      let shell = TestShell(from: begin, isInterrupted: { ContinuousClock.now > limit })
      let line = line(&run, in: shell, commands)
      let name = line.prefix { $0 != " " && $0 != ";" }
      guard !Self.apart.contains(where: { $0.hasPrefix(name) }) else { continue }
      let before = shell.state
      let error = shell.error(line)
      if !shell.printed.unicodeScalars.allSatisfy(Self.isHarmless) {
        fail(line, "it steers the terminal: \(shell.printed.debugDescription)")
      }
      guard let error else { continue }
      refused += 1
      // Commands in a sequence fail one by one.
      if !line.contains(";"), shell.state != before {
        fail(line, "it failed, and changed something")
      }
      if ![".", "?"].contains(error.problem.suffix(1)) { fail(line, error.problem) }
      let report = error.report(in: line, origin: "error: ")
      if !report.unicodeScalars.allSatisfy(Self.isHarmless) { fail(line, report.debugDescription) }
      if shell.printed.contains("Optional(") || report.contains("Optional(") { fail(line, report) }
    }
    run.report("\(refused) of them refused", failures: failures)
    #expect(refused > 0 && refused < run.tried)
  }

  private static func isHarmless(_ scalar: UnicodeScalar) -> Bool {
    scalar == "\n" || scalar == "\r"
      || scalar.value >= 32 && scalar.value != 127 && !(0x80..<0xA0).contains(scalar.value)
  }
}
