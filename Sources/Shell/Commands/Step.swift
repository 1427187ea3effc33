import ArgumentParser
import ConvNet
import Rendering

struct StepCommand: ShellCommand {
  static let group = CommandGroup.step
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Do the next operation, or the next N.",
    discussion: """
      An operation is one move on the tape: image, each layer forward, loss, each layer
      backward, update. At the prompt an empty line repeats step.
      """)

  @Argument(help: ArgumentHelp("How many operations.", valueName: "n")) var count: String?

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    let count = try count.map { try Arguments.integer($0, "N", in: 1...10_000_000) } ?? 1
    var before = session.trainer
    for done in 0..<count {
      if done > 0, console.isInterrupted() {
        console.print("Stopped after \(Numbers.count(done, "operation")).")
        break
      }
      before = session.trainer
      session.timeline.perform(.operation)
    }
    let trainer = session.trainer
    console.print(
      Narration.tape(trainer, remark: Narration.remark(trainer), width: console.width()))
    if trainer.last == .update {
      console.print(Narration.changes(from: before, to: trainer))
    } else {
      console.print(Narration.summaries(trainer))
    }
    console.print(Narration.whatNext(trainer))
  }
}
