import ArgumentParser
import ConvNet
import Rendering

struct SGDCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits(
    .inLessons, .replayed, .repeatable, .ifStopped(steps), .allOrNothing, .unpaged, .reported,
    .classifier, .nothing)
  static let configuration = CommandConfiguration(
    named: "sgd", abstract: "Make updates, each from image to update.",
    discussion: """
      An update that has begun, with its image or its forward pass, is finished and counts as the
      first. Ctrl-C stops between updates and keeps what was done. With minibatches, an update
      takes a batch: `set batch 32`.
      A line `update 200` averages the 100 updates up to it (presets have their own number);
      the last line averages all updates of this command.
      """)

  @Argument(help: ArgumentHelp("How many updates.", valueName: "n")) var count: String?

  /// The command for the steps that were completed before Ctrl-C.
  static func steps(_ done: StoppedRun) -> [String] {
    done.updates > 0 ? ["\(name) \(done.updates)"] : []
  }

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let count = try count.map { try Arguments.integer($0, "N", in: 1...100_000_000) } ?? 1
    let first = session.trainer.updates
    let last = session.trainer.updates + count
    let every = session.reportEvery
    try session.checkMode()
    if count >= every { console.print(Training.heading(every, session.trainer)) }
    Training.run(&session, until: last, pausing: [every], on: console) { session, console in
      if session.trainer.updates.isMultiple(of: every) {
        console.print(Training.report(session.trainer, last: every))
      }
    }
    let done = session.trainer.updates - first
    if done < count { console.print("Stopped after \(Numbers.count(done, "update")).") }
    if done > 0 {
      let average = session.trainer.journal.average(first..<first + done)
      // The lines before may begin at other updates.
      let range =
        count >= every && !first.isMultiple(of: every)
        ? ", \(Numbers.count(first + 1)) to \(Numbers.count(first + done))" : ""
      console.print(
        "\(Numbers.count(done, "update"))\(range): average loss "
          + "\(Numbers.fixed(average.loss, 3)), \(Numbers.percent(average.accuracy)) right.")
    }
    console.print("next: sgd \(count), test, curve     `back` undoes one operation")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? [.hint("n", note: "how many steps, image to update; one without it")] : []
  }
}
