import ConvNet
import Foundation
import Shell
import Testing

@Suite struct InterpreterTests {
  private let shell: TestShell

  init() throws { shell = try TestShell("load toy") }

  // MARK: Diagnosis the command

  @Test(arguments: [
    ("whe", "where"), ("conf", "confusion"), ("inv", "invariance"), ("tes", "test"),
  ])
  func `a unique prefix is enough`(_ prefix: String, _ name: String) throws {
    #expect(try shell.run("\(prefix) --help") == shell.run("\(name) --help"))
  }

  @Test func `a whole name wins over longer ones`() throws {
    #expect(try shell.run("back --help").contains("USAGE: back "))
    #expect(try shell.run("backward --help").contains("USAGE: backward"))
  }

  @Test func `an ambiguous prefix names the choices`() {
    let error = shell.error("ba")
    #expect(error?.word == "ba")
    #expect(error?.problem == "`ba` could be back or backward.")
  }

  @Test(arguments: [
    ("stpe", "step"), ("bakward", "backward"), ("Forward", "forward"), ("hlep", "help"),
    ("trian", "train"),
  ])
  func `a slip of the keyboard gets its command`(_ typed: String, _ meant: String) {
    #expect(shell.error(typed)?.hint == meant)
  }

  @Test func `a word like nothing gets the way to all commands`() {
    let error = shell.error("frobnicate now")
    #expect(error?.problem == "There is no command `frobnicate`.")
    #expect(error?.word == "frobnicate")
    #expect(error?.hint?.contains("help") == true)
  }

  @Test func `exit is quit`() throws {
    try shell.run("exit")
    #expect(shell.session.isOver)
  }

  @Test func `nothing runs after quit`() throws {
    #expect(try shell.run("quit; where; nonsense").isEmpty)
    #expect(shell.session.isOver)
  }

  // MARK: Arguments

  @Test func `negative numbers are numbers`() throws {
    try shell.run("image 0; shift -1 -2")
    try shell.run("set conv.filters[0,0,0] -0.5; set softmax.weights[1,1] -1e-3")
    #expect(try shell.run("print conv.filters[0,0,0]") == "conv.filters[0,0,0] = -0.5\n")
    #expect(try shell.run("print softmax.weights[1,1]") == "softmax.weights[1,1] = -0.001\n")
    #expect(shell.error("image -1")?.word == "-1")
    #expect(shell.error("set learning-rate -1")?.word == "-1")
    // Before it is computed, and after.
    #expect(shell.error("print conv.out[-1]")?.problem.contains("-1") == true)
    try shell.run("forward")
    #expect(shell.error("print conv.out[-1]")?.problem.contains("-1") == true)
  }

  @Test func `indices may hold spaces`() throws {
    #expect(
      try shell.run("print conv.filters[ 0 , 2, 1 ]") == shell.run("print conv.filters[0,2,1]"))
  }

  @Test func `an unknown option is named`() {
    let error = shell.error("image 0 --tset")
    #expect(error?.word == "--tset")
    #expect(error?.hint == "image 0 --test")
  }

  // MARK: Help

  @Test(arguments: [
    ("?", "help"), ("? net", "help net"), ("net ?", "help net"), ("net?", "help net"),
    ("?net", "help net"), ("ties ?", "help ties"), ("? learning rate", "help learning rate"),
    ("?; ?", "help; help"), ("time ?", "help time"),
  ])
  func `a question mark is help`(_ typed: String, _ meant: String) throws {
    #expect(try shell.run(typed) == shell.run(meant))
  }

  @Test func `a question mark in a sentence is just that`() throws {
    #expect(try shell.run("echo is it so ?") == "is it so ?\n")
    #expect(try shell.run("echo '?'") == "?\n")
    #expect(shell.error("'?'")?.word == "?")
    #expect(shell.error("?zzzz")?.problem == shell.error("help zzzz")?.problem)
  }

  // MARK: Several commands

  @Test func `commands before the one that fails are done, those after are not`() {
    let error = shell.error("image 0; forward; nonsense; backward")
    #expect(error?.word == "nonsense")
    #expect(shell.session.trainer.last == .loss)
  }

  @Test func `a line with an open quote does nothing at all`() {
    let before = shell.state
    #expect(shell.error("image 0; alias 'a b")?.word == "'")
    #expect(shell.state == before)
  }

  @Test func `blank lines and comments do nothing`() throws {
    let before = shell.state
    for line in ["", "  ", "# step", " ; ;", ";# image 0"] {
      #expect(try shell.run(line).isEmpty)
    }
    #expect(shell.state == before)
  }

  // MARK: Wording

  @Test(arguments: [
    ("image 99", "99"), ("print conv.ouf", "conv.ouf"), ("maps softmax", "softmax"),
    ("set nonsense 1", "nonsense"), ("shift 1 x", "x"), ("net new conv3x3 8, maxpol2", "maxpol2"),
    ("load nothing", "nothing"), ("step 0", "0"), ("net preset nothing", "nothing"),
  ])
  func `carets stand under the word that is wrong`(_ line: String, _ word: String) throws {
    try shell.run("image 0")
    let error = try #require(shell.error(line))
    let report = error.report(in: line, origin: "error: ", width: 500)
      .split(separator: "\n").map(String.init)
    try #require(report.count >= 3)
    #expect(report[0] == "error: " + error.problem)
    #expect(report[1] == "  " + line)
    let start = try #require(line.range(of: word)).lowerBound
    let indent = line.distance(from: line.startIndex, to: start)
    #expect(
      report[2]
        == "  " + String(repeating: " ", count: indent) + String(repeating: "^", count: word.count))
    #expect(
      report.dropFirst(3).allSatisfy { $0.hasPrefix("  try: ") || $0.hasPrefix("  one of: ") })
  }

  @Test func `carets stand under letters of any width, and not under what is too long`() {
    let error = CommandError("Wrong.", at: "b")
    #expect(error.report(in: "ä b", origin: "error: ") == "error: Wrong.\n  ä b\n    ^")
    #expect(error.report(in: "世界 b", origin: "") == "Wrong.\n  世界 b\n       ^")
    let wide = CommandError("Wrong.", at: "世界")
    #expect(wide.report(in: "a 世界", origin: "") == "Wrong.\n  a 世界\n    ^^^^")
    #expect(error.report(in: "a\nb", origin: "") == "Wrong.")
    #expect(error.report(in: String(repeating: "b", count: 201), origin: "") == "Wrong.")
    #expect(error.report(in: "", origin: "") == "Wrong.")
  }
}
