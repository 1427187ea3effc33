import ConvNet
import Course
import Lab
import Terminal

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Runs a journal that was handed in again, with the numbers of its student, and notes what came of
/// it. What the journal itself says came of it is only compared.
struct AssignmentReplay {
  /// What came of the lines, in their order, without the lines themselves.
  private(set) var results: [LessonJournal.Line] = []
  /// The wrong answers.
  private(set) var mistakes: [Mistake] = []
  /// Where the journal first says something else; `nil` if it does not.
  private(set) var difference: Difference?
  /// Whether the time was over before the end.
  private(set) var isCutOff = false

  /// A wrong answer.
  struct Mistake {
    /// The index of the step that asked.
    let step: Int
    let answer: String
    /// What the assignment said to it.
    let reply: String
    /// The right answer at that moment.
    let right: String
    /// What to practise, if there is a topic for the place that was asked for.
    let topic: String?
  }

  /// A line of which something else comes than the journal says.
  struct Difference {
    let line: String
    /// The id of the part in which it was typed.
    let part: String?
    let kind: Kind

    enum Kind {
      /// Something else comes of it.
      case otherResult
      /// The journal itself says why it cannot be run again.
      case gap(String)
      /// The assignment has no such part, or cannot begin there.
      case noBeginning
    }
  }

  /// A session of the student's that is run again.
  private final class Stream {
    let interpreter: Interpreter
    var printed = ""
    /// What came of the last line and was not yet compared.
    var results: [LessonJournal.Line] = []
    var last: LessonJournal.Line
    private let screen: Screen

    /// The student's screen.
    private final class Screen { var width = 80 }

    init(
      _ session: Session, beginning line: LessonJournal.Line, isOver: @escaping () -> Bool
    ) {
      last = line
      let screen = Screen()
      self.screen = screen
      var print: (String) -> Void = { _ in }
      let console = Console(
        width: { screen.width }, isInterrupted: { isOver() || Interrupt.isPending },
        output: { print($0) })
      interpreter = Interpreter(session: session, console: console)
      print = { [unowned self] in printed += $0 }
      take(line)
    }

    /// Takes the width of the screen on which a line was typed.
    func take(_ line: LessonJournal.Line) {
      last = line
      // The file may say anything.
      screen.width = min(max(line.width ?? screen.width, 20), 1_000)
    }
  }

  private let entry: LessonLibrary.Entry
  private let journal = JournalInMemory()
  private var streams: [UInt32: Stream] = [:]
  private let start: Session
  private let isOver: () -> Bool

  /// Runs a journal again.
  ///
  /// - Parameters:
  ///   - handIn: The journal.
  ///   - entry: The assignment, as its student takes it.
  ///   - start: A new session.
  ///   - limit: How long it may take.
  init(
    _ handIn: HandInFile, of entry: LessonLibrary.Entry, from start: Session, within limit: Duration
  ) {
    self.entry = entry
    var start = start
    start.journalInMemory = journal
    self.start = start
    let end = ContinuousClock.now + limit
    isOver = { ContinuousClock.now > end }
    for line in handIn.lines where !isCutOff && !Interrupt.isPending { take(line) }
    for stream in streams.values { checkIsEmpty(stream) }
    streams = [:]
  }

  private mutating func take(_ line: LessonJournal.Line) {
    guard !isOver() else {
      isCutOff = true
      return
    }
    let stream = streams[line.stream ?? 0]
    switch line.did {
    case .typed:
      guard let stream else { return note(.noBeginning, line) }
      run(line, in: stream)
    case .began, .resumed:
      if let first = stream?.results.first, first.did == line.did { fallthrough }
      if let stream { checkIsEmpty(stream) }
      begin(line)
    default:
      guard let stream else { return note(.noBeginning, line) }
      if line.did == .command, stream.last.instead != nil { return }
      if line.did == .sentence, stream.results.first?.did != .sentence, isWritten(line) {
        return results.append(line)
      }
      guard let result = stream.results.first, isSame(result, line) else {
        return note(.otherResult, stream.last)
      }
      stream.results.removeFirst()
    }
  }

  /// Begins the assignment, or continues it, as the line says.
  private mutating func begin(_ line: LessonJournal.Line) {
    let stream = Stream(start, beginning: line, isOver: isOver)
    streams[line.stream ?? 0] = stream
    stream.interpreter.session.aliases = line.aliases ?? [:]
    guard let step = entry.lesson.steps.firstIndex(where: { $0.id == line.part }) else {
      return note(.noBeginning, line)
    }
    let console = stream.interpreter.console
    do throws(CommandError) {
      try stream.interpreter.session.begin(
        entry, restarts: line.did == .began, at: step, on: console)
    } catch {
      if isOver() {
        isCutOff = true
        return
      }
      return note(.noBeginning, line)
    }
    _ = journal.takeFresh()
    stream.interpreter.session.keepJournal(on: console)
    results += ownResults()
  }

  /// What has come of the last line for this assignment; from it, a student may go to a lesson.
  private func ownResults() -> [LessonJournal.Line] {
    journal.takeFresh().filter { $0.lesson == entry.key && $0.did != .typed }
  }

  /// Whether a sentence may have been written in an editor: it answers a part that asks for one, or
  /// belongs to the report.
  private func isWritten(_ line: LessonJournal.Line) -> Bool {
    guard let part = line.part else { return true }
    guard
      case .question(let question)? = entry.lesson.steps.first(where: { $0.id == part })?.activity,
      case .sentence = question.kind
    else { return false }
    return true
  }

  private mutating func run(_ line: LessonJournal.Line, in stream: Stream) {
    checkIsEmpty(stream)
    stream.take(line)
    let session = stream.interpreter.session
    let question = session.lesson?.openQuestion.map(session.resolved)
    let topic = question?.places.first.flatMap { try? Place(parsing: $0) }.flatMap {
      PracticeTopic.asking(for: $0, in: session.trainer.network)
    }
    let step = session.lesson?.index
    stream.printed = ""
    _ = journal.takeFresh()
    do throws(CommandError) {
      try Self.having(line.files ?? [:]) {
        for text in line.instead ?? [line.text ?? ""] where !isOver() {
          // A line that failed for the student fails here as well.
          try? stream.interpreter.run(text)
        }
      }
    } catch {
      note(.gap("its files could not be restored (\(error.problem))"), line)
    }
    guard !isOver() else {
      isCutOff = true
      return
    }
    // After Ctrl-C, what was done is done by other commands, which print something else.
    stream.results = ownResults().filter {
      line.instead == nil || $0.did != .command
    }
    results += stream.results
    if let reason = line.gap { note(.gap(reason), line) }
    for case let result in stream.results where result.did == .answer {
      guard result.worth == Notebook.Worth.wrong.rawValue, let question, let step else { continue }
      mistakes.append(
        Mistake(
          step: step, answer: result.text ?? "", reply: stream.printed,
          right: question.inWords(question.solution.answer), topic: topic?.name))
    }
  }

  /// Runs something that finds files as the student had them, and no others of theirs.
  ///
  /// - Throws: ``CommandError`` if a file could not be put there, or there is no place for files, and
  ///   so nothing has been run.
  private static func having(
    _ files: [String: Data], _ body: () -> Void
  ) throws(CommandError) {
    guard !files.isEmpty else { return body() }
    var failure: CommandError?
    try Files.inScratch(sealed: true) {
      for (path, data) in files {
        do throws(CommandError) {
          try Files.put(Array(data), to: path, force: true)
        } catch {
          failure = error
        }
      }
      body()
    }
    if let failure { throw failure }
  }

  /// Whether what came of a line is what the journal says.
  private func isSame(_ result: LessonJournal.Line, _ line: LessonJournal.Line) -> Bool {
    guard
      (result.did, result.part, result.text, result.worth, result.score)
        == (line.did, line.part, line.text, line.worth, line.score)
    else { return false }
    let words = result.text.map { TokenizedLine($0).commands.first?.map(\.text) ?? [] } ?? []
    let type = start.innermost(of: words)?.type
    return result.printed == line.printed || type?.traits.printing == .unrepeatable
  }

  /// Whether what a line does depends on files, which are not handed in.
  private func dependsOnFile(_ line: String) -> Bool {
    TokenizedLine(line).commands.contains { words in
      words.contains { !$0.isQuoted && $0.text.hasPrefix(">") }
        || start.innermost(of: words.map(\.text))?.type.traits.touching == .files
    }
  }

  private mutating func checkIsEmpty(_ stream: Stream) {
    if !stream.results.isEmpty { note(.otherResult, stream.last) }
    stream.results = []
  }

  private mutating func note(_ kind: Difference.Kind, _ line: LessonJournal.Line) {
    guard difference == nil, !isCutOff else { return }
    var kind = kind
    if case .otherResult = kind, line.files == nil, dependsOnFile(line.text ?? "") {
      kind = .gap("`\(line.text ?? "")` depends on a file of the student's")
    }
    difference = Difference(line: line.text ?? "", part: line.part, kind: kind)
  }
}
