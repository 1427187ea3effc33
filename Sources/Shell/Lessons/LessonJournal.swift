import Course

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What is done in lessons, in a file to which lines are only ever added, so that nothing is lost
/// however the program ends.
///
/// Each line is a JSON object. A line that cannot be read, because it was cut off or is of a later
/// version, is skipped.
enum LessonJournal {
  /// What a line says.
  enum Deed: String, Codable {
    /// An attempt at the lesson began.
    case began
    /// The user came back and went on with an attempt, at the beginning of a part.
    case resumed
    /// A line was typed. What comes of it follows.
    case typed
    /// The lesson was finished.
    case ended
    /// The user returned to the beginning of the part, so its commands were undone.
    case returned
    /// The commands of a part were begun again, and replace those of an earlier visit.
    case redone
    case command, answer, sentence, score, task, hint, remark
  }

  /// A line of the journal.
  struct Line: Codable, Hashable {
    /// When it was done, in seconds since 1970.
    let time: Int
    /// The key of the lesson in ``Progress``.
    let lesson: String
    /// The file of a lesson that is not built in.
    var file: String?
    /// Who takes it, if it is an assignment.
    let student: String?
    /// The seed of the lesson's weights and of the order of its images.
    let seed: UInt64
    /// Which of the sessions it was that may have been open at once.
    let stream: UInt32?
    /// The id of the part.
    let part: String?
    let did: Deed
    /// The line, command, answer or sentence.
    private(set) var text: String?
    /// What a command printed.
    let printed: [String]?
    /// How an answer was judged, or a task was done; whether a sentence is the user's own, or for
    /// which part of the report it is.
    let worth: String?
    /// The experiment after a command, where it is a new one.
    let setup: Setup?
    /// What a command measured.
    let findings: [Notebook.Finding]?
    /// The session's fingerprint after a command that has a figure.
    let state: String?
    /// What came of an examination or of an exercise.
    private(set) var score: Score?
    /// The files that a line was about, by their names, if grading needs them.
    var files: [String: Data]?
    /// The columns of the screen on which a line was typed.
    var width: Int?
    /// The aliases with which an attempt began or went on.
    var aliases: [String: String]?
    /// The lines that do the same as a typed one without the user, if it is not that line itself.
    var instead: [String]?
    /// Why what follows cannot be run again.
    var gap: String?

    init(
      _ did: Deed, _ kind: Notebook.Kind? = nil, of lesson: LessonLibrary.Entry, stream: UInt32,
      part: Int?, setup: Setup? = nil, findings: [Notebook.Finding] = [], state: String? = nil
    ) {
      self.findings = findings.isEmpty ? nil : findings
      self.state = state
      time = Int(Date().timeIntervalSince1970)
      self.lesson = lesson.key
      file = lesson.isBuiltIn ? nil : Files.absolute(lesson.file)
      student = lesson.student
      seed = lesson.seed
      self.stream = stream
      self.part = part.map { lesson.lesson.steps[$0].id }
      self.did = did
      self.setup = setup
      (text, printed, worth) =
        switch kind {
        case .command(let text, let printed)?: (text, printed, nil)
        case .answer(let text, let worth)?: (text, nil, worth.rawValue)
        case .sentence(let text, let isOwn)?:
          (text, nil, isOwn ? LessonJournal.own : LessonJournal.told)
        case .part(let part, let text)?: (text, nil, part.rawValue)
        case .remark(let text)?: (text, nil, nil)
        case .task(let worth)?: (nil, nil, worth.rawValue)
        case .score?, .hint?, nil: (nil, nil, nil)
        }
      if case .score(let score)? = kind { self.score = score }
    }

    /// A line that is typed in a lesson.
    init(typed line: String, in play: LessonState, stream: UInt32) {
      self.init(.typed, of: play.entry, stream: stream, part: play.index)
      text = line
    }

    /// What a notebook says of it.
    var kind: Notebook.Kind? {
      switch did {
      case .began, .resumed, .typed, .ended, .returned, .redone: nil
      case .command: text.map { .command($0, printed: printed ?? []) }
      case .answer:
        worth.flatMap(Notebook.Worth.init).flatMap { worth in text.map { .answer($0, worth) } }
      case .sentence:
        text.map { text in
          worth.flatMap(ReportPart.init).map { .part($0, text) }
            ?? .sentence(text, isOwn: worth == LessonJournal.own)
        }
      case .remark: text.map { .remark($0) }
      case .score: score.map { .score($0) }
      case .task: worth.flatMap(Notebook.Completion.init).map { .task($0) }
      case .hint: .hint
      }
    }
  }

  /// The worth of a sentence of the user's own.
  static let own = "own"
  /// The worth of a sentence that was shown.
  static let told = "told"

  /// How much of a long journal is read, from its end.
  private static let maximumBytes = 64 << 20

  /// Writes each value on one line, always the same way.
  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  /// Lines as bytes to append. Each begins with a line break, so that a line that was cut off does
  /// not spoil the next one.
  static func bytes(_ lines: [Line]) -> [UInt8] {
    let encoder = Self.encoder
    return lines.flatMap { line in
      (try? encoder.encode(line)).map { [UInt8(ascii: "\n")] + $0 } ?? []
    }
  }

  /// The lines of a journal that can be read, of one lesson or of all.
  static func lines(_ bytes: [UInt8], of key: String? = nil) -> [Line] {
    let decoder = JSONDecoder()
    return bytes.suffix(maximumBytes).split(separator: UInt8(ascii: "\n"))
      .compactMap { try? decoder.decode(Line.self, from: Data($0)) }
      .filter { key == nil || $0.lesson == key }
  }
}

extension [LessonJournal.Line] {
  /// Those of the last attempt.
  var lastAttempt: Self {
    lastIndex { $0.did == .began }.map { Self(self[($0 + 1)...]) } ?? self
  }
}

// MARK: Where it is kept

/// Where a session keeps its journal.
protocol JournalStore {
  /// The lines so far, of one lesson or of all.
  ///
  /// - Throws: ``CommandError`` if there are some and they cannot be read.
  func lines(of key: String?) throws(CommandError) -> [LessonJournal.Line]
  /// Adds lines.
  ///
  /// - Throws: ``CommandError`` if they cannot be written.
  func append(_ lines: [LessonJournal.Line]) throws(CommandError)
  /// Removes the lines of a lesson.
  ///
  /// - Throws: ``CommandError`` if the file cannot be rewritten.
  func remove(_ key: String) throws(CommandError)
}

/// A journal in a file.
private struct JournalFile: JournalStore {
  let path: String

  func lines(of key: String?) throws(CommandError) -> [LessonJournal.Line] {
    guard Files.isThere(path) else { return [] }
    return LessonJournal.lines(try Files.read(path), of: key)
  }

  func append(_ lines: [LessonJournal.Line]) throws(CommandError) {
    try Files.makeFolder(of: path)
    try Files.append(LessonJournal.bytes(lines), to: path)
  }

  func remove(_ key: String) throws(CommandError) {
    // Lines that cannot be read may be of a later version, and stay.
    let rows = try Files.read(path).split(separator: UInt8(ascii: "\n")).filter {
      LessonJournal.lines(Array($0), of: key).isEmpty
    }
    let bytes = rows.flatMap { [UInt8(ascii: "\n")] + $0 }
    try Files.write(bytes, to: path, force: true)
  }
}

/// A journal that ends with the session.
final class JournalInMemory: JournalStore {
  private var lines: [LessonJournal.Line] = []
  private var fresh: [LessonJournal.Line] = []

  func lines(of key: String?) -> [LessonJournal.Line] {
    lines.filter { key == nil || $0.lesson == key }
  }

  func append(_ new: [LessonJournal.Line]) {
    lines += new
    fresh += new
  }

  func remove(_ key: String) {
    lines.removeAll { $0.lesson == key }
    fresh.removeAll { $0.lesson == key }
  }

  /// The lines that have been added since this was asked last.
  func takeFresh() -> [LessonJournal.Line] {
    defer { fresh = [] }
    return fresh
  }
}

/// The journal that a session keeps in memory, if it does.
private struct JournalPlace: SessionPart {
  var memory: JournalInMemory?

  init(in workspace: Workspace) {}
}

extension Session {
  /// The journal in memory; without one, it is in a file beside that of the progress through the
  /// lessons, if that is stored.
  var journalInMemory: JournalInMemory? {
    get { self[JournalPlace.self].memory }
    set { self[JournalPlace.self].memory = newValue }
  }

  private var journal: (any JournalStore)? {
    journalInMemory ?? progressFile.map { JournalFile(path: $0 + "-journal") }
  }

  /// Whether what is done in lessons is kept.
  var keepsJournal: Bool { journal != nil }

  /// What was done in a lesson or in all, in all attempts.
  ///
  /// - Throws: ``CommandError`` if it cannot be read.
  func journaledLines(of key: String? = nil) throws(CommandError) -> [LessonJournal.Line] {
    try journal?.lines(of: key) ?? []
  }

  /// What was done in a lesson, in all attempts, if it can be read.
  func attempts(at key: String) -> [LessonJournal.Line] { (try? journaledLines(of: key)) ?? [] }

  /// Removes what was done in a lesson from the journal, the progress and the notebook.
  mutating func forget(_ entry: LessonLibrary.Entry) throws(CommandError) {
    try journal?.remove(entry.key)
    keepProgress(on: Console { _ in }) { $0[entry.key] = Progress.Entry() }
    notebook.forget(entry.key)
  }

  /// What was done in the last attempt at a lesson.
  func lastAttempt(at key: String) -> [LessonJournal.Line] { attempts(at: key).lastAttempt }

  /// What can be reported: the notebook, and earlier lessons from the journal. The last is what was
  /// done last.
  var chapters: [Notebook.Chapter] {
    var chapters = notebook.chapters.filter { !$0.isEmpty }
    let latest = notebook.chapters[notebook.latest]
    if !latest.isEmpty {
      chapters.removeAll { $0.label == latest.label }
      chapters.append(latest)
    }
    var seen = Set(chapters.map { $0.lesson?.key })
    var earlier: [Notebook.Chapter] = []
    let all = (try? journaledLines()) ?? []
    for line in all.reversed() where seen.insert(line.lesson).inserted {
      guard let lesson = LessonLibrary.lesson(of: line) else { continue }
      let chapter = Notebook.Chapter(
        lesson, from: all.filter { $0.lesson == line.lesson }.lastAttempt)
      if !chapter.isEmpty { earlier.append(chapter) }
    }
    return earlier.reversed() + chapters
  }

  /// Writes a line that was typed in a lesson, and what came of it, to the journal.
  mutating func keepJournal(on console: Console) {
    let page = console[JournalPage.self]
    if var typed = page.typed, let record = console.finishedLine {
      typed.width = console.width()
      typed.instead = record.instead
      typed.gap = record.gap
      typed.files = record.files.isEmpty ? nil : record.files.mapValues { Data($0) }
      page.typed = typed
    }
    let lines =
      [page.typed].compactMap(\.self)
      + notebook.takeUnsaved().map { line in
        guard line.did == .began || line.did == .resumed else { return line }
        var line = line
        line.width = console.width()
        line.aliases = aliases.isEmpty ? nil : aliases
        return line
      }
    page.typed = nil
    guard let journal, !lines.isEmpty else { return }
    do throws(CommandError) {
      try journal.append(lines)
    } catch {
      console.print("What you do is no longer saved: \(error.problem)")
      progressFile = nil
    }
  }
}

/// The line that is being run in a lesson.
private final class JournalPage: ConsolePart {
  var typed: LessonJournal.Line?
}

/// Keeps the journal after each line.
struct JournalKeeper: Observer {
  func willRun(_ line: String, in session: Session, on console: Console) {
    guard let play = session.lessonTaken, !play.isPresented else { return }
    console[JournalPage.self].typed = LessonJournal.Line(
      typed: line, in: play, stream: session.notebook.stream)
  }

  func didRun(_ line: FinishedLine, in session: inout Session, on console: Console) {
    session.keepJournal(on: console)
  }

  func didFail(
    _ line: FinishedLine, with error: inout CommandError, in session: inout Session,
    on console: Console
  ) {
    session.keepJournal(on: console)
  }
}
