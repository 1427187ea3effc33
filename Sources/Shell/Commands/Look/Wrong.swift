import ArgumentParser
import ConvNet
import Rendering

struct WrongCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "wrong", abstract: "Show the test images answered wrongly, the surest first.")

  @Argument(help: ArgumentHelp("How many to show.", valueName: "n")) var count: String?

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let width = console.width()
    let (words, items, first) = try mistakes(in: session, atMost: max(4, width / 20), on: console)
    guard let first else { return console.print(words) }
    console.print(words + "; those it is surest of:")
    let normalisation = session.trainer.data.test.normalisation
    console.print { marks in
      Gallery.block(
        items, blank: normalisation.blank, full: normalisation.full, width: width, marks: marks)
    }
    console.print("next: image \(first) --test; forward; probs")
  }

  /// How many there are in words, the surest with their pictures, and the number of the first.
  private func mistakes(
    in session: Session, atMost usual: Int, on console: Console
  ) throws -> (words: String, items: [Gallery.Item], first: Int?) {
    let trainer = session.trainer
    let count = try count.map { try Arguments.integer($0, "N", in: 1...1_000) } ?? usual
    let test = trainer.data.test
    let result = try session.evaluateTest(on: console)
    let mistakes = result.answers.enumerated()
      .filter { !$0.element.isRight }
      .sorted { ($0.element.confidence, $1.offset) > ($1.element.confidence, $0.offset) }
    guard !mistakes.isEmpty else {
      return (
        "All \(Numbers.count(result.answers.count)) test images are answered right.", [], nil
      )
    }
    let words =
      "\(Numbers.count(mistakes.count)) of \(Numbers.count(result.answers.count)) test images "
      + "are answered wrongly"
    let items = mistakes.prefix(count).map { index, answer in
      Gallery.Item(
        caption: "#\(index) is \(trainer.className(ofTarget: answer.target)), said "
          + "\(trainer.className(ofTarget: answer.prediction)) "
          + "(\(Numbers.percent(answer.confidence)))",
        image: test.image(index, as: Float.self))
    }
    return (words, items, mistakes[0].offset)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? [.hint("n", note: "how many to show; as many as fit, without it")] : []
  }
}

extension WrongCommand: PicturedCommand {
  func figure(in session: Session, on console: Console) throws -> Figure? {
    let (words, items, first) = try mistakes(in: session, atMost: 10, on: console)
    guard first != nil else { return nil }
    let normalisation = session.trainer.data.test.normalisation
    return GalleryFigure.figure(
      title: Captions.heading("mistakes", session, ofImage: false),
      notes: [words + "; these it is surest of."], items,
      blank: normalisation.blank, full: normalisation.full)
  }
}
