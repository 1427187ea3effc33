import Course
import Shell
import TestSupport
import Testing

/// Sentences of a lesson that quote the session, and conditions on what is chosen by name.
@Suite struct LessonQuotationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(
    prose: String = "Now.", check: String = "image[0,0] > 3", after: String = "Done with it.",
    start: String = "load toy; image 0; forward"
  ) throws -> String {
    try folder.write(
      """
      ---
      id: quoting
      title: Quoting
      minutes: 3
      start: \(start)
      ---
      # Quoting

      ## Turn <!-- step: turn -->
      \(prose)

      ```check
      \(check)
      ```
      <details><summary>Hint</summary>It is {image[0,0]}.</details>
      <details><summary>Solution</summary>

      ```solution
      set image[0,0] 9
      ```
      \(after)
      </details>

      ## Ask <!-- step: ask -->
      What is it?

      <details><summary>Hint</summary>Look.</details>
      <details><summary>Answer</summary>

      ```answer
      = image[0,0] image[0,3]
      =: It is {image[0,0]}.
      *: It is not; {image[0,3]} is the other.
      ```
      </details>

      ## End <!-- step: end -->
      Goodbye.

      """, to: "quoting.md")
  }

  private func report(_ file: String) throws -> String {
    var report = ""
    _ = try MarkdownCheck.run([file], blesses: false) { report += $0 + "\n" }
    return report
  }

  @Test func `a sentence quotes what the student made of the session`() throws {
    let after = "It is {image[0,0]}, {image[0,0]:.2}, loss {loss:.3}, p {probabilities[0]:.1%}."
    let file = try file(prose: "First {image[0,0]}.", after: after)
    #expect(try report(file).contains("all as written"))
    let shell = try TestShell("lesson '\(file)'")
    #expect(shell.printed.contains("First 0."))
    #expect(try shell.run("hint").contains("It is 0."))
    let text = try shell.run("set image[0,0] 5")
    func printed(_ place: String) throws -> String {
      try String(shell.run("print \(place)").drop { $0 != "=" }.dropFirst(2).dropLast())
    }
    let loss = try #require(Double(printed("loss")))
    #expect(text.contains("It is 5, 5.00, loss "))
    let quoted = try #require(
      text.firstRange(of: "5.00, loss ").map { text[$0.upperBound...].prefix(5) })
    #expect(abs(try #require(Double(quoted)) - loss) <= 0.0005)
    let share = try #require(Double(printed("probabilities[0]")))
    #expect(text.contains("\(Int((share * 100).rounded(.down)))."))
  }

  @Test func `replies quote too, and two places are one answer`() throws {
    let shell = try TestShell("lesson '\(file())' --at 2")
    #expect(try shell.run("1 2").contains("No. It is not; 3 is the other."))
    #expect(try shell.run("9 3").contains("Yes. It is 9."))
    let resumed = try TestShell("lesson '\(file())' --at 2")
    #expect(resumed.printed.contains("You are at part 2 of 3."))
  }

  @Test(arguments: [
    ("{image[0,9]}", "image[0,9]"), ("{nothing}", "nothing"), ("{loss:2}", "format"),
    ("{image}", "36 numbers"), ("{wrong}", "not a number"), ("{test accuracy}", "not computed"),
  ])
  func `check names a quotation that cannot be shown, with its line`(
    _ quotation: String, _ reason: String
  ) throws {
    let text = try report(file(prose: "Before.\n\(quotation)"))
    #expect(text.contains("quoting.md:11: `\(quotation)` cannot be shown"), "\(text)")
    #expect(text.contains(reason), "\(text)")
  }

  @Test func `a number that is yet to be computed is quoted, and one that is known as it is`()
    throws
  {
    let start = "load toy; image 0"
    let text = "Map {conv.out[0,0,1]}, weight {softmax.weights[1,0]}."
    let shell = try TestShell("lesson '\(file(prose: text, start: start))'")
    #expect(shell.printed.contains("Map 3, weight 2."))
  }

  @Test func `a condition asks which bug is on, and for the optimizer`() throws {
    func isDone(_ check: String, _ lines: String...) throws -> Bool {
      let shell = try TestShell(
        "lesson '\(file(check: check, start: "load toy; bug on conv-flipped; image 0"))'")
      for line in lines { _ = shell.error(line) }
      return shell.printed.contains("Done.")
    }
    #expect(try isDone("bug is none", "bug off"))
    #expect(try !isDone("bug is none", "image 0"))
    #expect(try isDone("bug is conv-flipped", "image 0"))
    #expect(try !isDone("bug is dense-late", "image 0"))
    #expect(try isDone("optimizer is adam", "set optimizer adam"))
    #expect(try !isDone("optimizer is adam", "set optimizer momentum"))
    #expect(try report(file(check: "bug is nonsense")).contains("There is no bug `nonsense`."))
    #expect(try report(file(check: "optimizer is sdg")).contains("There is no optimizer `sdg`."))
    let error = try TestShell("load toy").error("until bug is none")
    #expect(error?.word == "bug" && error?.hint != nil)
  }

  @Test func `check knows the places after only, and a solution that changes another`() throws {
    #expect(try report(file(check: "image[0,0] > 3\nonly image")).contains("all as written"))
    #expect(
      try report(file(check: "image[0,0] > 3\nonly image[0,1]")).contains("image[0,0], which"))
    #expect(try report(file(check: "image[0,0] > 3\nonly imgae")).contains("`imgae` after `only`"))
  }

  @Test func `a curve that is kept before a lesson is there in it, and the user's is not`() throws {
    let start = "load toy; sgd 20; curve keep given; image 0; forward"
    let shell = try TestShell("sgd 20", "curve keep own", "lesson '\(file(start: start))'")
    let text = try shell.run("curve")
    #expect(text.contains("given: ") && !text.contains("own: "))
    let after = try TestShell(
      "sgd 20", "curve keep own", "lesson '\(file(start: start))'", "lesson stop")
    #expect(try after.run("curve").contains("own: "))
  }

  @Test func `a lesson does not speak of the branches behind it`() throws {
    let start = "load toy; image 0; sgd 3; keep there; goto 0; image 1; sgd 2"
    let shell = try TestShell("lesson '\(file(start: start))'")
    #expect(try !shell.run("goto there").contains("The line you left"))
    #expect(try TestShell(start).run("goto there").contains("The line you left"))
  }
}
