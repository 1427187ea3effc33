import Course
import Rendering

extension HandInFile {
  /// The file to hand in: what was done, for a person, and then the journal.
  func text(of entry: LessonLibrary.Entry) -> String {
    let chapter = Notebook.Chapter(entry, from: lines.lastAttempt)
    let page = Document(
      title: "\(head.assignment): \(entry.lesson.title)",
      parts: [
        .facts(
          [
            .init("Student", head.student), .init("Assignment", "`\(head.checksum)`"),
            .init("Program", head.version),
          ] + (entry.lesson.assignment?.due.map { [Document.Fact("Due", $0)] } ?? []))
      ] + Self.parts(of: chapter, entry.lesson) + [
        .heading("Journal"),
        .paragraph(
          "`backstep grade` runs the lines of this journal again. Each begins with a hash of "
            + "itself and of the lines before it, so a change is noticed."),
      ])
    return page.text(as: .markdown) + "\n" + sealedJournal
  }

  /// What was done in each part.
  private static func parts(of chapter: Notebook.Chapter, _ lesson: Lesson) -> [Document.Part] {
    lesson.steps.enumerated().flatMap { index, step -> [Document.Part] in
      let entries = chapter.entries.filter { $0.step == index }
      return [.heading("\(index + 1) \(step.title)")]
        + (entries.isEmpty ? [.paragraph("(Nothing was done here.)")] : entries.map(part))
    }
  }

  private static func part(_ entry: Notebook.Entry) -> Document.Part {
    switch entry.kind {
    case .command(let text, let printed): .screen([LogFile.prompt + text] + printed)
    case .answer(let text, let worth): .paragraph("Answer: \(text) (\(worth.rawValue))")
    case .score(let score): .paragraph(score.sentence)
    case .remark(let text): .paragraph(text)
    case .part(_, let text): .quote(text)
    case .task(let completion): .paragraph("Task: \(completion.rawValue)")
    case .hint: .paragraph("(A hint.)")
    case .sentence(let text, let isOwn):
      isOwn ? .quote(text) : .paragraph("(From the assignment: \(text))")
    }
  }
}
