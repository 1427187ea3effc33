import Foundation
import Terminal
import TestSupport
import Testing

@testable import Shell

/// A lesson that a teacher presents: the next command is typed at the prompt.
@Suite struct PresentTests {
  private let folder: TemporaryFolder
  private let file: String

  init() throws {
    folder = try TemporaryFolder()
    file = try folder.write(Self.lesson, to: "windows.md")
  }

  private static let lesson = """
    ---
    id: windows
    title: Windows
    start: load toy; image 0; step
    ---
    ## The windows <!-- step: windows -->
    ```backstep
    backstep> print conv.out
    ...
    ```

    ## Predict <!-- step: predict -->
    Four windows, four numbers.

    <details><summary>Hint</summary>h</details>
    <details><summary>Answer</summary>

    ```answer
    = 3 1 1 2
    ```
    ```backstep
    backstep> step
    ...
    backstep> print pool.out
    ...
    ```
    </details>

    ## Size <!-- step: size -->
    What becomes of 26x26?

    - (a) 24x24
    - (b) 13x13

    <details><summary>Hint</summary>h</details>
    <details><summary>Answer</summary>

    ```answer
    b
    a: No.
    ```
    </details>

    ## Who won <!-- step: won -->
    ```backstep
    backstep> route pool 0 0 0
    ...
    ```

    ## Turn <!-- step: turn -->
    Let the lower left cell win.

    ```check
    pool.winners[0,0,0] == lower-left
    ```
    <details><summary>Hint</summary>h</details>
    <details><summary>Solution</summary>

    ```solution
    set image[1,0] 9
    ```
    </details>

    ## End <!-- step: end -->
    Goodbye.
    """

  /// Runs what is typed for the teacher.
  private func accept(_ shell: TestShell) throws { try shell.run(shell.session.suggestion) }

  private func presented(_ lesson: String? = nil) throws -> TestShell {
    try TestShell("lesson \(lesson ?? "\"\(file)\"") --present", hasPrompt: true)
  }

  @Test func `the next command is typed, and goes on when it is run`() throws {
    let shell = try presented()
    #expect(shell.printed.contains("Type another one") && shell.printed.contains("windows.1"))
    #expect(shell.session.suggestion == "print conv.out")
    #expect(!shell.printed.contains("> print conv.out"), "the prompt has it")
    try accept(shell)
    #expect(shell.printed.contains("Enter continues: Predict"))
    #expect(shell.session.suggestion.isEmpty)
  }

  @Test func `whatever is improvised, the typed line comes back and still works`() throws {
    let shell = try presented()
    for line in ["print image[0]", "set image[5,5] 7", "where"] {
      try shell.run(line)
      #expect(shell.session.suggestion == "print conv.out")
    }
    #expect(shell.error("nonsense") != nil)
    #expect(shell.session.suggestion == "print conv.out")
    try accept(shell)
    #expect(shell.printed.contains("1x4x4") && shell.printed.contains("Enter continues"))
  }

  @Test func `where the typed line cannot be done any more, the lesson takes its own numbers`()
    throws
  {
    let shell = try presented()
    for _ in 0..<60 where shell.session.suggestion != "route pool 0 0 0" {
      try shell.run("skip")
    }
    try shell.run("net new softmax 2")
    try accept(shell)
    #expect(shell.printed.contains("its own numbers") && shell.printed.contains("[won]"))
    #expect(shell.session.isInLesson)
  }

  @Test func `an edited line runs as it is, and so does one typed anew`() throws {
    let shell = try presented()
    #expect(
      try shell.run("print conv.out[0,0]")
        == "conv.out[0,0]  4  0 .. 3  mean 1  zeros 2\n[0]  0  3  1  0\n")
    #expect(shell.session.suggestion == "print conv.out")
    #expect(try shell.run("pri conv.out").contains("Enter continues"))
  }

  @Test func `a question waits for answer, and Enter only says what it asks for`() throws {
    let shell = try presented()
    try accept(shell)
    for _ in 0..<2 {
      #expect(try shell.run("lesson next").contains("Vote: 4 numbers."))
      #expect(shell.session.suggestion.isEmpty)
    }
    #expect(try shell.run("answer").contains("The answer: 3 1 1 2."))
    #expect(shell.session.suggestion == "step")
    try accept(shell)
    #expect(shell.session.suggestion == "print pool.out")
    try accept(shell)
    let choices = try shell.run("lesson next")
    #expect(choices.contains("  b  13x13"))
    let again = try shell.run("lesson next")
    #expect(again.contains("Vote: a or b.") && !again.contains("13x13"))
    #expect(try shell.run("lesson again").contains("  b  13x13"))
  }

  @Test func `a turn's way is typed once it has been told`() throws {
    let shell = try presented()
    for _ in 0..<60 where !shell.printed.contains("Type what the class proposes") {
      try shell.run("skip")
    }
    #expect(shell.session.suggestion.isEmpty)
    try shell.run("answer")
    let told = shell.session.suggestion
    #expect(!told.isEmpty && shell.printed.contains("  \(told)\n"))
    try shell.run("where")
    #expect(shell.session.suggestion == told)
    try accept(shell)
    #expect(shell.printed.contains("Done"))
  }

  @Test func `lesson back returns to the step before, with its line`() throws {
    let shell = try presented()
    try accept(shell)
    try shell.run("lesson next")
    try shell.run("lesson back")
    #expect(shell.session.suggestion == "print conv.out")
    try shell.run("lesson restart")
    #expect(shell.session.suggestion == "print conv.out")
  }

  @Test(arguments: ["2", "5", "11", "13", "28"])
  func `a lesson can be shown with Enter and answer alone, on a screen of eighty columns`(
    _ label: String
  ) throws {
    let shell = try presented(label)
    var text = shell.printed
    for _ in 0..<300 where shell.session.isInLesson {
      let typed = shell.session.suggestion
      if typed.isEmpty {
        text += try shell.run("lesson next")
        if shell.printed.contains("Vote: ")
          || shell.printed.contains("class proposes")
        {
          text += try shell.run("answer")
        }
      } else {
        text += try shell.run(typed)
      }
    }
    let isOver = !shell.session.isInLesson
    #expect(isOver)
    #expect(text.isASCII)
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func `a lesson can be shown from a later part`() throws {
    let shell = try TestShell("lesson \"\(file)\" --present --at 4", hasPrompt: true)
    #expect(shell.printed.contains("windows.4") && shell.printed.contains("part 4 of 6"))
    #expect(shell.printed.contains("Type another one"))
    #expect(shell.session.suggestion == "route pool 0 0 0")
    let place = try shell.run("quit").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(place.contains(" --present --at 4` continues there"))
    let other = try TestShell(hasPrompt: true)
    #expect(other.error("lesson \"\(file)\" --present --at 7")?.word == "7")
    #expect(other.error("lesson --present --at 3")?.word == "--present")
  }

  @Test func `each part begins on a clear screen, once`() throws {
    let shell = try TestShell(hasPrompt: true, clearing: "<clear>")
    func clears(_ line: String) throws -> Int {
      try shell.run(line).components(separatedBy: "<clear>").count - 1
    }
    #expect(try clears("lesson \"\(file)\" --present") == 1)
    #expect(shell.printed.hasPrefix("<clear>Lesson windows"))
    #expect(try clears("print conv.out") == 0)
    #expect(try clears("lesson next") == 1)
    #expect(shell.printed.hasPrefix("<clear>"))
    #expect(try clears("lesson next") == 0, "it asks again")
    #expect(try clears("answer") == 0)
    #expect(try clears("lesson back") == 1)
    #expect(try clears("lesson again") == 1)
    try shell.run("set clear off")
    #expect(try clears("lesson again") == 0)
    #expect(try shell.run("set clear").hasPrefix("clear is off"))
  }

  @Test func `a student has a clear screen if it is set, and it ends with the lesson`() throws {
    let shell = try TestShell(hasPrompt: true, clearing: "<clear>")
    #expect(try !shell.run("lesson \"\(file)\"").contains("<clear>"))
    #expect(try shell.run("set clear").hasPrefix("clear is off"))
    try shell.run("set clear on")
    #expect(try shell.run("lesson again").hasPrefix("<clear>"))
    #expect(try !shell.run("print image").contains("<clear>"))
    try shell.run("lesson stop")
    #expect(try shell.run("set clear").hasPrefix("clear is off"))
    #expect(shell.error("set clear maybe")?.choices == ["on", "off"])
  }

  @Test func `where the screen cannot be cleared, and in a log, there is no trace of it`() throws {
    let shell = try TestShell(hasPrompt: true, clearing: "\u{1B}D")
    try shell.run("log \"\(folder["log.md"])\"")
    try shell.run("set clear on")
    #expect(try shell.run("lesson \"\(file)\"").contains("\u{1B}D"))
    try shell.run("log off")
    #expect(try !folder.read("log.md").contains("\u{1B}"))
    let plain = try TestShell("set clear on", "lesson \"\(file)\"")
    #expect(!plain.printed.contains("\u{1B}"))
  }

  @Test func `the question stands out in bold, on a screen that has colours`() throws {
    /// What is bold, apart from the line above a part.
    func bold(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter {
        $0.contains("\u{1B}[1m") && !$0.hasPrefix("\u{1B}[1m-- ")
      }
    }
    let shell = try TestShell(hasPrompt: true, screen: Screen(isColoured: true))
    try shell.run("lesson \"\(file)\" --present --at 2")
    #expect(shell.printed.contains("\u{1B}[1mFour windows, four numbers.\u{1B}[0m"))
    try shell.run("lesson \"\(file)\" --present --at 6")
    #expect(bold(shell.printed).isEmpty, "it asks nothing")
    try shell.run("lesson \"\(file)\" --at 2")
    #expect(bold(shell.printed).isEmpty, "a student reads it alone")
    let plain = try presented()
    #expect(!plain.printed.contains("\u{1B}"))
  }

  @Test func `a clicker's keys mean something in a presentation`() throws {
    let shell = try presented()
    #expect(shell.session.clicker == Clicker(back: "lesson back", blanks: true))
    try shell.run("lesson \"\(file)\" --present --at 3")
    #expect(shell.session.clicker?.blanks == false, "b is a choice here")
    try shell.run("lesson stop")
    #expect(shell.session.clicker == nil)
    try shell.run("lesson \"\(file)\"")
    #expect(shell.session.clicker == nil)
  }

  @Test func `showing a lesson is nobody's progress`() throws {
    let shell = try TestShell(hasPrompt: true)
    shell.interpreter.keepProgress(in: folder["state/progress"])
    try shell.run("lesson 5 --present")
    for _ in 0..<100 where shell.session.isInLesson { try shell.run("skip") }
    #expect(folder.names == ["windows.md"])
  }

  @Test func `without a prompt, or without a lesson, it says so`() throws {
    let shell = try TestShell()
    #expect(shell.error("lesson 5 --present")?.word == "--present")
    #expect(shell.error("lesson 5 --present")?.hint == "lesson 5")
    let other = try TestShell(hasPrompt: true)
    for line in ["lesson --present", "lesson next --present"] {
      #expect(other.error(line)?.word == "--present", "\(line)")
    }
    #expect(!other.session.isInLesson && other.session.suggestion.isEmpty)
  }

  @Test func `from the command line it wants a lesson and a terminal`() throws {
    let backstep = try Executable()
    #expect(try backstep.run("--present").status == 2)
    #expect(try backstep.run("lesson", "--present").status == 2)
    let piped = try backstep.run("lesson", "5", "--present")
    #expect(piped.status == 1 && piped.errors.contains("terminal"))
  }
}
