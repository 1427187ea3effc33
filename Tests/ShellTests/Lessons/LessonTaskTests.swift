import Course
import Shell
import Testing

/// The tasks of the built-in lessons: what does them, and what is near it and does not.
@Suite struct LessonTaskTests {
  struct Task: CustomTestStringConvertible, Sendable {
    let lesson: String
    let part: String
    /// Lines that do the task, each in a fresh attempt; none where that takes long, because `check`
    /// runs the solution.
    let doing: [[String]]
    /// Lines that do not, although they come near.
    let missing: [[String]]

    init(_ lesson: String, _ part: String, _ doing: [[String]] = [], not missing: [[String]]) {
      (self.lesson, self.part) = (lesson, part)
      (self.doing, self.missing) = (doing, missing)
    }

    var testDescription: String { "\(lesson), \(part)" }
  }

  private static let forward = [
    Task(
      "tour", "back", [["update"], ["back", "back", "update"]],
      not: [["set learning-rate 0", "update"], ["sgd 5"], ["set learning-rate 1", "update"]]),
    Task(
      "image", "draw", [["set image[2,1] 3", "set image[1,1] 3"]],
      not: [
        ["set image[1,1] 3"], ["set image[1,1] 3", "set image[1,2] 3"],
        ["set image[0,3] 2", "set image[0,0] 1", "set image[1,1] 3", "set image[2,1] 3"],
      ]),
    Task(
      "filter", "copy",
      [["set conv.filters[0] 0", "set conv.biases[0] 0", "set conv.filters[0,1,1] 1"]],
      not: [
        ["set conv.filters[0] 0", "set conv.filters[0,1,1] 1"],
        ["set conv.filters[0] 0", "set conv.filters[0,0,0] 1", "set conv.biases[0] 0"],
        ["set conv.filters[0,1,1] 1", "set conv.biases[0] 0"],
      ]),
    Task(
      "maps", "blind", [["set conv.filters[2] 0"]],
      not: [["set conv.filters[2] 0.1"], ["set conv.filters 0"], ["set conv.filters[3] 0"]]),
    Task(
      "channels", "ignore", [["set conv1.filters[0,1] 0"]],
      not: [
        ["set conv1.filters[0] 0"], ["set conv1.filters[0,0] 0"], ["set conv1.filters[1,1] 0"],
        ["set conv1.filters[0,0,0,1] 1", "set conv1.filters[0,1] 0"],
      ]),
    Task(
      "pool", "turn", [["set image[1,0] 9"], ["set image[3,0] -9"]],
      not: [["set conv.filters[0,2] 9"], ["set image[1,0] 1"], ["set image[0,0] 9"]]),
    Task(
      "softmax", "turn", [["set softmax.biases[0] 1"], ["set softmax.biases[1] -9"]],
      not: [
        ["set softmax.weights[0,0] 2"], ["set image[0,3] 9"], ["set softmax.biases[0] -1"],
        ["set softmax.biases[1] 9"], ["set softmax.weights[0,0] 1", "set softmax.biases[0] 1"],
      ]),
  ]

  private static let backward = [
    Task(
      "derivative", "turn", [["set learning-rate 0.01", "update"]],
      not: [
        ["set conv.filters[0,0,1] 1.02"], ["update"], ["set learning-rate 0.01"],
        ["set learning-rate 0.005", "update", "update"],
        ["set learning-rate 0", "set conv.filters[0,0,1] 1.02", "update"],
      ]),
    Task(
      "chain-rule", "turn", [["set softmax.biases[0] -7.1"]],
      not: [
        ["set softmax.biases[1] 9.1"], ["set softmax.biases[0] -7.5"],
        ["set softmax.biases[0] -6.9"], ["set softmax.d_totals[0] 0.25"],
      ]),
    Task(
      "dense-gradients", "turn", [["set softmax.weights[1,2] -1"], ["set softmax.weights[0,2] 3"]],
      not: [
        ["set softmax.weights[0,2] 0", "set softmax.weights[1,2] 0"],
        ["set softmax.weights[1,2] 0"], ["set softmax.biases[0] 99"],
      ]),
    Task(
      "relu", "turn", [["set fc1.biases[1] 2"], ["set fc1.biases[1] 1.5"]],
      not: [
        ["set fc1.biases[1] 1"], ["set fc1.weights[1,0] 9"], ["set fc1.biases[0] 2"],
        ["set image[0,0] 9"], ["set fc1.biases 2"],
      ]),
    Task(
      "routing", "turn", [["set image[1,0] 6"]],
      not: [["set conv.filters[0,2] 9"], ["set image[1,1] 2"], ["set image[0,0] 9"]]),
    Task(
      "filter-gradients", "turn", [["set learning-rate 0.5", "update"]],
      not: [
        ["set conv.filters[0,2,2] -1.5"], ["set learning-rate 0.5"],
        ["set learning-rate 0.4", "update"], ["set learning-rate 0.25", "update", "update"],
      ]),
    Task(
      "input-gradients", "turn", [["set conv.filters[0,0,1] 2"]],
      not: [
        ["set conv.filters[0,0,1] 1"], ["set conv.filters[0] 0"],
        ["set conv.d_out[0] 0", "backward"],
      ]),
    Task(
      "stride-and-depth", "turn", [["set conv.d_out[0,1,0] 3", "backward"]],
      not: [
        ["set conv.d_out[0,0,0] 9", "backward"], ["set conv.d_out[0,1,0] 4", "backward"],
        ["set conv.filters[0] 5", "backward"],
      ]),
    Task(
      "matrix", "turn", [["set conv.d_out[0] [0 0 0; 0 0 1]", "backward"]],
      not: [
        ["set conv.d_out[0] [0 0 0; 0 1 0]", "backward"],
        ["set conv.d_out[1] 0", "set conv.d_out[0] [0 0 0; 0 0 1]", "backward"],
      ]),
    Task(
      "examination", "turn", [["set learning-rate 0.5", "update"]],
      not: [
        ["set conv.filters[0,1,1] -1"], ["set learning-rate 0.5"],
        ["set learning-rate 0.25", "update"],
      ]),
  ]

  private static let trust = [
    Task(
      "gradient-check", "turn", [["set ties first"], ["set ties split"]],
      not: [
        ["set image[0,0] 2"], ["set conv.filters[0,0,0] 0"], ["set pool.d_out[0,0,0] 0.5"],
      ]),
    Task(
      "find-the-bug", "again", [["set learning-rate 1"]],
      not: [
        ["bug off"], ["bug off", "set learning-rate 1"], ["set learning-rate 0"],
        ["set learning-rate 0.2"],
      ]),
    Task(
      "ten-percent", "scale", [["set pixels centred", "filters set conv1 blur", "forward"]],
      not: [
        ["filters set conv1 blur", "forward"], ["set pixels centred", "forward"],
        ["set conv1.filters 0", "set pixels centred", "forward"],
        ["filters set conv2 blur", "filters set conv1 blur", "set pixels centred", "forward"],
      ]),
    Task(
      "ten-percent", "close",
      [["bug off", "init", "filters set conv1 blur", "filters set conv2 sharpen", "sgd 400"]],
      not: [["bug off"], ["sgd 400"], ["bug off", "init"]]),
    Task(
      "numpy", "turn", [["set conv.filters[0] [2 3; 1 -1]"]],
      not: [["set conv.filters[0] [3 2; -1 1]"], ["set conv.filters[0] [2 3; 1 0]"]]),
  ]

  private static let learning = [
    Task("training", "turn", not: [["set learning-rate 0"], ["set learning-rate 0.02"]]),
    Task(
      "your-own-stack", "turn",
      not: [
        ["forward"],
        [
          "net new conv2d 6 3x3, relu, maxpool2, conv2d 8 3x3, relu, maxpool2, fc 40, softmax 10",
          "forward",
        ],
        [
          "net new conv3x3 6, relu, maxpool2, conv3x3 8, relu, maxpool2, fc 40, relu, softmax 10",
          "forward",
        ],
      ]),
    Task("your-own-stack", "rate", not: [["set learning-rate 0"], ["set learning-rate 0.2"]]),
    Task(
      "optimizers", "fair",
      not: [
        ["set learning-rate 0.1"],
        ["goto 0", "set optimizer adam", "set learning-rate 0.005", "train 2"],
      ]),
    Task(
      "batches", "turn", [["set bn.weights[0] 3", "set bn.biases[0] 10"]],
      not: [["set bn.biases[0] 10"], ["set bn.weights[0] 3"], ["set fc.biases[0] 10"]]),
    Task("lenet", "turn", not: [["set learning-rate 0"], ["set mode evaluation"]]),
    Task(
      "shift", "turn", [["shift 0 2"]],
      not: [["shift -1 0", "shift -1 0"], ["shift 0 1"], ["set softmax.biases[7] -99"]]),
    Task(
      "seeing", "turn", [["set image[6,15] 0.5"]],
      not: [
        ["set image[6,15] 9"], ["set image[0,0] 0.5"], ["set softmax.biases[9] 99"],
        ["set image[0,0] 0.5", "set image[6,15] 0.5"],
      ]),
    Task(
      "kernels", "turn",
      [["set conv.filters[5,0] 1", "set conv.filters[5,1] 0", "set conv.filters[5,2] -1"]],
      not: [
        ["set conv.filters[5,0] 1", "set conv.filters[5,2] -1"],
        ["set conv.filters[5,0] -1", "set conv.filters[5,1] 0", "set conv.filters[5,2] 1"],
      ]),
    Task(
      "kernels", "red", [["set conv.filters[0,2] -1"]],
      not: [["set conv.filters[0,0] -1"], ["set conv.filters[0,2] -2"]]),
    Task(
      "two-class-lab", "switch", [["set image[1,3] 3"]],
      not: [["set conv.filters[1,0,0] 9"], ["set image[5,0] 1"]]),
    Task(
      "two-class-lab", "rate",
      not: [["set learning-rate 0"], ["set learning-rate 0.01", "image 0 --test", "forward"]]),
  ]

  private static let tasks = forward + backward + trust + learning

  @Test func `each task of each lesson is tried`() throws {
    let known = Self.tasks.map(\.testDescription)
    let all = try LessonLibrary.all().flatMap { entry in
      entry.lesson.steps.compactMap { step in
        if case .turn = step.activity { "\(entry.lesson.id), \(step.id)" } else { nil }
      }
    }
    #expect(known.sorted() == all.sorted())
  }

  /// A session in which a task has just been set.
  private func session(at task: Task) throws -> Session {
    let steps = try LessonLibrary.find(task.lesson).lesson.steps
    let part = try #require(steps.firstIndex { $0.id == task.part })
    let shell = try TestShell("lesson \(task.lesson) --at \(part + 1)")
    for _ in 0..<20 where !shell.printed.contains("Your turn: use any commands") {
      try shell.run("lesson next")
    }
    try #require(shell.printed.contains("Your turn: use any commands"))
    return shell.session
  }

  @Test(arguments: tasks)
  func `a task is done by what it asks for, and not by what is near it`(_ task: Task) throws {
    let start = try session(at: task)
    for (attempts, isDoing) in [(task.doing, true), (task.missing, false)] {
      for lines in attempts {
        let shell = TestShell(from: start)
        var text = ""
        for line in lines {
          _ = shell.error(line)
          text += shell.printed
        }
        #expect(text.contains("\nDone.\n") == isDoing, "\(lines): \(text)")
      }
    }
  }

  /// Tasks about numbers that the student changes, or leads to.
  private static let tries = tasks.filter {
    [
      "image", "filter", "maps", "pool", "softmax", "derivative", "chain-rule", "dense-gradients",
      "relu", "routing", "filter-gradients", "input-gradients", "stride-and-depth", "matrix",
      "numpy", "batches", "shift", "seeing", "kernels", "examination",
    ].contains($0.lesson)
  }

  @Test(arguments: tries)
  func `a try that does not do a task is told so, once`(_ task: Task) throws {
    let start = try session(at: task)
    func isTold(_ line: String, _ shell: TestShell) -> Bool {
      _ = shell.error(line)
      return shell.printed.contains("Not done yet")
    }
    let told = task.missing.filter { lines in
      let shell = TestShell(from: start)
      guard lines.map({ isTold($0, shell) }).contains(true) else { return false }
      for line in ["print loss", "back"] { #expect(!isTold(line, shell), "\(lines), \(line)") }
      return true
    }
    #expect(!told.isEmpty)
  }

  @Test func `a setting is not yet a try`() throws {
    let task = try #require(Self.tasks.first { $0.lesson == "filter-gradients" })
    let shell = TestShell(from: try session(at: task))
    #expect(try !shell.run("set learning-rate 0.3").contains("Not done yet"))
    #expect(try shell.run("update").contains("Not done yet: conv.filters[0,2,2] is -1.3."))
  }

  @Test func `what must not change is named, after each line that would do the task`() throws {
    let task = try #require(Self.tasks.first { $0.lesson == "softmax" })
    let shell = TestShell(from: try session(at: task))
    func names(_ line: String) throws -> Bool {
      try shell.run(line).split(whereSeparator: \.isWhitespace).contains("`softmax.weights[0,0]`.")
    }
    #expect(try names("set softmax.weights[0,0] 1"))
    #expect(try !names("print loss"))
    #expect(try names("set softmax.biases[0] 9"))
    #expect(try !names("set softmax.weights[0,0] 0"))
    #expect(shell.printed.contains("Done."))
  }
}
