import ConvNet
import Course
import Datasets
import Foundation
import Lab
import TestSupport
import Testing

@testable import Shell

/// An assignment from the first line that a student types to the marks of a class.
@Suite struct GradingTests {
  private let room: Classroom

  init() throws { room = try Classroom() }

  @Test func `a lesson that is forgotten in between costs nobody the marks`() throws {
    let shell = try room.session(of: "1")
    let aside = ["lesson 1"] + (1...5).map { "image \($0)" } + ["lesson forget 1 --force"]
    let back = ["lesson \"\(room.assignment)\" --student 1"]
    try room.handIn(shell, as: "1", after: aside + back + (try room.goodLines(shell)))
    let other = try room.session(of: "2")
    try room.handIn(other, as: "2", after: try room.goodLines(other))
    let grades = try room.grades()
    #expect(grades["1"]?["replay"] == "ok" && grades["2"]?["replay"] == "ok")
    #expect(grades["1"]?["done"] == "4" && grades["2"]?["done"] == "4")
  }

  @Test func `a class of six: marks, replays, flags`() throws {
    let perfect = try room.session(of: "1")
    try room.handIn(perfect, as: "1", after: try room.goodLines(perfect))
    let lazy = try room.session(of: "2")
    let right = try room.right(lazy)
    try room.handIn(
      lazy, as: "2",
      after: ["lesson next", "99", "hint", "hint", "answer", right, "lesson next", "a"])
    let skipping = try room.session(of: "3")
    try room.handIn(
      skipping, as: "3",
      after: ["lesson \"\(room.assignment)\" --student 3 --at 3", "skip", "lesson next"])
    // A forger writes an output and a verdict that never were, and makes the hashes anew.
    try room.rewrite("2", to: "4", rehashing: true) { lines in
      lines = lines.map { $0.replacing("\"worth\":\"wrong\"", with: "\"worth\":\"right\"") }
        .map { $0.replacing("\"student\":\"2\"", with: "\"student\":\"4\"") }
    }
    // A copier changes the name.
    try room.rewrite("1", to: "5", rehashing: true) { lines in
      lines[0].replace("\"student\":\"1\"", with: "\"student\":\"5\"")
    }
    // A file that is cut off in the middle of a line.
    let whole = try room.folder.read("in/hw1-1.md")
    try room.folder.write(String(whole.dropLast(whole.count / 8)), to: "in/hw1-6.md")

    let grades = try room.grades()
    #expect(grades.count == 6)
    let first = try #require(grades["1"])
    #expect(first["done"] == "4" && first["parts"] == "4" && first["first_try"] == "2")
    #expect(first["by_hand"] == "1" && first["sentences"] == "1" && first["replay"] == "ok")
    let second = try #require(grades["2"])
    #expect(second["done"] == "1" && second["first_try"] == "0")
    #expect(second["tries"] == "3" && second["hints"] == "1" && second["told"] == "0")
    #expect(second["replay"] == "ok" && second["flags"]?.contains("hw1-4.md") == true)
    let third = try #require(grades["3"])
    #expect(third["skipped"] == "1" && third["done"] == "0" && third["replay"] == "ok")
    let fourth = try #require(grades["4"])
    #expect(fourth["replay"]?.hasPrefix("differs") == true)
    #expect(fourth["flags"]?.contains("another student's numbers") == true)
    let fifth = try #require(grades["5"])
    #expect(fifth["replay"]?.hasPrefix("differs") == true && fifth["by_hand"] == "0")
    #expect(fifth["flags"]?.contains("hw1-1.md") == true)
    #expect(first["flags"]?.contains("hw1-5.md") == true)
    let sixth = try #require(grades["6"])
    #expect(sixth["flags"]?.contains("end of the file") == true)
    #expect(Int(sixth["done"] ?? "") ?? 9 < 4)

    let table = try room.folder.read("marks.csv").split(separator: "\n")
    #expect(table.count == 7 && table[0].hasPrefix("student,file,parts,done"))
    let feedback = try room.folder.read("feedback/hw1-2-feedback.md")
    #expect(feedback.contains("99") && feedback.contains("`\(right)`"))
    #expect(feedback.contains("practice convolution"))
    #expect(feedback.contains("positive one"), "the author's reply to choice a")
    #expect(try room.folder.read("feedback/sentences.md").contains("gradient was not zero."))
  }

  @Test func `an examination and an exercise have marks of their own`() throws {
    let shell = try room.session(of: "1")
    #expect(shell.error("practice exam --seed 3")?.hint == "practice exam")
    func take(_ rightAnswers: Int) throws {
      var count = 0
      while let problem = shell.session.openProblem {
        let right = problem.right.values.map { "\($0)" }.joined(separator: " ")
        try shell.run(count < rightAnswers ? right : "answer")
        count += 1
      }
    }
    for line in ["practice exam", "practice stop"] { try shell.run(line) }
    try shell.run("practice exam")
    let first = shell.session.practice?.seed
    try take(5)
    try shell.run("practice exam")
    #expect(shell.session.practice?.seed != first, "another examination, not the same again")
    try take(2)

    // The results of the student's own program.
    let mine = room.folder["mine"]
    try shell.run("exercise relu \"\(mine)\"")
    try FileManager.default.createDirectory(
      atPath: room.folder["mine/answers"], withIntermediateDirectories: true)
    let exercise = try #require(Exercises.all.first { $0.name == "relu" })
    let digits = try MNIST.bundled().split.training
    let cases = try exercise.cases(seed: shell.session.seed, digits: digits)
    let all = cases.flatMap { own in own.results.map { (own.name, $0) } }
    for (name, result) in all.dropLast() {
      try room.folder.write(
        NPYFile.encode(result.tensor), to: "mine/answers/\(name).\(result.name).npy")
    }
    try shell.run("judge \"\(mine)\"")
    // Another student's numbers do not count, and are named.
    try shell.run("exercise dense-backward \"\(room.folder["other"])\" --seed 99")
    try shell.run("judge \"\(room.folder["other"])\"")
    try room.handIn(shell, as: "1", after: [])
    try FileManager.default.removeItem(atPath: mine)

    let grade = try #require(try room.grades()["1"])
    #expect(grade["replay"] == "ok", "\(grade)")
    #expect(grade["exam"] == "5")
    #expect(grade["exercises"] == "relu \(all.count - 1)/\(all.count)")
    #expect(grade["flags"]?.contains("`dense-backward` was judged with seed 99") == true)
    #expect(grade["exams"] == "3")
    #expect(try room.folder.read("feedback/hw1-1-feedback.md").contains("5 of 12 questions"))
    // A claim about the results is found out.
    try room.rewrite("1", to: "1", rehashing: true) { lines in
      lines = lines.map { $0.replacing("\"right\":5", with: "\"right\":12") }
    }
    let forged = try #require(try room.grades()["1"])
    #expect(forged["replay"]?.hasPrefix("differs") == true && forged["exam"] == "5")
  }

  @Test func `whoever looks in again after the end is whole, and no suspect`() throws {
    let shell = try room.session(of: "1")
    for line in try room.goodLines(shell) + ["lesson next"] { _ = shell.error(line) }
    let again = ["lesson \"\(room.assignment)\" --student 1 --at 4", "lesson next", "lesson next"]
    try room.handIn(shell, as: "1", after: again)
    #expect(try !room.folder.read("in/hw1-1.md").contains("Nothing was done here"))
    let late = try room.session(of: "1")
    try room.handIn(late, as: "1", after: ["lesson next", "5"])
    let grade = try #require(try room.grades()["1"])
    #expect(grade["replay"] == "ok" && grade["done"] == "4" && grade["tries"] == "2")
    #expect(try room.folder.read("in/hw1-1.md").contains("Because its gradient was not zero."))
  }

  @Test func `what is claimed counts for nothing`() throws {
    let shell = try room.session(of: "7")
    try room.handIn(shell, as: "7", after: ["lesson next", "99"])
    try room.rewrite("7", to: "7", rehashing: false) { lines in
      lines = lines.map { $0.replacing("\"worth\":\"wrong\"", with: "\"worth\":\"right\"") }
    }
    let grade = try #require(try room.grades()["7"])
    #expect(grade["done"] == "0" && grade["tries"] == "1")
    #expect(grade["replay"]?.contains("`99`") == true)
    #expect(grade["flags"]?.contains("was changed") == true)
  }

  @Test func `each student has other numbers, and the same on every day`() throws {
    let numbers = try ["1", "2", "3", "4", "1"].map {
      "\(try room.session(of: $0).session.trainer.read(try Place(parsing: "image")))"
    }
    #expect(Set(numbers).count == 4 && numbers[0] == numbers[4])
  }

  @Test func `work on several days is one piece of work`() throws {
    let monday = try room.session(of: "8")
    for line in try room.goodLines(monday).prefix(3) { try monday.run(line) }
    let tuesday = try room.session(of: "8")
    #expect(tuesday.session.lesson?.index == 1)
    // Two sessions at once: their lines are mixed in the journal.
    try tuesday.run("b")
    try monday.run("a")
    try room.handIn(tuesday, as: "8", after: ["lesson next", "sgd 1", "lesson next", "It had to."])
    let grade = try #require(try room.grades()["8"])
    #expect(grade["replay"] == "ok" && grade["done"] == "4" && grade["flags"] == "")
  }

  @Test func `a replay that does not end is cut off`() throws {
    let shell = try room.session(of: "9")
    try room.handIn(shell, as: "9", after: ["lesson next"])
    try room.rewrite("9", to: "9", rehashing: true) { lines in
      guard let typed = lines.last(where: { $0.contains("\"typed\"") }) else { return }
      lines.append(typed.replacing("lesson next", with: "sgd 100000000"))
    }
    let grade = try #require(try room.grades(limit: 1)["9"])
    #expect(grade["replay"]?.hasPrefix("cut off") == true)
  }

  @Test(arguments: [
    "", "# Not a hand-in\n", "```journal\n```\n", "```journal\nx y\n```\n",
    "```journal\n0000000000000000 {\"student\":\"1\"}\n```\n", "\u{FFFD}```journal",
  ])
  func `a file that is no submission is named, and the others are graded`(text: String) throws {
    let shell = try room.session(of: "1")
    try room.handIn(shell, as: "1", after: try room.goodLines(shell))
    try room.folder.write(text, to: "in/hw1-x.md")
    let grades = try room.grades()
    #expect(grades["x"]?["replay"]?.hasPrefix("not graded") == true)
    #expect(grades["1"]?["done"] == "4")
  }

  @Test func `a replay reads and writes nothing outside`() throws {
    let secret = try room.folder.write("secret,1\n1,2\n", to: "secret.csv")
    let shell = try room.session(of: "1")
    let lines = [
      "save \"\(room.folder["out.safetensors"])\"", "source \"\(secret)\"",
      "fetch mnist", "lesson next",
    ]
    try room.handIn(shell, as: "1", after: lines)
    try FileManager.default.removeItem(atPath: room.folder["out.safetensors"])
    _ = try room.grades()
    #expect(!FileManager.default.fileExists(atPath: room.folder["out.safetensors"]))
  }

  @Test func `help is as open as the assignment says`() throws {
    let shell = try room.session(of: "1")
    try shell.run("lesson next")
    for line in ["why conv.out[0,0,0]", "print conv.out", "maps", "answer", "skip"] {
      #expect(shell.error(line) != nil, "\(line)")
    }
    #expect(shell.error("print conv.filters") == nil)
    try shell.run(try room.right(shell))
    #expect(shell.error("why conv.out[0,0,0]") == nil)
    let anonymous = try TestShell()
    #expect(anonymous.error("lesson \"\(room.assignment)\"")?.hint?.contains("--student") == true)
    #expect(anonymous.error("lesson 1 --student 5") != nil)
    #expect(anonymous.error("hand-in x.md") != nil)
  }

  @Test func `a file may claim any width, and a sentence only where one is asked for`() throws {
    let shell = try room.session(of: "1")
    try room.handIn(shell, as: "1", after: ["lesson next"])
    for (student, width) in [("2", "-9223372036854775808"), ("3", "9223372036854775807")] {
      try room.rewrite("1", to: student, rehashing: true) { lines in
        lines = lines.map { $0.replacing("\"width\":80", with: "\"width\":\(width)") }
      }
    }
    try room.rewrite("1", to: "4", rehashing: true) { lines in
      guard let typed = lines.last(where: { $0.contains("\"typed\"") }) else { return }
      lines.append(
        typed.replacing("\"typed\"", with: "\"sentence\"").dropLast() + ",\"worth\":\"own\"}")
    }
    let grades = try room.grades()
    #expect(grades.count == 4 && grades["4"]?["done"] == "0")
    #expect(grades["4"]?["replay"]?.hasPrefix("differs") == true)
    #expect(grades["1"]?["flags"]?.contains("hw1-2.md") == true, "the same student twice")
  }

  @Test func `another lesson on the way, and other line ends, are no fault`() throws {
    let shell = try room.session(of: "1")
    let lines = try room.goodLines(shell)
    let away = [
      "lesson 1", "lesson next", "lesson stop", "lesson \"\(room.assignment)\" --student 1",
    ]
    try room.handIn(shell, as: "1", after: Array(lines.prefix(3)) + away + lines.dropFirst(3))
    let text = try room.folder.read("in/hw1-1.md")
    try room.folder.write(text.replacing("\n", with: "\r\n"), to: "in/hw1-1.md")
    let grade = try #require(try room.grades()["1"])
    #expect(grade["replay"] == "ok" && grade["done"] == "4" && grade["attempts"] == "1")
  }

  @Test func `an answer to numbers that the student has set does not count`() throws {
    let shell = try room.session(of: "1")
    try room.handIn(
      shell, as: "1",
      after: ["lesson next", "set conv.filters 0", "set conv.biases 0", "forward", "0"])
    let grade = try #require(try room.grades()["1"])
    #expect(grade["done"] == "0" && grade["tries"] == "0" && grade["replay"] == "ok")
  }

  @Test func `grading overwrites nothing that it was not told to`() throws {
    let shell = try room.session(of: "1")
    try room.handIn(shell, as: "1", after: ["lesson next"])
    var grading = Grading(of: room.assignment)
    grading.csv = room.assignment
    #expect(throws: CommandError.self) { try grading.run(room.submissions) { _ in } }
    #expect(try room.folder.read("hw1.md") == Classroom.text)
    grading.csv = nil
    grading.feedback = room.submissions
    #expect(throws: CommandError.self) { try grading.run(room.submissions) { _ in } }
  }

  @Test func `Ctrl-C, files of one's own, a moved assignment: none is another result`() throws {
    var isStopped = false
    let shell = try TestShell(isInterrupted: { isStopped })
    shell.interpreter.keepProgress(in: room.folder["state-1/progress"])
    try shell.run("lesson \"\(room.assignment)\" --student 1")
    try shell.run("lesson next")
    let right = try room.right(shell)
    try shell.run(right)
    for line in ["lesson next", "b", "lesson next"] { try shell.run(line) }
    isStopped = true
    _ = shell.error("sgd 100")
    isStopped = false
    try shell.run("lesson again; sgd 1")
    try room.handIn(shell, as: "1", after: [])
    #expect(try room.grades()["1"]?["replay"] == "ok")

    try room.folder.write(Classroom.text, to: "elsewhere.md")
    let moved = try TestShell()
    moved.interpreter.keepProgress(in: room.folder["state-1/progress"])
    try moved.run("lesson \"\(room.folder["elsewhere.md"])\" --student 1")
    #expect(moved.session.lesson?.index == 3, "the task before it is done")
    try room.handIn(moved, as: "1", after: ["It was not 0."])
    #expect(try room.grades()["1"]?["done"] == "4")

    try room.folder.write("1,2\n", to: "own.csv")
    let other = try room.session(of: "2")
    try room.handIn(
      other, as: "2", after: ["lesson next", "print image > \"\(room.folder["own.csv"])\""])
    #expect(try room.grades()["2"]?["replay"]?.contains("a file of the student's") == true)
  }

  @Test func `a part that is answered after a look at later ones is named`() throws {
    let shell = try room.session(of: "1")
    let right = try room.right(shell)
    let again = "lesson \"\(room.assignment)\" --student 1 --at"
    try room.handIn(
      shell, as: "1", after: ["\(again) 3", "print conv.out", "\(again) 1", "lesson next", right])
    let grade = try #require(try room.grades()["1"])
    #expect(grade["replay"] == "ok" && grade["done"] == "1")
    #expect(grade["flags"]?.contains("`map`") == true)
  }
}
