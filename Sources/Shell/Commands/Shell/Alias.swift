import ArgumentParser
import Rendering
import Terminal

struct AliasCommand: WordsCommand, SignCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    named: "alias", abstract: "Give a command line a short name.",
    discussion: """
      alias                          lists all aliases
      alias s step                   from now on, s means step
      alias both "image 0; forward"  one word for two commands
      alias see maps conv > see.txt  everything after > belongs to the alias, too
      alias --delete s               removes the alias

      An alias lasts until the session ends; one in the init file (help config) is always available.
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The name, then what it stands for.", valueName: "words"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard let name = words.first else {
      if session.aliases.isEmpty { console.print("No aliases yet.   next: alias s step") }
      for (name, line) in session.aliases.sorted(by: { $0.key < $1.key }) {
        console.print("\(name)".padded(to: 10) + line)
      }
      return
    }
    if ["--delete", "-d"].contains(name) {
      guard words.count == 2, session.aliases[words[1]] != nil else {
        throw CommandError(
          words.count < 2
            ? "`alias --delete` needs the name of an alias." : "There is no alias `\(words[1])`.",
          at: words.dropFirst().first, hint: "alias")
      }
      session.aliases[words[1]] = nil
      return
    }
    guard words.count > 1 else {
      guard let line = session.aliases[name] else {
        throw CommandError("There is no alias `\(name)`.", at: name, hint: "alias \(name) step")
      }
      console.print("\(name)".padded(to: 10) + line)
      return
    }
    guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || ";#\"'[]".contains($0) }) else {
      throw CommandError("`\(name)` is not one word.", at: name, hint: "alias s step")
    }
    guard name != "alias" else {
      throw CommandError("`alias` cannot be an alias: you could not delete it.", at: name)
    }
    let line = Self.line(words.dropFirst().map(NegativeNumber.unshield))
    if let quote = TokenizedLine(line).openQuote {
      throw CommandError(
        "The quote \(quote) in the line for `\(name)` is not closed.",
        at: String(quote), hint: "a \(quote) at its end")
    }
    session.aliases[name] = line
    console.print("\(name) now means: \(line)")
  }

  /// What an alias stands for: one word is a whole line, several are the words of a command.
  private static func line(_ words: [String]) -> String {
    guard words.count > 1 else { return words.joined() }
    return words.map { word in
      word.isEmpty || word.contains { $0.isWhitespace || ";#\"'".contains($0) }
        ? Word.quoted(word) : word
    }.joined(separator: " ")
  }

  /// A `>` may be part of what the alias stands for.
  static func takes(
    _ sign: String, after words: [String], before word: String?, in session: Session
  ) -> Bool { !words.isEmpty }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.count {
    case 0:
      return session.aliases.sorted { $0.key < $1.key }.map { Offer($0.key, note: $0.value) }
        + [Offer("--delete", note: "removes an alias"), .hint("name", note: "a new word")]
    case 1 where ["--delete", "-d"].contains(words[0]):
      return session.aliases.keys.sorted().map { Offer($0, note: session.aliases[$0]) }
    default:
      // What the alias stands for is completed as a line of its own.
      let line = words.dropFirst().joined(separator: " ") + (words.count > 1 ? " " : "")
      return Completer.complete(line, line.count, in: session).candidates.map(Offer.word)
    }
  }
}
