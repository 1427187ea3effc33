import ConvNet
import Foundation
import Shell
import TestSupport
import Testing

/// A log is a transcript that `check` accepts unchanged.
@Suite struct LogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var log: String { folder["lab.md"] }

  /// Checks the log; returns the errors, if any.
  private func faults() throws -> String {
    var report = ""
    let code = try MarkdownCheck.run([log], blesses: false) { report += $0 + "\n" }
    return code == .done ? "" : report
  }

  /// Lines of all commands, including some that fail.
  private func lines(_ random: inout RandomSource) throws -> String {
    try folder.write("..##..\n.##...\n..##..\n", to: "one.txt")
    let words: [String] = [
      "image \(Int.random(in: 0..<9, using: &random))", "image 3 --test", "step", "step 3", "back",
      "back 2", "forward", "backward", "update", "sgd \(Int.random(in: 1...5, using: &random))",
      "where", "view", "maps conv 1", "maps conv", "filters", "probs", "print conv.d_filters[0]",
      "route pool 0", "route pool 1 2 3", "why conv.out[0,5,5]", "why --from 1", "why", "diff",
      "trace image[10,10]", "set learning-rate 0.01", "set batch 4", "set batch 1",
      "set ties all", "set conv.filters[0,1,1] 0.25", "shift 1 0", "goto 1", "goto end",
      "until loss > 2 --limit 200",
      "predict label 3", "predict loss 2.3", "whatif conv.filters[0,0,0] 0.1", "net", "data",
      "init --seed 3", "net preset toy", "net preset digits", "load toy", "load mnist --train 50",
      "load mnist /none", "history", "help why", "help", "alias s step", "s",
      "log",
      "record", "lesson", "lesson 5", "lesson next", "lesson stop", "a", "1 2 3 4", "hint",
      "answer",
      "skip", "bug random", "bug off", "bug list", "gradcheck conv.filters[0]", "curve", "test",
      "confusion", "wrong", "draw '\(folder["one.txt"])' --label 1", "draw --label 1",
      "draw x",
      "save '\(folder["w.safetensors"])'", "open '\(folder["w.safetensors"])'",
      "write conv.filters '\(folder["f.npy"])' --force", "read conv.filters '\(folder["f.npy"])'",
      "report '\(folder["r.md"])' --force", "nonsense", "print", "forward; nonsense; step",
      "# a remark", "   step   ", "image 'x", "why conv.out[99,0,0]", "```", "...",
      "backstep> step",
      "print conv.out[0,0,0] {~0.5}", "step;;step", "größe 世界", "x\u{200E}y", "train 0",
      "filters set conv blur", "quitt", "set shuffle off", "detect nothing",
      "source '\(folder["none"])'", "fetch mnist",
    ]
    return words[Int.random(in: 0..<words.count, using: &random)]
  }

  @Test(arguments: 0..<12)
  func `the log of any session checks`(_ number: Int) throws {
    var random = RandomSource(seed: UInt64(number) &* 77)
    let shell = try TestShell(
      seed: UInt64(number % 3 + 1), width: number.isMultiple(of: 4) ? 100 : 80)
    if number.isMultiple(of: 2) { try shell.run("load toy") }
    for _ in 0..<number % 5 { _ = shell.error(try lines(&random)) }
    try shell.run("log '\(log)'")
    var typed: [String] = []
    for _ in 0..<12 {
      typed.append(try lines(&random))
      _ = shell.error(typed[typed.count - 1])
    }
    let isKilled = number.isMultiple(of: 3)
    if !isKilled { try shell.run("log off") }
    for name in ["w.safetensors", "f.npy", "r.md"] {
      try? FileManager.default.removeItem(atPath: folder[name])
    }
    let before = folder.names
    let found = try faults()
    #expect(found == "", "\(typed.joined(separator: "\n"))\n\(found)")
    #expect(folder.names == before, "A check writes nothing.")
  }

  @Test func `what came before the log comes first in it, quietly`() throws {
    let shell = try TestShell("sgd 5", "image 7")
    _ = shell.error("nonsense")
    let said = try shell.run("log '\(log)'").split(whereSeparator: \.isWhitespace)
    #expect(said.joined(separator: " ").contains("after the 3 commands before it"))
    try shell.run("forward")
    try shell.run("log off")
    let text = try folder.read("lab.md")
    #expect(text.contains("```backstep\nbackstep> sgd 5\n...\nbackstep> image 7\n...\n"))
    #expect(text.contains("...\nbackstep> nonsense\n...\nbackstep> forward\n"))
    #expect(text.hasSuffix("```\n"))
    #expect(text.contains("The first 3 commands came before the log"))
    #expect(try faults() == "")
    let again = try TestShell()
    #expect(again.error("source '\(log)'") == nil)
    #expect(again.state == shell.state)
  }

  @Test func `seed and width stand at the fence`() throws {
    let shell = try TestShell(seed: 7, width: 100)
    try shell.run("log '\(log)'")
    try shell.run("image 3")
    try shell.run("forward")
    #expect(try folder.read("lab.md").contains("```backstep seed=7 width=100\n"))
    #expect(try faults() == "")
  }

  @Test func `an error stands in it as check expects it`() throws {
    let shell = try TestShell("log '\(log)'")
    _ = shell.error("  prnt loss")
    #expect(
      try folder.read("lab.md").contains(
        "backstep> prnt loss\nerror: There is no command `prnt`.\n  prnt loss\n  ^^^^\n"))
    #expect(try faults() == "")
  }

  /// A user who presses Ctrl-C after it has been checked for this many times.
  private final class Patience {
    var left = Int.max
    func isOver() -> Bool {
      left -= 1
      return left < 0
    }
  }

  @Test(arguments: ["train 3", "sgd 100000", "until loss > 100", "wrong", "test", "gradcheck"])
  func `what Ctrl-C stopped is done again as far as it went`(_ work: String) throws {
    for questions in [3, 12, 40] {
      let patience = Patience()
      let shell = try TestShell("load mnist --train 40 --test 20", isInterrupted: patience.isOver)
      try shell.run("log '\(log)' --force")
      patience.left = questions
      _ = shell.error(work)
      patience.left = .max
      _ = shell.error("curve")
      try shell.run("print conv.filters[0]")
      try shell.run("log off")
      let text = try folder.read("lab.md")
      #expect(try faults() == "", "\(work), \(questions): \(text)")
    }
  }

  @Test func `after what cannot be run again it says so, and is shown`() throws {
    let patience = Patience()
    let shell = try TestShell(
      "load toy", "alias long sgd 100000", "log '\(log)'", isInterrupted: patience.isOver)
    try shell.run("image 0")
    patience.left = 400
    _ = shell.error("long")
    patience.left = .max
    try shell.run("print conv.filters")
    try shell.run("log off")
    let text = try folder.read("lab.md")
    #expect(text.contains("What follows cannot be run again: Ctrl-C stopped `long`."))
    #expect(text.contains("```text\nbackstep> long\n"))
    #expect(try faults() == "")
    // A log that is begun later says so at its beginning.
    #expect(try shell.run("log '\(log)' --force").contains("not run it again"))
    try shell.run("where")
    #expect(try faults() == "")
  }

  @Test func `what was drawn in the editor is in it`() throws {
    let shell = try TestShell("log '\(log)'")
    shell.interpreter.console.edit = { (_) throws(CommandError) in
      TextEditor.Edited(bytes: Array("|@@..|\n|..@@|\n|..@@|\n".utf8), file: "")
    }
    try shell.run("draw --label 1")
    try shell.run("forward")
    #expect(try faults() == "")
    let again = try TestShell()
    try again.run("source '\(log)'")
    #expect(again.state == shell.state)
  }

  @Test func `a log that would be too long to be checked ends, and says so`() throws {
    let shell = try TestShell("load toy", "image 0; forward; backward")
    try shell.run("log '\(log)'")
    var said = ""
    for _ in 0..<2_000 where said.isEmpty {
      let printed = try shell.run("view; help; view; help; view; help; view; help")
      if printed.contains("is full") { said = printed }
    }
    #expect(said.contains("is full"))
    #expect(try faults() == "")
  }

  @Test func `a check harms nobody`() throws {
    let mine = try folder.write("mine", to: "mine.txt")
    try folder.write(
      """
      ```backstep
      backstep> log \(mine) --force
      ...
      backstep> save \(folder["a.safetensors"])
      ...
      backstep> open \(folder["a.safetensors"])
      Read 13,602 parameters from \(folder["a.safetensors"]): conv.weight, softmax.bias,
      ...
      backstep> fetch mnist --from http://127.0.0.1:9
      error: Nothing is downloaded during a check.
      ```
      """, to: "lab.md")
    _ = try faults()
    #expect(try folder.read("mine.txt") == "mine")
    #expect(folder.names == ["lab.md", "mine.txt"])
  }
}
