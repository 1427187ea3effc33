extension Lesson {
  static let maximumSteps = 60

  /// Reads a lesson.
  ///
  /// - Throws: ``LessonError`` with the line to correct.
  package init(_ source: SourceText) throws(LessonError) {
    let matter = try FrontMatter(source)
    let (introduction, steps) = try Self.body(source, from: matter.end)
    guard !steps.isEmpty else {
      throw LessonError(file: source.file, line: max(source.lines.count, 1), .noSteps)
    }
    self.init(
      id: matter.id, title: matter.title, minutes: matter.minutes, sittings: matter.sittings,
      seed: matter.seed, assignment: matter.assignment,
      start: matter.start, author: matter.author, objectives: matter.objectives,
      introduction: introduction, steps: steps)
  }

  private static func body(
    _ source: SourceText, from start: Int
  ) throws(LessonError) -> (introduction: [Block], steps: [Step]) {
    var steps: [Step] = []
    var introduction: [Block] = []
    var builder = StepBuilder(id: "", title: "", line: start + 1, source: source)
    func finish() throws(LessonError) {
      if builder.id.isEmpty {
        introduction = try builder.introduction()
      } else {
        steps.append(try builder.step())
      }
    }
    var index = start
    while index < source.lines.count {
      let line = source.lines[index]
      if line.hasPrefix("## ") || line == "##" {
        try finish()
        let heading = try StepHeading(line, number: index + 1, file: source.file)
        guard !steps.contains(where: { $0.id == heading.id }) else {
          throw LessonError(file: source.file, line: index + 1, .stepTwice(heading.id))
        }
        guard steps.count < maximumSteps else {
          throw LessonError(file: source.file, line: index + 1, .tooManySteps(limit: maximumSteps))
        }
        let recalled = heading.recalls.flatMap { id in
          steps.firstIndex { $0.id == id && !$0.commands.isEmpty }
        }
        if let id = heading.recalls, recalled == nil {
          throw LessonError(file: source.file, line: index + 1, .recallsNothing(id))
        }
        builder = StepBuilder(
          id: heading.id, title: heading.title, line: index + 1, recalled: recalled,
          source: source)
        index += 1
      } else if line.hasPrefix("# "), builder.id.isEmpty {
        index += 1
      } else {
        index = try builder.take(index)
      }
    }
    try finish()
    return (introduction, steps)
  }
}

/// The part between the two lines `---` at the top.
private struct FrontMatter {
  let id: String
  let title: String
  let minutes: Int?
  let sittings: Int
  let seed: UInt64
  let assignment: Assignment?
  let start: Command?
  let author: String?
  let objectives: [String]
  /// The index of the first line after it.
  let end: Int

  init(_ source: SourceText) throws(LessonError) {
    func error(_ index: Int, _ problem: LessonError.Problem) -> LessonError {
      LessonError(file: source.file, line: index + 1, problem)
    }
    guard source.isLesson else { throw error(0, .noFrontMatter) }
    guard let close = source.lines.dropFirst().firstIndex(where: { $0.trimmed() == "---" }) else {
      throw error(0, .frontMatterNotClosed)
    }
    var values: [String: (text: String, index: Int)] = [:]
    for index in 1..<close {
      let line = source.lines[index].trimmed()
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let colon = line.firstIndex(of: ":") else { throw error(index, .notAKey(line)) }
      let key = line[..<colon].trimmed()
      guard Self.keys.contains(key) else {
        throw error(index, .unknownKey(key))
      }
      guard values[key] == nil else { throw error(index, .keyTwice(key)) }
      values[key] = (line[line.index(after: colon)...].trimmed(), index)
    }
    for key in ["id", "title"] where values[key]?.text.isEmpty ?? true {
      throw error(values[key]?.index ?? close, .missingKey(key))
    }
    let id = values["id"]?.text ?? ""
    guard Progress.isID(id), !Lesson.reserved.contains(id) else {
      throw error(values["id"]?.index ?? 0, .badID(id))
    }
    self.id = id
    title = values["title"]?.text ?? ""
    func number(_ key: String, in range: ClosedRange<Int>) throws(LessonError) -> Int? {
      guard let value = values[key] else { return nil }
      guard let number = Int(value.text), range.contains(number) else {
        throw error(value.index, .badNumber(key: key, value: value.text, range))
      }
      return number
    }
    minutes = try number("minutes", in: 1...600)
    sittings = try number("sittings", in: 1...20) ?? 1
    func choice(_ key: String, _ words: [String]) throws(LessonError) -> String? {
      guard let value = values[key] else { return nil }
      guard words.contains(value.text) else {
        throw error(value.index, .badWord(key: key, value: value.text, words: words))
      }
      return value.text
    }
    let drawsNumbers = values["seed"]?.text == Self.student
    seed =
      try values["seed"].flatMap { (value) throws(LessonError) -> UInt64? in
        if drawsNumbers { return nil }
        guard let number = UInt64(value.text) else {
          throw error(value.index, .badNumber(key: "seed", value: value.text))
        }
        return number
      } ?? 1
    if let name = values["assignment"] {
      guard Progress.isID(name.text) else { throw error(name.index, .badID(name.text)) }
      assignment = Assignment(
        name: name.text, due: values["due"].flatMap { $0.text.isEmpty ? nil : $0.text },
        hints: try number("hints", in: 0...20),
        showsAnswers: try choice("answer", ["yes", "no"]) != "no",
        allowsSkipping: try choice("skip", ["yes", "no"]) != "no",
        locksWhy: try choice("why", ["always", "after"]) == "after", drawsNumbers: drawsNumbers)
    } else {
      for key in Assignment.keys where values[key] != nil {
        throw error(values[key]?.index ?? close, .onlyInAssignments("`\(key)`"))
      }
      if drawsNumbers {
        throw error(values["seed"]?.index ?? close, .onlyInAssignments("`seed: \(Self.student)`"))
      }
      assignment = nil
    }
    start = values["start"].flatMap { value in
      value.text.isEmpty ? nil : Command(text: value.text, line: value.index + 1)
    }
    author = values["author"].flatMap { $0.text.isEmpty ? nil : $0.text }
    objectives =
      values["objectives"]?.text.split(separator: ";").map { $0.trimmed() }
      .filter { !$0.isEmpty } ?? []
    end = close + 1
  }

  /// The word for a seed that depends on the student.
  private static let student = "student"

  private static let keys =
    [
      "id", "title", "minutes", "sittings", "seed", "start", "author", "objectives", "assignment",
    ] + Assignment.keys
}

extension Lesson {
  /// Words with a different meaning after `lesson`.
  package static let reserved = ["next", "back", "again", "restart", "stop", "forget"]
}

/// `## Title <!-- step: id -->`, or `## Title <!-- step: id, recalls: id -->`
private struct StepHeading {
  let id: String
  /// The id of the step whose output this one needs.
  let recalls: String?
  let title: String

  init(_ line: String, number: Int, file: String) throws(LessonError) {
    var title = line.dropFirst(2).trimmed()
    var ids: [String] = []
    if let open = title.firstRange(of: "<!--") {
      let comment = title[open.upperBound...].trimmed()
      title = title[..<open.lowerBound].trimmed()
      if comment.hasPrefix("step:"), comment.hasSuffix("-->") {
        ids = comment.dropFirst("step:".count).dropLast("-->".count).trimmed()
          .split(separator: ", recalls:", maxSplits: 1, omittingEmptySubsequences: false).map {
            $0.trimmed()
          }
      }
    }
    guard let id = ids.first else {
      throw LessonError(file: file, line: number, .stepWithoutID(title: title))
    }
    guard Progress.isID(id) else { throw LessonError(file: file, line: number, .badID(id)) }
    self.id = id
    recalls = ids.dropFirst().first
    self.title = title
  }
}
