/// How long a lesson takes: words / 180 + rows of output / 12 + 1 for each question + 2 for each task,
/// in minutes.
package struct LessonLength: Hashable, Sendable {
  /// The words of the running text and of the choices.
  package let words: Int
  /// The rows that the lesson's commands print.
  package let rows: Int
  package let questions: Int
  package let turns: Int

  /// The longest that a lesson should take at one sitting.
  package static let maximum = 15
  /// How far from this length the lesson's own figure may be.
  package static let tolerance = 4

  /// The length of a lesson whose commands print this many rows.
  package init(_ lesson: Lesson, rows: Int) {
    self.rows = rows
    let blocks = lesson.introduction + lesson.steps.flatMap { $0.before + $0.after }
    let texts = blocks.flatMap { block -> [String] in
      if case .prose(let lines) = block { lines } else { [] }
    }
    let asked = lesson.steps.compactMap(\.question)
    words = (texts + asked.flatMap(\.choices).map(\.text)).reduce(0) {
      $0 + $1.split(whereSeparator: \.isWhitespace).count
    }
    questions = asked.count
    turns = lesson.steps.count { if case .turn = $0.activity { true } else { false } }
  }

  /// The minutes, rounded.
  package var minutes: Int {
    let reading = Double(words) / 180 + Double(rows) / 12
    return Int((reading + Double(questions + 2 * turns)).rounded())
  }

  /// What is wrong with the length of a lesson.
  package func shortcomings(of lesson: Lesson, file: String) -> [LessonError] {
    var found: [LessonError.Problem] = []
    if minutes > Self.maximum * lesson.sittings { found.append(.tooLong(self)) }
    if let stated = lesson.minutes, abs(stated - minutes) > Self.tolerance {
      found.append(.wrongMinutes(stated: stated, self))
    }
    return found.map { LessonError(file: file, line: 1, $0) }
  }
}

extension LessonLength: CustomStringConvertible {
  package var description: String {
    "\(words) words / 180 + \(rows) rows / 12 + \(questions) questions + 2 x \(turns) tasks"
  }
}

extension Step {
  /// The question that it asks.
  package var question: Question? {
    if case .question(let question) = activity { question } else { nil }
  }
}

extension Question {
  /// The choices that it offers; empty if it offers none.
  package var choices: [Choice] { if case .choice(let choices, _) = kind { choices } else { [] } }
}
