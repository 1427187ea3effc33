/// Reads a step line by line: prose, fences, choices, collapsed sections.
struct StepBuilder {
  let id: String
  private let title: String
  private let line: Int
  private let recalled: Int?
  private let source: SourceText

  /// The kind of collapsed section that a line is in.
  private enum Fold: String { case hint = "Hint", answer = "Answer", solution = "Solution" }

  private var fold: (kind: Fold, line: Int)?
  private var before: [Block] = []
  private var after: [Block] = []
  private var hints: [String] = []
  private var hint: [String] = []
  private var prose: [String] = []
  private var choices: [(choice: Question.Choice, line: Int)] = []
  private var answer: (lines: ArraySlice<String>, first: Int)?
  private var check: (goal: Condition, only: [String], line: Int)?
  private var solution: (commands: [Command], line: Int)?

  init(id: String, title: String, line: Int, recalled: Int? = nil, source: SourceText) {
    self.id = id
    self.title = title
    self.line = line
    self.recalled = recalled
    self.source = source
  }

  /// Reads the line at an index and the lines that belong to it; returns the next index.
  mutating func take(_ index: Int) throws(LessonError) -> Int {
    let text = source.lines[index]
    if let fence = Fence(opening: text) {
      let end = try fence.end(from: index, in: source)
      try take(fence, (index + 1)..<end)
      return end + 1
    }
    let bare = text.trimmed()
    if bare.hasPrefix("<!--") {
      guard let end = source.lines[index...].firstIndex(where: { $0.contains("-->") }) else {
        throw error(index, .commentNotClosed)
      }
      return end + 1
    }
    if bare.hasPrefix("<details>") {
      try open(bare, index)
    } else if bare.hasPrefix("</details>") {
      try close(index)
    } else if bare.hasSuffix("</details>"), fold != nil {
      prose.append(String(bare.dropLast("</details>".count)))
      try close(index)
    } else if fold == nil, let choice = Self.choice(bare) {
      try take(choice, index)
    } else if fold == nil, Self.resemblesChoice(bare) {
      throw error(index, .badChoice(bare))
    } else if fold == nil, !choices.isEmpty, text.hasPrefix("  "), !bare.isEmpty {
      let last = choices.removeLast()
      let longer = Question.Choice(
        letter: last.choice.letter, text: last.choice.text + " " + bare)
      choices.append((longer, last.line))
    } else {
      prose.append(text)
    }
    return index + 1
  }

  private func error(_ index: Int, _ problem: LessonError.Problem) -> LessonError {
    LessonError(file: source.file, line: index + 1, problem)
  }

  // MARK: Blocks

  private mutating func add(_ block: Block) {
    if fold?.kind == .answer || fold?.kind == .solution {
      after.append(block)
    } else {
      before.append(block)
    }
  }

  private mutating func flushProse() {
    while prose.first?.trimmed().isEmpty ?? false { prose.removeFirst() }
    while prose.last?.trimmed().isEmpty ?? false { prose.removeLast() }
    defer { prose = [] }
    guard !prose.isEmpty else { return }
    if fold?.kind == .hint { hint += prose } else { add(.prose(prose)) }
  }

  private mutating func take(_ fence: Fence, _ range: Range<Int>) throws(LessonError) {
    flushProse()
    let lines = source.lines[range]
    let opening = range.lowerBound - 1
    guard !id.isEmpty || !["backstep", "answer", "check", "solution"].contains(fence.name) else {
      throw error(opening, .taskBeforeSteps)
    }
    switch fence.name {
    case "backstep":
      guard fold?.kind != .hint else {
        throw error(opening, .misplacedFence("backstep", belongs: "outside a hint"))
      }
      add(
        .session(
          try Transcript(lines, first: range.lowerBound + 1, file: source.file)))
    case "answer":
      guard fold?.kind == .answer else {
        throw error(
          opening,
          .misplacedFence("answer", belongs: "within <details><summary>Answer</summary>"))
      }
      guard answer == nil else { throw error(opening, .fenceTwice("answer")) }
      answer = (lines, range.lowerBound + 1)
    case "check":
      guard fold == nil else {
        throw error(opening, .misplacedFence("check", belongs: "outside <details>"))
      }
      guard check == nil else { throw error(opening, .fenceTwice("check")) }
      check = try goal(of: lines, from: range.lowerBound)
    case "solution":
      guard fold?.kind == .solution else {
        throw error(
          opening,
          .misplacedFence("solution", belongs: "within <details><summary>Solution</summary>"))
      }
      guard solution == nil else { throw error(opening, .fenceTwice("solution")) }
      let commands = lines.enumerated().map { offset, text in
        Command(text: text.trimmed(), line: range.lowerBound + 1 + offset)
      }.filter { !$0.text.isEmpty }
      guard !commands.isEmpty else { throw error(opening, .emptySolution) }
      solution = (commands, opening + 1)
    default:
      if fold?.kind == .hint { hint += lines } else { add(.verbatim(Array(lines))) }
    }
  }

  /// Reads a check: a condition, whose lines stay in place, and lines `only NAME ...`.
  private func goal(
    of lines: ArraySlice<String>, from first: Int
  ) throws(LessonError) -> (goal: Condition, only: [String], line: Int) {
    var only: [String] = []
    let conditions = lines.map { line in
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard words.first == "only" else { return line }
      only += words.dropFirst()
      return ""
    }
    if let index = lines.firstIndex(where: { $0.trimmed() == "only" }) {
      throw self.error(first + 1 + index - lines.startIndex, .emptyOnly)
    }
    do throws(ConditionError) {
      let goal = try Condition(parsing: conditions.joined(separator: "\n"))
      return (goal, only, first + 1)
    } catch {
      throw self.error(first + error.line, .condition(error))
    }
  }

  // MARK: Collapsed sections

  private mutating func open(_ text: String, _ index: Int) throws(LessonError) {
    guard fold == nil else { throw error(index, .detailsInDetails) }
    guard !id.isEmpty else { throw error(index, .taskBeforeSteps) }
    flushProse()
    let rest = text.dropFirst("<details>".count).trimmed()
    let kinds: [Fold] = [.hint, .answer, .solution]
    let opened = kinds.first { rest.lowercased().hasPrefix(Self.summary($0).lowercased()) }
    guard let opened else {
      throw error(index, .unknownDetails(String(rest.prefix(40))))
    }
    fold = (opened, index)
    let inner = rest.dropFirst(Self.summary(opened).count).trimmed()
    if inner.hasSuffix("</details>") {
      prose = [inner.dropLast("</details>".count).trimmed()]
      try close(index)
    } else if !inner.isEmpty {
      prose = [inner]
    }
  }

  private static func summary(_ kind: Fold) -> String { "<summary>\(kind.rawValue)</summary>" }

  private mutating func close(_ index: Int) throws(LessonError) {
    guard let open = fold else { throw error(index, .strayDetailsEnd) }
    flushProse()
    if open.kind == .hint {
      hints.append(hint.map { $0.trimmed() }.joined(separator: " "))
      hint = []
    }
    fold = nil
  }

  // MARK: Choices

  /// `- (a) text`
  private static func choice(_ line: String) -> Question.Choice? {
    let text = Array(line.prefix(6))
    guard text.count >= 5, text[0] == "-", text[1] == " ", text[2] == "(", text[4] == ")",
      text[3].isASCII, text[3].isLowercase
    else { return nil }
    return Question.Choice(letter: text[3], text: line.dropFirst(5).trimmed())
  }

  /// Whether a line is `- a) text`, `* (b) text`, `- C. text`, which show no choice.
  private static func resemblesChoice(_ line: String) -> Bool {
    guard let bullet = line.first, "-*+".contains(bullet), line.dropFirst().first == " " else {
      return false
    }
    let text = line.dropFirst(2).drop { "( ".contains($0) }.prefix(3)
    guard text.count == 3, let letter = text.first, letter.isASCII, letter.isLetter else {
      return false
    }
    return ").:".contains(text[text.index(after: text.startIndex)]) && text.last == " "
  }

  private mutating func take(_ choice: Question.Choice, _ index: Int) throws(LessonError) {
    guard !id.isEmpty else { throw error(index, .taskBeforeSteps) }
    if choices.isEmpty { flushProse() }
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let expected = letters[min(choices.count, letters.count - 1)]
    guard choice.letter == expected, choices.count < letters.count else {
      throw error(index, .choiceOutOfOrder(found: choice.letter, expected: expected))
    }
    choices.append((choice, index + 1))
  }

  // MARK: Results

  /// The text before the first step.
  func introduction() throws(LessonError) -> [Block] {
    var builder = self
    builder.flushProse()
    return builder.before
  }

  /// The step, once all its lines have been read.
  func step() throws(LessonError) -> Step {
    var builder = self
    if let fold { throw error(fold.line, .detailsNotClosed) }
    builder.flushProse()
    return Step(
      id: id, title: title, line: line, recalled: recalled, before: builder.before,
      activity: try activity(),
      after: builder.after, hints: hints)
  }

  private func activity() throws(LessonError) -> Activity {
    if let answer {
      if let check { throw error(check.line - 1, .questionAndCheck) }
      if let solution { throw error(solution.line - 1, .solutionWithoutCheck) }
      return .question(
        try Question(
          answer: answer.lines, first: answer.first, choices: choices.map(\.choice),
          file: source.file))
    }
    if let first = choices.first { throw error(first.line - 1, .choicesWithoutAnswer) }
    guard let check else {
      if let solution { throw error(solution.line - 1, .solutionWithoutCheck) }
      return .look
    }
    guard let solution else { throw error(check.line - 1, .checkWithoutSolution) }
    return .turn(
      Turn(
        goal: check.goal, only: check.only, line: check.line, solution: solution.commands))
  }
}
