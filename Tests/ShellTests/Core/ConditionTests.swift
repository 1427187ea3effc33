import ConvNet
import Testing

@testable import Shell

@Suite struct ConditionTests {
  private func parse(_ text: String) throws -> Condition { try ConditionParser.parse(text) }

  private func failure(_ text: String) -> CommandError? {
    do throws(CommandError) {
      _ = try ConditionParser.parse(text)
      return nil
    } catch {
      return error
    }
  }

  private let loss = Place(quantity: "loss")

  @Test func `words, comparisons and counts are read`() throws {
    #expect(try parse("wrong") == .answer(isRight: false))
    #expect(try parse("right") == .answer(isRight: true))
    #expect(try parse("update 500") == .count(.update, .atLeast, 500))
    #expect(try parse("epoch 2") == .count(.epoch, .atLeast, 2))
    #expect(try parse("update == 7") == .count(.update, .equal, 7))
    #expect(try parse("loss > 3") == .place(loss, .above, 3))
    #expect(
      try parse("probabilities[7] < 0.1")
        == .place(Place(quantity: "probabilities", indices: [7]), .below, 0.1))
    #expect(
      try parse("conv.d_filters[2, 0, 1] >= -1e-3")
        == .place(
          Place(layer: "conv", quantity: "d_filters", indices: [2, 0, 1]), .atLeast, -0.001))
  }

  @Test(arguments: [
    ("<", Condition.Comparison.below), ("<=", .atMost), (">", .above), (">=", .atLeast),
    ("==", .equal), ("!=", .unequal),
  ])
  func `signs need no spaces around them`(sign: String, comparison: Condition.Comparison) throws {
    #expect(try parse("loss\(sign)2.5") == .place(loss, comparison, 2.5))
    #expect(try parse("loss \(sign) 2.5") == .place(loss, comparison, 2.5))
  }

  @Test func `not binds closer than and, and closer than or`() throws {
    let wrong = Condition.answer(isRight: false)
    let right = Condition.answer(isRight: true)
    let high = Condition.place(loss, .above, 3)
    #expect(try parse("wrong or right and loss > 3") == .or(wrong, .and(right, high)))
    #expect(try parse("(wrong or right) and loss > 3") == .and(.or(wrong, right), high))
    #expect(try parse("not wrong and loss > 3") == .and(.not(wrong), high))
    #expect(try parse("not (wrong and loss > 3)") == .not(.and(wrong, high)))
    #expect(try parse("not not wrong") == .not(.not(wrong)))
  }

  @Test(arguments: [
    // Where nothing stands, the place behind the command is meant.
    ("", ""), ("wrongg", "wrongg"), ("loss", "loss"), ("loss >", "loss"), ("loss > x", "x"),
    ("loss = 3", "="), ("3 < loss", "3"), ("wrong right", "right"), ("wrong and", "and"),
    ("(wrong", "("), ("wrong)", ")"), ("and wrong", "and"), ("update", "update"),
    ("update x", "x"), ("update -1", "-1"), ("conv.out[1 > 3", "conv.out[1>3"), ("> 3", ">"),
    ("loss > nan", "nan"), ("loss > 3 3", "3"), ("not", "not"), ("()", ")"),
  ])
  func `an error points at the word`(text: String, word: String?) throws {
    let error = try #require(failure(text))
    #expect(error.word == word)
    #expect(error.problem.hasSuffix(".") || error.problem.hasSuffix("?"))
  }

  @Test func `a condition as long as a book does no harm`() {
    #expect(failure(String(repeating: "(", count: 100_000)) != nil)
    #expect(failure(String(repeating: "not ", count: 100_000)) != nil)
  }

  @Test func `it is looked at when everything that it names is known`() throws {
    let network = try TestShell().trainer.network
    func moment(_ text: String) throws -> Condition.Moment {
      try parse(text).moment(in: network)
    }
    #expect(try moment("wrong") == .loss)
    #expect(try moment("loss > 3 or probabilities[1] < 0.5") == .loss)
    #expect(try moment("conv.out[0,0,0] > 1") == .loss)
    #expect(try moment("wrong and softmax.d_totals[3] < 0") == .gradients)
    #expect(try moment("wrong and softmax.biases[3] < 0") == .update)
    #expect(try moment("update 5") == .update)
    // A count is known at any time, so the answer is still there.
    #expect(try moment("update 5 and wrong") == .loss)
  }
}
