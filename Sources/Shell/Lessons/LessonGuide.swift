/// Takes the lines that are meant for the lesson, and judges the effect of other lines.
struct LessonGuide: Observer {
  func willRun(_ line: String, in session: Session, on console: Console) {
    console.recordedLine?.isGuided = session.isInLesson
    guard session.isInLesson else { return }
    // The lesson says what comes next, and its own text and commands do not wait for a key.
    console.hidesHints = true
    if session.isPlanned(line) { console.isPaging = false }
  }

  func takes(_ line: String, in session: Session) -> Bool {
    session.isAnswer(line) || session.isSuggested(line)
  }

  func run(
    _ line: String, in session: inout Session, on console: Console
  ) throws(CommandError) {
    if session.isAnswer(line) {
      session.give(Self.answer(in: line), on: console)
    } else {
      try session.runSuggested(line, on: console)
    }
  }

  /// The answer in a line that is one: all of it, or what follows the name of the command.
  private static func answer(in line: String) -> String {
    let name = "answer "
    return line.hasPrefix(name) ? String(line.dropFirst(name.count)).trimmingBlanks : line
  }

  func didRun(_ line: FinishedLine, in session: inout Session, on console: Console) {
    if !line.isTaken { session.followLesson(line.text, on: console) }
    console.hidesHints = false
    session.keepOffer()
  }

  func didFail(
    _ line: FinishedLine, with error: inout CommandError, in session: inout Session,
    on console: Console
  ) {
    console.hidesHints = false
    session.keepOffer()
    guard !line.isTaken else { return }
    // A line that failed may still have changed something.
    session.lesson?.isOnTrack = false
    if session.isAskedForSentence {
      error = error.adding("or, if it is your answer: answer \(line.text)")
    } else if let play = session.lesson, !play.isAtActivity, Self.couldAnswer(line.text) {
      error = CommandError("No question is open now.", hint: "Enter")
    }
  }

  /// Whether it looks like an answer: numbers, or the letter of a choice.
  private static func couldAnswer(_ line: String) -> Bool {
    line.contains(where: \.isLetter) ? line.count == 1 : line.contains(where: \.isNumber)
  }
}
