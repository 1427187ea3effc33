import ConvNet
import Course
import Datasets

/// The transcripts of a console: the log, the recording, the line that is being run, and the lines
/// that led to the current session.
final class Transcripts: ConsolePart, ConsoleListener {
  fileprivate(set) var log: LogFile?
  fileprivate(set) var cast: AsciicastRecorder?
  fileprivate(set) var line: RecordedLine?
  fileprivate(set) var replay = Replay()
  /// The session that began.
  fileprivate(set) var setting = Transcript.Setting()
  /// The session, the log and the recording when the line began.
  fileprivate var before: (session: Session, log: LogFile?, cast: AsciicastRecorder?)?

  var isListening: Bool { log != nil }
  func show(_ text: String) { cast?.output(text) }
  func note(_ text: String) { line?.append(text) }
  func noteRemark() { line?.isSameOnScreen = false }
}

extension Console {
  private var transcripts: Transcripts { self[Transcripts.self] }

  /// The transcript that is kept. While there is one, or a recording, the console keeps the width
  /// that it began with.
  var log: LogFile? {
    get { transcripts.log }
    set {
      transcripts.log = newValue
      keepsWidth = newValue != nil || cast != nil
    }
  }

  /// The recording that is made.
  var cast: AsciicastRecorder? {
    get { transcripts.cast }
    set {
      transcripts.cast = newValue
      keepsWidth = newValue != nil || log != nil
    }
  }

  /// The line that is being run, as transcripts will have it.
  var recordedLine: RecordedLine? { transcripts.line }

  /// The lines that led here.
  var replay: Replay { transcripts.replay }

  /// The session as a transcript that begins now would say it.
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
    transcripts.line = RecordedLine(line, commands: session.commands)
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
    console.recordedLine?.append(report)
    console.recordedLine?.didNothing =
      TokenizedLine(line.text).commands.count < 2
      && session.timeline.now == console[Transcripts.self].before?.session.timeline.now
    finish(in: session, on: console)
  }

  func didRun(_ line: FinishedLine, in session: inout Session, on console: Console) {
    finish(in: session, on: console)
  }

  /// Writes the line into the transcripts that were there when it began, and are there still.
  private func finish(in session: Session, on console: Console) {
    let transcripts = console[Transcripts.self]
    guard let line = transcripts.line, let before = transcripts.before else { return }
    transcripts.before = nil
    defer {
      transcripts.line = nil
      transcripts.replay.append(line)
    }
    if console.isInterrupted() { line.noteInterrupt(before: before.session, after: session) }
    if let cast = before.cast, cast === console.cast { cast.end(line) }
    // Of a line in which a log begins, the log has the other commands.
    if before.log !== console.log { console.log?.append(line.repeatable) }
    guard let log = before.log, log === console.log else { return }
    log.append(line)
    guard log.isFull else { return }
    console.log = nil
    console.print("\(log.path) is full: a longer one could not be checked.   next: log another.md")
  }
}
