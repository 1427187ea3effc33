import Course
import Testing

@Suite struct LessonParserTests {
  @Test func `front matter names the lesson`() throws {
    let lesson = try LessonText.parse(
      [
        "---", "id: pool-2", "title: Max: pooling", "minutes: 7", "seed: 12", "start: load toy",
        "---",
      ]
        + LessonText.step)
    #expect(lesson.id == "pool-2")
    #expect(lesson.title == "Max: pooling")
    #expect(lesson.minutes == 7)
    #expect(lesson.seed == 12)
    #expect(lesson.start == Command(text: "load toy", line: 6))
    #expect(lesson.steps.map(\.id) == ["look"])
    #expect(try LessonText.parse(LessonText.matter + LessonText.step).seed == 1)
  }

  @Test func `a step is prose, commands with their output, and prose`() throws {
    let step = try LessonText.step(
      "Before.", "", "```backstep", "backstep> image 0; step", "...", "backstep 4.1> print loss",
      "loss = 0.5{~0.1}", "```", "After.")
    guard step.before.count == 3, case .session(let transcript) = step.before[1] else {
      Issue.record("\(step.before)")
      return
    }
    #expect(step.before[0] == .prose(["Before."]))
    #expect(step.before[2] == .prose(["After."]))
    #expect(transcript.entries.map(\.command.text) == ["image 0; step", "print loss"])
    #expect(transcript.entries.map(\.command.line) == [9, 11])
    #expect(transcript.entries.map(\.expected) == [["..."], ["loss = 0.5{~0.1}"]])
    #expect(step.activity == .look)
  }

  @Test func `choices, hints, replies and the reveal`() throws {
    let step = try LessonText.step(
      "Which?", "- (a) all of", "  them", "- (b) one",
      "<details><summary>Hint</summary>Think.</details>",
      "<details><summary>Hint</summary>", "Think", "again.", "</details>",
      "<details><summary>Answer</summary>", "", "```answer", "b", "a: No,", "  really.", "```",
      "So there.", "</details>")
    #expect(step.hints == ["Think.", "Think again."])
    #expect(step.before == [.prose(["Which?"])])
    #expect(step.after == [.prose(["So there."])])
    guard case .question(let question) = step.activity else {
      Issue.record("\(step.activity)")
      return
    }
    #expect(
      question.kind
        == .choice(
          [
            Question.Choice(letter: "a", text: "all of them"),
            Question.Choice(letter: "b", text: "one"),
          ], right: "b"))
    #expect(question.replies == [Question.Reply(key: "a", text: "No, really.")])
  }

  @Test func `a turn has a goal and a solution`() throws {
    let step = try LessonText.step(
      "Do it.", "```check", "loss < 0.5", "updates == 1", "```",
      "<details><summary>Solution</summary>",
      "```solution", "update", "", "print loss", "```", "</details>")
    guard case .turn(let turn) = step.activity else {
      Issue.record("\(step.activity)")
      return
    }
    #expect(turn.goal.text == "loss < 0.5\nupdates == 1")
    #expect(turn.solution.map(\.text) == ["update", "print loss"])
    #expect(turn.solution.map(\.line) == [13, 15])
    #expect(step.commands.map(\.text) == ["update", "print loss"])
  }

  @Test func `a sentence can be a part of the report`() throws {
    func part(_ line: String) throws -> ReportPart? {
      let step = try LessonText.step(
        "Why?", "<details><summary>Answer</summary>", "```answer", line, "So.", "```",
        "</details>")
      guard case .question(let question) = step.activity,
        case .sentence("So.", let part) = question.kind
      else {
        Issue.record("\(step.activity)")
        return nil
      }
      return part
    }
    #expect(try part("...") == nil)
    for expected in ReportPart.allCases { #expect(try part("... \(expected)") == expected) }
  }

  @Test func `objectives are told apart by semicolons`() throws {
    let matter = ["---", "id: a", "title: A", "objectives: see it; ; say it;", "---"]
    #expect(try LessonText.parse(matter + LessonText.step).objectives == ["see it", "say it"])
    #expect(try LessonText.parse(LessonText.matter + LessonText.step).objectives.isEmpty)
  }

  @Test func `other fences are shown as they are, comments are not shown`() throws {
    let step = try LessonText.step(
      "```text", "<details>", "```", "<!-- for", "authors -->", "Prose.")
    #expect(step.before == [.verbatim(["<details>"]), .prose(["Prose."])])
  }

  static let bodies: [(lines: [String], line: Int, problem: LessonError.Problem)] = [
    ([], 4, .noSteps),
    (["## Look"], 5, .stepWithoutID(title: "Look")),
    (["## Look <!-- step: Look -->"], 5, .badID("Look")),
    (LessonText.step + LessonText.step, 7, .stepTwice("look")),
    // Not this part, and not one that prints nothing.
    (["## Look <!-- step: look, recalls: look -->"], 5, .recallsNothing("look")),
    (
      LessonText.step + ["## Next <!-- step: next, recalls: look -->"], 7, .recallsNothing("look")
    ),
    (["```backstep", "backstep> step", "```"], 5, .taskBeforeSteps),
    (["- (a) one"], 5, .taskBeforeSteps),
    (LessonText.step + ["```backstep", "backstep> step"], 7, .fenceNotClosed("backstep")),
    (LessonText.step + ["```backstep", "output", "```"], 8, .outputBeforeCommand),
    (LessonText.step + ["```backstep", "```"], 7, .emptySession),
    (LessonText.step + ["<!-- note"], 7, .commentNotClosed),
    (LessonText.step + ["<details><summary>Hint</summary>"], 7, .detailsNotClosed),
    (
      LessonText.step + ["<details><summary>Hint</summary>", "<details><summary>Hint</summary>"], 8,
      .detailsInDetails
    ),
    (LessonText.step + ["<details>Hint"], 7, .unknownDetails("Hint")),
    (LessonText.step + ["</details>"], 7, .strayDetailsEnd),
    (LessonText.step + ["- (a) one"], 7, .choicesWithoutAnswer),
    (LessonText.step + ["- (b) one"], 7, .choiceOutOfOrder(found: "b", expected: "a")),
    (
      LessonText.step + ["```answer", "a", "```"], 7,
      .misplacedFence("answer", belongs: "within <details><summary>Answer</summary>")
    ),
    (
      LessonText.step + ["```solution", "a", "```"], 7,
      .misplacedFence("solution", belongs: "within <details><summary>Solution</summary>")
    ),
    (answer(["", "```"]), 9, .answerWithoutText),
    (answer(["five", "```"]), 9, .badAnswer("five")),
    (answer(["= 5 ~ much", "```"]), 9, .badAnswer("= 5 ~ much")),
    (answer(["... ending", "```"]), 9, .noReportPart("ending")),
    (answer(["= 5", "six", "```"]), 10, .badReply("six")),
    (answer(["= 5", "half: no", "```"]), 10, .replyToNothing("half")),
    (answer(["= 5", "6: no", "6: no", "```"]), 11, .replyTwice("6")),
    (answer(["c", "```"], choices: ["- (a) one"]), 10, .answerIsNoChoice("c")),
    (answer(["a", "b: no", "```"], choices: ["- (a) one"]), 11, .replyToNothing("b")),
    (
      answer(["= 5", "```", "```answer", "= 6", "```"]), 11, .fenceTwice("answer")
    ),
    (
      LessonText.step + ["```check", "loss < 1", "```"] + answer(["= 5", "```"]).dropFirst(2), 8,
      .questionAndCheck
    ),
    (LessonText.step + ["```check", "loss < 1", "```"], 8, .checkWithoutSolution),
    (solution(["set image 0", "```"]), 8, .solutionWithoutCheck),
    (solution(["", "```"]), 8, .emptySolution),
  ]

  static func answer(_ lines: [String], choices: [String] = []) -> [String] {
    LessonText.step + choices + ["<details><summary>Answer</summary>", "```answer"] + lines
      + ["</details>"]
  }

  static func solution(_ lines: [String]) -> [String] {
    LessonText.step + ["<details><summary>Solution</summary>", "```solution"] + lines
      + ["</details>"]
  }

  @Test(arguments: bodies)
  func `a mistake is told with its line`(
    _ body: (lines: [String], line: Int, problem: LessonError.Problem)
  ) throws {
    let found = try #require(LessonText.problem(body.lines))
    #expect(found.1 == body.problem)
    #expect(found.line == body.line)
    #expect(!body.problem.sentence.isEmpty)
  }

  static let matters: [(lines: [String], line: Int, problem: LessonError.Problem)] = [
    (["# Title"], 1, .noFrontMatter),
    ([], 1, .noFrontMatter),
    (["---", "id: a"], 1, .frontMatterNotClosed),
    (["---", "id a", "---"], 2, .notAKey("id a")),
    (["---", "name: a", "---"], 2, .unknownKey("name")),
    (["---", "id: a", "id: b", "---"], 3, .keyTwice("id")),
    (["---", "title: a", "---"], 3, .missingKey("id")),
    (["---", "id: a", "title:", "---"], 3, .missingKey("title")),
    (["---", "id: A", "title: a", "---"], 2, .badID("A")),
    (["---", "id: next", "title: a", "---"], 2, .badID("next")),
    (
      ["---", "id: a", "title: a", "minutes: ten", "---"], 4,
      .badNumber(key: "minutes", value: "ten", 1...600)
    ),
    (["---", "id: a", "title: a", "seed: -1", "---"], 4, .badNumber(key: "seed", value: "-1")),
  ]

  @Test(arguments: matters)
  func `a mistake in the front matter is told with its line`(
    _ matter: (lines: [String], line: Int, problem: LessonError.Problem)
  ) throws {
    let found = try #require(LessonText.problem(whole: matter.lines))
    #expect(found.1 == matter.problem)
    #expect(found.line == matter.line)
  }

  @Test(arguments: [
    ([], 8, "the condition is empty"), (["loss <"], 8, "`loss` is compared with nothing"),
    (["loss < 1", "", "(wrong"], 10, "a `(` is opened and not closed"),
    (["loss < 1", "= 3", "wrong"], 9, "`=` cannot begin a condition"),
  ])
  func `a condition that cannot be read is told with its line`(
    _ lines: [String], line: Int, sentence: String
  ) throws {
    let found = try #require(
      LessonText.problem(LessonText.step + ["```check"] + lines + ["```"]))
    #expect(found.line == line)
    #expect(found.1.sentence.hasPrefix(sentence))
  }

  @Test func `a lesson may be a pure quiz, and has an author`() throws {
    let lesson = try LessonText.parse(
      ["---", "id: quiz", "title: Quiz", "author: Ada Example", "---", "## A <!-- step: a -->"]
        + ["Two?", "<details><summary>Hint</summary>1 + 1</details>"]
        + ["<details><summary>Answer</summary>", "```answer", "= 2", "```", "</details>"])
    #expect(lesson.author == "Ada Example")
    #expect(lesson.shortcomings(file: "a.md").isEmpty)
  }

  @Test func `the length of a lesson follows a formula`() throws {
    let turn = [
      "```check", "loss < 1", "```", "<details><summary>Solution</summary>", "```solution", "step",
      "```", "</details>",
    ]
    let words = [String](repeating: "word word word", count: 60)
    let text =
      ["---", "id: a", "title: A", "minutes: 10", "---", "## A <!-- step: a -->"] + words
      + turn + ["## B <!-- step: b -->"] + words + ["- (a) one two", "- (b) three four"]
      + ["<details><summary>Answer</summary>", "```answer", "a", "```", "</details>"]
    let lesson = try LessonText.parse(text)
    let length = LessonLength(lesson, rows: 24)
    // 364 / 180 + 24 / 12 + 1 + 2 = 7.02
    #expect((length.words, length.questions, length.turns) == (364, 1, 1))
    #expect(length.minutes == 7)
    #expect(length.shortcomings(of: lesson, file: "a.md").isEmpty)
    let longer = LessonLength(lesson, rows: 120)
    #expect(
      longer.shortcomings(of: lesson, file: "a.md").map(\.problem)
        == [.wrongMinutes(stated: 10, longer)])
    let long = LessonLength(lesson, rows: 180)
    #expect(long.minutes == 20)
    #expect(
      long.shortcomings(of: lesson, file: "a.md").map(\.problem)
        == [.tooLong(long), .wrongMinutes(stated: 10, long)])
  }

  @Test(arguments: ["- a) one", "- (A) one", "* (a) one", "- B. two", "- a: one"])
  func `what was meant for a choice is told`(_ line: String) {
    let found = LessonText.problem(LessonText.step + ["", line])
    #expect(found?.1 == .badChoice(line))
    #expect(found?.line == 8)
  }

  @Test(arguments: ["- I think so", "- a filter", "- (see above) it", "- x", "- 1) one"])
  func `a list is no choice`(_ line: String) {
    #expect(LessonText.problem(LessonText.step + ["", line]) == nil)
  }

  @Test func `a block that is not closed is told where it begins`() {
    let lines =
      LessonText.step + ["```backstep", "backstep> step", "", "```check", "loss < 1", "```"]
    let found = LessonText.problem(lines)
    #expect(found?.1 == .fenceNotClosed("backstep"))
    #expect(found?.line == 7)
  }

  @Test func `a file resembles a lesson by its parts and blocks, outside of examples`() throws {
    func resembles(_ lines: String...) throws -> Bool {
      try SourceText(Array(lines.joined(separator: "\n").utf8), file: "a.md").resemblesLesson
    }
    #expect(try resembles("# A", "## Look <!-- step: look -->"))
    #expect(try resembles("# A", "```answer", "= 5", "```"))
    #expect(try !resembles("# A", "````markdown", "## Look <!-- step: look -->", "````"))
    #expect(try !resembles("# A", "## Look", "```backstep", "backstep> step", "```"))
  }

  @Test func `messages name file and line`() {
    let error = LessonError(file: "x.md", line: 3, .stepWithoutID(title: "Your turn!"))
    #expect(error.description.hasPrefix("x.md:3: `## Your turn!` "))
    #expect(error.description.hasSuffix(" ## Your turn! <!-- step: your-turn -->"))
  }

  @Test func `a lesson that teaches too little is told so`() throws {
    let lesson = try LessonText.parse(
      LessonText.matter + ["## A <!-- step: a -->"] + [String](repeating: "x", count: 11)
        + ["- (a) one", "- (b) two", "<details><summary>Answer</summary>", "```answer", "a", "```"]
        + ["</details>"])
    #expect(
      lesson.shortcomings(file: "a.md").map(\.problem) == [
        .noHint(step: "a"), .wrongChoiceWithoutReply("b"), .tooMuchProse(lines: 11, limit: 10),
      ])
    let idle = try LessonText.parse(LessonText.matter + LessonText.step)
    #expect(idle.shortcomings(file: "a.md").map(\.problem) == [.nothingToDo])
  }

  @Test func `an assignment that asks for an exam when it is over is told so`() throws {
    let asks = ["## Exam <!-- step: exam -->", "Type `practice exam`."]
    let question = [
      "## Last <!-- step: last -->", "How many?", "<details><summary>Hint</summary>2</details>",
      "<details><summary>Answer</summary>", "```answer", "= 2", "```", "</details>",
    ]
    func found(_ matter: [String], _ steps: [String]) throws -> [LessonError.Problem] {
      try LessonText.parse(matter + steps).shortcomings(file: "a.md").map(\.problem)
    }
    var matter = LessonText.matter
    #expect(try !found(matter, question + asks).contains(.examAtEnd))
    matter.insert(contentsOf: ["assignment: hw1"], at: 1)
    #expect(try found(matter, question + asks).contains(.examAtEnd))
    #expect(try !found(matter, asks + question).contains(.examAtEnd))
  }
}

/// Files from untrusted sources.
@Suite struct HostileTextTests {
  private func problem(_ bytes: [UInt8]) -> LessonError.Problem? {
    do throws(LessonError) {
      _ = try Lesson(try SourceText(bytes, file: "a.md"))
      return nil
    } catch {
      return error.problem
    }
  }

  @Test func `sizes are limited`() {
    #expect(
      problem([UInt8](repeating: 10, count: 1_000_001))
        == .tooLarge(bytes: 1_000_001, limit: 1_000_000))
    #expect(problem([UInt8](repeating: 10, count: 30_000)) == .tooManyLines(limit: 20_000))
    #expect(problem([UInt8](repeating: 65, count: 3_000)) == .lineTooLong(limit: 2_000))
    let steps = (0..<61).map { "## A <!-- step: a\($0) -->" }
    #expect(LessonText.problem(steps)?.1 == .tooManySteps(limit: 60))
  }

  @Test func `what a terminal might obey is refused`() {
    #expect(problem([0xFF, 0xFE]) == .notUTF8)
    #expect(problem([0x1B, 0x5B, 0x32, 0x4A]) == .controlCharacter(code: 27))
    #expect(problem(Array("a\u{202E}b".utf8)) == .controlCharacter(code: 0x202E))
    #expect(problem(Array("a\0b".utf8)) == .controlCharacter(code: 0))
  }

  @Test func `a byte order mark and Windows line ends do no harm`() throws {
    let text = (LessonText.matter + LessonText.step).joined(separator: "\r\n")
    let lesson = try Lesson(try SourceText([0xEF, 0xBB, 0xBF] + Array(text.utf8), file: "a.md"))
    #expect(lesson.title == "Small")
    #expect(lesson.steps[0].before == [.prose(["Prose."])])
  }

  @Test(arguments: 0..<40)
  func `a lesson cut off or shuffled is an error or a lesson, and never a trap`(_ seed: Int) {
    let whole =
      LessonText.matter
      + LessonParserTests.bodies.flatMap(\.lines).flatMap { [$0, ""] }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<25 {
      let lines = LessonText.matter + whole.shuffled(using: &random).prefix(seed * 2)
      _ = LessonText.problem(whole: Array(lines))
      let bytes = Array(lines.joined(separator: "\n").utf8)
      _ = problem(Array(bytes.prefix(bytes.count * seed / 40)))
    }
  }
}
