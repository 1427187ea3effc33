import ArgumentParser
import ConvNet
import Course
import Datasets
package import Terminal

/// Runs lines: finds the command, parses its words, lets it work on a draft of the session.
package final class Interpreter {
  package private(set) var session: Session
  package let console: Console

  package init(session: Session, console: Console) {
    self.session = session
    self.console = console
    console.setting.seed = session.seed
    console.setting.usesOwnData = session.provenance.source != LoadedDataset.bundledInWords
  }

  /// Runs the commands of a line, up to the first that fails.
  package func run(_ line: String) throws(CommandError) {
    // Transcripts have lines without the blanks around them, and so have the carets of errors.
    let line = line.trimmingBlanks
    let recordedLine = RecordedLine(line)
    let before = session
    console.recordedLine = recordedLine
    defer {
      console.recordedLine = nil
      console.replay.append(recordedLine)
    }
    let (log, cast) = (console.log, console.cast)
    console.cast?.begin(line, prompt: session.prompt)
    do throws(CommandError) {
      try perform(line)
    } catch {
      let report = error.report(in: line, origin: "error: ", width: console.width()) + "\n"
      console.cast?.output(report)
      recordedLine.append(report)
      recordedLine.didNothing =
        TokenizedLine(line).commands.count < 2 && session.timeline.now == before.timeline.now
      finish(recordedLine, before: before, in: log, cast)
      throw error
    }
    finish(recordedLine, before: before, in: log, cast)
  }

  /// Writes the line into the transcripts that were there when it began, and are there still.
  private func finish(
    _ recordedLine: RecordedLine, before: Session, in log: LogFile?, _ cast: AsciicastRecorder?
  ) {
    if console.isInterrupted() { recordedLine.noteInterrupt(before: before, after: session) }
    if let cast, cast === console.cast { cast.end(recordedLine) }
    // Of a line in which a log begins, the log has the other commands.
    if log !== console.log { console.log?.append(Replay.repeatable(recordedLine.line)) }
    guard let log, log === console.log else { return }
    log.append(recordedLine)
    guard log.isFull else { return }
    console.log = nil
    console.print("\(log.path) is full: a longer one could not be checked.   next: log another.md")
  }

  /// Runs the commands of a line, up to the first that fails.
  private func perform(_ line: String) throws(CommandError) {
    if session.takeAnswer(line, on: console) { return }
    if session.isSuggested(line) {
      var draft = session
      try draft.lessonNext(on: console)
      session = draft
      return
    }
    do throws(CommandError) {
      try Self.run(line, in: &session, on: console)
    } catch {
      session.strayFromLesson()
      throw session.isAskedForSentence
        ? error.adding("or, as your sentence: answer \(line)") : error
    }
    session.followLesson(line, on: console)
  }

  /// What Tab offers for the word at a place in a line.
  package func complete(_ line: String, _ cursor: Int) -> Completions {
    Completer.complete(line, cursor, in: session)
  }

  /// Keeps progress through the lessons in a file.
  package func keepProgress(in file: String?) { session.progressFile = file }

  /// Tells the session what a person has typed so far.
  func replaceHistory(_ lines: [String]) { session.history = lines }

  /// Runs the commands of a line in a session; one that fails changes nothing.
  static func run(
    _ line: String, in session: inout Session, on console: Console
  ) throws(CommandError) {
    let tokens = TokenizedLine(line)
    if let quote = tokens.openQuote {
      throw CommandError(
        "A quote \(quote) is opened and not closed.", at: String(quote),
        after: line.filter { $0 == quote }.dropLast().map(String.init),
        hint: "a \(quote) at its end"
      ).located(in: line)
    }
    for words in tokens.commands {
      do throws(CommandError) {
        try run(words, in: &session, on: console, expanded: [])
      } catch {
        throw error.located(in: words, of: line)
      }
      if session.isOver { return }
    }
  }

  private static func run(
    _ words: [Word], in session: inout Session, on console: Console, expanded: Set<String>
  ) throws(CommandError) {
    let words = Redirect.asPicture(words)
    let name = words[0].text
    if !expanded.contains(name), let replacement = session.aliases[name] {
      let rest = words.dropFirst().map { $0.isQuoted ? "\"\($0.text)\"" : $0.text }
      let line = TokenizedLine(([replacement] + rest).joined(separator: " "))
      for command in line.commands {
        do throws(CommandError) {
          try run(command, in: &session, on: console, expanded: expanded.union([name]))
        } catch {
          // A word that was not typed is one that the alias stands for.
          let wrong = error.word ?? ""
          let isTyped = words.dropFirst().contains { $0.text.contains(wrong) }
          throw isTyped || wrong.isEmpty || error.spot != nil
            ? error : CommandError(error.problem, at: name, hint: error.instead ?? error.hint)
        }
      }
      return
    }
    if expanded.contains(name), CommandCatalog.named(name) == nil {
      throw CommandError(
        "The alias `\(name)` stands for itself, in the end.", at: name,
        hint: "alias --delete \(name)")
    }
    let type = try CommandCatalog.find(name)
    let arguments = words.dropFirst()
    if arguments.contains(where: { !$0.isQuoted && ["--help", "-h"].contains($0.text) }) {
      return console.paged(session.isPaging) {
        console.print(Help.text(of: type, width: console.width()))
      }
    }
    if !type.isRepeatable { console.recordedLine?.markUnrepeatable() }
    let command = try parse(type, arguments.map(NegativeNumber.shield), in: session)
    let presents = arguments.contains { $0.text == "--present" }
    var draft = session
    // Commands that run others are not noted: those they run are.
    if type.group.isNoted { console.page = Printout() }
    do {
      try console.paged(session.isPaging && type.isPaged && !presents) {
        try command.run(in: &draft, on: console)
        console.print(draft.settlePredictions())
        if type.group == .step { draft.speakUp(on: console) }
      }
      if let page = console.page, type.group.isNoted {
        draft.notebook.note(
          ([type.name] + arguments.map(\.asTyped)).joined(separator: " "), printed: page,
          setup: Setup(draft),
          isUse: type.group != .data && type.group != .network)
      }
      console.page = nil
    } catch {
      console.page = nil
      if type.keepsWorkOnFailure { session = draft }
      throw CommandError(error).hinting("help \(type.name)")
    }
    session = draft
  }

  /// The command of some type with its words, their signs shielded.
  static func parse(
    _ type: any ShellCommand.Type, _ arguments: [String], in session: Session
  ) throws(CommandError) -> any ShellCommand {
    do {
      return try type.parse(arguments)
    } catch {
      let words = arguments.map(NegativeNumber.unshield)
      let usage = CommandUsage(of: type)
      let known = usage.problem(in: words) { given in
        Completer.example(type.candidates(after: given, in: session))
      }
      if let known { throw known }
      let message = type.message(for: error).split(separator: "\n").first.map(String.init)
      let problem = NegativeNumber.restore(message ?? "The arguments cannot be read.")
      throw CommandError(
        problem.hasSuffix(".") ? problem : problem + ".",
        at: words.first { problem.contains("'\($0)'") }, hint: "help \(type.name)")
    }
  }
}

extension NegativeNumber {
  static func restore(_ text: String) -> String {
    String(text.map { $0 == "\u{2212}" ? "-" : $0 })
  }
}
