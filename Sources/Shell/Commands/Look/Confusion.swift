import ArgumentParser
import ConvNet
import Rendering

struct ConfusionCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "confusion", abstract: "Show which test classes are taken for which.")

  var onlyLooks: Bool { true }

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
  func figure(in session: Session, on console: Console) throws -> Figure? {
    try matrix(in: session, on: console).figure(
      title: Captions.heading("test images, what they are and were called", session, ofImage: false)
    )
  }
}
