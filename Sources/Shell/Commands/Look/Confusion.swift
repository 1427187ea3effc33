import ArgumentParser
import ConvNet
import Rendering

struct ConfusionCommand: TabularCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.classifying
  static let configuration = CommandConfiguration(
    named: "confusion", abstract: "Show which classes of test images are mistaken for which.",
    discussion: """
      Rows are the true classes, columns the network's answers; right answers are in brackets.
      With more than \(ConfusionMatrix.mostShown) classes, those confused most have a row each, and the others share
      one.
      """)

  @OptionGroup var data: DataOptions

  var onlyLooks: Bool { true }

  static let columns = [
    DataTable.Column("label", .text, "the class of the images"),
    DataTable.Column("answer", .text, "the class that the network answers"),
    DataTable.Column("images", .integer, "how many test images have this label and answer"),
  ]

  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    let trainer = session.trainer
    let count = trainer.classCount
    var counts = [Int](repeating: 0, count: count * count)
    for answer in try session.evaluateTest(on: console).answers {
      counts[answer.target * count + answer.prediction] += 1
    }
    return counts.enumerated().map { index, images in
      [
        .text(trainer.className(ofTarget: index / count)),
        .text(trainer.className(ofTarget: index % count)), .integer(images),
      ]
    }
  }

  func run(in session: inout Session, on console: Console) throws {
    console.print(try matrix(in: session, on: console).block(width: console.width()))
    console.print("next: wrong")
  }

  private func matrix(in session: Session, on console: Console) throws -> ConfusionMatrix {
    let trainer = session.trainer
    let result = try session.evaluateTest(on: console)
    var matrix = ConfusionMatrix(
      names: (0..<trainer.classCount).map { trainer.className(ofTarget: $0) })
    for answer in result.answers { matrix.count(label: answer.target, answer: answer.prediction) }
    return matrix
  }
}

extension ConfusionCommand: PicturedCommand {
  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    try matrix(in: session, on: console).figure(
      title: Captions.heading("test images by class and answer", session, ofImage: false)
    )
  }
}
