import Course
import Shell
import TestSupport
import Testing

@Suite struct DisplayTests {
  @Test func `a display is shown again when the step has changed, and only then`() throws {
    let shell = try TestShell("load toy", "image 0", "forward")
    let probs = try shell.run("probs")
    #expect(try shell.run("display probs").hasPrefix("1: probs\n" + probs.dropNext))
    #expect(try shell.run("where").contains("1: probs") == false)
    let after = try shell.run("back")
    #expect(after.contains("1: probs\n"))
    // A line of several commands shows it after each that changes the step.
    #expect(try shell.run("step; where; step").split(separator: "1: probs").count == 3)
    #expect(try shell.run("repeat 3 step").split(separator: "1: probs").count == 4)
  }

  @Test func `displays are listed, counted on, and ended`() throws {
    let shell = try TestShell("load toy", "display where", "display conv.out[0]")
    #expect(try shell.run("display") == "1: where\n2: print conv.out[0]\n")
    try shell.run("undisplay 1")
    #expect(try shell.run("display norms").hasPrefix("3: norms"))
    #expect(try shell.run("display").split(separator: "\n").count == 2)
    try shell.run("undisplay")
    #expect(try shell.run("step").contains("norms") == false)
    #expect(shell.error("undisplay 2") != nil)
    #expect(shell.error("undisplay x") != nil)
  }

  @Test(
    arguments: [
      "sgd 3", "train", "back", "set ties all", "display", "display probs", "quit", "nothing",
    ])
  func `what can change something is not displayed`(_ line: String) throws {
    let shell = try TestShell("load toy")
    #expect(shell.error("display \(line)") != nil)
    #expect(try shell.run("display").contains("1:") == false)
  }

  @Test func `what cannot be shown now says why, and is shown as soon as it can be`() throws {
    let shell = try TestShell("load toy")
    #expect(try shell.run("display probs").contains("has not been done"))
    #expect(try shell.run("image 0; forward").contains("answer"))
    #expect(try shell.run("net new conv3x3 1, maxpool2").contains("1: probs\n  "))
  }

  @Test(
    arguments: [
      "print test accuracy", "print conv.nothing", "maps softmax", "maps conv 9", "why nowhere",
      "route pool 0 99 0",
    ])
  func `what can never be shown is refused`(_ line: String) throws {
    let shell = try TestShell("load toy")
    let before = shell.state
    #expect(shell.error("display \(line)") != nil)
    #expect(try shell.run("display").contains("1:") == false)
    #expect(shell.state == before)
  }

  @Test(arguments: [
    "curve accuracy", "confusion", "maps conv --grad", "why conv.d_filters", "norms",
  ])
  func `what training and a test make possible is accepted`(_ line: String) throws {
    #expect(try TestShell("load toy").run("display \(line)").hasPrefix("1: \(line)\n"))
  }

  @Test func `a file gets what the command prints, and the screen the displays`() throws {
    let folder = try TemporaryFolder()
    let shell = try TestShell("load toy", "image 0", "display where")
    let printed = try shell.run("step > '\(folder["step.txt"])'")
    #expect(printed.contains("1: where"))
    #expect(try folder.read("step.txt").contains("1: where") == false)
  }

  @Test func `a lesson begins without displays, and they are back after it`() throws {
    let shell = try TestShell("load toy", "image 0", "display where")
    try shell.run("lesson pool")
    #expect(try shell.run("display").contains("no displays"))
    try shell.run("lesson stop")
    #expect(try shell.run("display") == "1: where\n")
  }

  @Test func `there is a limit`() throws {
    let shell = try TestShell("load toy")
    for _ in 0..<12 { try shell.run("display where") }
    #expect(shell.error("display where")?.hint?.hasPrefix("undisplay") == true)
  }

  // MARK: Drawn in place

  /// A session at a terminal of 80x24, and all that its screen was sent.
  private final class Watched {
    var sent: [String] = []
    let interpreter: Interpreter

    init(_ lines: String...) throws {
      var output: (String) -> Void = { _ in }
      interpreter = Interpreter(
        session: try Session.digits(seed: 1, folders: .none),
        console: Console(isInteractiveTerminal: true, output: { output($0) }))
      output = { [unowned self] in sent.append($0) }
      for line in lines { try interpreter.run(line) }
      sent = []
    }

    /// What the terminal shows at the end, scrolled lines included.
    var screen: [String] {
      ScreenText.lines(of: sent.joined()).map { line in
        String(line.reversed().drop { $0 == " " }.reversed())
      }
    }
    var frames: [String] { sent.filter { $0.hasPrefix("\u{1B}[?2026h") } }
  }

  @Test func `training redraws displays in place and leaves what a script prints`() throws {
    let watched = try Watched("display probs")
    try watched.interpreter.run("sgd 40000")
    #expect(!watched.frames.isEmpty)
    let script = try TestShell("display probs")
    let printed = try script.run("sgd 40000").split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map(String.init).dropLast()
    // The curve that grew stays below.
    #expect(watched.screen.starts(with: printed))
    #expect(watched.screen.dropFirst(printed.count).first?.hasPrefix("loss, training") == true)
  }

  @Test func `without displays there is one line of progress`() throws {
    let watched = try Watched()
    try watched.interpreter.run("sgd 4000")
    #expect(watched.frames.isEmpty)
    let script = try TestShell().run("sgd 4000")
    #expect(watched.screen.joined(separator: "\n") + "\n" == script)
  }

  @Test func `no frame is higher than the screen`() throws {
    let watched = try Watched("display maps conv 2", "display probs", "display filters")
    try watched.interpreter.run("sgd 40000")
    #expect(!watched.frames.isEmpty)
    for frame in watched.frames {
      let rows = ScreenText.lines(of: frame).count
      // Lines that are printed above it scroll away.
      #expect(rows <= 23 || frame.contains("update"), "\(rows)")
    }
  }
}

extension String {
  /// The text without its last line, which suggests the next command.
  fileprivate var dropNext: String {
    split(separator: "\n").filter { !$0.hasPrefix("next: ") }.joined(separator: "\n") + "\n"
  }
}
