import ConvNet
import Foundation
import Rendering
import TestSupport
import Testing

@testable import Shell

/// `COMMAND > FILE`, `>! FILE` and `>> FILE`.
@Suite struct RedirectTests {
  private let shell: TestShell
  private let folder: TemporaryFolder

  init() throws {
    shell = try TestShell("load toy")
    folder = try TemporaryFolder()
  }

  /// What a line prints in a session like this one, without suggestions.
  private func printed(_ line: String) throws -> String {
    try TestShell(from: shell.session).run(line).split(
      separator: "\n", omittingEmptySubsequences: false
    ).filter { !$0.hasPrefix("next: ") }.joined(separator: "\n")
  }

  private func find(_ line: String) throws -> (command: String, file: String, Redirect.Mode)? {
    try Redirect.find(in: TokenizedLine(line).commands[0], in: shell.session).map {
      ($0.command.map(\.text).joined(separator: " "), $0.file.text, $0.mode)
    }
  }

  // MARK: What is a redirect

  @Test(
    arguments: [
      ("sgd 5 > a", "sgd 5", "a", .new), ("sgd 5 >a", "sgd 5", "a", .new),
      ("sgd 5> a", "sgd 5", "a", .new), ("sgd 5>a", "sgd 5", "a", .new),
      ("sgd 5 >! a", "sgd 5", "a", .overwriting), ("sgd 5 >!a", "sgd 5", "a", .overwriting),
      ("sgd 5 > a --force", "sgd 5", "a", .overwriting), ("sgd 5>>a", "sgd 5", "a", .appending),
      ("sgd 5 >> a", "sgd 5", "a", .appending), ("sgd 5 > 'a b'", "sgd 5", "a b", .new),
      ("save x --force > a", "save x --force", "a", .new), ("sg > a", "sg", "a", .new),
      ("until loss > 3 > a", "until loss > 3", "a", .new),
      ("until loss>3>a", "until loss>3", "a", .new),
      ("until loss >= 3 > a", "until loss >= 3", "a", .new),
      ("until loss > 0.5 >> a", "until loss > 0.5", "a", .appending),
      ("until wrong > a.log", "until wrong", "a.log", .new),
      ("until update 500 > a", "until update 500", "a", .new),
      ("until loss > 3 --limit 7 > a", "until loss > 3 --limit 7", "a", .new),
      ("repeat 3 until loss > 3 > a", "repeat 3 until loss > 3", "a", .new),
      ("time sgd 5 > a", "time sgd 5", "a", .new), ("echo a > b", "echo a", "b", .new),
    ] as [(String, String, String, Redirect.Mode)])
  func `a file stands after the sign`(
    _ line: String, _ command: String, _ file: String, _ mode: Redirect.Mode
  ) throws {
    let found = try #require(try find(line))
    #expect(found == (command, file, mode))
  }

  @Test(arguments: [
    "until loss > 3", "until loss>3", "until loss > 3 and wrong", "until wrong > 3",
    "until wrong > loss", "until max(conv.out) > 0.1", "until loss >= 3", "until not loss > 3",
    "until loss > -3", "until loss >> 3", "until loss > 3 --limit 5", "until loss >",
    "time until loss > 3",
    "repeat 2 until loss > 3", "repeat 2 time until loss > 3", "alias a sgd 5 > b",
    "answer it is > b", "answer a >> b", "echo '> a'", "echo \"a > b\"", "echo a '>' b",
    "frobnicate > a", "> a", "",
  ])
  func `a sign that is not before a file stays with the command`(_ line: String) throws {
    guard !line.isEmpty else { return }
    #expect(try find(line) == nil)
  }

  @Test func `an alias of a condition compares as well`() throws {
    try shell.run("alias u until")
    #expect(try find("u loss > 3") == nil)
    #expect(try find("u loss > 3 > a")?.command == "u loss > 3")
    // An alias may stand for itself with more words.
    try shell.run("alias until until not")
    #expect(try find("until loss > 3") == nil)
  }

  @Test(arguments: [
    ("sgd 5 >", CommandError.end), ("sgd 5 >>", CommandError.end), ("sgd 5 > a b", "b"),
    ("sgd 5 > a --force b", "--force"), ("sgd 5 >> a --force", "--force"),
    ("curve >> a.svg", "a.svg"), ("sgd 5 > a.svg", "sgd"),
  ])
  func `a sign without exactly one file is an error with its place`(
    _ line: String, _ word: String
  ) throws {
    let before = shell.state
    let error = try #require(shell.error(line))
    #expect(error.word == word && error.spot != nil)
    #expect(shell.state == before)
  }

  // MARK: What is written

  @Test(arguments: [
    "sgd 5", "train", "step", "view", "until loss > 1 --limit 50", "test", "where", "net",
    "repeat 3 sgd 2", "source", "both",
  ])
  func `the file has what would be printed, and the session is the same`(_ line: String) throws {
    try shell.run("alias both 'image 1; forward'")
    let script = try folder.write("image 0\nforward\nsgd 3\n", to: "script")
    let line = line == "source" ? "source \(script)" : line
    let expected = try printed(line)
    let typed = TestShell(from: shell.session)
    try typed.run(line)
    let screen = try shell.run("\(line) > \(folder["out"])")
    #expect(try folder.read("out") == expected)
    #expect(!expected.isEmpty)
    #expect(shell.state == typed.state)
    #expect(screen.contains(folder["out"]) && screen.split(separator: "\n").count <= 4)
  }

  @Test func `it is as wide as the screen, and without colours, progress and suggestions`() throws {
    final class Page { var text = "" }
    let page = Page()
    let console = Console(
      width: { 50 }, isInteractiveTerminal: true, screen: Screen(of: .coloured),
      pager: { page.text += "PAGER" + $0 }, output: { page.text += $0 })
    let interpreter = Interpreter(session: shell.session, console: console)
    try interpreter.run("image 0; forward; backward")
    try interpreter.run("train 30 > \(folder["a"])")
    try interpreter.run("why conv.d_filters[0,0] > \(folder["b"])")
    for name in ["a", "b"] {
      let text = try folder.read(name)
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || (32..<127).contains($0.value) })
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 50 && !$0.hasPrefix("next: ") })
      #expect(!text.contains("images/s"))
    }
    page.text = ""
    try interpreter.run("help config > \(folder["c"])")
    #expect(!page.text.contains("PAGER"))
    // Afterwards the screen works as before.
    page.text = ""
    try interpreter.run("image 0")
    #expect(page.text.contains("\u{1B}["))
  }

  @Test func `one sign makes a file, two add to it, and an exclamation mark overwrites`() throws {
    let (first, second) = (try printed("net"), try printed("data"))
    try shell.run("net >> \(folder["a"])")
    #expect(try folder.read("a") == first)
    try shell.run("data >> \(folder["a"])")
    #expect(try folder.read("a") == first + second)
    try shell.run("data >! \(folder["a"])")
    #expect(try folder.read("a") == second)
    try shell.run("net > \(folder["a"]) --force")
    #expect(try folder.read("a") == first)
    #expect(folder.names == ["a"])
  }

  @Test func `what is redirected inside what is redirected goes where it says`() throws {
    try shell.run("alias inner 'net > \(folder["in"])'")
    let (net, data) = (try printed("net"), try printed("data"))
    try shell.run("alias outer 'inner; data'")
    try shell.run("outer > \(folder["out"])")
    #expect(try folder.read("in") == net)
    #expect(try folder.read("out").hasSuffix(data))
    #expect(try folder.read("out").contains(folder["in"]))
  }

  @Test func `a file that exists is refused before the command runs`() throws {
    try folder.write("mine", to: "a")
    let before = shell.state
    for line in [
      "sgd 5 > \(folder["a"])", "log off > \(folder["a"])", "time sgd 5 > \(folder["a"])",
    ] {
      #expect(shell.error(line)?.word == folder["a"])
    }
    #expect(shell.state == before)
    #expect(try folder.read("a") == "mine")
  }

  @Test(arguments: [">", ">!", ">>"])
  func `what cannot be opened is told before the work begins`(_ sign: String) throws {
    let before = shell.state
    for file in [folder.path, folder["no/such/folder"], "/proc/x", "/dev/full", "''"] {
      #expect(shell.error("sgd 5 \(sign) \(file)") != nil, "\(file)")
      #expect(shell.state == before, "\(file)")
    }
    #expect(folder.names.isEmpty)
  }

  @Test func `a command that fails writes nothing`() throws {
    try folder.write("mine", to: "a")
    try folder.write("image 0\nforward\nnonsense\n", to: "script")
    for sign in [">!", ">>"] {
      #expect(shell.error("print nothing \(sign) \(folder["a"])") != nil)
      #expect(shell.error("frobnicate \(sign) \(folder["a"])") != nil)
      #expect(shell.error("source \(folder["script"]) \(sign) \(folder["a"])") != nil)
      #expect(shell.error("repeat 3 nonsense \(sign) \(folder["b"])") != nil)
    }
    #expect(folder.names == ["a", "script"])
    #expect(try folder.read("a") == "mine")
    // What the file had done is kept, as it would be without a redirect.
    #expect(shell.session.trainer.last == .loss)
  }

  @Test func `more than a file may hold is an error, and nothing is written`() throws {
    let console = Console { _ in }
    #expect(throws: CommandError.self) {
      try console.redirecting(atMost: 100) { () throws(CommandError) in
        var lines = 0
        while !console.isInterrupted() {
          console.print("some words that are printed again and again")
          lines += 1
        }
        #expect(lines < 10)
      }
    }
    #expect(!console.isInterrupted())
  }

  @Test func `what goes nowhere goes nowhere`() throws {
    try shell.run("sgd 5 > /dev/null; sgd 5 >> /dev/null; sgd 5 >! /dev/null")
    #expect(shell.session.trainer.updates == 15)
  }

  // MARK: Logs, reports, lessons

  @Test func `a log has what the screen showed, a report what the command printed`() throws {
    try shell.run("log \(folder["lab.md"])")
    let expected = try printed("sgd 5")
    try shell.run("sgd 5 > \(folder["a"])")
    try shell.run("log off")
    let log = try folder.read("lab.md")
    #expect(log.contains("backstep> sgd 5 > \(folder["a"])\nsgd 5, to "))
    #expect(!log.contains(expected))
    let entry = try #require(shell.session.notebook.chapters[0].entries.last)
    guard case .command(let text, let printed) = entry.kind else {
      Issue.record("\(entry)")
      return
    }
    #expect(text == "sgd 5" && printed.joined(separator: "\n") + "\n" == expected)
  }

  @Test(arguments: [
    "sgd 1 > ../x", "sgd 1 > /tmp/x", "sgd 1 >> ../x", "sgd 1 >! x", "sgd 1 > x --force",
    "sgd 1>../x", "view >~/x", "repeat 2 log x.md", "time save ../x.safetensors",
    "repeat 2 time alias a b", "? > ../x",
  ])
  func `a lesson is confined, whatever runs the command`(_ line: String) {
    #expect(throws: CommandError.self) { try LessonSandbox.check(line, in: shell.session) }
  }

  @Test func `a lesson may make a file, and run commands several times`() throws {
    for line in ["sgd 1 > x.txt", "until loss > 3 > x.txt", "repeat 3 step", "time test", "?"] {
      try LessonSandbox.check(line, in: shell.session)
    }
  }
}
