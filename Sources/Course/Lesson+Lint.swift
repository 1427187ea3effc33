extension Lesson {
  /// The maximum number of lines to read before there is something to do.
  static let maximumProse = 10

  /// What the lesson lacks as a lesson although it runs: hints, replies, something to do.
  package func shortcomings(file: String) -> [LessonError] {
    steps.flatMap { $0.shortcomings(file: file) } + missingTasks(file: file) + lateExam(file: file)
  }

  private func missingTasks(file: String) -> [LessonError] {
    steps.contains { $0.activity != .look } ? [] : [LessonError(file: file, line: 1, .nothingToDo)]
  }
}

extension Lesson {
  /// An exam that an assignment asks for when it is over.
  private func lateExam(file: String) -> [LessonError] {
    guard assignment != nil, let last = steps.last, case .look = last.activity else { return [] }
    let asks = last.before.contains { block in
      switch block {
      case .prose(let lines), .verbatim(let lines): lines.contains { $0.contains("practice exam") }
      case .session: false
      }
    }
    return asks ? [LessonError(file: file, line: last.line, .examAtEnd)] : []
  }
}

extension Step {
  fileprivate func shortcomings(file: String) -> [LessonError] {
    func error(_ problem: LessonError.Problem) -> LessonError {
      LessonError(file: file, line: line, problem)
    }
    var found: [LessonError] = []
    if case .look = activity {} else if hints.isEmpty { found.append(error(.noHint(step: id))) }
    if case .question(let question) = activity, case .choice(let choices, let right) = question.kind
    {
      for choice in choices where choice.letter != right {
        if !question.replies.contains(where: { $0.key == String(choice.letter) }) {
          found.append(error(.wrongChoiceWithoutReply(choice.letter)))
        }
      }
    }
    let longest = max(Self.maximumProseLength(before), Self.maximumProseLength(after))
    if longest > Lesson.maximumProse {
      found.append(error(.tooMuchProse(lines: longest, limit: Lesson.maximumProse)))
    }
    return found
  }

  /// The largest number of lines, not counting empty ones, without a command between them.
  private static func maximumProseLength(_ blocks: [Block]) -> Int {
    var (longest, run) = (0, 0)
    for block in blocks {
      switch block {
      case .prose(let lines): run += lines.count { !$0.isEmpty }
      case .verbatim(let lines): run += lines.count
      case .session: run = 0
      }
      longest = max(longest, run)
    }
    return longest
  }
}
