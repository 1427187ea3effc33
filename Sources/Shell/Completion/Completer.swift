import ArgumentParser
import ConvNet
package import Terminal

/// What Tab offers: commands, then whatever the command says could stand there, or what is expected.
enum Completer {
  /// The candidates for the word at the cursor.
  static func complete(_ line: String, _ cursor: Int, in session: Session) -> Completions {
    let tokens = TokenizedLine(String(line.prefix(cursor)))
    guard !tokens.endsInComment else { return .none }
    var words = tokens.last
    let isInWord = words.last.map { $0.end == cursor } ?? false
    let current = isInWord ? words.removeLast() : nil
    var start = current?.start ?? cursor
    var text = current?.text ?? ""
    if Redirect.isSign(words.last),
      Redirect.canFollow(Array(words.dropLast()), among: session.commands)
    {
      return Completions(
        start: start, candidates: PictureFile.candidates.flatMap { candidates(of: $0, for: text) })
    }
    guard let first = words.first?.text else {
      return Completions(start: start, candidates: matching(commands(in: session), text))
    }
    var before = words.dropFirst().map(\.text)
    var name = first
    if let alias = session.aliases[first].map({ TokenizedLine($0).last.map(\.text) }),
      let real = alias.first
    {
      name = real
      before = alias.dropFirst() + before
    }
    guard let command = try? session.commands.find(name) else { return .none }
    let usage = CommandUsage(of: command)
    var reading = usage.read(before)
    // `--only=fr` is `--only` and the beginning of its value.
    if let equals = text.firstIndex(of: "="), current?.isQuoted == false,
      let option = usage.option(named: text[..<equals]), option.value != nil
    {
      reading.waiting = option
      start += text[...equals].count
      text = String(text[text.index(after: equals)...])
    }
    return Completions(
      start: start, candidates: candidates(of: command, usage, reading, text, in: session))
  }

  /// All commands and aliases.
  static func commands(in session: Session) -> [Candidate] {
    session.commands.all.map { Candidate($0.name, note: $0.configuration.abstract) }
      + session.aliases.sorted { $0.key < $1.key }.map { Candidate($0.key, note: $0.value) }
  }

  private static func candidates(
    of command: any ShellCommand.Type, _ usage: CommandUsage, _ reading: CommandUsage.Reading,
    _ text: String, in session: Session
  ) -> [Candidate] {
    let before = reading.arguments + (reading.waiting.map { [$0.name] } ?? [])
    let offered = command.candidates(after: before, in: session)
    // Options that a command reads by itself stand where it says they may.
    func isOwnOption(_ candidate: Candidate?) -> Bool {
      candidate.map { $0.text.hasPrefix("-") && usage.option(named: $0.text) == nil } ?? false
    }
    let words = offered.filter { !$0.isDashed || isOwnOption($0.word) && usage.repeats }
    if let option = reading.waiting {
      return choose(words, text, expecting: (option.value ?? "value", option.summary))
    }
    let options =
      usage.options.filter { !reading.given.contains($0.name) }
      .map { Candidate($0.name, note: $0.summary) }
      + offered.compactMap(\.word).filter(isOwnOption)
    let left = options.filter { !reading.arguments.contains($0.text) }
    if text.hasPrefix("-"), Double(text) == nil {
      let found = matching(left, text)
      if !found.isEmpty { return found }
    }
    guard let argument = usage.argument(at: reading.arguments.count) else {
      return matching(left, text)
    }
    // A repeating argument may be complete: then the command says what could follow.
    let chosen = choose(words, text, expecting: (argument.name, argument.summary))
    return chosen.allSatisfy(\.isHint) && text.isEmpty ? chosen + left : chosen
  }

  /// The offers that continue what is typed; if there are none, what is expected.
  private static func choose(
    _ offers: [Offer], _ text: String, expecting: (name: String, summary: String)
  ) -> [Candidate] {
    // Where files of two kinds can stand, folders come twice.
    var known: Set<String> = []
    let found = matching(offers.flatMap { candidates(of: $0, for: text) }, text)
      .filter { known.insert($0.text).inserted }
    guard found.isEmpty else { return found }
    return [.hint(expecting.name, note: expecting.summary)]
  }

  /// The candidates that begin like the word: as it is typed, else in any case.
  private static func matching(_ candidates: [Candidate], _ text: String) -> [Candidate] {
    func isLike(_ candidate: Candidate, _ text: String, _ fold: (String) -> String) -> Bool {
      candidate.isHint || fold(candidate.text).hasPrefix(fold(text))
        || fold(candidate.text.filter { $0 != "\"" && $0 != "'" }).hasPrefix(
          fold(text.filter { $0 != "\"" && $0 != "'" }))
    }
    let exact = candidates.filter { isLike($0, text) { $0 } }
    return exact.contains { !$0.isHint }
      ? exact : candidates.filter { isLike($0, text) { $0.lowercased() } }
  }

  /// The candidates of an offer, for what is typed.
  private static func candidates(of offer: Offer, for text: String) -> [Candidate] {
    switch offer {
    case .word(let candidate): [candidate]
    case .files(let endings): Files.paths(like: text, endings: endings)
    case .indices(let place, let shape): indices(of: place, shape, for: text)
    case .listed(let name): listed(name, for: text)
    }
  }

  // MARK: Lists

  /// A name behind the last comma of what is typed.
  private static func listed(_ name: String, for text: String) -> [Candidate] {
    let stem = text.lastIndex(of: ",").map { String(text[...$0]) } ?? ""
    guard !stem.split(separator: ",").contains(Substring(name)) else { return [] }
    return [Candidate(Word.quoted(stem + name), label: name, appendSpace: false)]
  }

  // MARK: Files

  /// The files with an ending, and all folders.
  static func files(ending: String) -> [Offer] { [.files(endings: [ending])] }

  static var folders: [Offer] { [.files(endings: [])] }
}

extension Interpreter {
  /// What Tab offers for the word at a place in a line.
  package func complete(_ line: String, _ cursor: Int) -> Completions {
    Completer.complete(line, cursor, in: session)
  }
}

extension PictureFile {
  static var candidates: [Offer] { [.files(endings: allCases.map(\.rawValue))] }
}
