import ArgumentParser
import ConvNet
import Rendering

struct WhereCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "where", abstract: "Show the tape and your place on it.")

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
            + "\(Numbers.count(trainer.batchesLeftInEpoch, trainer.imagesPerStep > 1 ? "batch" : "image")) left in it"
          : "")
        + "; \(Numbers.count(session.undoable, "operation")) can be undone."
    )
    let names = Bookmark.names(of: session.timeline.point, in: session)
    if !names.isEmpty { console.print("kept as: \(names.joined(separator: ", "))") }
    if !session.timeline.branches.isEmpty {
      console.print("`branches` lists \(Numbers.count(session.timeline.branches.count, "branch")).")
    }
    console.print(Narration.whatNext(trainer))
  }
}
