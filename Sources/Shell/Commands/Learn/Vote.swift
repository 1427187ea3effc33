import ArgumentParser
import Course

struct VoteCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    named: "vote", abstract: "Record a show of hands of a class, and draw it.",
    discussion: """
      vote 12 31 17 4        the hands for a, b, c and d, at a question of a lesson that is
                             presented (`lesson 5 --present`)
      vote                   shows the votes again

      Let the class vote, discuss, and vote again: the second vote is drawn beside the first.
      `answer` then shows both and which choice is right. A third vote replaces the second.
      """)

  @Argument(help: ArgumentHelp("The number of hands for each choice.", valueName: "count"))
  var counts: [String] = []

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    try session.vote(counts.map(NegativeNumber.unshield), on: console)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let choices = session.isPresenting ? session.openChoices : []
    guard choices.indices.contains(words.count) else {
      return choices.isEmpty ? [.hint("count", note: "the number of hands for each choice")] : []
    }
    let choice = choices[words.count]
    return [.hint("count", note: "the number of hands for \(choice.letter), \(choice.text)")]
  }
}
