import Terminal
import TestSupport
import Testing

@testable import Course
@testable import Shell

/// Questions that a class votes on.
@Suite struct VoteTests {
  private let file: String
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    file = try folder.write(Self.lesson, to: "hands.md")
  }

  private static func part(_ id: String, _ text: String, _ answer: String) -> String {
    """
    ## \(id) <!-- step: \(id) -->
    \(text)

    <details><summary>Hint</summary>h</details>
    <details><summary>Answer</summary>

    ```answer
    \(answer)
    ```
    </details>


    """
  }

  private static let lesson =
    """
    ---
    id: hands
    title: Hands
    start: load toy; image 0; forward
    ---
    # Hands


    """
    + part(
      "size", "How many?", "= 169\n169: Yes, 13 x 13.\n676: All.\n69: No.\n338: Half.\n13: One row."
    )
    + part("place", "Which number?", "= conv.out[0,0,1]\n=: As it is.\n0.25: No.\n-3: A sign.")
    + part("two", "Which two?", "= 1 -2\n2 -3: No.\n*: Look again.")
    + part("alone", "How many now?", "= 5\n*: Look again.")
    + part("choice", "What?\n\n- (a) this\n- (b) that", "a\nb: No.")
    + part("words", "Why?", "...\nBecause.")
      + """
      ## turn <!-- step: turn -->
      Do it.

      ```check
      update >= 1
      ```
      <details><summary>Hint</summary>h</details>
      <details><summary>Solution</summary>

      ```solution
      sgd 1
      ```
      </details>

      ## End <!-- step: end -->
      Goodbye.
      """

  private func presented(at part: Int = 1) throws -> TestShell {
    try TestShell("lesson \"\(file)\" --present --at \(part)", hasPrompt: true)
  }

  private func texts(_ shell: TestShell) -> [String] { shell.session.openChoices.map(\.text) }

  /// The letter of an answer that is offered.
  private func letter(of text: String, in shell: TestShell) throws -> String {
    String(try #require(shell.session.openChoices.first { $0.text == text }).letter)
  }

  // MARK: Choices

  @Test func `a question for a number has the right answer and three wrong ones as choices`() throws
  {
    let shell = try presented()
    #expect(shell.session.openChoices.map(\.letter) == ["a", "b", "c", "d"])
    #expect(Set(texts(shell)) == ["169", "676", "69", "338"])
    #expect(shell.printed.contains("Vote: a, b, c or d."))
    for choice in shell.session.openChoices {
      #expect(shell.printed.contains("\n  \(choice.letter)  \(choice.text)\n"))
    }
    #expect(try texts(presented()) == texts(shell), "the order stays")
    #expect(try shell.run("lesson again").contains("Vote: a, b, c or d."))
  }

  @Test func `a letter and a number are both answers`() throws {
    let shell = try presented()
    #expect(try shell.run(letter(of: "676", in: shell)).contains("No. All."))
    #expect(shell.printed.contains("Try again: a, b, c or d, or a number"))
    #expect(try shell.run("676").contains("No. All."))
    #expect(try shell.run("yes").contains("The question asks for a, b, c or d, or a number."))
    #expect(try shell.run("13").contains("No. One row."), "it is not among the choices")
    #expect(try shell.run("answer " + letter(of: "169", in: shell)).contains("Yes. Yes, 13 x 13."))
    #expect(try presented().run("169").contains("Yes. Yes, 13 x 13."))
    let told = try presented()
    let right = try letter(of: "169", in: told)
    #expect(try told.run("answer").contains("The answer: \(right), 169. Yes, 13 x 13."))
  }

  @Test func `the number of a place is written like the wrong ones`() throws {
    let shell = try presented(at: 2)
    #expect(Set(texts(shell)) == ["3", "0.25", "-3"])
    try shell.run("set image[0] 0")
    #expect(Set(texts(shell)).isSuperset(of: ["0.25", "-3"]))
    #expect(texts(shell).count == 3)
  }

  @Test func `several numbers are a choice too, and are not taken for a difference`() throws {
    let shell = try presented(at: 3)
    #expect(Set(texts(shell)) == ["1 -2", "2 -3"])
    #expect(try shell.run("2 -3").contains("No. No."))
    #expect(try shell.run("1 -2").contains("Yes."))
  }

  @Test func `without a wrong answer to reply to, and for a student, it stays a question`() throws {
    let shell = try presented(at: 4)
    #expect(shell.session.openChoices.isEmpty)
    #expect(shell.printed.contains("Vote: a number. Talk"))
    let student = try TestShell("lesson \"\(file)\"")
    #expect(student.session.openChoices.isEmpty)
    #expect(student.printed.contains("Your answer: a number."))
  }

  @Test func `a choice keeps its own choices`() throws {
    let shell = try presented(at: 5)
    #expect(texts(shell) == ["this", "that"])
  }

  @Test(arguments: ["1", "2", "6", "9", "11", "14", "23"])
  func `in a lesson one choice is right, and the others have replies`(_ label: String) throws {
    let shell = try TestShell("lesson \(label) --present", hasPrompt: true)
    var count = 0
    for _ in 0..<200 where shell.session.isInLesson {
      let choices = shell.session.openChoices
      if let open = shell.session.lesson?.openQuestion, !open.isChoice, !choices.isEmpty {
        count += 1
        let question = shell.session.resolved(open)
        #expect(choices.count { question.judge($0.text).isRight } == 1, "\(choices)")
        for choice in choices {
          switch question.judge(choice.text) {
          case .right, .wrong(_?): break
          default: Issue.record("no reply to \(choice.text)")
          }
        }
      }
      try shell.run("skip")
    }
    #expect(count > 1)
  }

  @Test func `the right answer has any of the letters`() throws {
    var letters: [Character: Int] = [:]
    for lesson in try LessonLibrary.all().map(\.lesson) {
      for step in lesson.steps {
        let choices = Ballot.choices(["right", "x", "y", "z"], in: lesson, at: step)
        #expect(choices.map(\.letter) == ["a", "b", "c", "d"])
        let right = try #require(choices.first { $0.text == "right" })
        letters[right.letter, default: 0] += 1
      }
    }
    let count = letters.values.reduce(0, +)
    for letter in "abcd" { #expect(letters[letter, default: 0] > count / 6, "\(letters)") }
  }

  // MARK: Votes

  @Test func `a vote is drawn, a second one beside it, and the answer tells which was right`()
    throws
  {
    let shell = try presented()
    let right = try letter(of: "169", in: shell)
    let first = try shell.run("vote 12 31 17 4")
    #expect(first.hasPrefix("     first vote: 64 hands\n"))
    #expect(first.contains("  a  12   19 %  ####\n"))
    #expect(first.contains("  b  31   48 %  ##########\n"))
    #expect(!first.contains("right"))
    let both = try shell.run("vote 2 50 10 2")
    #expect(both.contains("first vote: 64 hands") && both.contains("second vote: 64 hands"))
    #expect(both.contains("  b  31   48 %  ##########            50   78 %  ################\n"))
    #expect(try shell.run("vote") == both)
    let told = try shell.run("answer")
    let row = try #require(told.split(separator: "\n").first { $0.hasPrefix("  \(right)  ") })
    #expect(row.hasSuffix(" right"))
    #expect(told.contains("The answer: \(right), 169."))
    #expect(try shell.run("vote").hasSuffix(told.split(separator: "The answer").first ?? "x"))
    #expect(shell.error("vote 1 2 3 4")?.problem == "No question is open.")
    try shell.run("lesson again")
    #expect(shell.error("vote")?.hint == "vote 12 31 17 4")
  }

  @Test func `a third vote replaces the second, and a right answer that is typed tells as well`()
    throws
  {
    let shell = try presented()
    for line in ["vote 1 0 0 0", "vote 0 1 0 0"] { try shell.run(line) }
    let third = try shell.run("vote 0 0 1 1")
    #expect(third.hasPrefix("These counts replace those of the second vote.\n"))
    #expect(third.contains("first vote: 1 hand ") && third.contains("second vote: 2 hands"))
    #expect(try shell.run("169").contains(" right\n"))
  }

  @Test func `wrong counts change nothing`() throws {
    let shell = try presented()
    try shell.run("vote 1 2 3 4")
    let before = try shell.run("vote")
    for (line, word) in [
      ("vote 1 2 3", ""), ("vote 1 2 3 4 5", "5"), ("vote 1 2 3 -4", "-4"),
      ("vote 1 2 3 100001", "100001"), ("vote 1 2 3 99999999999999999999", "99999999999999999999"),
      ("vote 1 2 3 x", "x"), ("vote 1 2 3 4.5", "4.5"), ("vote 0 0 0 0", "0"),
    ] {
      #expect(shell.error(line)?.word == word, "\(line)")
      #expect(shell.printed.isEmpty, "\(line)")
    }
    #expect(try shell.run("vote") == before)
    #expect(shell.error("vote 1 2 3")?.problem.contains("needs 4 counts") == true)
    #expect(shell.error("vote 1 2 3")?.hint == "vote 12 31 17 4")
    #expect(try shell.run("vote 100000 0 0 1").contains("100,000  100 %"))
    for line in shell.printed.split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test func `where nothing is voted on, it says why`() throws {
    for (part, problem) in [
      (4, "no choices"), (6, "A sentence is not voted on."), (7, "A task is not voted on."),
    ] {
      let shell = try presented(at: part)
      for line in ["vote", "vote 1 2"] {
        #expect(shell.error(line)?.problem.contains(problem) == true, "\(part)")
      }
    }
    let shell = try TestShell()
    #expect(shell.error("vote 1 2")?.hint == "lesson 5 --present")
    try shell.run("lesson 5")
    #expect(shell.error("vote 1 2")?.hint == "lesson 5 --present --at 1")
  }

  @Test func `a vote on other choices is a first vote`() throws {
    let shell = try presented(at: 2)
    try shell.run("vote 1 2 3")
    try shell.run("set image[0] 0")
    #expect(texts(shell).count == 3)
    #expect(try !shell.run("vote 3 2 1").contains("second vote"))
  }

  @Test func `Tab says what each count is for`() throws {
    let shell = try presented(at: 5)
    let offered = shell.interpreter.complete("vote 3 ", 7).candidates
    #expect(offered.map(\.note) == ["the number of hands for b, that"])
  }
}

extension Question.Verdict {
  fileprivate var isRight: Bool { if case .right = self { true } else { false } }
}
