import Course
import Shell
import Testing

/// What a lesson says of its pictures is true on every screen.
@Suite struct LessonScreenTests {
  /// Looks of a picture, which not every screen has.
  private static let looks: Set<String> = [
    "black", "blacker", "white", "whiter", "red", "blue", "dark", "darker", "bright", "brighter",
  ]

  /// A screen of characters without colours, and one of painted blocks.
  private static let screens = [
    Screen(), Screen(isColoured: true, mixesColours: true, showsBlocks: true),
  ]

  private static func texts(_ step: Step) -> [String] {
    let prose = (step.before + step.after).flatMap { block -> [String] in
      if case .prose(let lines) = block { lines } else { [] }
    }
    let question = step.question
    return prose + step.hints + (question?.choices.map(\.text) ?? [])
      + (question?.replies.map(\.text) ?? [])
  }

  /// The colours that a text names, and the marks in backquotes.
  private static func named(_ text: String) -> [String] {
    let words = text.lowercased().split { !$0.isLetter }.map(String.init).filter(looks.contains)
    let spans = text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    let marks = spans.filter { span in
      (1...3).contains(span.count) && !span.contains { $0.isLetter || $0.isNumber || $0 == " " }
    }
    return words + marks
  }

  @Test func `colours and marks are found in a text`() {
    #expect(Self.named("Dark red: `#`, `+-`, `b`, `a b`, redder") == ["dark", "red", "#", "+-"])
  }

  /// Lessons take turns with the screens.
  @Test(arguments: zip(LessonLibrary.files.map(\.name), LessonLibrary.files.indices))
  func `a lesson names no colour and no mark that the screen lacks`(
    _ name: String, _ screen: Int
  ) throws {
    let lesson = try LessonLibrary.find(name.prefix { $0.isNumber }.description).lesson
    let shell = try TestShell(seed: lesson.seed, screen: Self.screens[screen % 2])
    if let start = lesson.start { try shell.run(start.text) }
    var earlier = ""
    for step in lesson.steps {
      var shown = ""
      for command in step.commands {
        _ = shell.error(command.text)
        shown += shell.printed.lowercased()
      }
      let missing = Set(Self.texts(step).flatMap(Self.named)).filter {
        !shown.contains($0) && !earlier.contains($0)
      }
      #expect(missing.isEmpty, "\(name), part `\(step.id)`, screen \(screen)")
      earlier = shown
    }
  }
}
