import Rendering

/// What a user did and wrote, for a report: commands with their output, and answers. Its memory is
/// bounded: the oldest commands are dropped first, sentences are kept.
struct Notebook: SessionPart {
  static let maximumCommands = 400
  static let maximumBytes = 1_000_000
  private static let maximumAnswers = 200
  static let maximumTextLength = 4_000
  static let maximumSetups = 12
  /// How many results of one command are kept, the last ones.
  private static let maximumFindings = 8
  private static let maximumMarks = 200_000

  /// A number that tells this session from others that write the same journal.
  let stream: UInt32
  private(set) var chapters: [Chapter]
  /// The index of the chapter that is being written.
  private var current = 0
  /// The index of the chapter that was last added to.
  private(set) var latest = 0
  /// The step of the lesson that is in progress.
  var step: Int? { didSet { isVisited = false } }
  /// Whether a command was run since this step began.
  private var isVisited = false
  /// What the command in progress has measured so far.
  private var findings: [Finding] = []
  /// What the journal does not say yet.
  private var unsaved: [LessonJournal.Line] = []
  /// The experiment that the journal knows.
  private var savedSetup: Setup?

  init(in workspace: Workspace) {
    stream = .random(in: .min ... .max)
    chapters = [Chapter(lesson: nil, seed: workspace.seed)]
  }

  /// The steps that ask for something in the lesson in progress and have no answer yet.
  var missing: [Int] { chapters[current].missing }

  // MARK: Chapters

  /// Begins the chapter of a lesson.
  ///
  /// - Parameters:
  ///   - entry: The lesson.
  ///   - step: The step in which it begins.
  ///   - seed: The seed of its weights.
  ///   - earlier: What the journal says of an attempt that is continued; `nil` for a new attempt.
  ///   - isKept: Whether it is the user's own work, and not a teacher's presentation.
  mutating func open(
    _ entry: LessonLibrary.Entry, at step: Int, seed: UInt64, after earlier: [LessonJournal.Line]?,
    isKept: Bool
  ) {
    // A lesson that is begun during another one replaces it.
    let previous = self.step == nil ? current : chapters[current].previous
    let index = chapters.firstIndex { $0.lesson?.key == entry.key }
    var chapter = Chapter(lesson: entry, seed: seed, previous: previous)
    if let earlier {
      let known = index.map { chapters[$0] }
      chapter =
        known.flatMap { $0.isEmpty ? nil : $0 }
        ?? Chapter(entry, from: earlier, previous: previous)
    }
    if let index {
      chapter.previous = chapters[index].previous
      chapters[index] = chapter
      current = index
    } else {
      chapters.append(chapter)
      current = chapters.count - 1
    }
    latest = current
    chapters[current].isKept = isKept
    savedSetup = nil
    self.step = step
    save(earlier == nil ? .began : .resumed)
    trim()
  }

  /// Ends the chapter; the user's own work continues.
  ///
  /// - Parameter isDone: Whether the lesson was finished.
  mutating func close(isDone: Bool) {
    if isDone { save(.ended) }
    step = nil
    current = chapters[current].previous
  }

  /// Drops the commands of a step and of those after it, because they were undone.
  mutating func returnTo(_ step: Int) {
    chapters[current].undo(from: step)
    self.step = step
    save(.returned)
  }

  /// Drops what was done in a lesson that is not in progress.
  mutating func forget(_ key: String) {
    for index in chapters.indices where chapters[index].lesson?.key == key {
      chapters[index].entries = []
    }
    unsaved.removeAll { $0.lesson == key }
  }

  // MARK: Recording

  /// Records what the command in progress has measured.
  mutating func note(_ finding: Finding) {
    findings = findings.suffix(Self.maximumFindings - 1) + [finding]
  }

  /// Records a command that succeeded, and the experiment after it. Its figure is drawn now in the
  /// user's own work; in a lesson, its state is recorded, so that it can be drawn later.
  mutating func note(
    _ command: String, printed: Printout, setup: Setup, isUse: Bool, in session: Session
  ) {
    if let step, !isVisited,
      chapters[current].entries.contains(where: { $0.isCommand && $0.step == step })
    {
      chapters[current].redo(step)
      save(.redone)
    }
    isVisited = true
    let kind = Kind.command(
      String(command.prefix(Self.maximumTextLength)), printed: printed.lines)
    let isOwn = chapters[current].lesson == nil
    append(
      .command, kind, setup: isUse ? setup : nil, findings: findings,
      figure: isOwn ? session.figure(of: command) : nil,
      state: isOwn ? nil : session.fingerprint(after: command))
    findings = []
    chapters[current].note(setup, isUse: isUse)
    guard isOwn else { return }
    chapters[current].note(setup.layers) {
      SessionSummary.diagram(session, hasSettings: false)
    }
    chapters[current].limitMarks(to: Self.maximumMarks)
  }

  /// Forgets what a command that failed has measured.
  mutating func dropFindings() { findings = [] }

  /// Records an answer that was judged or revealed.
  mutating func note(answer: String, _ worth: Worth) {
    append(.answer, .answer(String(answer.prefix(Self.maximumTextLength)), worth))
  }

  /// Records what came of an examination or of an exercise.
  mutating func note(_ score: Score) { append(.score, .score(score)) }

  /// Records that a task of the lesson was done.
  mutating func note(task: Completion) { append(.task, .task(task)) }

  /// Records that a hint was given.
  mutating func noteHint() { append(.hint, .hint) }

  /// Records a sentence; it replaces an earlier one for the same step.
  mutating func note(sentence: String, isOwn: Bool) {
    append(.sentence, .sentence(String(sentence.prefix(Self.maximumTextLength)), isOwn: isOwn))
  }

  /// Records a paragraph, or a heading. Right after a lesson, it is about that lesson.
  mutating func note(remark: String) {
    let kind = Kind.remark(String(remark.prefix(Self.maximumTextLength)))
    guard step == nil, latest != current else { return append(.remark, kind) }
    chapters[latest].add(Entry(kind, step: nil))
    trim()
  }

  /// Records a sentence that was revised, or written for a part of the report, in a chapter that is
  /// perhaps only in the journal.
  mutating func revise(_ entry: Entry, in chapter: Chapter) {
    let index = chapters.firstIndex { $0.label == chapter.label && !$0.isEmpty }
    if let index { chapters[index].add(entry) }
    guard let lesson = chapter.lesson, index.map({ chapters[$0].isKept }) ?? true else { return }
    unsaved.append(
      LessonJournal.Line(.sentence, entry.kind, of: lesson, stream: stream, part: entry.step))
  }

  private mutating func append(
    _ did: LessonJournal.Deed, _ kind: Kind, setup: Setup? = nil, findings: [Finding] = [],
    figure: Figure? = nil, state: String? = nil
  ) {
    chapters[current].add(
      Entry(kind, step: step, findings: findings, figure: figure, state: state))
    latest = current
    trim()
    save(did, kind, setup: setup, findings: findings, state: state)
  }

  private mutating func save(
    _ did: LessonJournal.Deed, _ kind: Kind? = nil, setup: Setup? = nil,
    findings: [Finding] = [], state: String? = nil
  ) {
    guard chapters[current].isKept, let step, let lesson = chapters[current].lesson else { return }
    let isKnown = setup == savedSetup
    unsaved.append(
      LessonJournal.Line(
        did, kind, of: lesson, stream: stream, part: step,
        setup: isKnown ? nil : setup, findings: findings, state: state))
    savedSetup = setup ?? savedSetup
  }

  /// What the journal does not say yet; from now on, it is supposed to.
  mutating func takeUnsaved() -> [LessonJournal.Line] {
    defer { unsaved = [] }
    return unsaved
  }

  /// Drops the oldest commands until the notebook is within its bounds.
  private mutating func trim() {
    func count(_ isOne: (Entry) -> Bool) -> Int { chapters[current].entries.count(where: isOne) }
    while count({ !$0.isCommand }) > Self.maximumAnswers,
      let oldest = chapters[current].entries.firstIndex(where: { !$0.isCommand && !$0.isSentence })
    {
      chapters[current].entries.remove(at: oldest)
    }
    while count(\.isCommand) > Self.maximumCommands { forgetOldest(in: current) }
    var bytes = chapters.reduce(0) { $0 + $1.entries.reduce(0) { $0 + $1.bytes } }
    for index in chapters.indices {
      while bytes > Self.maximumBytes, let freed = forgetOldest(in: index) { bytes -= freed }
    }
  }

  @discardableResult
  private mutating func forgetOldest(in chapter: Int) -> Int? {
    guard let index = chapters[chapter].entries.firstIndex(where: \.isCommand) else { return nil }
    chapters[chapter].forgotten += 1
    return chapters[chapter].entries.remove(at: index).bytes
  }
}
