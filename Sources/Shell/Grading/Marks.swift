import Course

/// What a submission is worth: facts, computed from what came of its lines when they were run again.
struct Marks {
  /// How many parts ask for something.
  let parts: Int
  /// How many of them the student did: answered rightly, wrote, or reached by hand.
  let done: Int
  /// How many parts ask a question that has a right answer.
  let questions: Int
  /// How many of those were right at the first try of all attempts, without a hint before it.
  let firstTry: Int
  /// How many answers were given, in each attempt up to the right one of each part.
  let tries: Int
  let hints: Int
  /// How many answers, sentences and solutions were shown.
  let told: Int
  /// How many tasks were done by `skip`.
  let skipped: Int
  /// How many tasks were done by hand.
  let byHand: Int
  /// How often the assignment was begun.
  let attempts: Int
  /// How many examinations were begun.
  let examinations: Int
  /// The best examination that was finished; `nil` if none was.
  let examination: Score?
  /// What came of each exercise with the student's numbers, at best.
  let exercises: [Score]
  /// The student's own sentences, with the indices of the steps that asked for them; of each step
  /// the last.
  let sentences: [(step: Int, text: String)]

  /// Counts what came of the lines of a journal.
  ///
  /// - Parameters:
  ///   - lesson: The assignment.
  ///   - seed: The seed of the student's numbers.
  ///   - results: What came of the lines.
  init(_ lesson: Lesson, seed: UInt64, _ results: [LessonJournal.Line]) {
    typealias Worth = Notebook.Worth
    typealias Completion = Notebook.Completion
    let asked = lesson.asking.map { lesson.steps[$0] }
    let questions = asked.filter { step in
      guard case .question(let question) = step.activity else { return false }
      if case .sentence = question.kind { return false }
      return true
    }
    func lines(_ did: LessonJournal.Deed, _ worth: String? = nil) -> [LessonJournal.Line] {
      results.filter { $0.did == did && (worth == nil || $0.worth == worth) }
    }
    let worked = Set(results.filter { $0.kind?.isOwnWork ?? false }.map(\.part))
    parts = asked.count
    done = asked.count { worked.contains($0.id) }
    self.questions = questions.count
    firstTry = questions.count { step in
      let first = results.first {
        $0.part == step.id && ($0.did == .answer || $0.did == .hint)
      }
      return first?.worth == Worth.right.rawValue
    }
    tries = Self.tries(results)
    hints = lines(.hint).count
    told =
      lines(.answer, Worth.told.rawValue).count + lines(.task, Completion.told.rawValue).count
      + lines(.sentence, LessonJournal.told).count
    skipped = lines(.task, Completion.skipped.rawValue).count
    byHand = Set(lines(.task, Completion.byHand.rawValue).map(\.part)).count
    attempts = max(1, lines(.began).count)
    let scores = results.compactMap(\.score)
    examinations = scores.count { $0.isExamination && $0.right == nil }
    examination = scores.filter { $0.isExamination && $0.right != nil }.best
    let own = scores.filter { !$0.isExamination && $0.seed == seed }
    exercises = Dictionary(grouping: own, by: \.subject).values
      .compactMap(\.best).sorted { $0.subject < $1.subject }
    sentences = lesson.steps.indices.compactMap { index in
      let last = lines(.sentence, LessonJournal.own).last { $0.part == lesson.steps[index].id }
      return last?.text.map { (index, $0) }
    }
  }
}

extension [Score] {
  fileprivate var best: Score? { self.max { ($0.right ?? 0) < ($1.right ?? 0) } }
}

extension Marks {
  private static func tries(_ results: [LessonJournal.Line]) -> Int {
    var (tries, answered) = (0, Set<String?>())
    for line in results {
      if line.did == .began { answered = [] }
      guard line.did == .answer, line.worth != Notebook.Worth.told.rawValue,
        !answered.contains(line.part)
      else { continue }
      tries += 1
      if line.worth == Notebook.Worth.right.rawValue { answered.insert(line.part) }
    }
    return tries
  }
}

extension [LessonJournal.Line] {
  /// The minutes of work, as far as the times in the journal say: a pause counts for at most five.
  var minutes: Int {
    let seconds = zip(self, dropFirst()).reduce(0) { sum, pair in
      // The times are whatever the file says.
      let (pause, isAbsurd) = pair.1.time.subtractingReportingOverflow(pair.0.time)
      return sum + (isAbsurd ? 0 : Swift.min(Swift.max(0, pause), 300))
    }
    return (seconds + 30) / 60
  }
}
