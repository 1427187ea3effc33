import Course
import Testing

@Suite struct ConditionTests {
  @Test(
    arguments: [
      ("updates == 1", 1), ("updates == 1 and loss < 2", 1), ("updates <= 5 and update == 3", 3),
      ("updates < 4", 3), ("update 5", nil), ("updates == 1 or loss < 2", nil),
      ("not updates == 1", nil), ("epochs == 1", nil), ("updates > 3", nil), ("loss < 1", nil),
    ] as [(String, Double?)])
  func `how many updates a condition allows`(_ text: String, _ limit: Double?) throws {
    #expect(try Condition(parsing: text).limit(of: .update) == limit)
  }

  private static let values: [String: [Double]] = [
    "loss": [0.25], "map[0,1]": [1, 2, 3], "ones": [1, 1], "zero": [0],
    "rate": [Double(Float(0.1))], "third": [Double(Float(1) / 3)],
    "lower-left": [1, 0], "winner": [1, 0], "updates": [500], "update": [500], "epoch": [2],
    "epochs": [2], "right": [1], "wrong": [0], "many": [2_000_000], "infinite": [.infinity],
    "nan": [.nan], "accuracy": [0.9], "test accuracy": [0.8], "average loss": [1.5],
    "test loss": [2.5], "test": [7],
  ]

  private struct Unknown: Error {}

  private func holds(_ text: String) throws -> Bool {
    try Condition(parsing: text).holds { name in
      if name == "later" { return nil }
      guard let value = Self.values[name] else { throw Unknown() }
      return value
    }
  }

  private func error(_ text: String) -> ConditionError? {
    do throws(ConditionError) {
      _ = try Condition(parsing: text)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Meaning

  @Test(arguments: [
    "loss < 0.5", "loss<0.5", "loss == 0.25", "loss != 0", "loss >= .25 and loss <= 0.25",
    "loss > 1 or loss > 0", "not loss > 1", "(loss > 1 or ones) and not zero", "ones == 1",
    "map[0, 1] > 0", "map[0,1] != 2", "max(map[0,1]) == 3", "min(map[0,1]) == 1",
    "sum(map[0,1]) == 6", "sum (map[0, 1])==6", "rate == 0.1", "loss == 0.3 ~ 0.1",
    "loss == 0.3~0.1", "winner == lower-left", "loss < 1\n\nones == 1", "map[0,1] != ones",
    "loss == 2.5e-1", "loss > -1", "1 > loss", "later or loss < 1",
    "norm(map[0,1]) == 3.7416573867739413", "accuracy > 0.85",
    "test accuracy == 0.8", "test  accuracy==80%", "test accuracy < 95 %", "average loss > 1",
    "wrong or test loss > 2 and accuracy >= 90%", "test == 7", "loss == 25% ~ 1%",
    "nan != 3", "infinite > 3",
  ])
  func `it holds`(_ text: String) throws {
    #expect(try holds(text))
  }

  @Test(arguments: [
    "loss > 0.5", "loss == 0.2501", "zero", "ones == 2", "map[0,1] > 1", "later < 1", "later > 1",
    "later != 1", "not loss", "loss == 0.3 ~ 0.01", "map[0,1] == ones", "loss < 1\nzero",
    "later", "max(later) > 0", "nan == 3", "nan > 3", "nan <= 3", "infinite == 3",
    "infinite < 3", "infinite == 3 ~ 1e300",
  ])
  func `it does not hold`(_ text: String) throws {
    #expect(try !holds(text))
  }

  @Test(arguments: [
    "update 500", "updates 500", "update == 500", "updates == 500", "update 499", "epoch 2",
    "epochs >= 1", "not update 501", "update 1 and epoch 1", "update 1,0 or wrong", "updates 5_0",
    "updates == 5_00", "update < 1,000",
    "not (right and loss < 0.1)", "update 500 and not (wrong or loss < 0.1)",
  ])
  func `a count and a number are that many or more`(_ text: String) throws {
    #expect(try holds(text))
  }

  @Test func `of less, equal and more exactly one holds`() throws {
    for (left, right) in [
      ("rate", "0.1"), ("third", "0.3333333"), ("loss", "0.25"), ("loss", "0.3"), ("many", "1"),
      ("many", "2000001"), ("zero", "0"), ("zero", "1e-9"), ("infinite", "1"),
    ] {
      let signs = try ["<", "==", ">"].filter { try holds("\(left) \($0) \(right)") }
      #expect(signs.count == 1, "\(left) \(right)")
      #expect(try holds("\(left) <= \(right)") == (signs != [">"]))
      #expect(try holds("\(left) >= \(right)") == (signs != ["<"]))
      #expect(try holds("\(left) != \(right)") == (signs != ["=="]))
    }
    #expect(try holds("rate == 0.1 and third == 0.3333333"), "single precision is no difference")
    #expect(try holds("many < 2000001"), "a count is not almost another")
  }

  @Test func `not binds closer than and, and closer than or`() throws {
    for (text, meaning) in [
      ("wrong or right and loss > 3", "wrong or (right and loss > 3)"),
      ("right or right and wrong", "right or (right and wrong)"),
      ("not wrong and loss > 3", "(not wrong) and loss > 3"),
      ("not wrong or right", "(not wrong) or right"), ("not not right", "right"),
      ("right or wrong\nwrong", "(right or wrong) and wrong"),
    ] {
      #expect(try holds(text) == holds(meaning), "\(text)")
    }
    #expect(try !holds("(right or right) and wrong"))
    #expect(try !holds("not (right or wrong)"))
  }

  @Test func `a name that stands for nothing is told`() {
    #expect(throws: Unknown.self) { try holds("nothing < 1") }
  }

  @Test func `words need no blanks between them, and brackets hold together`() {
    #expect(
      Condition.words(of: "not(a[0, 1]>=-1e-3 or max( b )!=2)")
        == ["not", "(", "a[0,1]", ">=", "-1e-3", "or", "max", "(", "b", ")", "!=", "2", ")"])
    #expect(Condition.words(of: " a == 1~0.5=") == ["a", "==", "1", "~", "0.5", "="])
  }

  @Test func `statements come in the order in which they were written`() throws {
    let condition = try Condition(parsing: "not (max(a) > 3 or b) and update 5\n2 == c[0, 1]")
    #expect(
      condition.statements.map { $0.operands.map(\.description) } == [
        ["max(a)", "3"], ["b"], ["update", "5"], ["2", "c[0,1]"],
      ])
    let words = condition.statements.flatMap(\.operands).map(\.word)
    #expect(words.allSatisfy { condition.words[$0.index] == $0.text })
    #expect(condition.statement == nil)
    #expect(try Condition(parsing: "(update 5)").statement != nil)
  }

  @Test func `what is chosen by name is one word of a condition`() throws {
    let condition = try Condition(parsing: "bug is none and not optimizer is adam or loss < 1")
    #expect(
      condition.statements.map { $0.operands.map(\.description) } == [
        ["bug is none"], ["optimizer is adam"], ["loss", "1"],
      ])
    let choice = try #require(Condition.Choice("optimizer is adam"))
    #expect(choice.subject == .optimizer && choice.value == "adam")
    for name in ["loss", "bug", "bug is", "layer is none", "test accuracy"] {
      #expect(Condition.Choice(name) == nil)
    }
  }

  // MARK: What is not a condition

  static let faults: [(text: String, problem: ConditionError.Problem, word: String?, before: Int)] =
    [
      ("", .empty, nil, 0), ("\n \n", .empty, nil, 0),
      ("loss <", .comparedWithNothing, "loss", 0), ("loss < and", .comparedWithNothing, "loss", 0),
      ("loss = 1", .notARelation, "=", 1), ("loss >> 3", .signTooMany(after: "loss"), ">", 2),
      ("max(a) > (3)", .signTooMany(after: "max(a)"), "(", 5),
      ("loss < 1 pool", .cannotFollow, "pool", 3), ("wrong wrong", .cannotFollow, "wrong", 1),
      ("loss > 3 3", .cannotFollow, "3", 3), ("(wrong wrong)", .cannotFollow, "wrong", 2),
      ("and", .cannotBegin, "and", 0), ("and wrong", .cannotBegin, "and", 0),
      ("> 3", .cannotBegin, ">", 0), ("()", .cannotBegin, ")", 1),
      ("wrong and", .endsEarly, "and", 1), ("not", .endsEarly, "not", 0),
      ("a and b and", .endsEarly, "and", 3), ("max(", .endsEarly, "(", 1),
      ("loss == 1 ~", .endsEarly, "~", 3), ("(loss < 1", .notClosed, "(", 0),
      ("(a) and (b", .notClosed, "(", 4), ("max(a", .notClosed, "(", 1),
      ("wrong)", .notOpened, ")", 1), ("loss == 1 ~ x", .badTolerance, "x", 4),
      ("loss == 1 ~ -1", .badTolerance, "-1", 4), ("loss == 1 ~ inf", .badTolerance, "inf", 4),
      ("-loss < 1", .notAValue, "-loss", 0), ("loss < 0,5", .notAValue, "0,5", 2),
      ("max(3) < 1", .notAValue, "3", 2),
      ("update x", .notACount, "x", 1), ("epochs -1", .notACount, "-1", 1),
      ("bug", .choiceWithoutValue(.bug), "bug", 0),
      ("wrong or bug is", .choiceWithoutValue(.bug), "bug", 2),
      ("optimizer == adam", .choiceWithoutValue(.optimizer), "optimizer", 0),
      ("update 2.5", .notACount, "2.5", 1), ("updates 1e300", .notACount, "1e300", 1),
    ]

  @Test(arguments: faults)
  func `an error says what is wrong, and at which word`(
    _ fault: (text: String, problem: ConditionError.Problem, word: String?, before: Int)
  ) throws {
    let error = try #require(self.error(fault.text))
    #expect(error.problem == fault.problem)
    #expect(error.word == fault.word)
    #expect(error.before.count == fault.before)
    #expect(!error.sentence.hasSuffix("."))
  }

  @Test func `the line of an error is counted`() {
    #expect(error("loss < 1\n\nloss <\nwrong")?.line == 2)
    #expect(error("loss <\nwrong")?.problem == .comparedWithNothing, "lines do not run on")
  }

  @Test func `what is as long as a book, or as deep as a well, is refused`() throws {
    let (words, depth) = (1_000, 100)
    #expect(error(String(repeating: "(", count: 100_000))?.problem == .tooLong(limit: words))
    #expect(error(String(repeating: "not ", count: 100_000))?.problem == .tooLong(limit: words))
    #expect(
      error(String(repeating: "wrong or ", count: 10_000))?.problem == .tooLong(limit: words))
    #expect(error(String(repeating: "wrong\n", count: 10_000))?.problem == .tooLong(limit: words))
    for opening in ["(", "not ", "not ("] {
      let deep = String(repeating: opening, count: 400) + "wrong"
      #expect(error(deep)?.problem == .tooDeep(limit: depth))
    }
    #expect(error(String(repeating: "[", count: 1_000_000)) != nil)
    let inner = String(repeating: "(", count: 90) + "right" + String(repeating: ")", count: 90)
    #expect(try holds(inner))
    #expect(try holds(String(repeating: "wrong or ", count: 499) + "right"))
    #expect(try holds(String(repeating: "right\n", count: 500)))
  }
}
