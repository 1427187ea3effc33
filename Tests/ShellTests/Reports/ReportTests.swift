import Foundation
import Shell
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Lab reports.
@Suite struct ReportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let lesson = """
    ---
    id: small
    title: Small
    start: load toy; image 0
    objectives: see a map; say what it is
    ---
    ## Guess <!-- step: guess -->
    What do you expect of it?

    <details><summary>Hint</summary>h</details>
    <details><summary>Answer</summary>

    ```answer
    ... hypothesis
    A model guess.
    ```
    </details>

    ## Look <!-- step: look -->
    Of these two numbers:

    ```backstep
    backstep> step
    ...
    ```
    Which?

    - (a) all
    - (b) one

    <details><summary>Hint</summary>h</details>
    <details><summary>Answer</summary>

    ```answer
    b
    a: No.
    ```
    </details>

    ## Turn <!-- step: turn -->
    Make it large.

    ```check
    image[0,0] > 5
    ```
    <details><summary>Hint</summary>h</details>
    <details><summary>Solution</summary>

    ```solution
    set image[0,0] 6
    ```
    </details>

    ## Why <!-- step: why -->
    Why?

    <details><summary>Hint</summary>h</details>
    <details><summary>Answer</summary>

    ```answer
    ...
    A model reason.
    ```
    </details>

    ## End <!-- step: end -->
    Goodbye.
    """

  private func shell(_ lines: String...) throws -> TestShell {
    let file = try folder.write(Self.lesson, to: "small.md")
    let shell = try TestShell("lesson \"\(file)\"")
    for line in lines { try shell.run(line) }
    return shell
  }

  private func report(_ shell: TestShell, _ options: String = "") throws -> String {
    try shell.run("report \"\(folder["r.md"])\" --force \(options)")
    return try folder.read("r.md")
  }

  /// The text below a heading.
  private func part(_ name: String, of report: String) -> String {
    report.components(separatedBy: "\n## ").first { $0.hasPrefix(name) } ?? ""
  }

  @Test func `it has every part, with the student's sentences where the lesson asked`() throws {
    let shell = try shell(
      "I expect it to grow.", "lesson next", "lesson next", "a", "b", "lesson next",
      "set image[0,0] 7", "lesson next", "Because of the sum.")
    let text = try report(shell, "--name \"Ada\" --roll -7")
    #expect(text.hasPrefix("# Lab report: Small\n\n- **Name**: Ada\n- **Roll number**: -7\n"))
    #expect(part("Objectives", of: text).contains("- see a map\n- say what it is\n"))
    let hypothesis = part("Hypothesis", of: text)
    #expect(hypothesis.contains("What do you expect of it?\n\n> I expect it to grow.\n"))
    #expect(!hypothesis.contains("model"))
    let experiment = part("Experiment", of: text)
    #expect(experiment.contains("conv3x3 1, maxpool2, softmax 2") && experiment.contains("seed 1"))
    #expect(experiment.contains("backstep lesson ") && experiment.contains("small.md"))
    let observations = part("Observations", of: text)
    #expect(observations.contains("### Look\n\n```text\nbackstep> step\nimage [conv]"))
    #expect(observations.contains("Answer: a, all (wrong)\n\nAnswer: b, one (right)"))
    #expect(observations.contains("backstep> set image[0,0] 7\n"))
    #expect(observations.contains("Why?\n\n> Because of the sum."))
    #expect(!observations.contains("I expect"))
    #expect(part("Inferences", of: text).contains("(to be written)"))
    #expect(part("Conclusion", of: text).contains("(to be written)"))
  }

  @Test func `it can be written when the lesson is over, and is the lesson's until work goes on`()
    throws
  {
    let file = try folder.write(Self.lesson, to: "small.md")
    let shell = try TestShell("image 3; step", "lesson \"\(file)\"")
    for _ in 0..<20 where shell.session.isInLesson { try shell.run("skip") }
    let text = try report(shell)
    #expect(text.contains("# Lab report: Small"))
    #expect(text.contains("> A model guess.\n\n(From the lesson.)"))
    #expect(text.contains("Answer: b, one (told)"))
    #expect(shell.printed.contains("--of own"))
    #expect(try report(shell, "--of own").contains("backstep> image 3\n"))
    try shell.run("print image[0]")
    let own = try report(shell)
    #expect(own.contains("# Lab report\n") && own.contains("backstep> print image[0]\n"))
    #expect(!own.contains("Small"))
    #expect(try report(shell, "--of small").contains("# Lab report: Small"))
    #expect(shell.error("report x.md --of nonsense")?.word == "nonsense")
  }

  @Test func `a lesson within a lesson leaves one's own work as it was`() throws {
    let shell = try TestShell(
      "image 3; step", "lesson 5", "lesson next", "lesson 11", "lesson next")
    try shell.run("lesson stop")
    try shell.run("print image[0]")
    let own = try report(shell)
    #expect(own.hasPrefix("# Lab report\n") && own.contains("backstep> print image[0]\n"))
    #expect(try !report(shell, "--of 11").contains("print image[0]"))
  }

  @Test func `what is done after a lesson is one's own, also where nothing came before it`() throws
  {
    let shell = try shell("I expect it to grow.", "lesson next", "lesson stop", "image 3")
    #expect(try report(shell).contains("backstep> image 3"))
    #expect(try !report(shell, "--of small").contains("image 3"))
  }

  @Test func `what is taken back with lesson back is not observed`() throws {
    let shell = try shell("I expect it to grow.", "lesson next", "lesson next", "print image[0,0]")
    #expect(try report(shell).contains("print image"))
    try shell.run("lesson back")
    let text = try report(shell)
    #expect(!text.contains("print image") && !text.contains("backstep> step"))
    #expect(text.contains("I expect it to grow."))
  }

  @Test func `a lesson gone on with tells of the steps done before`() throws {
    let file = try folder.write(Self.lesson, to: "small.md")
    let state = folder["state/backstep/progress"]
    let first = try TestShell()
    first.interpreter.keepProgress(in: state)
    for line in ["lesson \"\(file)\"", "skip", "lesson next", "lesson next", "b", "lesson next"] {
      try first.run(line)
    }
    let second = try TestShell()
    second.interpreter.keepProgress(in: state)
    try second.run("lesson \"\(file)\"")
    #expect(second.printed.contains("Turn"))
    #expect(try report(second).contains("### Look\n\n```text\nbackstep> step\n"))
  }

  @Test func `the lines of one's own work give every number again`() throws {
    let shell = try TestShell(
      "load toy; net new conv3x3 2, maxpool2, softmax 2", "image 0; forward", "sgd 3",
      "print softmax.biases", seed: 4)
    let text = try report(shell, "--conclusion \"It learns.\" --hypothesis \"It will.\"")
    #expect(part("Conclusion", of: text).contains("> It learns."))
    #expect(part("Hypothesis", of: text).contains("> It will."))
    #expect(text.contains("backstep --seed 4 lab.txt"))
    let repetition = try #require(
      text.components(separatedBy: "### How to repeat it").last?
        .components(separatedBy: "```text\n").dropFirst().first?
        .components(separatedBy: "\n```").first)
    let again = try TestShell(seed: 4)
    for line in repetition.split(separator: "\n") { try again.run(String(line)) }
    #expect(again.parameters == shell.parameters)
  }

  @Test func `each experiment is told once, those that were never used are not`() throws {
    let shell = try TestShell("load toy", "net new conv3x3 2, maxpool2, softmax 2", "image 0; step")
    try shell.run("load mnist; net preset digits; image 0; step")
    try shell.run("set learning-rate 0.25; sgd 2")
    let text = try report(shell)
    #expect(text.contains("### Set-up 2") && !text.contains("### Set-up 3"))
    #expect(text.contains("`conv3x3 2, maxpool2, softmax 2`"))
    #expect(text.contains("learning rate 0.25") && !text.contains("`conv3x3 1, maxpool2"))
  }

  @Test func `HTML is well-formed whatever is said`() throws {
    let shell = try shell("I <b>expect</b> \"this\" & that 'much'; # here", "lesson next")
    try shell.run(
      "report \"\(folder["r.html"])\" --name \"</td><script>x</script>\" --roll '&amp;'")
    let html = try folder.read("r.html")
    let parser = XMLParser(data: Data(html.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(!html.contains("<script") && !html.contains("<b>"))
    #expect(html.contains("&amp;amp;") && html.contains("I &lt;b&gt;expect&lt;/b&gt;"))
  }

  @Test func `its memory is bounded, and says so`() throws {
    let shell = try TestShell("load toy; image 0; forward")
    for _ in 0..<450 { try shell.run("print loss") }
    let text = try report(shell)
    #expect(text.contains("The first 53 commands of a long session "))
    #expect(text.components(separatedBy: "backstep> print loss").count == 401)
    let long = try TestShell("image 0; backward", "print conv.d_out")
    try long.run("why conv.d_filters[0,0,0] --all")
    #expect(long.printed.split(separator: "\n").count > 110)
    #expect(try report(long).contains(" more lines)\n"))
  }

  @Test func `nothing is overwritten unasked, and nothing is no report`() throws {
    let shell = try TestShell()
    #expect(shell.error("report r.md")?.hint == "lesson 28")
    try shell.run("image 0")
    let file = try folder.write("mine", to: "r.md")
    #expect(shell.error("report \"\(file)\"")?.hint?.contains("--force") == true)
    #expect(try folder.read("r.md") == "mine")
    #expect(shell.error("report r.txt")?.word == "r.txt")
    #expect(shell.error("report") != nil)
  }

  @Test func `the lab of lesson 28 is a whole report when the lesson does it`() throws {
    let shell = try TestShell("lesson 28")
    for _ in 0..<100 where shell.session.isInLesson { try shell.run("skip") }
    let text = try report(shell, "--name Teacher --roll 0")
    #expect(!text.contains("(to be written)"))
    for found in [
      "equal after a row: 1,000, after a column: 129", "pooled maps moved back", "[won]",
      "conv.d_filters[1,1,1]", "Set-up 2", "on 211 images", "backstep lesson 28",
    ] {
      #expect(text.contains(found), "\(found)")
    }
  }
}
