import ConvNet
import Rendering

/// Many steps in a row.
enum Training {
  /// The heading for the lines of a report.
  static func heading(_ every: Int, _ trainer: Trainer<Float>) -> String {
    let what =
      trainer.imagesPerStep > 1
      ? "\(Numbers.count(every, "batch")) of \(Numbers.count(trainer.imagesPerStep))"
      : Numbers.count(every, "image")
    return "Each line: the average over the last \(what), before their updates."
  }

  /// Does whole steps up to an update, or until Ctrl-C, and pauses at regular intervals, counted
  /// from `origin`.
  ///
  /// The steps are done in runs that take one or two hundredths of a second each. If a single step
  /// takes longer, Ctrl-C during the step undoes it.
  static func run(
    _ session: inout Session, until last: Int, pausing stops: [Int], from origin: Int = 0,
    on console: Console, view: LiveView? = nil, atPause: (inout Session, Console) -> Void
  ) {
    let clock = ContinuousClock()
    let view = view ?? LiveView(on: console)
    var length = 1
    while session.trainer.updates < last, !console.isInterrupted() {
      let now = session.trainer.updates
      let pause = stops.map { now + $0 - (now - origin) % $0 }.min() ?? last
      let start = clock.now
      // A step that has begun may be of fewer images than the next ones.
      let isUsual = session.trainer.isBetweenSteps
      if length > 1 {
        session.workspace.advance(updates: min(pause, last, now + length) - now)
      } else {
        _ = session.workspace.advance(
          to: { $0 == .update }, keepsStep: false, until: console.isInterrupted)
      }
      let passed = clock.now - start
      if isUsual, passed < .milliseconds(8) { length = min(length * 2, 1 << 16) }
      if passed > .milliseconds(25) { length = max(1, length / 2) }
      if session.trainer.updates == pause { atPause(&session, console) }
      view.show(session, on: console) {
        report(session.trainer, last: 100) + "   of \(Numbers.count(last))"
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
  /// Training requires training mode: in evaluation mode nothing would be dropped, and no running
  /// statistics would be kept.
  func checkMode() throws(CommandError) {
    guard trainer.context.mode == .training else {
      throw CommandError("The network is in evaluation mode.", hint: "set mode training")
    }
  }
}

extension Trainer {
  /// The number of updates to the end of the current pass over the training set, or of the pass
  /// that begins now. A step in progress belongs to the pass and counts.
  var updatesToEpochEnd: Int {
    let left = batchesLeftInEpoch + (isBetweenSteps ? 0 : 1)
    return left == 0 ? batchesInEpoch : left
  }
}
