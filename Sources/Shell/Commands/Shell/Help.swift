import ArgumentParser

struct HelpCommand: ShellCommand {
  static let group = CommandGroup.shell
  static let traits = CommandTraits(
    .inLessons, .notReplayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported)
  static let configuration = CommandConfiguration(
    commandName: "help", abstract: "List the commands, or explain one, or search.",
    discussion: """
      help            all commands
      help maps       one command
      help ties       an idea: \(HelpTopic.all.map(\.name).joined(separator: ", "))
      help mean       any word or words: the lines that speak of it

      Ideas go by other names, too: help batch, help feature map, help cross-entropy.
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

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    console.print(try Help.text(about: words, among: session.commands, width: console.width()))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    guard words.isEmpty else { return [] }
    return session.commands.all.map { Offer($0.name, note: $0.configuration.abstract) }
      + HelpTopic.all.map { Offer($0.name, note: $0.title) }
  }
}
