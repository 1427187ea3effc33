import Testing

@testable import Course

/// Numbers as people type them.
@Suite struct TypedNumberTests {
  @Test(arguments: [
    ("1", 1, 0.5), ("-1.5", -1.5, 0.05), ("0.083", 0.083, 0.0005), ("1/4", 0.25, 0),
    ("3e-4", 3e-4, 0.5e-4), ("1.50e2", 150, 0.5), ("\u{2212}2", -2, 0.5), ("+.5", 0.5, 0.05),
  ])
  func `a number and half a unit of its last digit`(
    _ text: String, _ value: Double, _ slack: Double
  ) throws {
    let number = try #require(TypedNumber(text))
    #expect(abs(number.value - value) < 1e-12)
    #expect(abs(number.slack - slack) < 1e-12)
  }

  @Test(arguments: ["", "nan", "inf", "0x10", "1/0", "1/2/3", "a", "1e999", "--1", "/", "1 2"])
  func `what is no number`(_ text: String) {
    #expect(TypedNumber(text) == nil)
  }

  @Test func `rows, brackets and commas make a list`() {
    for text in ["1 0; 2 -1", "[[1, 0], [2, -1]]", "1,0,2,-1", "(1 0 2 -1)"] {
      #expect(TypedNumber.list(text)?.map(\.value) == [1, 0, 2, -1])
    }
    #expect(TypedNumber.list("one conv 2") == nil)
    #expect(TypedNumber.list(" ; ") == nil)
  }
}

/// How practice goes, kept between sessions.
@Suite struct PracticeRecordTests {
  @Test func `three in a row at the first try are mastery, and a mistake does not undo it`() {
    var record = PracticeRecord()
    for (isRight, mastered) in [
      (true, false), (true, false), (false, false), (true, false), (true, false), (true, true),
      (false, true),
    ] {
      record["routing"].note(isRight: isRight)
      #expect(record["routing"].isMastered == mastered)
    }
    #expect(record["routing"].streak == 0)
    #expect(record["routing"].right == 5)
    #expect(record["routing"].wrong == 2)
    #expect(record["routing"].weight > 1)
    #expect(PracticeRecord(parsing: record.text) == record)
  }

  @Test func `damaged lines are skipped`() {
    let text =
      "# x\nrouting 1 2 3\nloss 9 1 1\nsoftmax -1 2 3\nadam 1 1 0 what\nrelu 3 3 0 mastered\n"
    let record = PracticeRecord(parsing: text)
    #expect(record["routing"].right == 2)
    #expect(record["relu"].isMastered)
    for topic in ["loss", "softmax", "adam"] { #expect(record[topic] == PracticeRecord.Entry()) }
  }
}
