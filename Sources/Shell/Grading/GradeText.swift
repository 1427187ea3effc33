import Course
import Rendering

/// How grades are worded.
enum GradeText {
  static let columns = [
    DataTable.Column("student", .text, "who handed it in"),
    DataTable.Column("file", .text, "the file that was handed in"),
    DataTable.Column("parts", .integer, "how many parts ask for something"),
    DataTable.Column("done", .integer, "how many of them the student did"),
    DataTable.Column("questions", .integer, "how many parts have a right answer"),
    DataTable.Column("first_try", .integer, "right at the first try, without a hint before it"),
    DataTable.Column("tries", .integer, "answers given, up to the right one of each part"),
    DataTable.Column("hints", .integer, "hints given"),
    DataTable.Column("told", .integer, "answers, sentences and solutions shown"),
    DataTable.Column("skipped", .integer, "tasks done by `skip`"),
    DataTable.Column("by_hand", .integer, "tasks done by hand"),
    DataTable.Column("sentences", .integer, "sentences of the student's own"),
    DataTable.Column("exams", .integer, "examinations begun in the assignment"),
    DataTable.Column("exam", .integer, "right answers in the student's best examination"),
    DataTable.Column("exercises", .text, "results that `judge` found right, for each exercise"),
    DataTable.Column("attempts", .integer, "how often the assignment was begun"),
    DataTable.Column("minutes", .integer, "time at work, by the times in the journal"),
    DataTable.Column("replay", .text, "ok, or where the replay differs, or why there is none"),
    DataTable.Column("flags", .text, "what to look at"),
  ]

  static func row(_ submission: Submission) -> [DataTable.Value] {
    guard case .graded(let graded) = submission.outcome else {
      let missing = [DataTable.Value](repeating: .missing, count: columns.count - 4)
      return [.missing, .text(submission.file)] + missing + [.text(replay(submission)), .missing]
    }
    let marks = graded.marks
    let counts = [
      marks.parts, marks.done, marks.questions, marks.firstTry, marks.tries, marks.hints,
      marks.told, marks.skipped, marks.byHand, marks.sentences.count, marks.examinations,
    ]
    return [.text(submission.student), .text(submission.file)] + counts.map { .integer($0) } + [
      marks.examination?.right.map { .integer($0) } ?? .missing, .text(exercises(marks)),
      .integer(marks.attempts), .integer(graded.handIn.lines.minutes),
      .text(replay(submission)), .text(graded.warnings.map(\.sentence).joined(separator: "; ")),
    ]
  }

  /// What came of the exercises: `conv-backward 7/8`.
  private static func exercises(_ marks: Marks) -> String {
    marks.exercises.map { "\($0.subject) \($0.right ?? 0)/\($0.all)" }.joined(separator: ", ")
  }

  /// Whether the replay agrees with what was handed in: `ok`.
  static func replay(_ submission: Submission) -> String {
    switch submission.outcome {
    case .unreadable(let reason): return "not graded: \(reason)"
    case .graded(let graded):
      let cut =
        graded.replay.isCutOff ? "cut off after \(Numbers.count(graded.limit, "second"))" : nil
      guard let difference = graded.replay.difference else { return cut ?? "ok" }
      let end = cut.map { "; " + $0 } ?? ""
      let part = difference.part.map { " in part `\($0)`" } ?? ""
      switch difference.kind {
      case .otherResult: return "differs\(part): `\(difference.line)` gives something else\(end)"
      case .gap(let reason): return "cannot be run again\(part): \(reason)\(end)"
      case .noBeginning: return "differs: the assignment cannot begin\(part)\(end)"
      }
    }
  }

  /// A table for the screen, with what to look at under each line.
  static func lines(_ submissions: [Submission]) -> [String] {
    let marks = submissions.compactMap { $0.graded?.marks }
    let hasExam = marks.contains { $0.examination != nil }
    let hasExercises = marks.contains { !$0.exercises.isEmpty }
    let header =
      ["student", "done", "first try", "tries", "hints", "told", "skipped", "tasks", "min"]
      + (hasExam ? ["exam"] : []) + (hasExercises ? ["exercises"] : [])
    let rows = submissions.map { submission -> [String] in
      guard let graded = submission.graded else {
        return [submission.file] + header.dropFirst().map { _ in "-" }
      }
      let marks = graded.marks
      return [
        submission.student, "\(marks.done)/\(marks.parts)", "\(marks.firstTry)/\(marks.questions)",
        "\(marks.tries)", "\(marks.hints)", "\(marks.told)", "\(marks.skipped)", "\(marks.byHand)",
        "\(graded.handIn.lines.minutes)",
      ] + (hasExam ? [marks.examination?.right.map { "\($0)" } ?? "-"] : [])
        + (hasExercises ? [marks.exercises.isEmpty ? "-" : exercises(marks)] : [])
    }
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].screenWidth }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      cells.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - cells[column].screenWidth)
        return column == 0 ? cells[column] + gap : gap + cells[column]
      }.joined(separator: "  ")
    }
    return [line(header)]
      + zip(submissions, rows).flatMap { submission, cells in
        let replay = replay(submission)
        let remarks =
          (replay == "ok" ? [] : [replay]) + (submission.graded?.warnings.map(\.sentence) ?? [])
        return [line(cells)] + remarks.map { "  " + $0 }
      }
  }
}
