import ArgumentParser

struct HelpCommand: WordsCommand, AskedCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .inLessons, .notReplayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported,
    .anyNetwork, .nothing)
  static let configuration = CommandConfiguration(
    named: "help", abstract: "List the commands, explain one, or search.",
    discussion: """
      help            all commands
      help start      the commands to begin with
      help maps       one command
      help ties       an idea: \(HelpTopic.all.map(\.name).joined(separator: ", "))
      help recipes    how to do what people often ask for
      help mean       any words: the pages and lessons in which they occur
      ?               the same as help; `? maps` and `maps ?` are `help maps`

      You can also ask: what is a gradient? how do I undo ten updates? The name of an idea is
      enough. Ideas have other names, too: help batch, help feature map, help zero_grad.
      """)

  @Argument(help: ArgumentHelp("A command, an idea, or any words.", valueName: "word"))
  var words: [String] = []

  static var vocabulary: [Vocabulary] {
    let words = HelpTopic.all.flatMap { topic in topic.also.map { ($0, topic.name) } }
    return [
      Vocabulary(
        command: "help", names: HelpTopic.all.map(\.name),
        synonyms: Dictionary(words) { first, _ in first })
    ]
  }

  static func isAsked(by words: [String], isCommand: Bool) -> Bool {
    HelpQuery.isQuestion(words, isCommand: isCommand)
  }

  static func topic(of line: String) -> String? { HelpTopic.named(line)?.name }

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    guard words.count <= Self.maximumWords else {
      throw CommandError(
        "`help` searches for \(Self.maximumWords) words at most, not \(words.count).",
        at: words[Self.maximumWords])
    }
    let asked = words.map { NegativeNumber.unshield($0).trimmingBlanks }.filter { !$0.isEmpty }
    console.print(try Help(session: session, width: console.width()).text(about: asked))
  }

  private static let maximumWords = 20

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    guard words.isEmpty else { return [] }
    return session.commands.all.map { Offer($0.name, note: $0.configuration.abstract) }
      + HelpTopic.all.map { Offer($0.name, note: $0.title) }
  }
}
