import ArgumentParser
import ConvNet
import Rendering
import Terminal

struct WrongCommand: ShellCommand {
  static let group = CommandGroup.look
  static let configuration = CommandConfiguration(
    commandName: "wrong", abstract: "Show the test images answered wrongly, the surest first.")

  @Argument(help: ArgumentHelp("How many to show.", valueName: "n")) var count: String?

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    let trainer = session.trainer
    let width = console.width()
    let count =
      try count.map { try Arguments.integer($0, "N", in: 1...1_000) } ?? max(4, width / 20)
    let test = trainer.data.test
    let result = try session.evaluateTest(on: console)
    let mistakes = result.answers.enumerated()
      .filter { !$0.element.isRight }
      .sorted { ($0.element.confidence, $1.offset) > ($1.element.confidence, $0.offset) }
    guard !mistakes.isEmpty else {
      console.print("All \(Numbers.count(result.answers.count)) test images are answered right.")
      return
    }
    console.print(
      "\(Numbers.count(mistakes.count)) of \(Numbers.count(result.answers.count)) test images "
        + "are answered wrongly; those it is surest of:")
    let items = mistakes.prefix(count).map { index, answer in
      Gallery.Item(
        caption: "#\(index) is \(trainer.className(ofTarget: answer.target)), said "
          + "\(trainer.className(ofTarget: answer.prediction)) "
          + "(\(Numbers.percent(answer.confidence)))",
        image: test.image(index, as: Float.self))
    }
    let normalisation = test.normalisation
    console.print { marks in
      Gallery.block(
        items, blank: normalisation.blank, full: normalisation.full, width: width, marks: marks)
    }
    console.print("next: image \(mistakes[0].offset) --test; forward; probs")
  }

  static func candidates(after words: [String], in session: Session) -> [Candidate] {
    words.isEmpty ? [.hint("n", note: "how many to show; as many as fit, without it")] : []
  }
}
