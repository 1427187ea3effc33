import Foundation
import Shell
import Testing

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
