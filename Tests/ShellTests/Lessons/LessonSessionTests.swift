import Course
import Foundation
import TestSupport
import Testing

@testable import Shell

/// Taking a lesson.
@Suite struct LessonSessionTests {
  static let languages: [(Hostile, Hostile, Hostile)] = [
    ("Größe und Übung", "Größere Filter sehen mehr.", "Übung macht den Meister."),
    ("卷积层的大小", "每个滤波器在图像上滑动，并在每个位置计算一个加权和。", "它变小了。"),
    ("संवलन परत", "प्रत्येक फ़िल्टर छवि पर सरकता है।", "क्‍योंकि सबसे बड़ा जीतता है।"),
  ]

  @Test(arguments: languages)
  func `a lesson in any language is checked, shown and answered`(
    _ title: Hostile, _ prose: Hostile, _ sentence: Hostile
  ) throws {
    let (title, prose, sentence) = (title.text, prose.text, sentence.text)
    let text = """
      ---
      id: small
      title: \(title)
      start: load toy; image 0
      ---
      # \(title)

      ## \(title) <!-- step: look -->
      \(prose)

      ```backstep
      backstep> print \(title.prefix { $0 != " " })
      error: There is no place `\(title.prefix { $0 != " " })`.
      ...
      ```

      - (a) \(prose)
      - (b) \(title)

      <details><summary>Hint</summary>\(prose)</details>
      <details><summary>Answer</summary>

      ```answer
      b
      a: \(sentence)
      ```
      </details>

      ## \(title) <!-- step: words -->
      \(prose)

      <details><summary>Hint</summary>\(prose)</details>
      <details><summary>Answer</summary>

      ```answer
      ...
      \(sentence)
      ```
      </details>

      ## \(title) <!-- step: turn -->
      ```check
      image[0,0] > 5
      ```
      <details><summary>Hint</summary>\(prose)</details>
      <details><summary>Solution</summary>

      ```solution
      set image[0,0] 6
      ```
      </details>

      """
    let file = try folder.write(text, to: "small.md")
    var report = ""
    let code = try MarkdownCheck.run([file], blesses: false) { report += $0 + "\n" }
    #expect(code == .done, "\(report)")
    let shell = try TestShell(width: 40)
    let shown = try shell.run("lesson '\(file)'")
    #expect(shown.contains(title))
    #expect(!shown.contains("?"))
    // No letter is lost, whether the text is wrapped or not.
    func letters(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    #expect(letters(shown).contains(letters(prose)))
    #expect(try shell.run("lesson next").contains("`\(title.prefix { $0 != " " })`"))
    #expect(try letters(shell.run("a")).contains(letters(sentence)))
    #expect(try shell.run("b").contains("Yes."))
    try shell.run("lesson next")
    #expect(try letters(shell.run(sentence)).contains(letters("Compare it with this: " + sentence)))
    #expect(shell.session.prompt.contains("small.2"))
  }

  @Test func `what is chosen in a lesson ends with it`() throws {
    let text = """
      ---
      id: small
      title: Small
      start: load toy; image 0
      ---
      # Small

      ## Look <!-- step: look -->
      ```backstep
      backstep> set pager off
      ...
      backstep> style ascii
      ...
      ```

      """
    let file = try folder.write(text, to: "small.md")
    let shell = try TestShell("alias own step", "lesson '\(file)'")
    try shell.run("alias mine where")
    try shell.run("lesson next")
    #expect(try shell.run("set pager").contains("pager is off"))
    try shell.run("lesson next")
    #expect(shell.session.prompt == "backstep> ")
    #expect(try shell.run("set pager").contains("pager is on"))
    #expect(try shell.run("style").contains("style auto"))
    #expect(shell.session.aliases == ["own": "step"])
  }

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

    ## Predict <!-- step: predict, recalls: look -->
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

  /// A session in the lesson, after pressing Enter `enters` times.
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
    #expect(try shell.run("ste").contains("Enter continues: Predict"))
    #expect(try shell.run("lesson next").contains("b  one"))
  }

  @Test func `a wrong choice gets its reply and another attempt, the right one the reveal`() throws
  {
    let shell = try lesson(2)
    #expect(!shell.printed.contains("Revealed"))
    #expect(try shell.run("a").contains("No. Not all of them."))
    #expect(try shell.run("hint").contains("Think."))
    #expect(try shell.run("hint").contains("again"))
    #expect(try shell.run("hint").contains("last hint: "))
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

  /// Lines at an open question, and what they are: an answer, a command, or neither.
  private enum Reading { case right, wrong, refused, command, error }

  /// A session at the question of a lesson that has this answer.
  private func asked(_ answer: String, choices: [String] = []) throws -> TestShell {
    let text = """
      ---
      id: asked
      title: Asked
      start: load toy; image 0; forward
      ---
      # Asked

      ## Ask <!-- step: ask -->
      Of what?

      \(choices.joined(separator: "\n"))

      <details><summary>Hint</summary>Think.</details>
      <details><summary>Answer</summary>

      ```answer
      \(answer)
      ```
      </details>

      ## End <!-- step: end -->
      Goodbye.
      """
    return try TestShell("lesson '\(folder.write(text, to: "asked.md"))'", "alias s step")
  }

  private func reading(_ line: String, at shell: TestShell) -> Reading {
    guard shell.error(line) == nil else { return .error }
    let text = shell.printed
    if text.contains("Yes.") { return .right }
    if text.contains("No. ") { return .wrong }
    return text.contains("The question asks for") ? .refused : .command
  }

  @Test func `what can be an answer or a command is an answer to a number question`() throws {
    let folder = folder
    for (line, expected): (String, Reading) in [
      ("4", .right), ("4?", .right), ("8/2", .right), ("log 54.6", .right), ("log 5", .wrong),
      ("exp 2", .wrong),
      ("e", .wrong), ("yes", .refused), ("b", .refused), ("1 2", .refused),
      ("print conv.out", .command),
      ("why conv.out[0,0,0]", .command), ("conv.out?", .command), ("step 1", .command),
      ("s", .command), ("image 0", .command), ("what is a gradient?", .command),
      ("nonsense 3", .error), ("print 3", .error), ("x", .refused),
    ] {
      #expect(try reading(line, at: asked("= 4 ~0.001")) == expected, "\(line)")
    }
    #expect(folder.names == ["asked.md"])
  }

  @Test func `what can be an answer or a command at a choice question`() throws {
    let choices = ["- (a) forward", "- (b) image 0, the filters", "- (c) one number"]
    for (line, expected): (String, Reading) in [
      ("a", .right), ("forward", .right), ("image 0", .wrong), ("one number", .wrong),
      ("number", .wrong), ("filters", .command), ("the filters", .wrong), ("where", .command),
      ("s", .command), ("d", .refused), ("5", .refused), ("yes", .refused), ("a or b", .refused),
      ("print conv.out", .command), ("nonsense", .error),
    ] {
      #expect(
        try reading(line, at: asked("a\nb: B.\nc: C.", choices: choices)) == expected, "\(line)")
    }
  }

  @Test func `one word can be a sentence, and not knowing gets a hint`() throws {
    for line in ["Because", "pooling", "it moves", "Losers aren't felt"] {
      #expect(try asked("...\nIt moves.").run(line).contains("Noted."), "\(line)")
    }
    for line in ["where", "wher", "s", "print conv.out", "what is a gradient?"] {
      #expect(try !asked("...\nIt moves.").run(line).contains("Noted."), "\(line)")
    }
    for answer in ["...\nIt moves.", "= 4", "= conv.out[0,0,0]"] {
      let shell = try asked(answer)
      for line in ["i dont know", "No idea!", "I don't know."] {
        let text = try shell.run(line)
        #expect(!text.contains("Noted.") && !text.contains("No."), "\(text)")
        #expect(text.contains("Think.") || text.contains("`answer`"), "\(text)")
      }
    }
  }

  @Test func `a task that was done before its turn is done when its turn comes`() throws {
    for early in [true, false] {
      let shell = try TestShell("lesson maps --at 5")
      if early { try shell.run("set conv.filters[2] 0") }
      let text = try shell.run("lesson next")
      #expect(text.contains("Done.") == early && text.contains("Your turn: ") != early)
    }
  }

  @Test func `what looks like an answer where nothing is asked is told so`() throws {
    let shell = try asked("= 4")
    try shell.run("4")
    for line in ["5", "1 2", "a", "5,408", "8*26", "1, -2", "0.5; 0"] {
      let error = shell.error(line)
      #expect(error?.hint?.contains("Enter") == true && error?.word == nil, "\(line)")
    }
    #expect(shell.error("wherr")?.instead == "where")
  }

  @Test func `an answer may go by the lesson's numbers or by those on the screen`() throws {
    func changed() throws -> TestShell {
      let shell = try asked("= pool.out[0,0,0]")
      #expect(try shell.run("print pool.out[0,0,0]").contains("= 3"))
      try shell.run("set image 0")
      #expect(try shell.run("print pool.out[0,0,0]").contains("= 0"))
      return shell
    }
    #expect(try changed().run("0").contains("Yes. These are the numbers as you have changed them."))
    #expect(try changed().run("3").contains("Yes, by the lesson's own numbers."))
    #expect(try changed().run("4").contains("No."))
    #expect(try asked("= pool.out[0,0,0]").run("3").contains("Yes.\n"))
    #expect(try asked("= pool.out").run("lesson next").contains("Your answer: 4 numbers."))
  }

  @Test func `a decimal comma is corrected, and Enter repeats the question`() throws {
    let shell = try asked("= 0.5")
    #expect(try shell.run("0,5") == "Write 0.5, with a point.\n")
    let again = try shell.run("lesson next")
    #expect(again.contains("Of what?") && again.contains("Your answer: a number."))
  }

  @Test func `a turn is judged by the numbers, however they came about`() throws {
    let shell = try lesson(2)
    try shell.run("b")
    try shell.run("lesson next")
    #expect(try !shell.run("set image[0,0] 4").contains("Done"))
    #expect(try shell.run("answer").contains("set image[0,0] 6"))
    #expect(try shell.run("back; set image[0,0] 3; set image[0,0] 6").contains("Well done."))
  }

  @Test func `a lesson is done when all of its parts are, and goes on with the first that is not`()
    throws
  {
    let folder = try TemporaryFolder()
    let shell = try TestShell()
    shell.interpreter.keepProgress(in: folder["progress"])
    try shell.run("lesson 5 --at 4")
    for _ in 0..<60 where shell.session.isInLesson { try shell.run("skip") }
    #expect(
      shell.printed.contains("these parts are not done") && !shell.printed.contains("5 is done"))
    try shell.run("lesson 5")
    #expect((shell.session.lesson?.index ?? 9) < 3)
    for _ in 0..<90 where shell.session.isInLesson { try shell.run("skip") }
    #expect(shell.printed.contains("Lesson 5 is done."))
  }

  @Test func `a task that is done says so in the author's words alone`() throws {
    let shell = try lesson(2)
    try shell.run("b")
    try shell.run("lesson next")
    let text = try shell.run("set image[0,0] 6")
    #expect(text.contains("Done.\n\nWell done."))
    #expect(!text.contains("conv.out[0,0,0] =="))
  }

  @Test func `there is one next action: what the lesson says`() throws {
    let shell = try lesson()
    let hint = "\nnext: "
    #expect(try TestShell("load toy; image 0").run("step").contains(hint))
    #expect(try !shell.run("step").contains(hint))
    #expect(try !shell.run("where; forward").contains(hint))
    #expect(shell.error("nonsense") != nil)
    try shell.run("lesson stop")
    #expect(try shell.run("load toy; image 0; step").contains(hint))
  }

  @Test func `after the last part Enter offers a lesson, and does not step the user's session`()
    throws
  {
    let shell = try TestShell("image 3; forward")
    let before = shell.state
    try shell.run("lesson image")
    var text = ""
    for _ in 0..<200 where shell.session.isInLesson { text = try shell.run("skip") }
    let next = try #require(try LessonLibrary.all().first { ($0.number ?? 0) > 1 })
    #expect(text.contains("Enter begins lesson \(next.label): \(next.lesson.title)."))
    #expect(shell.state == before)
    #expect(shell.session.emptyLine == "lesson \(next.label)")
    try shell.run("where")
    #expect(shell.session.emptyLine == "step")
  }

  @Test func `a lesson in a file is followed by the list of lessons`() throws {
    let shell = try lesson(2)
    for _ in 0..<20 where shell.session.isInLesson { try shell.run("skip") }
    #expect(shell.session.emptyLine == "lesson")
    #expect(shell.error("nonsense") != nil)
    #expect(shell.session.emptyLine == "step")
  }

  @Test func `a lesson's text and its commands are not paged, one's own commands are`() throws {
    final class Pages { var paged = "", shown = "" }
    let pages = Pages()
    let interpreter = Interpreter(
      session: try Session.digits(seed: 1, folders: .none),
      console: Console(pager: { pages.paged += $0 }, output: { pages.shown += $0 }))
    let file = try folder.write(Self.text, to: "small.md")
    // What the shell does before each line.
    func run(_ line: String) throws {
      interpreter.console.isPaging = true
      try interpreter.run(line)
    }
    for line in [
      "lesson '\(file)'", "lesson next", "lesson next", "hint", "b", "lesson again", "answer",
      "lesson next", "skip", "lesson back",
    ] { try run(line) }
    #expect(pages.paged.isEmpty && pages.shown.contains("Make it large."))
    try run("print image")
    #expect(pages.paged.contains("image"))
    // Typed by hand, it is still the lesson's command.
    pages.paged = ""
    for line in ["lesson restart", "step"] { try run(line) }
    #expect(pages.paged.isEmpty)
  }

  @Test func `quit says where one was`() throws {
    let text = try lesson(2).run("quit")
    #expect(text.contains("part 2 of 5 in lesson small") && text.contains("--at 2"))
    let shell = try lesson(2)
    shell.interpreter.keepProgress(in: folder["progress"])
    #expect(try shell.run("quit").contains("small.md` continues there"))
    #expect(try TestShell().run("quit").isEmpty)
  }

  @Test func `a part that recalls an earlier one is shown with what that printed`() throws {
    let shell = try lesson()
    let printed = try shell.run("lesson next").split(separator: "\n")[0]
    for line in ["lesson next", "lesson again"] {
      #expect(try shell.run(line).contains(printed) == (line == "lesson again"), "\(line)")
    }
    let file = folder["small.md"]
    #expect(try TestShell().run("lesson '\(file)' --at 2").contains(printed))
    for part in 3...5 {
      #expect(try !TestShell().run("lesson '\(file)' --at \(part)").contains(printed))
    }
  }

  @Test func `more updates than a part can use are noticed`() throws {
    let lesson = """
      ---
      id: updates
      title: Updates
      start: load toy; image 0; backward
      ---
      # Updates

      ## Turn <!-- step: turn -->
      ```check
      updates == 1 and image[0,0] == 0
      ```
      <details><summary>Hint</summary>update</details>
      <details><summary>Solution</summary>

      ```solution
      update
      ```
      ```backstep
      backstep> print loss
      ...
      ```
      </details>

      ## Free <!-- step: free -->
      ```check
      updates > 90
      ```
      <details><summary>Hint</summary>sgd</details>
      <details><summary>Solution</summary>

      ```solution
      sgd 100
      ```
      </details>
      """
    let file = try folder.write(lesson, to: "updates.md")
    func shell() throws -> TestShell { try TestShell("lesson '\(file)'") }
    let ten = try shell().run("sgd 10")
    #expect(!ten.contains("must be"))
    #expect(ten.contains("10 updates, and this part asks for 1.") && ten.contains("lesson again"))
    let changed = try shell()
    let text = try changed.run("set image[0,0] 5")
    #expect(text.contains("For this part image[0,0] must be 0. `lesson again`"))
    #expect(try !changed.run("set image[0,1] 5").contains("must be"))
    #expect(try !changed.run("set image[0,0] 0").contains("must be"))
    let twice = try shell()
    #expect(try !twice.run("update").contains("lesson again"))
    #expect(try twice.run("sgd 1").contains("2 updates, and the lesson is at 1."))
    #expect(try !twice.run("print loss").contains("lesson again"))
    #expect(try !twice.run("lesson again").contains("That makes"))
    #expect(try twice.run("update").contains("Done."))
    for line in ["lesson next", "lesson next"] { try twice.run(line) }
    #expect(try !twice.run("sgd 50").contains("That makes"))
    #expect(try twice.run("sgd 50").contains("Done."))
  }

  @Test func `back stops where the lesson began, wherever goto went`() throws {
    let file = try folder.write(
      """
      ---
      id: travel
      title: Travel
      start: load toy; sgd 2; keep two; load toy; image 0; forward
      ---
      # Travel

      ## Look <!-- step: look -->
      ```backstep
      backstep> step
      ...
      ```

      ## End <!-- step: end -->
      Goodbye.
      """, to: "travel.md")
    let shell = try TestShell("lesson '\(file)'")
    func count() throws -> Substring? {
      try shell.run("where").firstMatch(of: /([0-9]+) operations?\s+can\s+be\s+undone/)?.1
    }
    #expect(try count() == "0" && shell.error("back") != nil)
    for line in ["lesson next", "set image[0,0] 1", "step"] { try shell.run(line) }
    #expect(try count() == "3")
    #expect(shell.error("back 4")?.hint == "back 3")
    try shell.run("back 3")
    #expect(try count() == "0" && shell.error("back") != nil)
    try shell.run("goto two")
    #expect(try count() == "0" && shell.error("back update") != nil)
    try shell.run("sgd 1")
    #expect(try count() == "10")
    try shell.run("back 10")
    #expect(try count() == "0")
    try shell.run("lesson stop")
    try shell.run("step")
    #expect(try count() == "1")
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
      #expect(shell.error(line)?.problem.contains("lesson") == true, "\(line)")
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
