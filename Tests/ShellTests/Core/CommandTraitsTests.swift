import TestSupport
import Testing

@testable import Shell

/// How lessons, logs, the pager and reports treat each command.
@Suite struct CommandTraitsTests {
  private static let all = CommandCatalog.complete.commands.all

  private func names(_ isMeant: (CommandTraits) -> Bool) -> Set<String> {
    Set(Self.all.filter { isMeant($0.traits) }.map { $0.name })
  }

  @Test func `the commands that are treated apart are these`() {
    #expect(
      names { $0.lessons == .notInLessons } == [
        "alias", "answer", "edit", "exercise", "fetch", "hand-in", "hint", "history", "judge",
        "lesson", "log",
        "note", "practice", "quit", "record", "report", "script", "skip", "source", "vote",
        "worksheet",
      ])
    #expect(
      names { $0.replaying == .notReplayed } == [
        "log", "record", "quit", "history", "help", "echo", "edit",
      ])
    #expect(names { $0.printing == .unrepeatable } == ["fetch", "history", "record", "edit"])
    #expect(names { $0.failing == .keepsWork } == ["source", "repeat", "time"])
    #expect(
      names { $0.touching == .files } == [
        "load", "open", "read", "draw", "save", "write", "compare", "judge", "source", "export",
        "exercise", "report", "worksheet", "picture", "log", "record", "hand-in", "fetch",
        "play", "script",
      ])
    #expect(
      names { $0.showing == .unpaged } == [
        "sgd", "train", "until", "source", "repeat", "time", "edit",
      ])
  }

  @Test func `a report tells of the set-up and of its use, not of the shell`() {
    for command in Self.all {
      let expected: CommandTraits.Reporting =
        switch command.group {
        case .data, .network: .setUp
        case .learn, .shell: .unreported
        case .step, .look, .try: .reported
        }
      #expect(command.traits.reporting == expected, "\(command.name)")
    }
  }

  @Test func `what Ctrl-C stopped is written as what had been done`() throws {
    let tested = StoppedRun(words: ["train", "5"], updates: 25, tests: 2, updatesSinceTest: 5)
    let untested = StoppedRun(words: ["train"], updates: 7, tests: 0, updatesSinceTest: 7)
    let between = StoppedRun(
      words: ["train", "--test-every", "3"], updates: 7, tests: 2, updatesSinceTest: 1)
    let nothing = StoppedRun(words: ["sgd", "9"], updates: 0, tests: 0, updatesSinceTest: 0)
    var lines: [String: [[String]?]] = [:]
    for command in Self.all {
      guard case .ifStopped(let written) = command.traits.stopping else { continue }
      lines[command.name] = [tested, untested, between, nothing].map(written)
    }
    let steps = [["sgd 25"], ["sgd 7"], ["sgd 7"], []]
    #expect(
      lines == [
        "sgd": steps,
        "until": [
          ["sgd 10", "test", "sgd 10", "test", "sgd 5"], ["sgd 7"],
          ["sgd 3", "test", "sgd 3", "test", "sgd 1"], [],
        ],
        "train": [["train 2", "sgd 5"], ["sgd 7"], nil, []], "source": [nil, nil, nil, nil],
        "repeat": [nil, nil, nil, nil], "time": [nil, nil, nil, nil],
        "play": [nil, nil, nil, nil],
      ])
  }

  @Test func `looking commands look, and others say with which words they do`() throws {
    let session = try TestShell().session
    func looks(_ line: String) throws -> Bool {
      let words = line.split(separator: " ").map(String.init)
      let type = try session.commands.find(words[0])
      return try Interpreter.parse(type, Array(words.dropFirst()), in: session).onlyLooks
    }
    for line in ["view", "probs", "filters conv", "image", "net", "help", "why", "diff"] {
      #expect(try looks(line), "\(line)")
    }
    for line in [
      "filters set conv blur", "image 3", "net preset toy", "step", "picture view a.txt",
    ] {
      #expect(try !looks(line), "\(line)")
    }
  }

  @Test(arguments: all.filter { $0.traits.lessons == .notInLessons }.map { $0.name })
  func `a lesson cannot use it`(_ name: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      """
      ---
      id: small
      title: Small
      start: load toy
      ---
      # Small

      ## Look <!-- step: look -->
      One line.

      ```backstep
      backstep> \(name) a
      ...
      ```

      ## End <!-- step: end -->
      The end.

      """, to: "small.md")
    let shell = try TestShell("lesson \(file)")
    #expect(shell.error("lesson next")?.problem == "A lesson cannot use `\(name)`.")
  }
}
