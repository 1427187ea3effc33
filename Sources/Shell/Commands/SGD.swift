import ArgumentParser
import ConvNet
import Rendering

struct SGDCommand: ShellCommand {
  static let group = CommandGroup.step
  static let configuration = CommandConfiguration(
    commandName: "sgd", abstract: "Do whole steps of training: image to update.",
    discussion: """
      A step that has begun is finished and counts as the first. Ctrl-C stops between steps and
      keeps what was done.
      """)

  @Argument(help: ArgumentHelp("How many steps.", valueName: "n")) var count: String?

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    let count = try count.map { try Arguments.integer($0, "N", in: 1...100_000_000) } ?? 1
    let first = session.trainer.updates
    let last = session.trainer.updates + count
    let every = session.reportEvery
    if count >= every { console.print(Training.heading(every)) }
    Training.run(&session, until: last, reporting: every, from: 0, on: console) {
      console.print(Training.report($0, last: every))
    }
    let done = session.trainer.updates - first
    if done < count { console.print("Stopped after \(Numbers.count(done, "update")).") }
    if done > 0 {
      let average = session.trainer.journal.average(first..<first + done)
      console.print(
        "\(Numbers.count(done, "update")): average loss "
          + "\(Numbers.fixed(average.loss, 3)), \(Numbers.percent(average.accuracy)) right.")
    }
    console.print("next: sgd \(count), test, curve     `back` takes back one operation")
  }
}

/// Many steps in a row.
enum Training {
  /// What the lines of a report are.
  static func heading(_ every: Int) -> String {
    "Each line: the average over the last \(Numbers.count(every, "image")), before their updates."
  }

  /// Does whole steps up to an update, or up to Ctrl-C, and reports after every so many, counted
  /// from `origin`.
  ///
  /// They are done in runs of as many as take a few hundredths of a second.
  static func run(
    _ session: inout Session, until last: Int, reporting every: Int, from origin: Int,
    on console: Console, report: (Trainer<Float>) -> Void
  ) {
    let clock = ContinuousClock()
    var (shown, length) = (clock.now, 1)
    while session.trainer.updates < last, !console.isInterrupted() {
      let now = session.trainer.updates
      let next = now + every - (now - origin) % every
      let start = clock.now
      session.timeline.advance(updates: min(next, last, now + length) - now)
      if session.trainer.updates == next { report(session.trainer) }
      let passed = clock.now - start
      if passed < .milliseconds(20) { length = min(length * 2, 1 << 16) }
      if passed > .milliseconds(60) { length = max(1, length / 2) }
      if console.isWatched, clock.now - shown > .milliseconds(100) {
        shown = clock.now
        console.progress(
          self.report(session.trainer, last: 100) + "   of \(Numbers.count(last))")
      }
    }
  }

  /// Average loss and accuracy of the last images: `update 100  loss 2.247  23 % right`.
  static func report(_ trainer: Trainer<Float>, last count: Int) -> String {
    let now = trainer.updates
    let average = trainer.journal.average(max(0, now - count)..<now)
    return "update \(Numbers.count(now).leftPadded(to: 6))  loss "
      + "\(Numbers.fixed(average.loss, 3))  "
      + "\(Numbers.percent(average.accuracy).leftPadded(to: 5)) right"
  }
}
