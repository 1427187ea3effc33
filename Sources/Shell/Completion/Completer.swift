import ArgumentParser
import ConvNet
package import Terminal

/// What Tab offers: commands, then what the command accepts next, or a hint about what it expects.
enum Completer {
  /// The candidates for the word at the cursor.
  static func complete(_ line: String, _ cursor: Int, in session: Session) -> Completions {
    let tokens = TokenizedLine(String(line.prefix(cursor)))
    guard !tokens.endsInComment else { return .none }
    var words = tokens.last
    let isInWord = words.last.map { $0.end == cursor } ?? false
    let current = isInWord ? words.removeLast() : nil
    guard current.map({ $0.text.utf8.count <= longestWord }) ?? true else { return .none }
    var start = current?.start ?? cursor
    var text = current?.text ?? ""
    if Redirect.takesFile(after: words, in: session) {
      return Completions(start: start, candidates: Files.paths(like: text, endings: [""]))
    }
    guard let (command, before) = command(of: words.map(\.text), in: session) else {
      return .none
    }
    guard let command else {
      return Completions(start: start, candidates: matching(commands(in: session), text))
    }
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

  /// Nobody completes a longer word.
  private static let longestWord = 4_096

  /// The command whose words are being typed, after resolving aliases and commands that run others,
  /// and its words so far. The command is `nil` if its name comes next; the result is `nil` if
  /// there is no such command.
  private static func command(
    of words: [String], in session: Session
  ) -> (command: (any ShellCommand.Type)?, words: [String])? {
    var words = words[...]
    var expanded: Set<String> = []
    for _ in 0..<Session.maximumDepth {
      guard let name = words.first else { return (nil, []) }
      if let line = session.aliases[name], expanded.insert(name).inserted {
        words = TokenizedLine(line).last.map(\.text) + words.dropFirst()
        continue
      }
      guard name != "?" else { return (session.commands.help, Array(words.dropFirst())) }
      guard let command = try? session.commands.find(name) else { return nil }
      guard let wrapping = command as? any WrappingCommand.Type,
        words.count > wrapping.ownWordCount
      else { return (command, Array(words.dropFirst())) }
      words = words.dropFirst(1 + wrapping.ownWordCount)
    }
    return nil
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
    // Options that a command parses itself are offered where the command says so.
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
    // A repeating argument may be complete; then the command says what could follow.
    let chosen = choose(words, text, expecting: (argument.name, argument.summary))
    return chosen.allSatisfy(\.isHint) && text.isEmpty ? chosen + left : chosen
  }

  /// The offers that continue what is typed, or else what is expected.
  private static func choose(
    _ offers: [Offer], _ text: String, expecting: (name: String, summary: String)
  ) -> [Candidate] {
    // If files of two kinds are possible, folders are offered twice.
    var known: Set<String> = []
    let found = matching(offers.flatMap { candidates(of: $0, for: text) }, text)
      .filter { known.insert($0.text).inserted }
    guard found.isEmpty else { return found }
    return [.hint(expecting.name, note: expecting.summary)]
  }

  /// The candidates that begin like the word: matching its case, or else ignoring case.
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

  /// The candidates of an offer, given what is typed.
  private static func candidates(of offer: Offer, for text: String) -> [Candidate] {
    switch offer {
    case .word(let candidate): [candidate]
    case .files(let endings): Files.paths(like: text, endings: endings)
    case .indices(let place, let shape): indices(of: place, shape, for: text)
    case .listed(let name): listed(name, for: text)
    }
  }

  // MARK: Lists

  /// A name after the last comma of what is typed.
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
