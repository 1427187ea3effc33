import ArgumentParser
import Rendering
import Terminal

struct AliasCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    commandName: "alias", abstract: "Give a command line a short name.",
    discussion: """
      alias                          all of them
      alias s step                   from now on s is step
      alias both "image 0; forward"  one word for two commands
      alias --delete s               s is s again

      An alias lasts as long as the session; in the init file (help config), for ever.
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
        throw CommandError("There is no such alias.", at: words.dropFirst().first, hint: "alias")
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
      throw CommandError("An alias is one word, not `\(name)`.", at: name, hint: "alias s step")
    }
    guard name != "alias" else {
      throw CommandError("`alias` cannot be an alias: nothing could delete it.", at: name)
    }
    let line = words.dropFirst().map(NegativeNumber.unshield).joined(separator: " ")
    session.aliases[name] = line
    console.print("\(name) is now: \(line)")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.count {
    case 0:
      return session.aliases.sorted { $0.key < $1.key }.map { Offer($0.key, note: $0.value) }
        + [Offer("--delete", note: "forgets a name"), .hint("name", note: "a new word")]
    case 1 where ["--delete", "-d"].contains(words[0]):
      return session.aliases.keys.sorted().map { Offer($0, note: session.aliases[$0]) }
    default:
      // What it stands for is a line of its own.
      let line = words.dropFirst().joined(separator: " ") + (words.count > 1 ? " " : "")
      return Completer.complete(line, line.count, in: session).candidates.map(Offer.word)
    }
  }
}
