import ConvNet
import Shell
import TestSupport
import Testing

/// `source` and `log`.
@Suite struct ScriptTests {
  private let shell: TestShell
  private let folder: TemporaryFolder

  init() throws {
    shell = try TestShell("load toy")
    folder = try TemporaryFolder()
  }

  @Test func `a sourced file does what its lines would`() throws {
    let script = try folder.write("image 0\n\n# a comment\r\nforward; backward\n", to: "a.bs")
    try shell.run("source \(script)")
    let typed = try TestShell("load toy", "image 0", "forward; backward")
    #expect(shell.state == typed.state)
  }

  @Test func `it stops at the first failure, names the line, and keeps what was done`() throws {
    let script = try folder.write("image 0\nforward\nnonsense\nbackward\n", to: "a.bs")
    let error = try #require(shell.error("source \(script)"))
    #expect(error.problem.hasPrefix("\(script):3: "))
    #expect(error.word == "nonsense")
    #expect(shell.session.trainer.last == .loss)
    try shell.run("backward")
  }

  @Test func `a bracket that is never closed fails in its own line`() throws {
    let script = try folder.write(
      "image 0\nset conv.filters[0] [1 2 3\n4 5 6\nforward\nset image [1 2]\n", to: "a.bs")
    let error = try #require(shell.error("source \(script)"))
    #expect(error.problem.hasPrefix("\(script):2: "))
    let line = "set conv.filters[0] [1 2 3; 4 5 6"
    let carets = error.report(in: line, origin: "").split(separator: "\n").map(String.init)
    #expect(
      carets.contains { $0.filter { $0 == "^" } == "^" && $0.hasSuffix("^") && $0.count > 20 })
    #expect(shell.session.trainer.last == .image)
    let whole = try folder.write(
      "image 0\nset conv.filters[0] [1 2 3\n  4 5 6\n\n7 8 9]\nforward\n", to: "b.bs")
    try shell.run("source \(whole)")
    #expect(shell.session.trainer.last == .loss)
  }

  @Test func `a file that sources itself ends in one error`() throws {
    let script = folder["a.bs"]
    try folder.write("step\nsource \(script)\n", to: "a.bs")
    let error = try #require(shell.error("source \(script)"))
    #expect(error.problem.contains("too deep"))
    #expect(shell.session.trainer.step.position > 0)
    try folder.write("step", to: "a.bs")
    try shell.run("source \(script)")
  }

  @Test func `quit in a file ends the session`() throws {
    try shell.run("source \(try folder.write("quit\nnonsense\n", to: "a.bs"))")
    #expect(shell.session.isOver)
  }

  @Test func `what is no file of commands is one error`() throws {
    let bad: [String: [UInt8]] = [
      "utf16": [0xFF, 0xFE, 0x61, 0], "nul": [0x61, 0, 0x0A], "latin": [0x23, 0xE4, 0x0A],
      "long": [UInt8](repeating: 0x61, count: 1_000_001),
    ]
    let before = shell.state
    for (name, bytes) in bad {
      let error = try #require(shell.error("source \(try folder.write(bytes, to: name))"))
      #expect(error.problem.contains(name))
    }
    #expect(shell.error("source \(folder["missing"])") != nil)
    #expect(shell.error("source \(folder.path)")?.problem.contains("directory") == true)
    #expect(shell.state == before)
  }

  @Test func `in a transcript only the lines behind the prompt run`() throws {
    let script = try folder.write(
      "A lab.\nbackstep> image 0\nstep 5\nbackstep> forward\nanything\n", to: "lab.txt")
    try shell.run("source \(script)")
    #expect(shell.state == (try TestShell("load toy", "image 0", "forward").state))
  }

  // MARK: log

  @Test func `a log holds commands and what they print`() throws {
    try shell.run("log \(folder["lab.txt"])")
    let printed = try shell.run("image 0; forward")
    #expect(try folder.read("lab.txt").contains("backstep> image 0; forward\n" + printed))
    try shell.run("log off")
    let whole = try folder.read("lab.txt")
    try shell.run("backward")
    #expect(try folder.read("lab.txt") == whole)
  }

  @Test func `a log that is sourced gives the same session again`() throws {
    try shell.run("log \(folder["lab.txt"])")
    for line in ["image 1", "set conv.filters[0,0,1] -0.25", "sgd 7", "shift 1 0 # moved", "step"] {
      try shell.run(line)
    }
    _ = shell.error("nonsense")
    try shell.run("log off")

    // It also contains the commands before the log, and what failed may fail again.
    let again = try TestShell()
    #expect(again.error("source \(folder["lab.txt"])") == nil)
    #expect(again.parameters == shell.parameters)
    #expect(again.state == shell.state)
  }

  @Test func `a complete log can be sourced without an error`() throws {
    try shell.run("log \(folder["lab.txt"])")
    try shell.run("step")
    try shell.run("log off")
    #expect(try TestShell().error("source \(folder["lab.txt"])") == nil)
  }

  @Test func `what a file smuggles into a name cannot steer the terminal`() throws {
    let folder = try TemporaryFolder()
    try folder.write("alias \u{1B}cs step\nalias \u{7F}t step\nalias\n", to: "lines.txt")
    let shell = try TestShell()
    let printed = try shell.run("source \(folder["lines.txt"])")
    #expect(printed.contains("?cs now") && printed.contains("?t now"))
    #expect(printed.unicodeScalars.allSatisfy { $0 == "\n" || (32..<127).contains($0.value) })
  }

  @Test func `a log overwrites nothing unasked`() throws {
    let file = try folder.write("mine", to: "mine.txt")
    #expect(shell.error("log \(file)")?.hint?.contains("--force") == true)
    #expect(try folder.read("mine.txt") == "mine")
    try shell.run("log \(file) --force")
    #expect(try shell.run("log").contains(file))
    try shell.run("log off")
    #expect(!(try folder.read("mine.txt").contains("mine\n")))
    #expect(shell.error("log \(folder.path)") != nil)
    #expect(shell.error("log \(folder["no/such/folder"])") != nil)
  }
}
