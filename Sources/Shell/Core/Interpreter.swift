import ArgumentParser
import ConvNet

/// Runs lines: finds the command, parses its words, and runs it on a draft of the session.
package final class Interpreter {
  package internal(set) var session: Session
  package let console: Console

  package init(session: Session, console: Console) {
    self.session = session
    self.console = console
    for observer in session.catalog.observers { observer.begin(session, on: console) }
  }

  /// Whether a line stands alone, whatever is open at its end: it is meant for a feature, such as the
  /// answer to a lesson's question, or is a command with a text.
  func standsAlone(_ line: String) -> Bool {
    let line = line.trimmingBlanks
    return session.catalog.observers.contains { $0.takes(line, in: session) }
      || session.prose(in: line) != nil
  }

  /// Runs the commands of a line, up to the first that fails.
  package func run(_ line: String) throws(CommandError) {
    // Transcripts, and the carets under errors, refer to the line without the surrounding spaces,
    // and without a prompt that was copied with it.
    let line = line.withoutPrompt.trimmingBlanks
    try run(session.tokens(of: line), of: line)
  }

  /// Runs a command of these words, whatever they contain.
  package func run(words: [String]) throws(CommandError) {
    let tokens = TokenizedLine(words: words)
    try run(tokens, of: tokens.asTyped)
  }

  private func run(_ tokens: TokenizedLine, of line: String) throws(CommandError) {
    let observers = session.catalog.observers
    for observer in observers { observer.willRun(line, in: session, on: console) }
    let taker = observers.first { $0.takes(line, in: session) }
    let finished = FinishedLine(text: line, isTaken: taker != nil)
    do throws(CommandError) {
      if let taker {
        var draft = session
        do {
          let isDone: Void? = try Interruption.run(until: console.isInterrupted) {
            try taker.run(line, in: &draft, on: console)
          }
          guard isDone != nil else { throw CommandError.stopped }
        } catch {
          throw CommandError(error)
        }
        session = draft
      } else {
        try Self.run(tokens, of: line, in: &session, on: console)
      }
    } catch {
      var error = error
      for observer in observers.reversed() {
        observer.didFail(finished, with: &error, in: &session, on: console)
      }
      if let fault = takeFault() {
        error.details += Console.wrap(fault.problem, width: 78).split(separator: "\n").map(
          String.init)
      }
      throw error
    }
    for observer in observers.reversed() { observer.didRun(finished, in: &session, on: console) }
    if let fault = takeFault() { throw fault }
  }

  private func takeFault() -> CommandError? {
    defer { console.fault = nil }
    return console.fault
  }

  /// Runs the commands of a line in a session, until Ctrl-C stops one; a command that fails changes
  /// nothing.
  static func run(
    _ line: String, in session: inout Session, on console: Console
  ) throws(CommandError) {
    try run(session.tokens(of: line), of: line, in: &session, on: console)
  }

  private static func run(
    _ tokens: TokenizedLine, of line: String, in session: inout Session, on console: Console
  ) throws(CommandError) {
    if let quote = tokens.openQuote {
      throw CommandError(
        "The quote \(quote) is not closed.", at: String(quote),
        after: line.filter { $0 == quote }.dropLast().map(String.init),
        hint: "put a \(quote) at the end of the text"
      ).located(in: line)
    }
    if let bracket = tokens.openMatrix {
      throw CommandError(
        "The bracket `[` is not closed.", at: "[",
        after: line.prefix(bracket).filter { $0 == "[" }.map(String.init),
        hint: "put a ] at the end of the numbers"
      ).located(in: line)
    }
    for (position, words) in tokens.commands.enumerated() {
      do throws(CommandError) {
        try run(words, in: &session, on: console, expanded: [])
      } catch {
        let isName = isName(error, words, in: session)
        throw advised(error, words, isName: isName, in: session)
          .located(in: words, of: line, isName: isName).checked(in: session)
      }
      if session.isOver { return }
      let rest = tokens.commands[(position + 1)...]
      if !rest.isEmpty, console.isInterrupted() {
        let left = rest.map { $0.map(\.asTyped).joined(separator: " ") }.joined(separator: "; ")
        return console.print("Not run: \(left)")
      }
    }
  }

  /// Whether an error is about the first word, as no command has that name.
  private static func isName(
    _ error: CommandError, _ words: [Word], in session: Session
  ) -> Bool {
    let name = words[0].text
    return error.word == name && session.aliases[name] == nil
      && (try? session.commands.find(name)) == nil
  }

  /// The error with what is meant by words of other programs.
  private static func advised(
    _ error: CommandError, _ words: [Word], isName: Bool, in session: Session
  ) -> CommandError {
    if isName {
      return error.preferring(ForeignLine.translations(of: words.map(\.text), in: session))
    }
    return error.word.flatMap { ForeignLine.gradient($0, in: session) }
      .map(error.replacingWord) ?? error
  }

  private static func run(
    _ words: [Word], in session: inout Session, on console: Console, expanded: Set<String>
  ) throws(CommandError) {
    var words = session.commands.resolvingAssignment(words, aliases: session.aliases)
    words = session.commands.resolvingQuestion(words, aliases: session.aliases)
    if let redirect = try Redirect.find(in: words, in: session) {
      // A word that is not a command writes no file.
      if session.aliases[words[0].text] == nil { _ = try session.commands.find(words[0].text) }
      guard redirect.isPicture else {
        return try run(redirect, in: &session, on: console, expanded: expanded)
      }
      words = try redirect.asPicture(by: session.commands.picture)
    }
    let name = words[0].text
    if !expanded.contains(name), let replacement = session.aliases[name] {
      let line = TokenizedLine(replacement).appending(words.dropFirst())
      return try session.nested(at: name) { (session) throws(CommandError) in
        for command in line.commands where !console.isInterrupted() {
          do throws(CommandError) {
            try run(command, in: &session, on: console, expanded: expanded.union([name]))
          } catch {
            // A word that was not typed comes from the alias.
            let wrong = error.word ?? ""
            let isTyped = words.dropFirst().contains { $0.text.contains(wrong) }
            throw isTyped || wrong.isEmpty || error.spot != nil
              ? error
              : CommandError(
                error.problem, at: name, hint: error.instead ?? error.hint, among: error.choices)
          }
        }
      }
    }
    if expanded.contains(name), session.commands.named(name) == nil {
      throw CommandError(
        "The alias `\(name)` refers to itself.", at: name,
        hint: "alias --delete \(name)")
    }
    let command = RunCommand(type: try session.commands.find(name), arguments: words.dropFirst())
    let options = command.arguments.filter { !$0.isQuoted }.map(\.text)
    if options.contains(where: ["--help", "-h"].contains) {
      let isAboutData = options.contains(where: ["--csv", "--json"].contains)
      let width = console.width()
      let columns = isAboutData ? CommandHelp.columns(of: command.type, width: width) : nil
      return console.paged(session.pagesOutput) {
        console.print(columns ?? CommandHelp.text(of: command.type, in: session, width: width))
      }
    }
    let observers = session.catalog.observers
    for observer in observers {
      if let objection = observer.objection(to: command, in: session) { throw objection }
    }
    for observer in observers { observer.willRun(command, on: console) }
    do throws(CommandError) {
      try run(command, in: &session, on: console, expanded: expanded)
    } catch {
      for observer in observers { observer.didFail(command, on: console) }
      throw error
    }
  }

  private static func run(
    _ command: RunCommand, in session: inout Session, on console: Console, expanded: Set<String>
  ) throws(CommandError) {
    let type = command.type
    if type.traits.needing == .classifier, !session.trainer.network.hasLoss {
      throw CommandError.noClassifier(for: type.name, in: session)
    }
    let parsed = try parse(type, command.ownArguments.map(NegativeNumber.shield), in: session)
    var draft = session
    do {
      try console.paged(session.pagesOutput && type.traits.showing == .paged) {
        func body() throws {
          defer { console.endRedrawing() }
          if let wrapping = parsed as? any WrappingCommand {
            let inner = try command.innerCommand
            try wrapping.run(in: &draft, on: console) { (session) throws(CommandError) in
              try session.nested(at: type.name) { (session) throws(CommandError) in
                try run(inner, in: &session, on: console, expanded: expanded)
              }
            }
          } else {
            try parsed.perform(in: &draft, on: console)
          }
        }
        if type.traits.stopping.keepsWork {
          try body()
        } else {
          let isDone: Void? = try Interruption.run(until: console.isInterrupted, body)
          guard isDone != nil else { throw CommandError.stopped }
        }
        for observer in session.catalog.observers.reversed() {
          observer.didRun(command, in: &draft, on: console)
        }
      }
    } catch {
      if type.traits.failing == .keepsWork { session = draft }
      throw CommandError(error).restoringSigns().hinting("help \(type.name)")
    }
    session = draft
  }

  /// The argument parser's running time grows with the square of the number of words.
  private static let maximumArguments = 1_000

  /// Runs a command whose output goes to a file. If that cannot be written, nothing has been run.
  private static func run(
    _ redirect: Redirect, in session: inout Session, on console: Console, expanded: Set<String>
  ) throws(CommandError) {
    try session.commands.files.check(redirect)
    var draft = session
    let text: String
    do throws(CommandError) {
      text = try console.redirecting { () throws(CommandError) in
        try run(redirect.command, in: &draft, on: console, expanded: expanded)
      }
    } catch {
      // Keep what commands that keep their work have done.
      session = draft
      throw error
    }
    try session.commands.files.write(text, for: redirect)
    session = draft
    console.print(redirect.report)
  }

  /// The command of a type, parsed from its words with shielded minus signs.
  static func parse(
    _ type: any ShellCommand.Type, _ arguments: [String], in session: Session
  ) throws(CommandError) -> any ShellCommand {
    if let type = type as? any WordsCommand.Type { return type.taking(arguments) }
    guard arguments.count <= maximumArguments else {
      throw CommandError(
        "`\(type.name)` has \(arguments.count) arguments; the limit is \(maximumArguments).")
    }
    do {
      return try type.parse(arguments)
    } catch {
      let words = arguments.map(NegativeNumber.unshield)
      let usage = CommandUsage(of: type)
      if let known = usage.problem(
        in: words, examples: { type.examples(after: words, in: session) })
      {
        throw known
      }
      let message = type.message(for: error).split(separator: "\n").first.map(String.init)
      let problem = NegativeNumber.restore(message ?? "The arguments cannot be read.")
      throw CommandError(
        problem.last.map { ".?!".contains($0) } ?? false ? problem : problem + ".",
        at: words.first { problem.contains("'\($0)'") }, hint: "help \(type.name)")
    }
  }
}

extension WordsCommand {
  /// The command with its words.
  fileprivate static func taking(_ words: [String]) -> Self {
    var command = Self()
    command.words = words
    return command
  }
}

extension NegativeNumber {
  static func restore(_ text: String) -> String {
    String(text.map { $0 == "\u{2212}" ? "-" : $0 })
  }
}
