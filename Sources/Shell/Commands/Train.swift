import ArgumentParser
import ConvNet
import Rendering

struct TrainCommand: ShellCommand {
  static let group = CommandGroup.step
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train over the whole training set, one or several times.",
    discussion: """
      Each pass takes every training image once, in a new order, one image a step, and ends
      with a test. Every 100 images it reports the average loss and accuracy of those 100.
      Ctrl-C stops between steps and keeps what was done; `back` works as after any step.
      """)

  @Argument(help: ArgumentHelp("How many passes over the training set.", valueName: "epochs"))
  var epochs: String?

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    let epochs = try epochs.map { try Arguments.integer($0, "EPOCHS", in: 1...100_000) } ?? 1
    let clock = ContinuousClock()
    let every = session.reportEvery
    let lines = max(every, session.trainer.data.training.count / 20 / every * every)
    console.print(Training.heading(every))
    for epoch in 1...epochs {
      let first = session.trainer.updates
      let images = session.trainer.imagesToEpochEnd
      let start = clock.now
      Training.run(
        &session, until: first + images, reporting: lines, from: first, on: console
      ) {
        console.print("epoch \(epoch)  " + Training.report($0, last: every))
      }
      let passed = clock.now - start
      let done = session.trainer.updates - first
      let rate = Double(done) / (passed / .seconds(1))
      let average = session.trainer.journal.average(first..<first + done)
      var line =
        "epoch \(epoch)  training on \(Numbers.count(done, "image")): loss "
        + "\(Numbers.fixed(average.loss, 3)), \(Numbers.percent(average.accuracy, places: 1)) right"
      if console.isWatched, done > 0 { line += "; \(Numbers.count(Int(rate))) images/s" }
      console.print(line)
      guard done == images, !console.isInterrupted() else {
        console.print("Stopped; \(Numbers.count(session.trainer.updates, "update")) are kept.")
        break
      }
      console.progress("testing ...")
      let test = session.trainer.data.test
      guard let result = session.trainer.evaluate(test, until: console.isInterrupted) else {
        console.print("The test was stopped.")
        break
      }
      session.note(result)
      console.print(
        "epoch \(epoch)  test on \(Numbers.count(result.answers.count, "image")): loss "
          + "\(Numbers.fixed(result.loss, 3)), "
          + "\(Numbers.percent(result.accuracy, places: 1)) right")
    }
    console.print("next: curve, confusion, wrong, filters")
  }
}

extension Trainer {
  /// How many updates it takes to the end of the pass over the training set that is going on, or
  /// that begins now; a step in progress counts.
  var imagesToEpochEnd: Int {
    let isPassDone = leftInEpoch == 0 && (isBetweenSteps || step.isChosen)
    let left = isPassDone ? data.training.count : leftInEpoch
    return left + (isBetweenSteps ? 0 : 1)
  }
}
