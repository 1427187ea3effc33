import ConvNet
import Course
import Testing

@testable import Shell

/// Conditions in a session: what names stand for, when they are known, and how `until` tells what is
/// wrong. How they are read is tested where they are read.
@Suite struct ConditionTests {
  private let shell: TestShell

  init() throws { shell = try TestShell("image 0; forward; backward") }

  private func parse(_ text: String) throws -> ConditionInSession {
    try ConditionInSession(try Condition(parsing: text))
  }

  private func holds(_ text: String) throws -> Bool {
    try parse(text).holds(in: shell.trainer)
  }

  @Test(arguments: [
    // Where nothing stands, the place behind the command is meant.
    ("", ""), ("wrongg", "wrongg"), ("loss", "loss"), ("loss >", "loss"), ("loss > x", "x"),
    ("loss = 3", "="), ("3 < 4", "3"), ("3", "3"), ("wrong right", "right"), ("wrong and", "and"),
    ("(wrong", "("), ("wrong)", ")"), ("and wrong", "and"), ("update", "update"),
    ("update x", "x"), ("update -1", "-1"), ("conv.out[1 > 3", "conv.out[1>3"), ("> 3", ">"),
    ("loss > nan", "nan"), ("loss > 3 3", "3"), ("not", "not"), ("()", ")"),
    ("epochs", "epochs"), ("update == x", "x"), ("updates < 2.5", "2.5"), ("max(loss)", "loss"),
    ("max(nothing) > 3", "nothing"), ("loss > conv.out", "conv.out"),
    ("conv.out > upper-left", "conv.out"), ("learning-rate", "learning-rate"),
  ])
  func `an error points at the word`(text: String, word: String?) throws {
    let error = try #require(shell.error("until \(text)"))
    #expect(error.word == word)
    #expect(error.problem.hasSuffix(".") || error.problem.hasSuffix("?"))
  }

  @Test func `the caret is under the word that is wrong, not under its like`() throws {
    let line = "until loss > 3 and loss"
    let report = try #require(shell.error(line)).report(in: line, origin: "")
    #expect(report.contains("\n                     ^^^^\n"))
  }

  @Test func `a condition as long as a book does no harm`() {
    #expect(shell.error("until " + String(repeating: "(", count: 10_000)) != nil)
    #expect(shell.error("until " + String(repeating: "not ", count: 10_000)) != nil)
  }

  @Test func `it is looked at when everything that it names is known`() throws {
    let network = shell.trainer.network
    func moment(_ text: String) throws -> ConditionMoment { try parse(text).moment(in: network) }
    #expect(try moment("wrong") == .loss)
    #expect(try moment("loss > 3 or probabilities[1] < 0.5") == .loss)
    #expect(try moment("conv.out[0,0,0] > 1") == .loss)
    #expect(try moment("wrong and softmax.d_totals[3] < 0") == .gradients)
    #expect(try moment("3 > max(conv.d_filters)") == .gradients)
    #expect(try moment("wrong and softmax.biases[3] < 0") == .update)
    #expect(try moment("update 5") == .update)
    // A count is known at any time, so the answer is still there.
    #expect(try moment("update 5 and wrong") == .loss)
  }

  @Test func `names stand for what the session holds`() throws {
    for text in [
      "label == 5", "updates == 0", "update 0", "epochs == 0", "learning-rate == 0.005",
      "right or wrong", "not (right and wrong)", "loss > 0", "max(probabilities) < 1",
      "sum(probabilities) == 1", "conv.d_filters < 1e9", "conv.out[0,0,0] <= max(conv.out)",
      "upper-right != lower-left", "answer == 0 or answer > 0",
    ] {
      #expect(try holds(text), "\(text)")
    }
    #expect(throws: (any Error).self) { try holds("nothing > 3") }
    #expect(throws: (any Error).self) { try holds("conv.out[99,0,0] > 3") }
  }

  @Test func `until takes whatever a lesson can check`() throws {
    for text in [
      "updates == 3", "update >= 3 and epoch < 1", "max(conv.d_filters) > 0",
      "pool.winners[0,0,0] == pool.winners[0,0,0]", "loss == 2.3 ~ 5", "0 < loss",
      "learning-rate > 0 and loss > 0", "answer >= 0",
    ] {
      let shell = try TestShell()
      #expect(throws: Never.self, "\(text)") { try shell.run("until \(text) --limit 20") }
      #expect(!shell.printed.contains("not come true"), "\(text)")
    }
  }

  @Test func `only the update of a condition by itself is one to go to`() throws {
    #expect(try Condition(parsing: "updates >= 7").firstUpdate == 7)
    #expect(try Condition(parsing: "update 7").firstUpdate == 7)
    #expect(try Condition(parsing: "not update 7").firstUpdate == nil)
    #expect(try Condition(parsing: "update > 7").firstUpdate == nil)
    #expect(try Condition(parsing: "epoch 7").firstUpdate == nil)
  }
}
