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
      #expect(question.likeness(of: text) == .isAnswer)
    }
    #expect(question.judge("a") == .wrong(reply: "Not all."))
    #expect(question.judge("c") == .wrong(reply: nil))
    for text in ["d", "", "bb", "back", "3"] { #expect(question.judge(text) == .unreadable) }
    #expect(question.likeness(of: "back") == .isNoAnswer)
    #expect(question.asked == "a, b or c")
  }

  @Test func `a number is right within its tolerance, and known mistakes have replies`() throws {
    let question = try question("= 0.5 ~0.01", "0.5: Half.", "1: All?", "*: Hm.")
    #expect(question.judge("0.5") == .right(reply: "Half."))
    #expect(question.judge("1/2") == .right(reply: "Half."))
    #expect(question.judge(".505") == .right(reply: "Half."))
    #expect(question.judge("1") == .wrong(reply: "All?"))
    #expect(question.judge("-7") == .wrong(reply: "Hm."))
    for text in ["", "half", "nan", "0b1", "1/0", "1 2"] {
      #expect(question.judge(text) == .unreadable, "\(text)")
    }
    #expect(question.asked == "a number")
  }

  @Test(
    arguments: [
      ("13x13", "b"), ("13 x 13", "b"), ("b) 13x13", "b"), ("(b) 13x13", "b"), ("B.", "b"),
      ("it is b", "b"), ("option b", "b"), ("169", "b"), ("4x4", "a"), ("one", "c"), ("1", "c"),
      ("the sum over places", "c"), ("sum over", "c"), ("a", "a"), ("A 4x4", "a"),
      ("I think c!", "c"),
      ("\u{201C}c", nil), ("b) 4x4", nil), ("yes", nil), ("7", nil), ("the", nil), ("of", nil),
    ] as [(String, Character?)])
  func `a choice can be named by its letter or its words`(
    _ text: String, _ letter: Character?
  ) throws {
    let question = try question(
      "b", "a: A.", "b: B.", "c: C.",
      choices: ["- (a) 4x4", "- (b) `13x13`", "- (c) one, the *sum* over places"])
    switch question.judge(text) {
    case .right: #expect(letter == "b")
    case .wrong(let reply): #expect(reply == letter.map { $0.uppercased() + "." })
    case .unreadable: #expect(letter == nil)
    default: Issue.record("\(text) is judged in no way")
    }
  }

  @Test func `what fits two choices is neither`() throws {
    let question = try question(
      "b", "a: A.", "b: B.",
      choices: ["- (a) one, the sum", "- (b) one, the mean", "- (c) two"])
    guard case .unreadable = question.judge("one") else {
      Issue.record("one is a choice")
      return
    }
    for text in ["one, the mean", "the mean", "mean"] {
      guard case .right = question.judge(text) else {
        Issue.record("\(text) is not the choice")
        return
      }
    }
  }

  @Test(arguments: [
    ("0.85", ["0.85", "85%", "85 %", "about 85%", "= .85", "17/20", "1 - 0.15"]),
    ("95", ["95", "95 %", "about 95"]),
    ("784", ["28*28", "28x28", "28 x 28", "28 \u{D7} 28", "28*28 = 784", "784?", "784 pixels"]),
    ("1.2", ["1 - 0.1 * -2", "1-0.1*-2", "1 \u{2212} 0.1 x \u{2212}2"]),
    ("-2", ["(0.51302-0.91302)/0.2", "-2 x 1", "\u{2212}2", "\u{2013}2", "- 2", "minus 2"]),
    ("-0.4875", ["-0.04875 / 0.1"]),
    ("2.302585 ~0.0001", ["-log(0.1)", "ln 10", "-ln(.1)", "log 10"]),
    ("0.982014 ~0.0001", ["e^4/(e^4+1)", "exp(4)/(exp(4) + 1)", "1/(1+e^-4)"]),
    ("3 1 1 2", ["3; 1; 1; 2", "[[3, 1], [1, 2]]", "3 1 1 2", "3,1,1,2", "6/2 1 1*1 1+1"]),
    ("2 -1", ["2 -1", "2, - 1", "4 - 2, -1"]), ("1", ["2 -1", "one", "2-1", "100%"]),
    ("1500", ["1500", "1,500", "1.5e3"]),
  ])
  func `a number may be written as arithmetic`(_ right: String, _ texts: [String]) throws {
    let question = try question("= \(right)")
    for text in texts {
      #expect(question.judge(text) == .right(reply: nil), "\(text)")
      #expect(question.likeness(of: text) == .isAnswer, "\(text)")
    }
  }

  @Test func `percent is no excuse, and a comma no point`() throws {
    #expect(try question("= 1").judge("1%") == .wrong(reply: nil))
    #expect(try question("= 0.5").judge("0,5") == .comma("0.5"))
    #expect(try question("= 0.5").judge("-0,5") == .comma("-0.5"))
    #expect(try question("= 0.5 1.5").judge("0,5 1,5") == .comma("0.5 1.5"))
    #expect(try question("= 0 5").judge("0,5") == .right(reply: nil))
  }

  @Test func `where percent are asked for, the sign may be left out`() throws {
    let question = try question("= 1%", "0.01: One in a hundred.")
    for text in ["1%", "1 %", "1", "0.01"] {
      #expect(question.judge(text) == .right(reply: "One in a hundred."), "\(text)")
    }
    #expect(question.judge("100") == .wrong(reply: nil))
    #expect(question.solution.answer == "1%")
    #expect(try self.question("= 81% ~10%").judge("75") == .right(reply: nil))
    #expect(try self.question("= 81% ~10%").judge("60") == .wrong(reply: nil))
  }

  @Test func `a reply may have a tolerance of its own, and one is for every right answer`() throws {
    let question = try question(
      "= 0.5 ~0.01", "=: Half.", "0.05 ~0.01: Ten times that.", "0.2: A fifth.")
    #expect(question.judge("0.509") == .right(reply: "Half."))
    #expect(question.judge("0.058") == .wrong(reply: "Ten times that."))
    #expect(question.judge("0.07") == .wrong(reply: nil))
    #expect(question.judge("0.205") == .wrong(reply: "A fifth."))
    #expect(question.solution.reply == "Half.")
  }

  @Test func `the numbers of several places are one answer`() throws {
    let question = try question("= conv.out[0,0,0] pool.out ~0.1", "=: All three.")
    #expect(question.places == ["conv.out[0,0,0]", "pool.out"])
    #expect(question.judge("1 2 3") == .unreadable)
    let read = question.reading { $0 == "pool.out" ? [2, 3] : [1] }
    #expect(read.judge("1 2 3.05") == .right(reply: "All three."))
    #expect(read.judge("1 2 3.5") == .wrong(reply: nil))
    #expect(question.reading { $0 == "pool.out" ? nil : [1] } == question)
  }

  @Test func `what is no arithmetic is no answer`() throws {
    let question = try question("= 1")
    let deep =
      "1*" + String(repeating: "(", count: 5_000) + "1" + String(repeating: ")", count: 5_000)
    let long = String(repeating: "1+", count: 20_000) + "1"
    for text in [
      "print 1", "why conv.out[0]", "log x.txt", "2 3 x", "1 +", "-(1", "conv 1", "log(-1)",
      "1/0", "10^999", "-", "e(", "x", deep, long, String(repeating: "2^", count: 9_000) + "2",
      String(repeating: "-", count: 30_000),
    ] {
      #expect(question.judge(text) == .unreadable, "\(text.prefix(20))")
      #expect(question.likeness(of: text) != .isAnswer, "\(text.prefix(20))")
    }
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
    #expect(question.likeness(of: "it was the largest") == .isAnswerUnlessCommand)
    #expect(question.judge("I don't know.") == .unknown)
  }
}
