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
    /// The lesson was finished.
    case ended
    /// The user returned to the beginning of the part, so its commands were undone.
    case returned
    case command, answer, sentence, certificate, task, hint, remark
  }

  /// A line of the journal.
  struct Line: Codable {
    /// When it was done, in seconds since 1970.
    let time: Int
    /// The key of the lesson in ``Progress``.
    let lesson: String
    /// The file of a lesson that is not built in.
    let file: String?
    /// The seed of the lesson's weights and of the order of its images.
    let seed: UInt64
    /// The id of the part.
    let part: String?
    let did: Deed
    /// The command, answer or sentence.
    let text: String?
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

    init(
      _ did: Deed, _ kind: Notebook.Kind? = nil, of lesson: LessonLibrary.Entry, seed: UInt64,
      part: Int?, setup: Setup? = nil, findings: [Notebook.Finding] = [], state: String? = nil
    ) {
      self.findings = findings.isEmpty ? nil : findings
      self.state = state
      time = Int(Date().timeIntervalSince1970)
      self.lesson = lesson.key
      file = lesson.isBuiltIn ? nil : Files.absolute(lesson.file)
      self.seed = seed
      self.part = part.map { lesson.lesson.steps[$0].id }
      self.did = did
      self.setup = setup
      (text, printed, worth) =
        switch kind {
        case .command(let text, let printed)?: (text, printed, nil)
        case .answer(let text, let worth)?: (text, nil, worth.rawValue)
        case .sentence(let text, let isOwn)?: (text, nil, isOwn ? "own" : "told")
        case .part(let part, let text)?: (text, nil, part.rawValue)
        case .certificate(let text)?, .remark(let text)?: (text, nil, nil)
        case .task(let worth)?: (nil, nil, worth.rawValue)
        case .hint?, nil: (nil, nil, nil)
        }
    }

    /// What a notebook says of it.
    var kind: Notebook.Kind? {
      switch did {
      case .began, .ended, .returned: nil
      case .command: text.map { .command($0, printed: printed ?? []) }
      case .answer:
        worth.flatMap(Notebook.Worth.init).flatMap { worth in text.map { .answer($0, worth) } }
      case .sentence:
        text.map { text in
          worth.flatMap(ReportPart.init).map { .part($0, text) }
            ?? .sentence(text, isOwn: worth == "own")
        }
      case .remark: text.map { .remark($0) }
      case .certificate: text.map { .certificate($0) }
      case .task: worth.flatMap(Notebook.Completion.init).map { .task($0) }
      case .hint: .hint
      }
    }
  }

  /// How much of a long journal is read, from its end.
  private static let maximumBytes = 64 << 20

  /// Lines as bytes to append. Each begins with a line break, so that a line that was cut off does
  /// not spoil the next one.
  static func bytes(_ lines: [Line]) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
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

// MARK: In a session

extension Session {
  /// The file of the journal, beside that of the progress through the lessons.
  private var journalFile: String? { progressFile.map { $0 + "-journal" } }

  /// The lines of the journal, of one lesson or of all.
  private func journal(of key: String? = nil) -> [LessonJournal.Line] {
    guard let file = journalFile, let bytes = try? Files.read(file) else { return [] }
    return LessonJournal.lines(bytes, of: key)
  }

  /// What was done in the last attempt at a lesson, unless that was finished.
  func unfinishedAttempt(at key: String) -> [LessonJournal.Line] {
    let lines = journal(of: key).lastAttempt
    return lines.contains { $0.did == .ended } ? [] : lines
  }

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
    let all = journal()
    for line in all.reversed() where seen.insert(line.lesson).inserted {
      guard let lesson = LessonLibrary.lesson(key: line.lesson, file: line.file) else { continue }
      let chapter = Notebook.Chapter(
        lesson, from: all.filter { $0.lesson == line.lesson }.lastAttempt)
      if !chapter.isEmpty { earlier.append(chapter) }
    }
    return earlier.reversed() + chapters
  }

  /// Writes what was done in lessons since the last time to the journal.
  fileprivate mutating func keepJournal(on console: Console) {
    let lines = notebook.takeUnsaved()
    guard let file = journalFile, !lines.isEmpty else { return }
    do throws(CommandError) {
      try Files.makeFolder(of: file)
      try Files.append(LessonJournal.bytes(lines), to: file)
    } catch {
      console.print("What you do is no longer saved: \(error.problem)")
      progressFile = nil
    }
  }
}

/// Keeps the journal after each line.
struct JournalKeeper: Observer {
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
