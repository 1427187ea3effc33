import Course
import Rendering

/// Formats a lesson as lines for a terminal.
enum LessonText {
  /// Running text is no wider than is comfortable to read.
  private static let widest = 80

  /// How many rows of an earlier part are shown again, if there is a choice.
  static let recalledRows = 14

  /// The line above a step.
  static func heading(_ play: LessonState, width: Int) -> String {
    let left = "-- \(play.label)  \(play.step.title) "
    let right = " \(play.index + 1) of \(play.lesson.steps.count) --"
    let room = min(width, widest) - left.screenWidth - right.screenWidth
    return left + String(repeating: "-", count: max(2, room)) + right
  }

  /// A block as the user sees it.
  static func lines(_ block: Block, width: Int) -> [String] {
    switch block {
    case .prose(let lines): prose(lines, width: width)
    case .verbatim(let lines): lines.map { "  " + $0 }
    case .session: []
    }
  }

  /// Choices, one per line.
  static func lines(_ choices: [Question.Choice], width: Int) -> [String] {
    choices.flatMap { choice in
      TextBlock.wrapped(
        "  \(choice.letter)  \(plain(choice.text))", width: min(width, widest), hanging: 5
      ).lines
    }
  }

  /// Markdown's running text: the lines of a paragraph are joined and wrapped again.
  static func prose(_ lines: [String], width: Int) -> [String] {
    let width = min(width, widest)
    var result: [String] = []
    var paragraph = ""
    func finish() {
      guard !paragraph.isEmpty else { return }
      let isItem = isListItem(paragraph)
      result +=
        TextBlock.wrapped(plain(paragraph), width: width, hanging: isItem ? 2 : 0).lines
      paragraph = ""
    }
    for line in lines {
      let isLayout = line.hasPrefix("    ") || line.hasPrefix("|")
      if line.allSatisfy(\.isWhitespace) || isLayout {
        finish()
        result.append(isLayout ? line : "")
      } else {
        if isListItem(line) { finish() }
        let text = line.drop(while: \.isWhitespace)
        paragraph += paragraph.isEmpty ? String(text) : " " + text
      }
    }
    finish()
    return result
  }

  /// The paragraphs of running text, each in one line without marks for emphasis.
  static func paragraphs(_ lines: [String]) -> [String] {
    lines.split { $0.allSatisfy(\.isWhitespace) }.map {
      plain(Quotation.named(in: $0.joined(separator: " ")))
    }
  }

  /// Which lines of a text ask: its last paragraph with a question mark, or else its last one.
  static func question(in lines: [String]) -> Range<Int> {
    let paragraphs = lines.indices.split { lines[$0].isEmpty }.map { $0.startIndex..<$0.endIndex }
    return paragraphs.last { lines[$0].contains { $0.contains("?") } } ?? paragraphs.last ?? 0..<0
  }

  private static func isListItem(_ line: String) -> Bool {
    line.hasPrefix("- ")
      || line.prefix { $0.isNumber }.count.signum() == 1
        && line.drop { $0.isNumber }.hasPrefix(". ")
  }

  /// The text without asterisks for emphasis. One that is between spaces, or in code, is kept.
  static func plain(_ text: String) -> String {
    let characters = Array(text)
    var result = ""
    var isCode = false
    for (index, character) in characters.enumerated() {
      if character == "`" { isCode.toggle() }
      let isAlone =
        (index == 0 || characters[index - 1] == " ")
        && (index + 1 == characters.count || characters[index + 1] == " ")
      if character == "*", !isCode, !isAlone { continue }
      result.append(character)
    }
    return result
  }

  /// The list of lessons, with the user's progress.
  static func overview(
    _ entries: [LessonLibrary.Entry], progress: Progress, width: Int
  ) -> [String] {
    var table = Table(
      ["", "lesson", "", "minutes", ""], alignments: [.right, .left, .left, .right, .left])
    for entry in entries {
      let known = progress[entry.key]
      let steps = entry.lesson.steps
      let place = known.step.flatMap { id in steps.firstIndex { $0.id == id } }
      let state = [known.isDone ? "done" : nil, place.map { "\($0 + 1)/\(steps.count)" }]
      table.append([
        entry.label, entry.lesson.id, entry.lesson.title,
        entry.lesson.minutes.map(String.init) ?? "",
        state.compactMap(\.self).joined(separator: ", "),
      ])
    }
    return table.block(width: width).lines
  }
}
