import ArgumentParser
import Course

struct AnswerCommand: WordsCommand, SignCommand, ProseCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    named: "answer", abstract: "Answer a question or a problem, or see the answer.",
    discussion: """
      answer b               a choice; `b` alone works too, or some of its words
      answer 0.5             a number; `0.5` alone works too, and so do arithmetic and percent:
                             28*28, 1 - 0.1 x -2, e^4/(e^4+1), 85%; log and ln are natural
      answer It goes down.   a sentence; alone it works too, if it does not begin with a command
      answer                 shows the answer
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("Your answer.", valueName: "answer"))
  var words: [String] = []

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if session.openProblem != nil {
      return words.isEmpty
        ? session.tellProblem(on: console)
        : session.answerProblem(
          words.map(NegativeNumber.unshield).joined(separator: " "), on: console)
    }
    guard session.practice == nil else {
      throw CommandError("This problem is done.", hint: "Enter, or practice next")
    }
    guard !words.isEmpty else { return try session.tellAnswer(on: console) }
    guard let play = session.lesson else { throw CommandError.noLesson }
    guard play.openQuestion != nil else {
      throw CommandError("No question is open.", hint: "Enter, or lesson next")
    }
    session.give(words.map(NegativeNumber.unshield).joined(separator: " "), on: console)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    guard words.isEmpty, let question = session.lesson?.openQuestion else { return [] }
    let choices = session.openChoices
    guard !choices.isEmpty else { return [.hint("answer", note: question.asked)] }
    return choices.map { Offer(String($0.letter), note: $0.text) }
  }

  static func takesText(in session: Session) -> Bool { session.isAskedForSentence }

  /// An answer may be any sentence, so a `>` may be part of it.
  static func takes(
    _ sign: String, after words: [String], before word: String?, in session: Session
  ) -> Bool { true }
}
