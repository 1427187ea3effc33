/// Something a step asks, and the reply to each answer.
package struct Question: Hashable, Sendable {
  /// What counts as an answer.
  package enum Kind: Hashable, Sendable {
    /// One of several.
    case choice([Choice], right: Character)
    /// One or more numbers, each within the tolerance.
    case numbers([TypedNumber], tolerance: Double)
    /// The numbers that places of the network hold, each within the tolerance; see
    /// ``Question/reading(_:)``.
    case places([String], tolerance: Double)
    /// A sentence of the student's own, followed by the lesson's. A report has a place for it.
    case sentence(model: String, part: ReportPart?)
  }

  /// A choice: a letter and what it stands for.
  package struct Choice: Hashable, Sendable {
    package let letter: Character
    package let text: String

    package init(letter: Character, text: String) {
      self.letter = letter
      self.text = text
    }
  }

  /// The reply to an answer.
  package struct Reply: Hashable, Sendable {
    /// The answer, as it is written in the lesson: ``right`` and ``any`` stand for several.
    package let key: String
    package let text: String

    /// The key of the reply to any right answer.
    static let right = "="
    /// The key of the reply to any other wrong answer.
    static let any = "*"

    package init(key: String, text: String) {
      self.key = key
      self.text = text
    }

    /// The numbers it replies to, and within which tolerance, if it has one of its own.
    var target: (numbers: [TypedNumber], tolerance: Double?)? {
      Question.numbersWithTolerance(key)
    }
  }

  /// The result of judging an answer.
  package enum Verdict: Hashable, Sendable {
    case right(reply: String?)
    case wrong(reply: String?)
    /// Stored, but not judged.
    case noted(model: String)
    /// Numbers with a decimal comma; with points they read like this.
    case comma(String)
    /// `I don't know`.
    case unknown
    /// Not an answer to this question.
    case unreadable
  }

  package let kind: Kind
  package let replies: [Reply]
  /// The places that hold the right numbers; empty if these are written in the lesson.
  package let places: [String]

  /// A question with its replies.
  package init(kind: Kind, replies: [Reply]) {
    self.kind = kind
    self.replies = replies
    places = if case .places(let places, _) = kind { places } else { [] }
  }

  private init(_ question: Question, kind: Kind) {
    self.kind = kind
    replies = question.replies
    places = question.places
  }

  /// The question with the numbers that its places hold now.
  ///
  /// - Parameter read: The numbers of a place; `nil` if it has none.
  /// - Returns: A question with those numbers; the same question if it has no places, or one of them
  ///   no numbers.
  package func reading(_ read: (String) -> [Double]?) -> Question {
    guard case .places(let places, let tolerance) = kind else { return self }
    let numbers = places.compactMap(read)
    guard numbers.count == places.count else { return self }
    return Question(
      self, kind: .numbers(numbers.joined().map { TypedNumber($0) }, tolerance: tolerance))
  }

  /// Judges an answer.
  package func judge(_ text: String) -> Verdict {
    let text = text.trimmed()
    if Self.isUnknown(text) { return .unknown }
    switch kind {
    case .choice(let choices, let right):
      guard let letter = Self.choice(in: text, of: choices)?.letter else { return .unreadable }
      let reply = reply(to: String(letter))
      return letter == right ? .right(reply: reply) : .wrong(reply: reply)
    case .places: return .unreadable
    case .numbers(let right, let tolerance):
      if let points = TypedNumber.withPoints(text, count: right.count) { return .comma(points) }
      guard let numbers = TypedNumber.list(text, count: right.count), numbers.count == right.count
      else { return .unreadable }
      if Self.agree(numbers, right, tolerance) {
        return .right(reply: solution.reply)
      }
      let known = replies.first { reply in
        !isRight(reply)
          && reply.target.map { Self.agree(numbers, $0.numbers, $0.tolerance ?? tolerance) }
            ?? false
      }
      return .wrong(reply: known?.text ?? reply(to: Reply.any))
    case .sentence(let model, _):
      return text.isEmpty ? .unreadable : .noted(model: model)
    }
  }

  /// Whether it offers choices.
  package var isChoice: Bool { if case .choice = kind { true } else { false } }

  /// How many numbers it asks for, as far as it is known.
  package var count: Int? { if case .numbers(let right, _) = kind { right.count } else { nil } }

  /// A description of the possible answers: `a, b or c`.
  package var asked: String {
    switch kind {
    case .choice(let choices, _):
      return Self.asked(choices)
    case .numbers(let numbers, _):
      return numbers.count == 1 ? "a number" : "\(numbers.count) numbers"
    case .places(let places, _):
      return (places.count == 1 ? "the number at " : "the numbers at ")
        + places.joined(separator: " and ")
    case .sentence(_, let part):
      return "a sentence of your own" + (part.map { " for the report's \($0.rawValue)" } ?? "")
    }
  }

  /// The letters of choices: `a, b or c`.
  package static func asked(_ choices: [Choice]) -> String {
    choices.map { String($0.letter) }.alternatives
  }

  /// The right answer as the user would type it, and the reply to it.
  package var solution: (answer: String, reply: String?) {
    switch kind {
    case .choice(_, let right): return (String(right), reply(to: String(right)))
    case .numbers(let numbers, _):
      return (
        numbers.map(Self.plain).joined(separator: " "), replies.first { isRight($0) }?.text
      )
    case .places(let places, _): return (places.joined(separator: " "), nil)
    case .sentence(let model, _): return (model, nil)
    }
  }

  /// An answer together with its meaning: `b, one`.
  package func inWords(_ answer: String) -> String {
    guard case .choice(let choices, _) = kind, let choice = Self.choice(in: answer, of: choices)
    else { return answer.trimmed() }
    return "\(choice.letter), \(choice.text)"
  }

  private func reply(to key: String) -> String? { replies.first { $0.key == key }?.text }

  func isRight(_ reply: Reply) -> Bool {
    if reply.key == Reply.right { return true }
    guard case .numbers(let right, let tolerance) = kind, let numbers = reply.target?.numbers
    else { return false }
    return Self.agree(numbers, right, tolerance)
  }

  static func agree(
    _ numbers: [TypedNumber], _ right: [TypedNumber], _ tolerance: Double
  ) -> Bool {
    numbers.count == right.count
      && zip(numbers, right).allSatisfy { $0.agrees(with: $1, within: tolerance) }
  }

  static func plain(_ number: TypedNumber) -> String {
    // 0.07 x 100 is 7.000000000000001.
    let value = number.isPercent ? (number.value * 1e11).rounded() / 1e9 : number.value
    let text =
      value == value.rounded() && abs(value) < 1e15
      ? String(Int(value))
      : Double(Float(value)) == value ? "\(Float(value))" : String(value)
    return text + (number.isPercent ? "%" : "")
  }
}

extension Question {
  /// Reads the lines of an ```answer block.
  init(
    answer lines: ArraySlice<String>, first: Int, choices: [Choice], file: String
  ) throws(LessonError) {
    func error(_ offset: Int, _ problem: LessonError.Problem) -> LessonError {
      LessonError(file: file, line: first + offset, problem)
    }
    let head = lines.first?.trimmed() ?? ""
    guard !head.isEmpty else { throw error(0, .answerWithoutText) }
    if head.hasPrefix(LinePattern.any) {
      guard choices.isEmpty else { throw error(0, .answerIsNoChoice(head)) }
      let word = head.dropFirst(LinePattern.any.count).trimmed()
      let part = ReportPart(rawValue: word)
      guard word.isEmpty || part != nil else { throw error(0, .noReportPart(word)) }
      let model = lines.dropFirst().map { $0.trimmed() }.filter { !$0.isEmpty }
      self.init(
        kind: .sentence(model: model.joined(separator: " "), part: part), replies: [])
      return
    }
    let kind: Kind
    if choices.isEmpty {
      guard let numbers = Self.target(head) else { throw error(0, .badAnswer(head)) }
      kind = numbers
    } else {
      guard let letter = head.first, head.count == 1,
        choices.contains(where: { $0.letter == letter })
      else { throw error(0, .answerIsNoChoice(head)) }
      kind = .choice(choices, right: letter)
    }
    var replies: [Reply] = []
    for (offset, line) in lines.enumerated().dropFirst() {
      let text = line.trimmed()
      if text.isEmpty { continue }
      if line.hasPrefix("  "), let last = replies.popLast() {
        replies.append(Reply(key: last.key, text: last.text + " " + text))
        continue
      }
      guard let colon = text.firstIndex(of: ":") else { throw error(offset, .badReply(text)) }
      let key = text[..<colon].trimmed()
      let isPossible =
        choices.isEmpty
        ? [Reply.any, Reply.right].contains(key) || Self.numbersWithTolerance(key) != nil
        : choices.contains { String($0.letter) == key }
      guard isPossible else { throw error(offset, .replyToNothing(key)) }
      guard !replies.contains(where: { $0.key == key }) else {
        throw error(offset, .replyTwice(key))
      }
      replies.append(Reply(key: key, text: text[text.index(after: colon)...].trimmed()))
    }
    self.init(kind: kind, replies: replies)
  }

  /// `= 5`, `= 0.5 ~0.01`, `= 80% ~5%`, `= 3 1 1 2`, `= conv.out[0,0,0] conv.out[0,0,1]`.
  private static func target(_ text: String) -> Kind? {
    guard text.hasPrefix("="), let (right, tolerance) = withTolerance(text.dropFirst()) else {
      return nil
    }
    let exact = 1e-6
    if let numbers = TypedNumber.list(right) {
      return .numbers(numbers, tolerance: tolerance ?? exact)
    }
    let places = right.split(whereSeparator: \.isWhitespace).map(String.init)
    guard !places.isEmpty, places.allSatisfy(isPlace) else { return nil }
    return .places(places, tolerance: tolerance ?? exact)
  }

  /// Whether a word can be a place: a name, and whole indices.
  private static func isPlace(_ word: String) -> Bool {
    word.first?.isLetter ?? false && word.hasSuffix("]") == word.contains("[")
      && !word.hasSuffix(".")
  }

  /// `0.5 ~0.01`, `3 1 1 2`: numbers, and a tolerance if there is one.
  fileprivate static func numbersWithTolerance(
    _ text: String
  ) -> (numbers: [TypedNumber], tolerance: Double?)? {
    guard let (left, tolerance) = withTolerance(text[...]) else { return nil }
    return TypedNumber.list(left).map { ($0, tolerance) }
  }

  /// A text without the tolerance after it, and that tolerance.
  private static func withTolerance(
    _ text: Substring
  ) -> (text: String, tolerance: Double?)? {
    let parts = text.split(separator: "~", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return parts.count == 1 ? (text.trimmed(), nil) : nil }
    guard let own = TypedNumber.list(String(parts[1])), own.count == 1, own[0].value >= 0 else {
      return nil
    }
    return (parts[0].trimmed(), own[0].value)
  }
}

extension [String] {
  /// `a, b or c`.
  package var alternatives: String {
    count < 2 ? joined() : dropLast().joined(separator: ", ") + " or " + self[count - 1]
  }
}
