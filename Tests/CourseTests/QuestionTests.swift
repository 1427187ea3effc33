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
