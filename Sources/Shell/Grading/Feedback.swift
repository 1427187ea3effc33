import Course
import Rendering

/// What goes back to the students, and the page of their sentences for the teacher.
struct Feedback {
  let lesson: Lesson

  /// The page for a student: each wrong answer, what was said to it, what is right, and where to
  /// practise.
  func page(_ graded: Submission.Graded) -> Document {
    let marks = graded.marks
    var parts: [Document.Part] = [
      .facts([
        .init("Done", "\(marks.done) of \(Numbers.count(marks.parts, "part"))"),
        .init(
          "Right at the first try, without a hint",
          "\(marks.firstTry) of \(Numbers.count(marks.questions, "question"))"),
      ])
    ]
    parts += ([marks.examination].compactMap(\.self) + marks.exercises).map {
      .paragraph($0.sentence)
    }
    let start = parts.count
    for (index, step) in lesson.steps.enumerated() {
      let mistakes = graded.replay.mistakes.filter { $0.step == index }
      let lines = graded.replay.results.filter { $0.part == step.id }
      let isDone = lines.contains { $0.kind?.isOwnWork ?? false }
      guard !mistakes.isEmpty || step.activity != .look && !isDone else { continue }
      parts.append(.heading("\(index + 1) \(step.title)"))
      for mistake in mistakes {
        parts += [
          .paragraph("You answered `\(mistake.answer)`."), .screen(Self.lines(mistake.reply)),
        ]
      }
      if let last = mistakes.last {
        parts.append(.paragraph("The right answer is `\(last.right)`."))
      }
      if !isDone {
        let isShown = lines.contains(where: Self.isShown)
        parts.append(
          .paragraph(isShown ? "This was shown or done for you." : "This part is not done yet."))
      }
      for topic in Set(mistakes.compactMap(\.topic)).sorted() {
        parts.append(.paragraph("Fresh numbers to practise with: `practice \(topic)`."))
      }
    }
    if parts.count == start {
      parts.append(.paragraph("Every part is done, without a wrong answer."))
    }
    return Document(
      title: "\(lesson.title): feedback for \(graded.handIn.head.student)", parts: parts)
  }

  /// The sentences of all students, part by part.
  func sentences(_ submissions: [Submission]) -> Document {
    var parts: [Document.Part] = []
    for (index, step) in lesson.steps.enumerated() {
      guard case .question(let question) = step.activity,
        case .sentence(let model, _) = question.kind
      else { continue }
      parts += [
        .heading("\(index + 1) \(step.title)"),
        .paragraph("The model answer: \(Quotation.named(in: model))"),
      ]
      for submission in submissions {
        guard let own = submission.graded?.marks.sentences.first(where: { $0.step == index }) else {
          continue
        }
        parts += [.paragraph("\(submission.student):"), .quote(own.text)]
      }
    }
    return Document(title: "\(lesson.title): sentences", parts: parts)
  }

  /// Whether a line says that the answer was shown, or the task done, by the assignment.
  private static func isShown(_ line: LessonJournal.Line) -> Bool {
    switch line.kind {
    case .answer(_, .told), .sentence(_, isOwn: false), .task(.told), .task(.skipped): true
    default: false
    }
  }

  /// What was said to an answer, without the request to try again.
  private static func lines(_ reply: String) -> [String] {
    reply.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("Try again") }
  }
}
