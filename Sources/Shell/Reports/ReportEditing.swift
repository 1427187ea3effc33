import Course
import Rendering

/// The sentences of a report as a text to edit: a heading for each, and the sentence below it.
struct ReportEditing {
  /// A sentence, and what it answers.
  struct Section {
    let heading: String
    let text: String
    /// The part of the lesson that asks for it; `nil` for a part of the report that none asks for.
    let step: Int?
    let part: ReportPart?
  }

  private static let introduction = """
    Write below the headings, save, and leave the editor. What is above the first heading is ignored.
    A section that is left empty is not changed.
    """

  let sections: [Section]

  init(_ chapter: Notebook.Chapter) {
    var sections: [Section] = []
    let steps = chapter.lesson?.lesson.steps ?? []
    for (index, step) in steps.enumerated() {
      guard case .question(let question) = step.activity,
        case .sentence(_, let part) = question.kind
      else { continue }
      let text = chapter.entries.last { $0.step == index && $0.isSentence }?.text
      let name = part.map(\.rawValue.capitalisedFirst).flatMap {
        $0 == step.title ? nil : "\($0): "
      }
      sections.append(
        Section(
          heading: "## \(index + 1). \(name ?? "")\(step.title)", text: text ?? "", step: index,
          part: part))
    }
    let hasObjectives = chapter.lesson?.lesson.objectives.isEmpty == false
    for part in ReportPart.allCases
    where !sections.contains(where: { $0.part == part }) && !(part == .objectives && hasObjectives)
    {
      let text = chapter.entries.last { $0.reportPart == part }?.text
      sections.append(
        Section(
          heading: "## \(part.rawValue.capitalisedFirst)", text: text ?? "", step: nil, part: part))
    }
    self.sections = sections
  }

  /// The text to edit.
  var text: String {
    Self.introduction + "\n\n"
      + sections.map { "\($0.heading)\n\($0.text)\n" }.joined(separator: "\n")
  }

  /// The sections whose sentence is another one in an edited text, with their new sentences.
  func changes(in edited: String) -> [(section: Section, text: String)] {
    var lines: [String: [String]] = [:]
    var current: String?
    for line in edited.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let line = String(line).trimmingBlanks
      if sections.contains(where: { $0.heading == line }) {
        current = line
      } else if let current, !line.isEmpty {
        lines[current, default: []].append(line)
      }
    }
    return sections.compactMap { section in
      let text = (lines[section.heading] ?? []).joined(separator: " ")
      return text.isEmpty || text == section.text ? nil : (section, text)
    }
  }
}
