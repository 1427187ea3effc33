import ConvNet
import Course
import Lab
import Rendering

/// Words and pictures of practice.
enum PracticeText {
  private static let widest = 80

  /// Whether a line is meant as an answer.
  static func looksLikeAnswer(_ line: String) -> Bool { TypedNumber.list(line) != nil }

  /// `a number`, or `16 numbers, 4 rows of 4`.
  static func asked(of problem: PracticeProblem) -> String {
    let shape = problem.right.shape
    let decimals = problem.decimals.map { ", to \($0) decimals" } ?? ""
    guard shape.count > 1 else { return "a number" + decimals }
    let columns = shape.extents.last ?? 1
    let rows = shape.count / columns
    return "\(shape.count) numbers" + (rows > 1 ? ", \(rows) rows of \(columns)" : "") + decimals
  }

  /// A problem: what is given, and what is asked.
  static func problem(
    _ present: PracticeState.Problem, of run: PracticeState.Run, recalling: Bool, width: Int
  ) -> [String] {
    let problem = present.problem
    var lines: [String] = []
    let title =
      switch run.subject {
      case .topic(let topic): "\(topic.name), problem \(run.number)"
      case .mixed: "\(present.topic?.name ?? ""), problem \(run.number)"
      case .examination(let all): "examination, question \(run.number) of \(all.questions.count)"
      }
    lines.append("-- \(title)   (seed \(run.seed))")
    lines += LessonText.prose([problem.story], width: width)
    var earlier: ArraySlice<PracticeProblem> = []
    if case .examination(let all) = run.subject { earlier = all.questions.prefix(run.number - 1) }
    if recalling { lines += earlier.flatMap { given($0, width: width) } }
    lines += given(problem, width: width)
    if !recalling, problem.given.isEmpty, !earlier.isEmpty {
      lines.append("(Enter shows the numbers that were given.)")
    }
    lines.append("\(problem.place) = ?   Your answer: \(asked(of: problem)).")
    return lines
  }

  private static func given(_ problem: PracticeProblem, width: Int) -> [String] {
    problem.given.flatMap { place -> [String] in
      guard let tensor = problem.shown.numbers(at: place) else { return [] }
      return numbers(of: place, tensor, width: width)
    }
  }

  /// The numbers at a place, as they are written on paper.
  private static func numbers(
    of place: Place, _ tensor: Tensor<Float>, width: Int
  ) -> [String] {
    guard tensor.shape.rank > 1 else {
      let list = tensor.values.map { Numbers.compact($0, digits: 4) }.joined(separator: " ")
      return ["\(place) = \(list)"]
    }
    let rows = tensor.shape.extents[tensor.shape.rank - 2]
    let words = tensor.values.map { Numbers.compact($0, digits: 4) }
    var lines = ["\(place), \(tensor.shape)"]
    for (index, row) in grid(words, like: tensor.shape).enumerated() {
      if index > 0, index % rows == 0 { lines.append("") }
      lines.append(row)
    }
    return lines
  }

  /// Words as rows of a map, right-aligned.
  private static func grid(_ words: [String], like shape: Shape) -> [String] {
    let wide = words.map(\.count).max() ?? 1
    return words.chunks(of: shape.extents.last ?? 1).map { row in
      "  " + row.map { $0.leftPadded(to: wide) }.joined(separator: "  ")
    }
  }

  /// What was wrong, and what probably led to it.
  static func wrong(
    _ numbers: [TypedNumber], _ marks: [Bool], in problem: PracticeProblem, width: Int
  ) -> [String] {
    let (place, shape) = (problem.place, problem.right.shape)
    func slip(
      _ numbers: [TypedNumber], at place: Place, offsets: [Int]? = nil
    ) -> String? {
      Slips.match(
        .typed(numbers.map { ($0.value, $0.slack) }), at: place, offsets: offsets,
        in: problem.solved,
        before: problem.shown.updates < problem.solved.updates ? problem.shown : nil
      ).sentence
    }
    if shape.count == 1 {
      return LessonText.prose(
        ["No. " + (slip(numbers, at: place) ?? "Look again.")], width: width)
    }
    let count = marks.count { !$0 }
    var lines = [
      count == marks.count
        ? "No: all \(count) are wrong."
        : "No: \(count) of \(marks.count) \(count == 1 ? "is" : "are") wrong, marked with *."
    ]
    if count < marks.count {
      lines += grid(
        zip(numbers, marks).map { Numbers.compact($0.value, digits: 4) + ($1 ? " " : "*") },
        like: shape)
    }
    let wrong = marks.indices.filter { !marks[$0] }
    if let all = slip(numbers, at: place)
      ?? slip(wrong.map { numbers[$0] }, at: place, offsets: wrong)
    {
      return lines + LessonText.prose([all], width: width)
    }
    // Each slip is named once. A 0 proves nothing: it is also what is left where nothing arrives.
    var told: Set<String> = []
    for offset in wrong where numbers[offset].value != 0 && told.count < 3 {
      let one = place.part(shape.indices(at: offset))
      guard let sentence = slip([numbers[offset]], at: one), told.insert(sentence).inserted else {
        continue
      }
      lines += LessonText.prose(["\(one): \(sentence)"], width: width)
    }
    return lines
  }

  /// The formula of a number that is asked for.
  static func hint(to problem: PracticeProblem, width: Int) -> [String] {
    if let method = problem.method {
      return LessonText.prose(["A hint: \(method)."], width: width)
    }
    let one = number(of: problem)
    guard let explanation = try? problem.solved.explain(one) else { return [] }
    return LessonText.prose(["A hint: " + explanation.intro], width: width)
      + TextBlock.wrapped(
        "\(one) = \(explanation.formula)", width: min(width, widest) - 2, hanging: 4
      ).lines.map { "  " + $0 }
  }

  /// The first number that is asked for and is not 0.
  private static func number(of problem: PracticeProblem) -> Place {
    let right = problem.right
    let offset = right.values.firstIndex { $0 != 0 } ?? 0
    return problem.place.part(right.shape.indices(at: offset))
  }

  /// The right numbers.
  static func solution(of problem: PracticeProblem, width: Int) -> [String] {
    numbers(of: problem.place, problem.right, width: width)
  }

  /// How a topic goes, after a right answer.
  static func standing(of topic: PracticeTopic, _ entry: PracticeRecord.Entry) -> String {
    if entry.streak == PracticeRecord.needed { return "\(topic.name) is mastered." }
    return entry.streak > PracticeRecord.needed
      ? "\(entry.streak) in a row at the first try."
      : "\(entry.streak) of \(PracticeRecord.needed) in a row at the first try."
  }

  /// What can be done after a problem.
  static func next(after problem: PracticeProblem) -> String {
    "next: Enter for another, why \(number(of: problem)), practice stop"
  }

  /// The result of an examination.
  static func result(right: Int, of all: Int, isInLesson: Bool) -> [String] {
    right == all
      ? [
        "Passed: all \(all) questions.",
        "You have done backpropagation through a convolution by hand.",
      ] + (isInLesson ? [] : ["`report FILE.html` writes a certificate."])
      : [
        "\(right) of \(all) questions were right; to pass, answer all of them in at most two tries.",
        "next: practice mixed, practice exam",
      ]
  }

  /// The topics, and how they go.
  static func overview(_ record: PracticeRecord, width: Int) -> [String] {
    var table = Table(["topic", "", ""], alignments: [.left, .left, .left])
    for topic in PracticeTopic.all {
      let entry = record[topic.name]
      let state =
        entry.isMastered
        ? "mastered"
        : entry.streak > 0 ? "\(entry.streak) of \(PracticeRecord.needed) in a row" : ""
      table.append([topic.name, topic.title, state])
    }
    return table.block(width: width).lines
  }
}

extension Place {
  /// The number at further indices.
  fileprivate func part(_ further: [Int]) -> Place { with(indices + further) }
}
