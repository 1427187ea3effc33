import Testing

@testable import Course

/// What a question for numbers offers to a class.
@Suite struct QuestionOfferedTests {
  private func question(_ lines: [String], place: Double? = nil) throws -> Question {
    try Question(answer: lines[...], first: 1, choices: [], file: "x.md")
      .reading { _ in place.map { [$0] } }
  }

  @Test func `the right answer, and the first three wrong ones that have a reply`() throws {
    let five = try question(["= 5", "5: R.", "1: A.", "2 ~0.5: B.", "*: Other.", "3: C.", "4: D."])
    #expect(five.offered == ["5", "1", "2", "3"])
    #expect(five.right(among: [Question.Choice(letter: "a", text: "1")]) == nil)
  }

  @Test func `what is equal to the right answer, or to another, or of another count is left out`()
    throws
  {
    let half = try question([
      "= 0.5 ~0.01", "1/2: R.", "0.505: R.", "1: A.", "1.001: B.", "1 2: C.",
    ])
    #expect(half.offered == ["1/2", "1"])
  }

  @Test func `without a wrong answer nothing is offered, nor for places that are not computed`()
    throws
  {
    #expect(try question(["= 5", "*: Other.", "=: Right."]).offered.isEmpty)
    #expect(try question(["= conv.out[0]", "1: A."]).offered.isEmpty)
  }

  @Test(arguments: [
    (0.119_202_9, "~0.006", "0.881", "0.119"), (0.5, "", "-0.25", "0.5"), (3, "", "0.25", "3"),
    (0.076_142, "", "1", "0.076142"), (-0.000_000_1, "", "4", "0"), (2.0 / 3, "~0.01", "5", "0.67"),
  ])
  func `the number of a place has as many decimals as the wrong ones, and is right`(
    _ value: Double, _ tolerance: String, _ wrong: String, _ expected: String
  ) throws {
    let asked = try question(["= softmax.out[0] \(tolerance)", "\(wrong): No."], place: value)
    #expect(asked.offered == [expected, wrong])
    #expect(asked.judge(expected) == .right(reply: nil))
  }
}
