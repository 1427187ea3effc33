import ArgumentParser
import ConvNet
import Rendering

struct WhereCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "where", abstract: "Show the tape, and where on it you are.")

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let trainer = session.trainer
    console.print(
      Narration.tape(
        trainer, remark: Narration.remark(trainer, shown: session.shown), width: console.width()))
    console.print(
      "update \(Numbers.count(trainer.updates))"
        + (trainer.epoch > 0
          ? ", pass \(trainer.epoch) over the training set, "
            + "\(Numbers.count(trainer.batchesLeftInEpoch, trainer.batchSize > 1 ? "batch" : "image")) left of it"
          : "")
        + "; \(Numbers.count(session.timeline.now, "operation")) can be taken back.")
    console.print(Narration.whatNext(trainer))
  }
}
