import Course

/// Builds lessons from parts, so that a test shows only the part it is about.
enum LessonText {
  static let matter = ["---", "id: small", "title: Small", "---"]
  static let step = ["## Look <!-- step: look -->", "Prose."]

  static func parse(_ lines: [String]) throws(LessonError) -> Lesson {
    try Lesson(try SourceText(Array(lines.joined(separator: "\n").utf8), file: "a.md"))
  }

  /// The step of a lesson that consists of these lines.
  static func step(_ lines: String...) throws(LessonError) -> Step {
    try parse(matter + ["## Look <!-- step: look -->"] + lines).steps[0]
  }

  /// What is wrong with a lesson that has these lines after the front matter.
  static func problem(_ lines: [String]) -> (line: Int, LessonError.Problem)? {
    problem(whole: matter + lines)
  }

  static func problem(whole lines: [String]) -> (line: Int, LessonError.Problem)? {
    do throws(LessonError) {
      _ = try parse(lines)
      return nil
    } catch {
      return (error.line, error.problem)
    }
  }
}
