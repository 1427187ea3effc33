import Course
import Foundation
import Shell
import Testing

/// The lessons that come with the program.
@Suite struct LessonFilesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Lessons").standardizedFileURL

  @Test func `the program carries the lessons of the folder`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted()
    #expect(LessonShelf.files.map(\.name) == names)
    for file in LessonShelf.files {
      let bytes = try Data(contentsOf: Self.folder.appending(path: file.name))
      #expect(Array(bytes) == file.bytes, "\(file.name)")
    }
  }

  @Test func `names and numbers are unique, and every lesson says how long it takes`() throws {
    let lessons = try LessonShelf.all()
    #expect(lessons.count >= 8)
    #expect(Set(lessons.map(\.lesson.id)).count == lessons.count)
    #expect(Set(lessons.compactMap(\.number)).count == lessons.count)
    for entry in lessons {
      #expect((3...15).contains(entry.lesson.minutes ?? 0), "\(entry.file)")
      #expect(entry.lesson.steps.last?.task == .look, "\(entry.file): it has a closing step")
    }
  }

  /// Outputs, solutions, wrong choices, hints.
  @Test(arguments: LessonShelf.files.map(\.name))
  func `a lesson does what it says`(_ name: String) throws {
    var report = ""
    let code = try MarkdownCheck.run(
      [Self.folder.appending(path: name).path], blesses: false
    ) { report += $0 + "\n" }
    #expect(code == .done, "\(report)")
  }

  @Test func `a command that fails as it is written to is shown, and the lesson goes on`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      """
      ---
      id: failing
      title: What fails
      ---
      # What fails

      ## One <!-- step: one -->
      Nothing changes where a command fails.

      ```backstep
      backstep> set ties some
      error: There is no tie policy `some`.
      ...
      backstep> image 0
      ...
      ```

      ## Two <!-- step: two -->
      That was it.
      """, to: "failing.md")
    let shell = try TestShell("lesson \"\(file)\"")
    #expect(try shell.run("lesson next").contains("error: There is no tie policy `some`."))
    #expect(try shell.run("lesson next").contains("training image 0"))
    #expect(try shell.run("lesson next").contains("Two"))
  }

  @Test func `the example for authors is a lesson without a fault`() throws {
    let text = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "````")
    try #require(parts.count == 3)
    let folder = try TemporaryFolder()
    let file = try folder.write(
      String(parts[1].dropFirst("markdown\n".count)), to: "example.md")
    var report = ""
    #expect(
      try MarkdownCheck.run([file], blesses: false) { report += $0 + "\n" } == .done, "\(report)")
  }

  @Test(arguments: LessonShelf.files.map(\.name))
  func `a lesson can be taken with Enter and skip alone, within eighty columns`(
    _ name: String
  ) throws {
    let shell = try TestShell()
    let lesson = try LessonShelf.find(name.prefix { $0.isNumber }.description)
    var text = try shell.run("lesson \(lesson.lesson.id)")
    for _ in 0..<200 where shell.session.isInLesson { text += try shell.run("skip") }
    #expect(!shell.session.isInLesson)
    #expect(text.contains("is done."))
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    #expect(text.isASCII)
  }
}

/// Taking a lesson.
@Suite struct LessonSessionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let text = """
    ---
    id: small
    title: Small
    start: load toy; image 0
    ---
    # Small

    Welcome.

    ## Look <!-- step: look -->
    One step.

    ```backstep
    backstep> step
    ...
    ```

    ## Predict <!-- step: predict -->
    Which?

    - (a) all
    - (b) one

    <details><summary>Hint</summary>Think.</details>
    <details><summary>Hint</summary>Think again.</details>
    <details><summary>Answer</summary>

    ```answer
    b
    a: Not all of them.
    b: Only one.
    ```
    Revealed.
    </details>

    ## Turn <!-- step: turn -->
    Make it large.

    ```check
    image[0,0] > 5 and conv.out[0,0,0] == 6
    ```
    <details><summary>Hint</summary>set image</details>
    <details><summary>Solution</summary>

    ```solution
    set image[0,0] 6
    ```
    Well done.
    </details>

    ## Words <!-- step: words -->
    Why?

    <details><summary>Hint</summary>So.</details>
    <details><summary>Answer</summary>

    ```answer
    ...
    Because of this.
    ```
    </details>

    ## End <!-- step: end -->
    Goodbye.
    """

  /// A session in the lesson, `enters` times Enter on.
  private func lesson(_ enters: Int = 0) throws -> TestShell {
    let file = try folder.write(Self.text, to: "small.md")
    let shell = try TestShell("lesson \"\(file)\"")
    for _ in 0..<enters { try shell.run("lesson next") }
    return shell
  }

  @Test func `it begins with its own data, and shows the first thing to do`() throws {
    let shell = try lesson()
    #expect(shell.printed.contains("Welcome."))
    #expect(shell.printed.contains("small.1  Look"))
    #expect(shell.printed.contains("> step "))
    #expect(!shell.printed.contains("Predict"))
    #expect(try shell.run("print image[0,3]") == "image[0,3] = 3\n")
  }

  @Test func `Enter runs the command, and so does typing it`() throws {
    #expect(try lesson(1).printed.contains("[conv]"))
    let shell = try lesson()
    #expect(try shell.run("ste").contains("Enter goes on: Predict"))
    #expect(try shell.run("lesson next").contains("b  one"))
  }

  @Test func `a wrong choice gets its reply and another attempt, the right one the reveal`() throws
  {
    let shell = try lesson(2)
    #expect(!shell.printed.contains("Revealed"))
    #expect(try shell.run("a").contains("No. Not all of them."))
    #expect(try shell.run("hint").contains("Think."))
    #expect(try shell.run("hint").contains("again"))
    let text = try shell.run("(B)")
    #expect(text.contains("Yes. Only one.") && text.contains("Revealed."))
    #expect(try shell.run("lesson next").contains("Make it large."))
  }

  @Test func `a question waits while the person looks around`() throws {
    let shell = try lesson(2)
    #expect(try shell.run("print image[0,3]") == "image[0,3] = 3\n")
    #expect(try shell.run("lesson next").contains("Your answer"))
    #expect(try shell.run("answer b").contains("Yes."))
  }

  @Test func `a turn is judged by the numbers, however they came about`() throws {
    let shell = try lesson(2)
    try shell.run("b")
    try shell.run("lesson next")
    #expect(try !shell.run("set image[0,0] 4").contains("Done"))
    #expect(try shell.run("answer").contains("set image[0,0] 6"))
    #expect(try shell.run("back; set image[0,0] 3; set image[0,0] 6").contains("Well done."))
  }

  @Test func `skip runs the solution`() throws {
    let shell = try lesson(2)
    try shell.run("skip")
    try shell.run("lesson next")
    let text = try shell.run("skip")
    #expect(text.contains("> set image[0,0] 6") && text.contains("Well done."))
    #expect(try shell.run("print image[0,0]") == "image[0,0] = 6\n")
  }

  @Test func `a step begins with the lesson's numbers, whatever happened before`() throws {
    let shell = try lesson(2)
    try shell.run("set image 7")
    try shell.run("b")
    #expect(try shell.run("lesson next").contains("its own numbers"))
    #expect(try shell.run("print image[0,3]") == "image[0,3] = 3\n")
    #expect(try shell.run("lesson back").contains("2  Predict"))
    #expect(try shell.run("lesson back").contains("1  Look"))
    #expect(try shell.run("print conv.out").contains("not computed"))
    #expect(shell.error("lesson back")?.hint == "lesson again")
  }

  @Test func `a sentence is taken as it is, and commands still work`() throws {
    let shell = try lesson(2)
    for line in ["b", "lesson next", "skip", "lesson next"] { try shell.run(line) }
    #expect(try shell.run("print image[0,0]") == "image[0,0] = 6\n")
    #expect(try shell.run("Losers aren't felt").contains("Because of this."))
    let end = try shell.run("lesson next")
    #expect(end.contains("Goodbye.") && end.contains("is done."))
    #expect(!shell.session.isInLesson)
  }

  @Test func `the person's own session comes back`() throws {
    let file = try folder.write(Self.text, to: "small.md")
    let shell = try TestShell("image 3; step; alias p print")
    let before = shell.state
    try shell.run("lesson \"\(file)\"")
    try shell.run("p image[0,3]")
    #expect(shell.state != before)
    try shell.run("lesson stop")
    #expect(shell.state == before)
  }

  @Test func `progress is kept, resumed, and survives damage`() throws {
    let state = folder["state/backstep/progress"]
    let file = try folder.write(Self.text, to: "small.md")
    func shell() throws -> TestShell {
      let shell = try TestShell()
      shell.interpreter.keepProgress(in: state)
      return shell
    }
    let first = try shell()
    try first.run("lesson \"\(file)\"")
    for line in ["lesson next", "lesson next", "b", "lesson next"] { try first.run(line) }
    #expect(try folder.read("state/backstep/progress").contains("small at turn\n"))
    let second = try shell()
    let text = try second.run("lesson \"\(file)\"")
    #expect(text.contains("small.3  Turn") && text.contains("lesson restart"))
    #expect(try second.run("print conv.out[0,0,0]") == "conv.out[0,0,0] = 0\n")
    for line in ["skip", "lesson next", "skip", "lesson next"] { try second.run(line) }
    #expect(try folder.read("state/backstep/progress").contains("small done\n"))
    try folder.write([0xFF, 0x00, 0x0A], to: "state/backstep/progress")
    #expect(try shell().run("lesson \"\(file)\"").contains("small.1  Look"))
  }

  @Test func `without a lesson its commands say so`() throws {
    let shell = try TestShell()
    for line in ["hint", "answer", "answer b", "skip", "lesson next", "lesson back", "lesson stop"]
    {
      #expect(shell.error(line)?.problem == "No lesson is going on.", "\(line)")
    }
    #expect(shell.error("lesson nonsense")?.word == "nonsense")
    #expect(shell.error("lesson 99")?.word == "99")
    #expect(shell.error("lesson ./none.md") != nil)
  }

  @Test(arguments: [
    "save /tmp/x.safetensors", "write conv.filters ../x.npy", "log x.txt", "source x", "quit",
    "alias a b", "save x.safetensors --force", "open ~/x.safetensors", "nonsense",
  ])
  func `a lesson does nothing outside the working folder`(_ command: String) throws {
    let file = try folder.write(
      Self.text.replacingOccurrences(of: "backstep> step", with: "backstep> \(command)"),
      to: "bad.md")
    let shell = try TestShell("lesson \"\(file)\"")
    #expect(shell.error("lesson next") != nil)
    #expect(folder.names == ["bad.md"])
  }
}

/// `backstep check`.
@Suite struct MarkdownCheckTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func check(
    _ text: String, blesses: Bool = false
  ) throws -> (code: Shell.ExitCode, report: String, text: String) {
    try folder.write(text, to: "a.md")
    var report = ""
    let code = try MarkdownCheck.run([folder["a.md"]], blesses: blesses) { report += $0 + "\n" }
    return (code, report, try folder.read("a.md"))
  }

  private static let plain = """
    # Notes

    ```backstep
    backstep> load toy; image 0
    ...
    backstep> print image[0,3]
    image[0,3] = 4
    backstep> nonsense
    ```

    ```backstep
    backstep> print image
    ...  
    ```

    """

  @Test func `what differs is shown with file and line, and the code is 3`() throws {
    let (code, report, _) = try check(Self.plain)
    #expect(code == .checkDiffers)
    #expect(report.contains("a.md:6: `print image[0,3]` prints something else"))
    #expect(report.contains("- image[0,3] = 4\n  + image[0,3] = 3\n"))
    #expect(report.contains("+ error: There is no command `nonsense`."))
  }

  @Test func `blessing writes what came, and then all is as written`() throws {
    let (code, _, text) = try check(Self.plain, blesses: true)
    #expect(code == .done)
    #expect(text.contains("backstep> print image[0,3]\nimage[0,3] = 3\nbackstep> nonsense\nerror:"))
    #expect(text.contains("backstep> load toy; image 0\n...\n"))
    #expect(try check(text).code == .done)
    #expect(try check(text, blesses: true).text == text)
    #expect(folder.names == ["a.md"])
  }

  @Test func `each example of a plain file is a session of its own`() throws {
    let fence =
      "```backstep\nbackstep> set learning-rate\n...\nbackstep> set learning-rate 1\n...\n```\n"
    #expect(try check(fence + fence).code == .done)
    let last = "```backstep\nbackstep> set learning-rate 1\nlearning-rate was 0.005, is 1.\n```\n"
    #expect(try check(last + last).code == .done)
  }

  private static func turn(check: String, solution: String) -> String {
    """
    ---
    id: a
    title: A
    start: load toy; image 0
    ---
    ## A <!-- step: a -->
    Do.

    ```check
    \(check)
    ```
    <details><summary>Hint</summary>h</details>
    <details><summary>Solution</summary>

    ```solution
    \(solution)
    ```
    </details>
    """
  }

  @Test(arguments: [
    ("image[0,0] == 1", "set image[0,0] 2", "a.md:10: the solution does not pass the check"),
    ("image[0,0] == 0", "where", "a.md:10: the check holds before the student"),
    ("image[0,0] == 1", "nonsense", "a.md:16: There is no command"),
    ("nonsense == 1", "where", "a.md:10: There is no"),
  ])
  func `a solution that does not do is told`(
    _ goal: String, _ solution: String, _ message: String
  ) throws {
    let (code, report, _) = try check(Self.turn(check: goal, solution: solution))
    #expect(code == .checkDiffers)
    #expect(report.contains(message), "\(report)")
  }

  @Test func `a lesson that cannot be read is told, and the next file is checked`() throws {
    try folder.write("---\nid: x\n", to: "b.md")
    try folder.write("# Nothing\n", to: "c.md")
    var report = ""
    #expect(
      try MarkdownCheck.run([folder.path], blesses: true) { report += $0 + "\n" } == .checkDiffers)
    #expect(report.contains("b.md:1: the front matter is not closed"))
    #expect(report.contains("2 files"))
    #expect(throws: CommandError.self) {
      try MarkdownCheck.run([folder["none.md"]], blesses: false) { _ in }
    }
  }
}

/// Lessons and checks from the command line.
@Suite struct LessonExecutableTests {
  private let backstep: Executable

  init() throws { backstep = try Executable() }

  @Test func `check ends with 0, 3 where something differs, 1 where a file is missing`() throws {
    let fence = "```backstep\nbackstep> set ties\nties is %: who gets ...\n```\n"
    try backstep.folder.write(fence.replacingOccurrences(of: "%", with: "x"), to: "a.md")
    let differs = try backstep.run("check", "a.md")
    #expect(differs.status == 3)
    #expect(differs.output.hasPrefix("a.md:2: `set ties` prints something else\n  - ties is x"))
    #expect(try backstep.run("check", "a.md", "--bless").status == 0)
    #expect(try backstep.run("check", "a.md").output == "1 file, 1 command: all as written.\n")
    #expect(try backstep.run("check", "none.md").status == 1)
    for line in ["$B check", "$B --bless", "$B lesson a b", "$B check a.md -c where"] {
      #expect(try backstep.shell(line).status == 2, "\(line)")
    }
  }

  @Test func `a lesson starts from the command line, and goes on from a pipe`() throws {
    let listed = try backstep.run("lesson")
    #expect(listed.status == 0 && listed.output.contains("max pooling"))
    let taken = try backstep.shell(
      "printf 'lesson next\\nlesson next\\nanswer 3 1 1 2\\n' | $B lesson pool")
    #expect(taken.status == 0 && taken.output.contains("Yes. Four numbers"))
    #expect(try backstep.run("lesson", "nonsense").status == 1)
    // A script starts afresh: what a person has done elsewhere does not bend it.
    #expect(try backstep.run("-c", "lesson pool").output.contains("4.1  The windows"))
    #expect(!backstep.folder.names.contains("backstep"))
  }
}
