import ArgumentParser
import ConvNet
import Rendering

struct UpdateCommand: SituatedCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "update", abstract: "Change the parameters by the rule of the optimizer.",
    discussion: """
      If the forward or the backward pass is not finished, it is finished first. `help optimizer`
      gives all rules; `set optimizer` chooses one.
      """)

  var onlyLooks: Bool { false }

  static func help(in session: Session) -> String {
    let trainer = session.trainer
    let settings = trainer.optimiser.settings
    return "The optimizer is now \(settings.rule.rawValue): "
      + Narration.rule(of: trainer, update: trainer.updates + 1) + "."
      + (settings.weightDecay == 0
        ? ""
        : " Weight decay comes first: w = w x (1 - \(Numbers.compact(settings.weightDecay))), "
          + "except for the parameters of batch norm.")
  }

  func run(in session: inout Session, on console: Console) throws {
    let before = session.trainer
    try session.advance(to: { $0 == .update }, on: console)
    let after = session.trainer
    console.print(Narration.changes(from: before, to: after))
    console.print(try losses(before: before, after: after))
    console.print(
      Narration.next("step, forward", thenTraining: 100, after) + "     look: filters")
  }

  /// How the update changed the loss on its own image.
  private func losses(before: Trainer<Float>, after: Trainer<Float>) throws -> String {
    guard let batch = after.step.batch, let old = after.step.loss, let new = after.lossOfStepNow
    else { return "" }
    return
      "The same \(batch.count == 1 ? "image" : "batch") would now have the loss \(Numbers.compact(new, digits: 5)); "
      + "it was \(Numbers.compact(old.mean, digits: 5))."
  }
}
