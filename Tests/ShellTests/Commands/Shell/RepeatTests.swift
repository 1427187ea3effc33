import ConvNet
import TestSupport
import Testing

@testable import Shell

/// `repeat`, `time` and `echo`.
@Suite struct RepeatTests {
  private let shell: TestShell

  init() throws { shell = try TestShell("load toy") }

  // MARK: repeat

  @Test func `a command is run as often as was asked`() throws {
    let typed = try TestShell("load toy", "sgd 2", "sgd 2", "sgd 2")
    let printed = try shell.run("repeat 3 sgd 2")
    #expect(shell.state == typed.state)
    #expect(printed == (try TestShell("load toy").run("sgd 2; sgd 2; sgd 2")))
    // The rest of the line is not repeated.
    try shell.run("repeat 2 sgd 1; sgd 1")
    #expect(shell.session.trainer.updates == 9)
  }

  @Test func `its words are those that were typed`() throws {
    try shell.run("alias two 'sgd 1; sgd 1'")
    try shell.run("repeat 2 two")
    #expect(shell.session.trainer.updates == 4)
    #expect(try shell.run("repeat 2 echo 'a  b' \"it's\" ';'") == "a  b it's ;\na  b it's ;\n")
    try shell.run("repeat 2 set conv.filters[0,0,0] -0.5")
    #expect(try shell.run("repe 1 print conv.filters[0,0,0]") == "conv.filters[0,0,0] = -0.5\n")
    try shell.run("alias thrice repeat 3")
    try shell.run("thrice two")
    #expect(shell.session.trainer.updates == 10)
  }

  @Test func `it stops at the first failure, says at which, and keeps what was done`() throws {
    // Four operations and the loading can be undone.
    try shell.run("step 4")
    let error = try #require(shell.error("repeat 9 back"))
    #expect(error.problem.hasPrefix("run 6 of 9: "))
    #expect(shell.session.timeline.now == 0)
    let unknown = try #require(shell.error("repeat 3 frobnicate"))
    #expect(unknown.problem.hasPrefix("run 1 of 3: ") && unknown.word == "frobnicate")
    #expect(unknown.spot?.columns == 9..<19)
  }

  @Test(arguments: [
    ("repeat", CommandError.end), ("repeat 3", CommandError.end), ("repeat 0 step", "0"),
    ("repeat -1 step", "-1"), ("repeat x step", "x"), ("repeat 1000001 step", "1000001"),
    ("repeat 3 stpe", "stpe"), ("time", CommandError.end), ("time frobnicate", "frobnicate"),
    ("time repeat 3", CommandError.end),
  ])
  func `what is wrong is told with its place`(_ line: String, _ word: String) throws {
    let before = shell.state
    let error = try #require(shell.error(line))
    #expect(error.word == word && error.spot != nil)
    #expect(shell.state == before)
  }

  @Test func `quit ends it`() throws {
    #expect(try shell.run("repeat 3 quit; nonsense").isEmpty)
    #expect(shell.session.isOver)
  }

  @Test func `Ctrl-C ends it, and the rest of the line`() throws {
    final class Counter { var left = 3 }
    let counter = Counter()
    let stopped = TestShell(from: shell.session) {
      counter.left -= 1
      return counter.left < 0
    }
    let printed = try stopped.run("repeat 1000000 echo a; echo b")
    #expect(printed.contains("Stopped after 3 of 1,000,000 times."))
    #expect(printed.contains("Not run: echo b"))
  }

  @Test(arguments: ["time ", "repeat 1 "])
  func `commands that run commands go only so deep`(_ word: String) throws {
    try shell.run(String(repeating: word, count: 16) + "sgd 1")
    #expect(shell.session.trainer.updates == 1)
    for count in [17, 10_000] {
      #expect(shell.error(String(repeating: word, count: count) + "sgd 1") != nil)
    }
    #expect(shell.session.trainer.updates == 1)
    try shell.run(word + "sgd 1")
  }

  // MARK: time

  @Test func `the time is a remark: a log leaves it out`() throws {
    let folder = try TemporaryFolder()
    try shell.run("log \(folder["lab.md"])")
    let untimed = try TestShell(from: shell.session).run("sgd 3")
    let printed = try shell.run("time sgd 3")
    try shell.run("repeat 2 time step")
    try shell.run("log off")
    #expect(printed.hasPrefix(untimed))
    #expect(printed.dropFirst(untimed.count).contains(/^That took [\d.]+ m?s\.\n$/))
    #expect(try folder.read("lab.md").contains("backstep> time sgd 3\n" + untimed + "backstep> "))
    var lines: [String] = []
    let code = try MarkdownCheck.run([folder["lab.md"]], blesses: false) { lines.append($0) }
    #expect(code == .done, "\(lines)")
  }

  @Test(
    arguments: [
      (.microseconds(1_234), "1.23 ms"), (.milliseconds(123), "123.0 ms"),
      (.milliseconds(4_567), "4.57 s"), (.seconds(60), "1 min 0 s"), (.seconds(200), "3 min 20 s"),
      (.milliseconds(59_999), "1 min 0 s"),
    ] as [(Duration, String)])
  func `a time is told in its own unit`(_ time: Duration, _ text: String) {
    #expect(TimeCommand.text(time) == text)
  }

  // MARK: echo

  @Test func `echo prints its words`() throws {
    #expect(try shell.run("echo a   b -1 'c;  d'") == "a b -1 c;  d\n")
    #expect(try shell.run("echo") == "\n")
  }

  // MARK: Replays

  @Test func `what was run before a log is replayed, and what keeps transcripts is not`() throws {
    let folder = try TemporaryFolder()
    for line in ["repeat 2 sgd 3", "time sgd 1", "alias l log", "time log", "l", "echo a"] {
      try shell.run(line)
    }
    #expect(
      shell.interpreter.console.replay.lines
        == ["load toy", "repeat 2 sgd 3", "time sgd 1", "alias l log"])
    try shell.run("log \(folder["lab.md"])")
    try shell.run("repeat 3 step")
    try shell.run("log off")
    let again = try TestShell()
    try again.run("source --trust \(folder["lab.md"])")
    #expect(again.state == shell.state)
  }

  @Test func `a report tells what was run each time`() throws {
    try shell.run("repeat 2 sgd 3")
    let commands = shell.session.notebook.chapters[0].entries.compactMap { entry -> String? in
      if case .command(let text, _) = entry.kind { text } else { nil }
    }
    #expect(commands.suffix(2) == ["sgd 3", "sgd 3"])
  }
}
