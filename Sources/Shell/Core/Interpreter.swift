import ArgumentParser

/// Runs lines: finds the command, parses its words, lets it work on a draft of the session.
package final class Interpreter {
  package internal(set) var session: Session
  package let console: Console

  package init(session: Session, console: Console) {
    self.session = session
    self.console = console
    for observer in session.catalog.observers { observer.begin(session, on: console) }
  }

  /// Runs the commands of a line, up to the first that fails.
  package func run(_ line: String) throws(CommandError) {
    // Transcripts and the carets of errors refer to the line without the spaces around it.
    let line = line.trimmingBlanks
    let observers = session.catalog.observers
    for observer in observers { observer.willRun(line, in: session, on: console) }
    let taker = observers.first { $0.takes(line, in: session) }
    let finished = FinishedLine(text: line, isTaken: taker != nil)
    do throws(CommandError) {
      if let taker {
        var draft = session
        try taker.run(line, in: &draft, on: console)
        session = draft
      } else {
        try Self.run(line, in: &session, on: console)
      }
    } catch {
      var error = error
      for observer in observers.reversed() {
        observer.didFail(finished, with: &error, in: &session, on: console)
      }
      throw error
    }
    for observer in observers.reversed() { observer.didRun(finished, in: &session, on: console) }
  }

  /// Runs the commands of a line in a session, up to one that Ctrl-C stops; one that fails changes
  /// nothing.
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
    for (position, words) in tokens.commands.enumerated() {
      do throws(CommandError) {
        try run(words, in: &session, on: console, expanded: [])
      } catch {
        throw error.located(in: words, of: line)
      }
      if session.isOver { return }
      let rest = tokens.commands[(position + 1)...]
      if !rest.isEmpty, console.isInterrupted() {
        let left = rest.map { $0.map(\.asTyped).joined(separator: " ") }.joined(separator: "; ")
        return console.print("Not run: \(left)")
      }
    }
  }

  private static func run(
    _ words: [Word], in session: inout Session, on console: Console, expanded: Set<String>
  ) throws(CommandError) {
    let words = Redirect.asPicture(words, among: session.commands)
    let name = words[0].text
    if !expanded.contains(name), let replacement = session.aliases[name] {
      let rest = words.dropFirst().map { $0.isQuoted ? "\"\($0.text)\"" : $0.text }
      let line = TokenizedLine(([replacement] + rest).joined(separator: " "))
      for command in line.commands where !console.isInterrupted() {
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
    if expanded.contains(name), session.commands.named(name) == nil {
      throw CommandError(
        "The alias `\(name)` stands for itself.", at: name,
        hint: "alias --delete \(name)")
    }
    let command = RunCommand(type: try session.commands.find(name), arguments: words.dropFirst())
    if command.arguments.contains(where: { !$0.isQuoted && ["--help", "-h"].contains($0.text) }) {
      return console.paged(session.pagesOutput) {
        console.print(CommandHelp.text(of: command.type, width: console.width()))
      }
    }
    let observers = session.catalog.observers
    for observer in observers { observer.willRun(command, on: console) }
    do throws(CommandError) {
      try run(command, in: &session, on: console)
    } catch {
      for observer in observers { observer.didFail(command, on: console) }
      throw error
    }
  }

  private static func run(
    _ command: RunCommand, in session: inout Session, on console: Console
  ) throws(CommandError) {
    let type = command.type
    let parsed = try parse(type, command.arguments.map(NegativeNumber.shield), in: session)
    var draft = session
    do {
      try console.paged(session.pagesOutput && type.traits.showing == .paged) {
        try parsed.run(in: &draft, on: console)
        for observer in session.catalog.observers.reversed() {
          observer.didRun(command, in: &draft, on: console)
        }
      }
    } catch {
      if type.traits.failing == .keepsWork { session = draft }
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
      if let known = usage.problem(in: words, example: { type.example(after: $0, in: session) }) {
        throw known
      }
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
