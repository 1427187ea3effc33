import ArgumentParser
import ConvNet
import Rendering

struct UpdateCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change the parameters: w = w - learning rate x gradient.",
    discussion: "What is left of the forward and the backward pass is done first.")

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let before = session.trainer
    try session.advance(to: { $0 == .update }, on: console)
    let after = session.trainer
    console.print(Narration.changes(from: before, to: after))
    console.print(try losses(before: before, after: after))
    console.print("next: step, forward, sgd 100     look: filters")
  }

  /// What the update did for its own image.
  private func losses(before: Trainer<Float>, after: Trainer<Float>) throws -> String {
    guard let batch = after.step.batch, let old = after.step.loss, let new = after.lossOfStepNow
    else { return "" }
    return
      "The same \(batch.count == 1 ? "image" : "batch") would now have the loss \(Numbers.compact(new, digits: 5)); "
      + "it was \(Numbers.compact(old.mean, digits: 5))."
  }
}
