import Course
import Rendering
import Terminal

/// A lesson in front of a class: lines that are typed for the teacher.
extension Session {
  /// Whether a teacher presents it.
  var isPresenting: Bool { lesson?.isPresented ?? false }

  /// The text that is typed into the prompt for a teacher.
  package var suggestion: String { lesson?.suggestion ?? "" }

  /// Whether a line is the lesson's next command, as typed for a teacher.
  func isSuggested(_ line: String) -> Bool {
    !suggestion.isEmpty && line == suggestion
  }

  /// Runs the line that was typed for a teacher and left unchanged, so it is the lesson's.
  mutating func runSuggested(_ line: String, on console: Console) throws(CommandError) {
    if case .run? = lesson?.item { return try lessonNext(on: console) }
    try runForLesson(line, on: console)
    followLesson(line, on: console)
  }

  /// Begins a new screen for a part of a lesson, if it should.
  func clearScreen(on console: Console) {
    if clearsScreen ?? isPresenting { console.clear() }
  }

  /// Shows a block. If it asks something, its question stands out on a screen that has colours.
  func show(_ block: Block, asks: Bool, on console: Console) {
    let lines = lines(block, width: console.width())
    guard asks else { return console.print(lines) }
    let question = LessonText.question(in: lines)
    console.print(
      TextBlock.stacked(
        lines.enumerated().map {
          TextBlock(withoutControls($1), question.contains($0) ? .strong : nil)
        }))
  }
}
