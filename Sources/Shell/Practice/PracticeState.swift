import ConvNet
import Course
import Lab

/// The practice in progress.
struct PracticeState: SessionPart {
  /// What is practised.
  enum Subject {
    case topic(PracticeTopic)
    case mixed
    case examination(Examination)
  }

  /// A problem, and how far the user is with it.
  struct Problem {
    let problem: PracticeProblem
    /// The topic it counts for; `nil` in an examination.
    let topic: PracticeTopic?
    var tries = 0
    var hasHint = false
    /// How it ended; `nil` while it is open.
    var end: End?

    enum End { case right, wrong, told }
  }

  /// A run of problems.
  struct Run {
    let subject: Subject
    let seed: UInt64
    /// Whether hard topics come up more often among mixed ones, so that the problems depend on the
    /// record and not on the seed alone.
    let adapts: Bool
    /// The workspace from before.
    let own: Workspace
    var random: RandomSource
    /// How many problems there have been, with the present one.
    var number = 0
    var present: Problem?
    /// How many questions of an examination were right.
    var right = 0
  }

  var run: Run?

  init(in workspace: Workspace) {}
}

extension Session {
  /// The practice in progress.
  var practice: PracticeState.Run? {
    get { self[PracticeState.self].run }
    set { self[PracticeState.self].run = newValue }
  }

  /// The problem that waits for an answer.
  var openProblem: PracticeProblem? {
    guard let present = practice?.present, present.end == nil else { return nil }
    return present.problem
  }

  /// How the topics go, as far as it can be read.
  var practiceRecord: PracticeRecord {
    guard let file = practiceFile, let bytes = try? Files.read(file) else {
      return PracticeRecord()
    }
    return PracticeRecord(
      parsing: String(decoding: bytes.prefix(PracticeRecord.maximumBytes), as: UTF8.self))
  }

  /// The file of the record, beside that of the progress through the lessons.
  private var practiceFile: String? { progressFile.map { $0 + "-practice" } }

  /// Rereads the record, which another session may have written, and saves it with one change.
  private func note(_ topic: PracticeTopic, isRight: Bool, on console: Console)
    -> PracticeRecord.Entry
  {
    var entry = practiceRecord[topic.name]
    entry.note(isRight: isRight)
    if let file = practiceFile {
      do throws(CommandError) {
        try Files.update(file, atMost: PracticeRecord.maximumBytes) {
          var record = PracticeRecord(parsing: $0)
          record[topic.name].note(isRight: isRight)
          return record.text
        }
      } catch {
        console.print("Your practice is not saved: \(error.problem)")
      }
    }
    return entry
  }

  /// Refuses what would replace the network of a problem.
  func checkIsNotPractising() throws(CommandError) {
    guard practice == nil else {
      throw CommandError("You are practising.", hint: "practice stop first")
    }
  }

  /// The seed of the next examination in an assignment, which is drawn for its student and the number
  /// of those begun so far; `nil` outside assignments.
  var assignedExamination: UInt64? {
    guard let entry = lessonTaken?.entry, entry.student != nil else { return nil }
    let begun = attempts(at: entry.key).count { line in
      line.score.map { $0.isExamination && $0.right == nil } ?? false
    }
    return entry.seed &+ UInt64(begun)
  }

  // MARK: Problems

  /// Begins to practise something.
  mutating func practise(
    _ subject: PracticeState.Subject, seed: UInt64, adapts: Bool, on console: Console
  ) {
    practice = PracticeState.Run(
      subject: subject, seed: seed, adapts: adapts, own: practice?.own ?? workspace,
      random: RandomSource(seed: seed))
    suspendLesson()
    if case .examination(let all) = subject, isLessonWaiting {
      notebook.note(
        Score(subject: Score.examination, seed: seed, right: nil, all: all.questions.count))
    }
    nextProblem(on: console)
  }

  /// Shows the next problem, or ends an examination.
  mutating func nextProblem(on console: Console) {
    guard var run = practice else { return }
    workspace = run.own
    run.number += 1
    switch run.subject {
    case .topic(let topic):
      run.present = .init(problem: topic.problem(from: &run.random), topic: topic)
    case .mixed:
      let record = run.adapts ? practiceRecord : PracticeRecord()
      let weighted = PracticeTopic.all.flatMap {
        Array(repeating: $0, count: record[$0.name].weight)
      }
      let topic = weighted[run.random.below(weighted.count)]
      run.present = .init(problem: topic.problem(from: &run.random), topic: topic)
    case .examination(let examination):
      guard run.number <= examination.questions.count else {
        return finish(examination, right: run.right, on: console)
      }
      run.present = .init(problem: examination.questions[run.number - 1], topic: nil)
    }
    practice = run
    showProblem(on: console)
  }

  /// Shows the present problem.
  ///
  /// - Parameters:
  ///   - recalling: Whether the numbers that earlier questions of an examination gave are shown, too.
  ///   - console: Where to print.
  func showProblem(recalling: Bool = false, on console: Console) {
    guard let run = practice, let present = run.present else { return }
    console.print(
      PracticeText.problem(present, of: run, recalling: recalling, width: console.width()))
  }

  /// Ends the practice; the session from before it is back, and the lesson.
  mutating func leavePractice(on console: Console) {
    guard let run = practice else { return }
    workspace = run.own
    practice = nil
    resumeLesson()
    console.print(
      lesson.map { "You are back at \($0.part) of lesson \($0.entry.label)." }
        ?? "Your own session from before the practice is back.")
  }

  // MARK: Answers

  /// Judges an answer to the open problem.
  mutating func answerProblem(_ text: String, on console: Console) {
    guard var run = practice, var present = run.present, present.end == nil else { return }
    let problem = present.problem
    let count = problem.right.shape.count
    if let points = TypedNumber.withPoints(text, count: count) {
      return console.print("Write \(points), with a point.")
    }
    guard let numbers = TypedNumber.list(text, count: count), numbers.count == count else {
      return console.print("The problem asks for \(PracticeText.asked(of: problem)).")
    }
    let marks = problem.marks(numbers.map(\.value))
    if marks.contains(false), let decimals = problem.decimals,
      zip(numbers, problem.right.values).allSatisfy({
        $0.slack < 0.1 && ($0.value - Double($1)).magnitude <= $0.slack * (1 + 1e-6)
      })
    {
      return console.print("That is right as far as it goes: give \(decimals) decimal places.")
    }
    present.tries += 1
    guard marks.contains(false) else {
      present.end = .right
      run.right += 1
      run.present = present
      practice = run
      return close(present, of: run, saying: "Yes.", on: console)
    }
    console.print(
      PracticeText.wrong(numbers, marks, in: problem, width: console.width()))
    if present.topic == nil, present.tries == 2 {
      present.end = .wrong
      run.present = present
      practice = run
      return close(
        present, of: run, saying: "The right numbers:", showing: true, on: console)
    }
    if present.topic != nil, present.tries == 2, !present.hasHint {
      console.print(PracticeText.hint(to: problem, width: console.width()))
      present.hasHint = true
    }
    run.present = present
    practice = run
    console.print(
      present.topic == nil
        ? "One more try; then the right numbers are shown."
        : "Try again, or: hint, answer.")
  }

  /// Gives a hint to the open problem.
  mutating func hintProblem(on console: Console) throws(CommandError) {
    guard let run = practice, let present = run.present, present.end == nil else { return }
    guard present.topic != nil else {
      throw CommandError("An examination has no hints.", hint: "answer shows the right numbers")
    }
    practice?.present?.hasHint = true
    console.print(PracticeText.hint(to: present.problem, width: console.width()))
  }

  /// Reveals the answer to the open problem.
  mutating func tellProblem(on console: Console) {
    guard var run = practice, var present = run.present, present.end == nil else { return }
    present.end = .told
    run.present = present
    practice = run
    close(present, of: run, saying: "The answer:", showing: true, on: console)
  }

  /// Closes a problem: its network can now be asked about.
  private mutating func close(
    _ present: PracticeState.Problem, of run: PracticeState.Run, saying word: String,
    showing: Bool = false, on console: Console
  ) {
    let problem = present.problem
    let solution = showing ? PracticeText.solution(of: problem, width: console.width()) : []
    func say(_ sentence: String) {
      console.print(solution.count == 1 ? ["\(sentence) \(solution[0])"] : [sentence] + solution)
    }
    // The network of an examination stays shut until its end.
    guard let topic = present.topic else {
      say(word)
      console.print()
      practice = run
      return nextProblem(on: console)
    }
    workspace = Workspace(
      problem.solved,
      from: Provenance(
        preset: nil, data: "numbers for paper", source: "made for practice",
        folder: nil),
      seed: run.seed)
    workspace[DataFolders.self] = run.own[DataFolders.self]
    let isRight = present.end == .right && present.tries == 1 && !present.hasHint
    let entry = note(topic, isRight: isRight, on: console)
    say(isRight ? "\(word) \(PracticeText.standing(of: topic, entry))" : word)
    console.print(PracticeText.next(after: problem))
  }

  private mutating func finish(_ examination: Examination, right: Int, on console: Console) {
    guard let run = practice else { return }
    let all = examination.questions.count
    console.print(PracticeText.result(right: right, of: all, isInLesson: isLessonWaiting))
    leavePractice(on: console)
    notebook.note(Score(subject: Score.examination, seed: run.seed, right: right, all: all))
  }
}
