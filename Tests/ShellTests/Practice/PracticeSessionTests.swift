import ConvNet
import Course
import Lab
import TestSupport
import Testing

@testable import Shell

/// Practising: problems, answers, mastery, and the examination.
@Suite struct PracticeSessionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func shell() throws -> TestShell {
    let shell = try TestShell()
    shell.interpreter.keepProgress(in: folder["progress"])
    return shell
  }

  /// The right answer to the open problem, as it is typed.
  private func answer(_ shell: TestShell) throws -> String {
    let problem = try #require(shell.session.openProblem)
    return problem.right.values.map { "\($0)" }.joined(separator: " ")
  }

  @Test func `three right answers are mastery, kept for the next session`() throws {
    let first = try shell()
    try first.run("practice routing")
    for number in 1...3 {
      let text = try first.run(try answer(first))
      #expect(text.contains("mastered") == (number == 3))
      if number < 3 { try first.run("practice next") }
    }
    let second = try shell()
    #expect(try second.run("practice").contains("mastered"))
    #expect(second.session.practiceRecord["routing"].isMastered)
  }

  @Test(arguments: PracticeTopic.all.map(\.name))
  func `a problem shows what is needed, and its answer is explained afterwards`(_ topic: String)
    throws
  {
    let shell = try shell()
    let before = shell.state
    let text = try shell.run("practice \(topic) --seed 7")
    let problem = try #require(shell.session.openProblem)
    for place in problem.given { #expect(text.contains("\(place)"), "\(place)") }
    #expect(text.contains("\(problem.place) = ?"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(text.split(separator: "\n").count <= 23)
    // Nothing that shows the answer runs, and the session is as it was.
    for line in ["why \(problem.place)", "forward", "print conv.out", "net", "image 1"] {
      #expect(shell.error(line) != nil, "\(line)")
    }
    let isSame = shell.state == before
    #expect(isSame)
    try shell.run(try answer(shell))
    #expect(shell.session.openProblem == nil)
    let next = try #require(
      shell.printed.split(separator: "\n").last { $0.hasPrefix("next:") })
    let why = try #require(next.split(separator: ", ").first { $0.hasPrefix("why ") })
    try shell.run(String(why))
    try shell.run("practice stop")
    let isBack = shell.state == before
    #expect(isBack)
  }

  @Test func `a wrong number is told its slip, and the second gets a hint`() throws {
    let shell = try shell()
    try shell.run("practice filter-gradient --seed 4")
    let problem = try #require(shell.session.openProblem)
    let wrong = problem.right.values.map { "\(-$0)" }.joined(separator: " ")
    let sign = try #require(Slips.ranks[1].first { $0.name == "sign" })
    let text = try shell.run(wrong).split(separator: "\n").joined(separator: " ")
    #expect(text.contains("That is what comes out if"))
    #expect(text.contains(sign.question) || !text.contains(sign.thought))
    #expect(try shell.run("12345").contains("A hint:"))
    #expect(shell.session.practice?.present?.tries == 2)
    // Right at the third try is right, but counts as missed.
    try shell.run(try answer(shell))
    #expect(shell.session.practiceRecord["filter-gradient"].wrong == 1)
    #expect(shell.session.practiceRecord["filter-gradient"].right == 0)
  }

  @Test func `of a whole map, the wrong cells are marked`() throws {
    let shell = try shell()
    try shell.run("practice routing --seed 1")
    var numbers = try #require(shell.session.openProblem).right.values
    numbers[5] += 7
    let text = try shell.run(numbers.map { "\($0)" }.joined(separator: " "))
    #expect(text.count { $0 == "*" } == 2)
    #expect(text.contains("1 of 16"))
  }

  @Test func `the answer can be asked for, a seed repeats problems, and lessons wait`() throws {
    let shell = try shell()
    let first = try shell.run("practice mixed --seed 9")
    try shell.run("answer")
    #expect(shell.session.practiceRecord.text.contains(" 0 0 1"))
    #expect(shell.error("practice next") == nil)
    #expect(shell.error("practice next") != nil)
    #expect(shell.error("lesson 2") != nil)
    #expect(shell.error("practice nothing") != nil)
    let other = try TestShell()
    #expect(try other.run("practice mixed --seed 9") == first)
  }

  @Test func `whoever answers everything passes the examination, and has it in the report`() throws
  {
    let shell = try shell()
    try shell.run("practice exam --seed 3")
    // A mistake that is put right at the second try is allowed.
    let before = try #require(shell.session.openProblem)
    try shell.run(before.right.values.map { "\(-$0)" }.joined(separator: " "))
    for _ in 0..<12 { try shell.run(try answer(shell)) }
    #expect(shell.printed.contains("Passed"))
    #expect(shell.session.practice == nil)
    try shell.run("report \"\(folder["lab.md"])\"")
    let report = try folder.read("lab.md")
    #expect(report.contains("Examination passed") && !report.contains("\n## "), "nothing empty")
  }

  @Test func `an answer that is shown, or wrong twice, fails the examination`() throws {
    for wrong in [["answer"], ["0 0 0 0", "0 0 0 0"]] {
      let shell = try shell()
      try shell.run("practice exam --seed 3")
      try shell.run(try answer(shell))
      for line in wrong { try shell.run(line) }
      #expect(shell.error("why pool.out[0,0,0]") != nil)
      #expect(shell.error("hint") != nil)
      for _ in 0..<10 { try shell.run(try answer(shell)) }
      #expect(shell.printed.contains("11 of 12"))
      #expect(!shell.printed.contains("Passed"))
    }
  }

  @Test func `what is no answer is told, and counts for nothing`() throws {
    let shell = try shell()
    try shell.run("practice routing --seed 1")
    for line in ["1 2", "1", "[1 2; 3 4]"] {
      #expect(try shell.run(line).contains("16 numbers"))
    }
    #expect(shell.session.practice?.present?.tries == 0)
    #expect(shell.error("xyzzy") != nil)
  }
}

/// Practice in the middle of a lesson.
@Suite struct PracticeInLessonTests {
  @Test func `a lesson waits for the end of the practice, and nothing of it is lost`() throws {
    let shell = try TestShell("lesson 5", "lesson next")
    let (state, index) = (shell.state, shell.session.lesson?.index)
    #expect(try shell.run("practice mixed").contains("problem 1"))
    #expect(!shell.session.isInLesson && shell.error("lesson next")?.hint == "practice stop first")
    try shell.run("answer")
    try shell.run("practice next")
    #expect(try shell.run("practice stop").contains("of lesson 5"))
    let isSame = shell.state == state
    #expect(isSame && shell.session.lesson?.index == index)
    try shell.run("lesson next")
  }

  @Test func `an examination in a lesson is in its report, passed or not`() throws {
    let folder = try TemporaryFolder()
    let shell = try TestShell("lesson 5", "practice exam --seed 4")
    func report() throws -> String {
      try shell.run("report \"\(folder["r.md"])\" --of 5 --force")
      return try folder.read("r.md")
    }
    #expect(try report().contains("An examination was begun (seed 4)."))
    while shell.session.openProblem != nil { try shell.run("answer") }
    #expect(shell.session.isInLesson)
    let failed = try report()
    #expect(failed.contains("Examination (seed 4): 0 of 12 questions right."))
    #expect(!failed.contains("begun"))
    try shell.run("practice exam --seed 5")
    while let problem = shell.session.openProblem {
      try shell.run(problem.right.values.map { "\($0)" }.joined(separator: " "))
    }
    #expect(try report().contains("Examination passed"))
  }
}

/// Where slips are told besides practice: predictions, comparisons and lessons.
@Suite struct SlipSpeechTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a wrong prediction is told its slip`() throws {
    let shell = try TestShell("load toy", "image 0", "forward", "predict pool.d_in[0,0,0] 77")
    let right = try TestShell("load toy", "image 0", "forward", "backward")
    guard
      case .computed(let tensor) = try right.session.trainer.read(
        Place(parsing: "softmax.d_totals[0]"))
    else { return }
    #expect(try !shell.run("backward").contains("That is what comes out if"))
    try shell.run("back 4; predict softmax.d_totals[0] \(-tensor.values[0])")
    #expect(try shell.run("backward").contains("y - p"))
  }

  @Test func `compare names the slip that turns one array into the other`() throws {
    let shell = try TestShell("load toy", "image 0", "forward", "backward")
    let place = try Place(parsing: "conv.d_filters")
    guard case .computed(let tensor) = try shell.session.trainer.read(place) else { return }
    let rotated = Tensor(tensor.shape, Array(tensor.values.reversed()))
    try folder.write(NPYFile.encode(rotated), to: "mine.npy")
    #expect(
      try shell.run("compare conv.d_filters \"\(folder["mine.npy"])\"").contains("rotated by 180"))
    var shifted = tensor
    shifted.values[8] += 100
    try folder.write(NPYFile.encode(shifted), to: "mine.npy")
    #expect(
      try shell.run("compare conv.d_filters \"\(folder["mine.npy"])\"").contains("border"))
  }

  @Test func `a lesson's answer may be a place, and a wrong one is told its slip`() throws {
    let text = """
      ---
      id: place
      title: A place
      start: load toy; image 0
      ---
      # A place

      ## Ask <!-- step: ask -->
      ```backstep
      backstep> forward
      ...
      ```

      What is the gradient?

      <details><summary>Hint</summary>Multiply each pixel by the gradient of its place.</details>
      <details><summary>Answer</summary>

      ```answer
      = conv.d_filters[0,0,1]
      ```
      </details>
      """
    let file = try folder.write(text, to: "place.md")
    let shell = try TestShell("lesson \"\(file)\"", "lesson next")
    let state = try TestShell("load toy", "image 0", "forward", "backward").session.trainer
    guard
      case .computed(let right) = try state.read(Place(parsing: "conv.d_filters[0,0,1]"))
    else { return }
    let value = right.values[0]
    try #require(value != 0)
    #expect(try shell.run("\(-value)").contains("That is what comes out if"))
    #expect(try shell.run("12345").contains("A hint: Multiply"))
    #expect(try shell.run("\(value)").hasPrefix("Yes."))
  }
}
