import ConvNet
import Rendering

/// Many steps in a row.
enum Training {
  /// What the lines of a report are.
  static func heading(_ every: Int, _ trainer: Trainer<Float>) -> String {
    let what =
      trainer.batchSize > 1
      ? "\(Numbers.count(every, "batch")) of \(trainer.batchSize)" : Numbers.count(every, "image")
    return "Each line: the average over the last \(what), before their updates."
  }

  /// Does whole steps up to an update, or up to Ctrl-C, and pauses after every so many, counted
  /// from `origin`.
  ///
  /// They are done in runs of as many as take a few hundredths of a second. Where one step takes
  /// longer, it is taken back when Ctrl-C comes in it.
  static func run(
    _ session: inout Session, until last: Int, pausing stops: [Int], from origin: Int = 0,
    on console: Console, atPause: (inout Session, Console) -> Void
  ) {
    let clock = ContinuousClock()
    var (shown, length) = (clock.now, 1)
    while session.trainer.updates < last, !console.isInterrupted() {
      let now = session.trainer.updates
      let pause = stops.map { now + $0 - (now - origin) % $0 }.min() ?? last
      let start = clock.now
      if length > 1 {
        session.workspace.advance(updates: min(pause, last, now + length) - now)
      } else {
        _ = session.workspace.advance(
          to: { $0 == .update }, keepsStep: false, until: console.isInterrupted)
      }
      let passed = clock.now - start
      if passed < .milliseconds(20) { length = min(length * 2, 1 << 16) }
      if passed > .milliseconds(60) { length = max(1, length / 2) }
      if session.trainer.updates == pause { atPause(&session, console) }
      if console.isInteractiveTerminal, clock.now - shown > .milliseconds(100) {
        shown = clock.now
        console.progress(
          report(session.trainer, last: 100) + "   of \(Numbers.count(last))")
      }
    }
  }

  /// Average loss and accuracy of the last updates: `update 100  loss 2.247  23 % right`.
  static func report(_ trainer: Trainer<Float>, last count: Int) -> String {
    let now = trainer.updates
    let average = trainer.report(last: count)
    let rate =
      trainer.optimiser.settings.schedule == .constant
      ? ""
      : "rate \(Numbers.compact(trainer.optimiser.rate(ofUpdate: now), digits: 3))  "
    return "update \(Numbers.count(now).leftPadded(to: 6))  \(rate)loss "
      + "\(Numbers.fixed(average.loss, 3))  "
      + "\(Numbers.percent(average.accuracy).leftPadded(to: 5)) right"
  }

  /// A test's loss and accuracy: `test on 1,000 images: loss 0.554, 82.1 % right`.
  static func report(_ test: Evaluation) -> String {
    "test on \(Numbers.count(test.answers.count, "image")): loss "
      + "\(Numbers.fixed(test.loss, 3)), \(Numbers.percent(test.accuracy, places: 1)) right"
  }
}

extension Session {
  /// Training is for training mode: in evaluation nothing would be dropped, and no moments kept.
  func checkMode() throws(CommandError) {
    guard trainer.context.mode == .training else {
      throw CommandError("The network is in evaluation mode.", hint: "set mode training")
    }
  }
}

extension Trainer {
  /// How many updates it takes to the end of the pass over the training set that is going on, or
  /// that begins now; a step in progress counts.
  var updatesToEpochEnd: Int {
    let isPassDone = batchesLeftInEpoch == 0 && (isBetweenSteps || step.isChosen)
    let left = isPassDone ? batchesInEpoch : batchesLeftInEpoch
    return left + (isBetweenSteps ? 0 : 1)
  }
}
