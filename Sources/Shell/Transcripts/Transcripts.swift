import ConvNet
import Course
import Datasets
import SystemPackage

/// The transcripts of a console: the log, the recording, the line that is being run, and the lines
/// that led to the current session.
final class Transcripts: ConsolePart, ConsoleListener {
  fileprivate(set) var log: LogFile?
  fileprivate(set) var cast: AsciicastRecorder?
  fileprivate(set) var line: RecordedLine?
  /// The line that was recorded last.
  fileprivate(set) var finished: RecordedLine?
  fileprivate(set) var replay = Replay()
  /// The setting in which the session began.
  fileprivate(set) var setting = Transcript.Setting()
  /// The session, the log and the recording when the line began.
  fileprivate var before: (session: Session, log: LogFile?, cast: AsciicastRecorder?)?

  var isListening: Bool { log != nil }
  var hearsRedirected: Bool { false }
  func show(_ text: String) { cast?.output(text) }
  func note(_ text: String) { line?.append(text) }
  func noteRemark() { line?.isSameOnScreen = false }
}

extension Interpreter {
  /// Ends the transcripts. Nothing is run afterwards.
  ///
  /// - Throws: ``CommandError`` if one of them could not be written completely.
  package func finish() throws(CommandError) {
    let (cast, log) = (
      Result { () throws(CommandError) in try console.endCast() },
      Result { () throws(CommandError) in try console.endLog() }
    )
    _ = (try cast.get(), try log.get())
  }
}

extension Console {
  private var transcripts: Transcripts { self[Transcripts.self] }

  /// The log that is being written. While there is a log or a recording, the console keeps the
  /// width that it began with.
  var log: LogFile? {
    get { transcripts.log }
    set {
      transcripts.log = newValue
      keepsWidth = newValue != nil || cast != nil
    }
  }

  /// The recording that is being made.
  var cast: AsciicastRecorder? {
    get { transcripts.cast }
    set {
      transcripts.cast = newValue
      keepsWidth = newValue != nil || log != nil
    }
  }

  /// Ends the log, if there is one, and returns its path.
  ///
  /// - Throws: ``CommandError`` if it could not be written completely.
  func endLog() throws(CommandError) -> String? {
    guard let log else { return nil }
    self.log = nil
    log.end()
    if let failure = log.failure { throw Self.unwritten(log.path, failure) }
    return log.path
  }

  /// Ends the recording, if there is one, and returns its path.
  ///
  /// - Throws: ``CommandError`` if it could not be written completely.
  func endCast() throws(CommandError) -> String? {
    guard let cast else { return nil }
    self.cast = nil
    cast.end()
    if let failure = cast.failure { throw Self.unwritten(cast.path, failure) }
    return cast.path
  }

  private static func unwritten(_ path: String, _ reason: Errno) -> CommandError {
    CommandError(
      "\(path) could not be written: \(reason). It is closed now, and holds what came before.")
  }

  /// Ends the transcripts that can no longer be written, and records why.
  fileprivate func endFailed() {
    do throws(CommandError) {
      if cast?.failure != nil { _ = try endCast() }
      if log?.failure != nil { _ = try endLog() }
    } catch {
      fault = error
    }
  }

  /// The line that is being run, as transcripts will record it.
  var recordedLine: RecordedLine? { transcripts.line }

  /// The line that was run last, as transcripts have recorded it.
  var finishedLine: RecordedLine? { transcripts.finished }

  /// The lines that led to the current session.
  var replay: Replay { transcripts.replay }

  /// The present session's setting, for a transcript that begins now.
  var keptSetting: Transcript.Setting {
    var setting = transcripts.setting
    setting.width = width()
    return setting
  }
}

/// Writes what is run into the log and the recording.
struct TranscriptKeeper: Observer {
  /// The prompt before a line on the screen.
  let prompt: (Session) -> String

  func begin(_ session: Session, on console: Console) {
    console[Transcripts.self].setting.seed = session.seed
    console[Transcripts.self].setting.usesOwnData =
      session.provenance.source != LoadedDataset.bundledInWords
  }

  func willRun(_ line: String, in session: Session, on console: Console) {
    let transcripts = console[Transcripts.self]
    transcripts.line = RecordedLine(line, in: session)
    transcripts.before = (session, console.log, console.cast)
    console.cast?.begin(line, prompt: prompt(session))
  }

  func willRun(_ command: RunCommand, on console: Console) {
    if command.type.traits.printing == .unrepeatable { console.recordedLine?.markUnrepeatable() }
  }

  func didFail(
    _ line: FinishedLine, with error: inout CommandError, in session: inout Session,
    on console: Console
  ) {
    let report = error.report(in: line.text, origin: "error: ", width: console.width()) + "\n"
    console.cast?.output(report)
    if let recorded = console.recordedLine {
      recorded.append(report)
      recorded.didNothing =
        recorded.parts.count < 2
        && session.timeline.point == console[Transcripts.self].before?.session.timeline.point
    }
    finish(in: session, on: console)
  }

  func didRun(_ line: FinishedLine, in session: inout Session, on console: Console) {
    finish(in: session, on: console)
  }

  /// Writes the line into the transcripts that existed when it began and still exist.
  private func finish(in session: Session, on console: Console) {
    let transcripts = console[Transcripts.self]
    guard let line = transcripts.line, let before = transcripts.before else { return }
    transcripts.before = nil
    defer {
      (transcripts.line, transcripts.finished) = (nil, line)
      transcripts.replay.append(line)
      console.endFailed()
    }
    if console.isInterrupted() { line.noteInterrupt(before: before.session, after: session) }
    if let cast = before.cast, cast === console.cast { cast.end(line) }
    // If a log begins in this line, it gets the other commands of the line.
    if before.log !== console.log { console.log?.append(line.repeatable) }
    guard let log = before.log, log === console.log else { return }
    log.append(line)
    guard log.isFull, (try? console.endLog()) != nil else { return }
    console.print("\(log.path) is full: a longer one could not be checked.   next: log another.md")
  }
}
