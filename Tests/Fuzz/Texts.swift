import Course

/// Texts that people write for others to read.
enum Texts {
  /// The bytes are a lesson, or any Markdown file.
  static func lesson(_ bytes: [UInt8]) {
    guard let source = try? SourceText(bytes, file: "lesson.md") else { return }
    _ = try? Transcript.all(in: source)
    guard let lesson = try? Lesson(source) else { return }
    _ = lesson.shortcomings(file: "lesson.md")
    for step in lesson.steps {
      guard case .question(let asked) = step.activity else { continue }
      // Where the answer is what a place holds, any numbers will do.
      let question = asked.reading { _ in [0.5, -2] }
      if case .sentence = question.kind { continue }
      _ = question.judge("")
      guard case .right = question.judge(question.solution.answer) else {
        fatalError("the answer of line \(step.line) is wrong by its own judge")
      }
    }
  }

  /// The bytes are a condition: either it holds, or its negation does.
  static func condition(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self),
      let condition = try? Condition(parsing: text)
    else { return }
    func value(_ name: String) -> [Double]? {
      let count = name.utf8.count % 5
      return count == 0 ? nil : (1..<count).map { Double($0) / 3 } + [.nan]
    }
    let holds = condition.holds(value)
    guard !text.contains("\n"), let contrary = try? Condition(parsing: "not (\(text))") else {
      return
    }
    precondition(contrary.holds(value) != holds, "it holds, and its contrary")
  }

  /// The bytes are the file that stores the user's progress.
  static func progress(_ bytes: [UInt8]) {
    let progress = Progress(parsing: String(decoding: bytes, as: UTF8.self))
    precondition(Progress(parsing: progress.text) == progress, "it does not come back")
  }
}
