import Course
import Testing

@Suite struct QuestionTests {
  private func question(_ lines: String..., choices: [String] = []) throws -> Question {
    let step = try LessonText.parse(
      LessonText.matter + ["## Q <!-- step: q -->"] + choices
        + ["<details><summary>Answer</summary>", "```answer"] + lines + ["```", "</details>"]
    ).steps[0]
    guard case .question(let question) = step.activity else { throw Missing() }
    return question
  }

  private struct Missing: Error {}

  @Test func `a choice is a letter, however it is written`() throws {
    let question = try question(
      "b", "a: Not all.", "b: One.", choices: ["- (a) all", "- (b) one", "- (c) two"])
    for text in ["b", "B", " b ", "(b)", "b)", "b."] {
      #expect(question.judge(text) == .right(reply: "One."))
      #expect(question.looksLikeAnswer(text))
    }
    #expect(question.judge("a") == .wrong(reply: "Not all."))
    #expect(question.judge("c") == .wrong(reply: nil))
    for text in ["d", "", "bb", "back", "1"] { #expect(question.judge(text) == .unreadable) }
    #expect(!question.looksLikeAnswer("back"))
    #expect(question.asked == "a, b or c")
  }

  @Test func `a number is right within its tolerance, and known mistakes have replies`() throws {
    let question = try question("= 0.5 ~0.01", "0.5: Half.", "1: All?", "*: Hm.")
    #expect(question.judge("0.5") == .right(reply: "Half."))
    #expect(question.judge("1/2") == .right(reply: "Half."))
    #expect(question.judge(".505") == .right(reply: "Half."))
    #expect(question.judge("1") == .wrong(reply: "All?"))
    #expect(question.judge("-7") == .wrong(reply: "Hm."))
    for text in ["", "half", "nan", "0x1", "1/0", "1 2", "1/2/3"] {
      #expect(question.judge(text) == .unreadable, "\(text)")
    }
    #expect(question.asked == "a number")
  }

  @Test func `several numbers are all asked for`() throws {
    let question = try question("= 3 1 1 2", "-2 -2 -2 0: Smallest.")
    #expect(question.judge("3, 1, 1, 2") == .right(reply: nil))
    #expect(question.judge("[3 1 1 2]") == .right(reply: nil))
    #expect(question.judge("-2 -2 -2 0") == .wrong(reply: "Smallest."))
    #expect(question.judge("3 1") == .unreadable)
    #expect(question.solution.answer == "3 1 1 2")
  }

  @Test func `a sentence is kept and compared with the lesson's`() throws {
    let question = try question("...", "Because it", "won.")
    #expect(question.judge("it was the largest") == .noted(model: "Because it won."))
    #expect(question.judge(" ") == .unreadable)
    #expect(!question.looksLikeAnswer("it was the largest"))
  }
}

@Suite struct ConditionTests {
  private static let values: [String: [Double]] = [
    "loss": [0.25], "map[0,1]": [1, 2, 3], "ones": [1, 1], "zero": [0],
    "rate": [Double(Float(0.1))],
    "lower-left": [1, 0], "winner": [1, 0],
  ]

  private struct Unknown: Error {}

  private func holds(_ text: String) throws -> Bool {
    try Goal(parsing: text).holds { name in
      if name == "later" { return nil }
      guard let value = Self.values[name] else { throw Unknown() }
      return value
    }
  }

  @Test(arguments: [
    "loss < 0.5", "loss<0.5", "loss == 0.25", "loss != 0", "loss >= .25 and loss <= 0.25",
    "loss > 1 or loss > 0", "not loss > 1", "(loss > 1 or ones) and not zero", "ones == 1",
    "map[0, 1] > 0", "map[0,1] != 2", "max(map[0,1]) == 3", "min(map[0,1]) == 1",
    "sum(map[0,1]) == 6", "rate == 0.1", "loss == 0.3 ~ 0.1", "winner == lower-left",
    "loss < 1\n\nones == 1", "map[0,1] != ones", "loss == 2.5e-1", "loss > -1",
  ])
  func `it holds`(_ text: String) throws {
    #expect(try holds(text))
  }

  @Test(arguments: [
    "loss > 0.5", "loss == 0.2501", "zero", "ones == 2", "map[0,1] > 1", "later < 1", "later > 1",
    "later != 1", "not loss", "loss == 0.3 ~ 0.01", "map[0,1] == ones", "loss < 1\nzero",
  ])
  func `it does not hold`(_ text: String) throws {
    #expect(try !holds(text))
  }

  @Test func `what is not a condition is an error`() {
    func error(_ text: String) -> GoalError? {
      do throws(GoalError) {
        _ = try Goal(parsing: text)
        return nil
      } catch {
        return error
      }
    }
    #expect(error("") == .empty)
    #expect(error("loss <") == .endsEarly(after: "<"))
    #expect(error("loss = 1") == .unexpected("="))
    #expect(error("loss < 1 pool") == .unexpected("pool"))
    #expect(error("and") == .unexpected("and"))
    #expect(error("(loss < 1") == .endsEarly(after: "1"))
    #expect(error("loss == 1 ~ x") == .unexpected("x"))
    #expect(error(String(repeating: "(", count: 100_000)) == .tooLong(limit: 200))
    #expect(throws: Unknown.self) { try holds("nothing < 1") }
  }
}

@Suite struct ProgressTests {
  @Test func `what is written is read`() {
    var progress = Progress()
    progress["tour"] = Progress.Entry(isDone: true)
    progress["pool"].step = "winners"
    progress["maps"] = Progress.Entry(isDone: true, step: "look")
    progress["image"] = Progress.Entry()
    #expect(Progress(parsing: progress.text) == progress)
    #expect(progress.text.hasPrefix("# "))
    #expect(!progress.text.contains("image"))
  }

  @Test func `damage costs the damaged lines only`() {
    let progress = Progress(
      parsing:
        "tour done\nXXX\u{0}\npool at\nmaps at Look\r\nfilter done at\n\u{1B}[2J done\nimage at look"
    )
    #expect(progress["tour"].isDone)
    #expect(progress["image"].step == "look")
    for id in ["pool", "maps", "filter"] { #expect(progress[id] == Progress.Entry()) }
    #expect(Progress(parsing: "") == Progress())
    #expect(Progress(parsing: String(repeating: "a done\n", count: 100_000))["a"].isDone)
  }
}
