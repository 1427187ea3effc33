import Foundation
import Shell
import TestSupport
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
    let repetition = part("How to repeat it", of: text)
    #expect(repetition.contains("backstep lesson ") && repetition.contains("small.md"))
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
    #expect(text.contains("Answer: b, one (revealed)"))
    #expect(shell.printed.contains("--of own"))
    #expect(try report(shell, "--of own").contains("(`image 3`)*"))
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
    #expect(try report(shell).contains("(`image 3`)"))
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
      text.components(separatedBy: "## How to repeat it").last?
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
      "equal after a row: 1,000, after a column: 129", "pooled maps moved back",
      "conv.d_filters[1,1,1]", "Set-up 2", "on 211 images", "backstep lesson 28",
      "moved down by a row | 8 of 8 |", "moved left by a column | 129 of 1,000 |",
      "(`route pool 1 0 1`)*", "Test on 211 images, after 411 updates",
    ] {
      #expect(text.contains(found), "\(found)")
    }
    #expect(text.components(separatedBy: "](r-figures/figure-").count > 12)
    let headings = text.components(separatedBy: "\n## ").dropFirst()
    #expect(headings.allSatisfy { $0.contains("\n\n*Model solution: done by the lesson*\n") })
  }

  // MARK: Figures

  @Test func `a command that has a picture stands as that picture, numbered`() throws {
    let shell = try TestShell("load toy", "image 0; forward", "maps conv", "print pool.out")
    let text = try report(shell)
    let links = text.components(separatedBy: "](r-figures/figure-").dropFirst()
    #expect(links.map { $0.prefix(1) } == ["1", "2", "3"], "the network, the image, the maps")
    #expect(text.contains("*Figure 3: ") && text.contains("(`maps conv`)*"))
    #expect(!text.contains("backstep> maps conv") && text.contains("backstep> print pool.out"))
    #expect(folder.names.contains("r-figures"))
    #expect(try folder.read("r-figures/figure-3.svg").contains("<svg "))
    try shell.run("report \"\(folder["r.html"])\"")
    let html = try folder.read("r.html")
    let parser = XMLParser(data: Data(html.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(html.components(separatedBy: "<figure ").count == 4)
    #expect(html.components(separatedBy: "role=\"img\"").count == 4)
  }

  @Test func `a lesson's figures are drawn again in a later session, from the same state only`()
    throws
  {
    let file = try folder.write(Self.lesson, to: "small.md")
    func session(_ lines: String...) throws -> TestShell {
      let shell = try TestShell()
      shell.interpreter.keepProgress(in: folder["state/progress"])
      for line in lines { try shell.run(line) }
      return shell
    }
    _ = try session(
      "lesson \"\(file)\"", "It grows.", "set image[0,0] 4", "step", "maps conv")
    let text = try report(try session())
    #expect(text.contains("(`maps conv`)*") && !text.contains("backstep> maps conv"))
    let journal = try folder.read("state/progress-journal")
    _ = try folder.write(
      journal.replacingOccurrences(of: "image[0,0] 4", with: "image[0,0] 5"),
      to: "state/progress-journal")
    let other = try report(try session())
    #expect(!other.contains("(`maps conv`)*") && other.contains("backstep> maps conv"))
  }

  @Test func `drawing figures again writes no file that the work wrote`() throws {
    let shell = try shell("It grows.", "lesson next")
    try shell.run("step; maps conv > \"\(folder["kept.txt"])\"")
    try FileManager.default.removeItem(atPath: folder["kept.txt"])
    _ = try report(shell)
    #expect(!folder.names.contains("kept.txt"))
  }

  @Test func `what was measured is in a table of results`() throws {
    let shell = try TestShell("load toy", "sgd 4; test")
    let results = part("Results", of: try report(shell))
    #expect(results.contains("| Test on 4 images, after 4 updates | "))
    #expect(results.contains(" right ("))
    #expect(try !report(try TestShell("image 0")).contains("## Results"))
  }

  @Test func `what was asked is in a table, told or not`() throws {
    let shell = try shell("It grows.", "lesson next", "lesson next", "a", "hint", "b")
    let asked = part("What was asked", of: try report(shell))
    #expect(asked.contains("| Guess | answered in a sentence |  |  |\n"))
    #expect(asked.contains("| right | 2 | "))
    #expect(asked.contains("| Turn | not done |  |  |\n"))
    for line in ["lesson next", "skip", "lesson next", "answer"] { try shell.run(line) }
    let end = part("What was asked", of: try report(shell, "--clean"))
    #expect(end.contains("| Turn | done by the lesson |"))
    #expect(end.contains("| Why | the sentence was revealed |") && end.contains("| right | 2 | "))
    #expect(try !report(try TestShell("image 0")).contains("What was asked"))
  }

  @Test func `the experiment is told in the passive or in the first person`() throws {
    let shell = try TestShell("load toy", "image 0; forward")
    #expect(try report(shell).contains("It was not trained."))
    try shell.run("sgd 4; test")
    let passive = try report(shell)
    #expect(
      passive.contains("The network was `") && passive.contains("It was trained for 4 updates"))
    #expect(passive.contains("| What was measured |"))
    let first = try report(shell, "--first-person")
    #expect(first.contains("I used the network `") && first.contains("I trained it for 4 updates"))
    #expect(first.contains("| What I measured |") && !first.contains("It was trained"))
  }

  @Test func `a browser prints the report of the lab on paper`() throws {
    guard let browser = Self.browser else { return }
    let shell = try TestShell("lesson 28")
    for _ in 0..<100 where shell.session.isInLesson { try shell.run("skip") }
    try shell.run("report \"\(folder["r.html"])\"")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: browser)
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
      "--user-data-dir=\(folder["browser"])", "--print-to-pdf=\(folder["r.pdf"])",
      "file://\(folder["r.html"])",
    ]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    process.waitUntilExit()
    let pdf = try Data(contentsOf: URL(fileURLWithPath: folder["r.pdf"]))
    #expect(pdf.starts(with: Array("%PDF-".utf8)))
    let text = String(decoding: pdf, as: UTF8.self)
    let pages = text.components(separatedBy: "/Type /Page\n").count - 1
    #expect((8...20).contains(pages), "\(pages) pages")
  }

  /// A browser that prints without a window, if there is one.
  private static let browser = ["chromium", "chromium-browser", "google-chrome"]
    .map { "/usr/bin/\($0)" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  // MARK: Honesty

  @Test func `--clean leaves out wrong answers, and says how many`() throws {
    let shell = try shell("It grows.", "lesson next", "lesson next", "a", "a", "b")
    #expect(try report(shell).contains("Answer: a, all (wrong)"))
    let clean = try report(shell, "--clean")
    #expect(!clean.contains("(wrong)") && clean.contains("Left out**: 2 wrong answers"))
    #expect(clean.contains("Help used**: 1 hint") && clean.contains("Not done**: Turn; Why\n"))
  }

  @Test func `what the lesson did itself is said on every page, and nothing else is`() throws {
    let own = try shell("It grows.", "lesson next", "lesson next", "b")
    #expect(try !report(own).contains("Model solution"))
    for line in ["lesson next", "skip"] { try own.run(line) }
    let partly = try report(own)
    #expect(partly.contains("## Results") == false)
    #expect(
      partly.components(separatedBy: "\n## ").dropFirst()
        .allSatisfy { $0.contains("*Model solution in 1 of 3 parts*") })
    try own.run("report \"\(folder["r.html"])\"")
    #expect(
      try folder.read("r.html").contains("@top-right { content: \"Model solution in 1 of 3 parts\"")
    )
  }

  // MARK: Sentences

  @Test func `sentences are revised in the editor, and the journal has them`() throws {
    let file = try folder.write(Self.lesson, to: "small.md")
    let shell = try TestShell()
    shell.interpreter.keepProgress(in: folder["state/progress"])
    for line in ["lesson \"\(file)\"", "It grows.", "lesson next"] { try shell.run(line) }
    #expect(shell.error("report --edit") != nil, "nobody is at the prompt")
    let path = folder["a/backstep.txt"]
    shell.interpreter.console.edit = { (text) throws(CommandError) in
      let edited = text.replacingOccurrences(of: "It grows.", with: "It shrinks.")
        .replacingOccurrences(of: "## Conclusion\n", with: "## Conclusion\nI know\nnow.\n")
      return TextEditor.Edited(bytes: Array(edited.utf8), file: path)
    }
    #expect(try shell.run("report --edit").contains("2 sentences"))
    for shell in [shell, try later()] {
      let text = try report(shell)
      #expect(text.contains("> It shrinks.") && !text.contains("It grows."))
      #expect(part("Conclusion", of: text).contains("> I know now."))
    }
    func later() throws -> TestShell {
      let shell = try TestShell()
      shell.interpreter.keepProgress(in: folder["state/progress"])
      return shell
    }
  }

  @Test func `notes and comments are paragraphs, where they were written`() throws {
    let shell = try TestShell("load toy; image 0", "# The upper edge.", "## Second try", "step")
    try shell.run("note \"Now it *wins*.\"")
    let observations = part("Observations", of: try report(shell))
    #expect(observations.contains("\nThe upper edge.\n\n### Second try\n"))
    #expect(observations.contains("\nNow it \\*wins\\*.\n"))
    #expect(shell.error("note") != nil)
  }

  @Test(
    arguments: [
      "Row first; then column. Is that so?", "The gradient isn't > 0, it's < 0", "-3 is it", "a [b",
      "5\" wide", "It says \"ok\"; why?", "print conv", "#1 wins",
    ] as [Hostile])
  func `a note and a sentence may have any signs`(_ text: Hostile) throws {
    let noted = text.text.filter { $0 != " " }
    func plain(_ text: String) -> String { text.filter { !" \\\n".contains($0) } }
    let shell = try TestShell("load toy; image 0", "step", "note  \(text.text)")
    #expect(plain(try report(shell)).contains(noted))
    let notes = try folder.write("note \(text.text)\nnote End\n", to: "notes")
    let read = try report(TestShell("load toy; image 0", "step", "source \(notes)"))
    #expect(plain(read).contains(noted) && read.contains("\nEnd\n"))
    let told = try self.shell("answer \(text.text)")
    #expect(plain(try report(told)).contains(">" + noted))
  }

  @Test func `a question about a drawing comes with it, and an answer without its command`() throws
  {
    let shell = try TestShell("lesson 12 --at 5", "answer 5", "answer 6")
    let bias = try report(shell).components(separatedBy: "### The bias").last ?? ""
    #expect(bias.contains("of such a filter are:\n\n```text\n 2  -1   0\n"))
    #expect(bias.contains("Answer: 5 (wrong)") && bias.contains("Answer: 6 (right)"))
  }

  @Test func `a note right after a lesson is in its report`() throws {
    let shell = try shell("It grows.", "lesson next", "lesson stop")
    #expect(try shell.run("note What a lesson.").contains("on lesson small"))
    let text = try report(shell)
    #expect(text.contains("It grows.") && text.contains("\nWhat a lesson."))
    try shell.run("step")
    #expect(try !shell.run("note My own.").contains("on lesson"))
    #expect(try shell.run("report \"\(folder["r.md"])\" --force").contains("1 note"))
    #expect(try folder.read("r.md").contains("My own."))
  }

  @Test func `a note in quotes is one command of its line, and asks for its help as others do`()
    throws
  {
    let shell = try TestShell("load toy; image 0", "step")
    #expect(try shell.run("note \"One; two.\"; print loss").contains("loss"))
    #expect(try shell.run("note --help").contains("note"))
    #expect(try report(shell).contains("One; two."))
    try shell.run("alias note 'print loss'")
    #expect(try shell.run("note").contains("loss"))
  }

  @Test func `who writes is asked once, and a figure stands once`() throws {
    let shell = try TestShell("load toy", "image 0", "forward", "image 0")
    #expect(try report(shell, "--name Ada").contains("**Name**: Ada"))
    let text = try report(shell, "--roll 7")
    #expect(text.contains("**Name**: Ada\n- **Roll number**: 7"))
    #expect(text.components(separatedBy: "![").count == 3, "the network and the image")
    #expect(text.contains("(`image 0`): see Figure 2."))
  }

  @Test func `the end of a lesson names the line that writes its report`() throws {
    let shell = try TestShell("lesson tour")
    var ending = ""
    for _ in 0..<100 where shell.session.isInLesson { ending = try shell.run("skip") }
    let line = try #require(
      ending.split(separator: "`").map(String.init).first { $0.hasPrefix("report ") })
    try shell.run(line.replacingOccurrences(of: "report ", with: "report " + folder.path + "/"))
    #expect(folder.names.contains { $0.hasSuffix(".html") })
  }
}
