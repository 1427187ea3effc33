import ConvNet
import Course
import Terminal
import Testing

@testable import Shell

/// Conditions in a session: what names stand for, when they are known, and how `until` reports
/// errors. Their parsing is tested in CourseTests.
@Suite struct ConditionTests {
  private let shell: TestShell

  init() throws { shell = try TestShell("image 0; forward; backward") }

  private func parse(_ text: String) throws -> ConditionInSession {
    try ConditionInSession(try Condition(parsing: text))
  }

  private func holds(_ text: String) throws -> Bool {
    try parse(text).holds(in: shell.session)
  }

  @Test(arguments: [
    // An empty word means the position after the command.
    ("", ""), ("wrongg", "wrongg"), ("loss", "loss"), ("loss >", "loss"), ("loss > x", "x"),
    ("loss = 3", "="), ("3 < 4", "3"), ("3", "3"), ("wrong right", "right"), ("wrong and", "and"),
    ("(wrong", "("), ("wrong)", ")"), ("and wrong", "and"), ("update", "update"),
    ("update x", "x"), ("update -1", "-1"), ("conv.out[1 > 3", "conv.out[1>3"), ("> 3", ">"),
    ("loss > nan", "nan"), ("loss > 3 3", "3"), ("not", "not"), ("()", ")"),
    ("epochs", "epochs"), ("update == x", "x"), ("updates < 2.5", "2.5"), ("max(loss)", "loss"),
    ("max(nothing) > 3", "nothing"), ("loss > conv.out", "conv.out"),
    ("conv.out > upper-left", "conv.out"), ("learning-rate", "learning-rate"),
    ("accuracy", "accuracy"), ("test accuracy", "test accuracy"), ("acc > 0.9", "acc"),
    ("test acuracy > 0.9", "acuracy"), ("accuracy > 95", "95"), ("test accuracy > -1", "-1"),
    ("test accuracy > test accuracy", "test accuracy"), ("average loss", "average loss"),
    ("wrong --test-every 5", "--test-every"), ("test accuracy > 1 --test-evry 5", "--test-evry"),
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
    // A count is known at any time, so the answer is still available.
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
      "pool.winners[0,0,0] != pool.winners[0,0,1] or loss > 0", "loss == 2.3 ~ 5", "0 < loss",
      "learning-rate > 0 and loss > 0", "answer >= 0",
    ] {
      let shell = try TestShell()
      #expect(throws: Never.self, "\(text)") { try shell.run("until \(text) --limit 20") }
      #expect(!shell.printed.contains("not met"), "\(text)")
    }
  }

  @Test(
    arguments: [
      ("until wrong > 3", "wrong", 6), ("until right == 1", "right", 6),
      ("until 1 == wrong", "wrong", 11), ("until not wrong > 3", "wrong", 10),
      ("until loss > loss", "loss", 13), ("until update > update", "update", 15),
      ("until updates >= update", "update", 17), ("until loss==loss", "loss", 12),
      ("until loss > 3 or conv.out[0,0,0] < conv.out[0,0,0]", "conv.out[0,0,0]", 36),
      ("until max(conv.out) != max(conv.out)", "conv.out", 27),
      ("until ot wrong", "ot", 6), ("until no wrong", "no", 6), ("until nto wrong", "nto", 6),
      ("until loss > 3 adn wrong", "adn", 15), ("until wrong orr right", "orr", 12),
    ])
  func `what can never change, or is a slip, is refused at its place`(
    _ line: String, _ word: String, _ column: Int
  ) throws {
    let shell = try TestShell()
    let error = try #require(shell.error(line))
    #expect(shell.session.trainer.updates == 0)
    #expect(error.word == word)
    #expect(error.spot?.columns == column..<column + word.count)
    // The command that it suggests works.
    let hint = try #require(error.hint)
    #expect(hint.hasPrefix("until "))
    let again = shell.error("\(hint) --limit 1")
    #expect(again == nil, "\(hint): \(again?.problem ?? "")")
  }

  @Test func `the largest and the smallest of the same numbers are compared`() throws {
    let shell = try TestShell()
    try shell.run("until max(conv.out) > min(conv.out) --limit 1")
    #expect(shell.session.trainer.updates <= 1)
  }

  @Test func `only the update of a condition by itself is one to go to`() throws {
    #expect(try Condition(parsing: "updates >= 7").firstUpdate == 7)
    #expect(try Condition(parsing: "update 7").firstUpdate == 7)
    #expect(try Condition(parsing: "not update 7").firstUpdate == nil)
    #expect(try Condition(parsing: "update > 7").firstUpdate == nil)
    #expect(try Condition(parsing: "epoch 7").firstUpdate == nil)
  }

  // MARK: Measures

  @Test func `a measure is an average of the last updates, once there are so many`() throws {
    let shell = try TestShell("sgd 99")
    func holds(_ text: String) throws -> Bool { try parse(text).holds(in: shell.session) }
    for text in ["accuracy >= 0", "average loss > 0", "test accuracy >= 0"] {
      #expect(try !holds(text), "\(text)")
    }
    try shell.run("sgd 1")
    let average = shell.session.trainer.journal.average(0..<100)
    #expect(try holds("accuracy == \(average.accuracy)"))
    #expect(try holds("average loss == \(average.loss) ~ 1e-6"))
    #expect(try holds("accuracy == \(100 * average.accuracy)%"))
    // The updates of the last hundred count, not all.
    try shell.run("sgd 50")
    let later = shell.session.trainer.journal.average(50..<150)
    #expect(try holds("average loss == \(later.loss) ~ 1e-6"))
  }

  @Test func `a test counts as long as the network is as it was tested`() throws {
    let shell = try TestShell("load toy", "test")
    func isKnown() throws -> Bool { try parse("test accuracy >= 0").holds(in: shell.session) }
    #expect(try isKnown())
    let test = try #require(shell.session.tests.last)
    #expect(try parse("test accuracy == \(test.accuracy)").holds(in: shell.session))
    #expect(try parse("test loss == \(test.loss) ~ 1e-6").holds(in: shell.session))
    try shell.run("image 1; forward; backward")
    #expect(try isKnown())
    try shell.run("set conv.filters[0,0] 5")
    #expect(try !isKnown())
    try shell.run("test")
    #expect(try isKnown())
    try shell.run("update")
    #expect(try !isKnown())
    try shell.run("back")
    #expect(try isKnown())
  }

  @Test func `until a measure stops at the first update at which it holds`() throws {
    let shell = try TestShell("until average loss < 2.2")
    let updates = shell.session.trainer.updates
    let journal = shell.session.trainer.journal
    #expect(updates >= 100)
    #expect(journal.average(updates - 100..<updates).loss < 2.2)
    #expect(journal.average(updates - 101..<updates - 1).loss >= 2.2)
    #expect(shell.printed.contains("over the last 100 updates"))
    #expect(shell.error("until average loss < 2.2") != nil, "it is met")
  }

  @Test func `until a test is met it tests at even distances, and says at which`() throws {
    let shell = try TestShell("load mnist --train 200 --test 50")
    let text = try shell.run("until test accuracy > 30% --test-every 25")
    let tests = shell.session.tests
    #expect(text.contains("50 images after every 25 updates"))
    #expect(tests.map(\.update) == (1...tests.count).map { 25 * $0 })
    #expect(tests.dropLast().allSatisfy { $0.accuracy <= 0.3 })
    #expect(try #require(tests.last).accuracy > 0.3)
    #expect(shell.session.trainer.updates == tests.last?.update)
    // Ten times per epoch, where nothing else is said; and mixed with what is known of a step.
    let other = try TestShell("load mnist --train 200 --test 50")
    try other.run("until test loss < 0 or update 41")
    #expect(other.session.tests.map(\.update) == [20, 40])
    #expect(other.session.trainer.updates == 41)
    #expect(other.printed.contains("after every 20 updates"))
  }

  @Test func `Ctrl-C stops it while it tests, too`() throws {
    var asked = 0
    let shell = try TestShell("load mnist --train 200 --test 1000") {
      asked += 1
      return asked > 40
    }
    try shell.run("until test loss < 0")
    #expect(shell.printed.contains("Stopped after"))
  }

  @Test func `the norm of a place is the root of the sum of its squares`() throws {
    let filters = try #require(shell.trainer.network.nodes[0].layer.parameters.first).values.values
    let norm = filters.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(try holds("norm(conv.filters) == \(norm) ~ 1e-6"))
  }

  @Test func `completion knows the measures`() throws {
    func offers(_ line: String) -> [String] {
      shell.interpreter.complete(line, line.count).candidates.map(\.text)
    }
    #expect(offers("until ").contains("accuracy") && offers("until ").contains("test"))
    #expect(offers("until test ") == ["accuracy", "loss"])
    #expect(offers("until average ") == ["loss"])
    #expect(offers("until test accuracy ").contains(">"))
    #expect(offers("until test accuracy > 0.9 ").contains("--test-every"))
  }
}
