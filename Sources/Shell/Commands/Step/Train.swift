import ArgumentParser
import ConvNet
import Rendering

struct TrainCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits(
    .inLessons, .replayed, .repeatable, .ifStopped(passes), .allOrNothing, .unpaged, .reported,
    .classifier, .nothing)
  static let configuration = CommandConfiguration(
    named: "train", abstract: "Train over the whole training set, one or several times.",
    discussion: """
      train                   every training image once, in a new order, then a test
      train 3                 three passes
      train --report 1        a line after every update
      train --test-every 10   a test after every 10 updates; averages start again

      An epoch's line covers one pass over the training set, or the rest of the pass that `sgd`
      or `step` began. A step that `image` began is finished first and is not counted. Images
      that are left over and do not fill a batch are dropped. Ctrl-C keeps the steps done.
      To stop when it is good enough: until test accuracy > 95%
      """)

  @Argument(help: ArgumentHelp("How many passes over the training set.", valueName: "epochs"))
  var epochs: String?
  @Option(help: ArgumentHelp("Report after every N updates.", valueName: "n"))
  var report: String?
  @Option(help: ArgumentHelp("Test after every N updates.", valueName: "n"))
  var testEvery: String?

  /// The commands for the passes and steps completed before Ctrl-C, without the tests in between.
  private static func passes(_ done: StoppedRun) -> [String]? {
    guard !done.words.contains(where: { $0.hasPrefix("--test") }) else { return nil }
    return (done.tests > 0 ? ["\(name) \(done.tests)"] : [])
      + (done.updatesSinceTest > 0 ? ["\(SGDCommand.name) \(done.updatesSinceTest)"] : [])
  }

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let epochs = try epochs.map { try Arguments.integer($0, "EPOCHS", in: 1...100_000) } ?? 1
    let every = try report.map { try Arguments.integer($0, "--report", in: 1...1_000_000) }
    let testEvery = try testEvery.map {
      try Arguments.integer($0, "--test-every", in: 1...1_000_000)
    }
    try session.checkMode()
    guard finishChosenStep(in: &session, on: console) else { return }
    let average = every ?? session.reportEvery
    let batches = session.trainer.batchesInEpoch
    let lines = every ?? max(average, batches / 20 / average * average)
    if testEvery != nil {
      console.print("Each line: the average since the last test, before the updates.")
    } else if lines <= batches {
      console.print(Training.heading(average, session.trainer))
    }
    let view = LiveView(on: console)
    for epoch in 1...epochs {
      guard
        pass(
          epoch, lines: lines, average: average, testEvery: testEvery, in: &session, on: console,
          view)
      else { break }
    }
    console.print("next: curve, confusion, wrong, filters")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty
      ? [.hint("epochs", note: "how many passes over the training set; one without it")] : []
  }

  /// Finishes the step on images that the user chose, which is not part of a pass, if one has begun.
  ///
  /// - Returns: Whether it came to its end.
  private func finishChosenStep(in session: inout Session, on console: Console) -> Bool {
    let trainer = session.trainer
    guard !trainer.isBetweenSteps, trainer.step.isChosen else { return true }
    guard
      session.workspace.advance(
        to: { $0 == .update }, keepsStep: false, until: console.isInterrupted)
    else {
      console.print("Stopped; \(Numbers.count(session.trainer.updates, "update")) are kept.")
      return false
    }
    console.print("Finished the step that `image` began; it is not part of the pass.")
    return true
  }

  /// One pass over the training set and a test.
  ///
  /// - Returns: Whether the pass was completed.
  private func pass(
    _ epoch: Int, lines: Int, average: Int, testEvery: Int?, in session: inout Session,
    on console: Console, _ view: LiveView
  ) -> Bool {
    let clock = ContinuousClock()
    let first = session.trainer.updates
    let updates = session.trainer.updatesToEpochEnd
    let start = clock.now
    var lastTest = first
    var testing = Duration.zero
    Training.run(
      &session, until: first + updates, pausing: [lines] + (testEvery.map { [$0] } ?? []),
      from: first, on: console, view: view
    ) { session, console in
      let done = session.trainer.updates - first
      if done.isMultiple(of: lines) {
        let count = testEvery == nil ? average : session.trainer.updates - lastTest
        console.print("epoch \(epoch)  " + Training.report(session.trainer, last: count))
      }
      // The pass ends with its own test.
      guard let testEvery, done.isMultiple(of: testEvery), done < updates else { return }
      testing += clock.measure {
        guard let test = try? session.evaluateTest(on: console) else { return }
        session.workspace.note(test)
        console.print("         " + Training.report(test))
        lastTest = session.trainer.updates
      }
    }
    let passed = clock.now - start - testing
    let done = session.trainer.updates - first
    // If Ctrl-C came before the first update of this pass, there is nothing to report.
    if done > 0 {
      let journal = session.trainer.journal
      let images = (first..<first + done).reduce(0) { $0 + Int(journal[$1].count) }
      let mean = journal.average(first..<first + done)
      let line =
        "epoch \(epoch)  training on \(Numbers.count(images, "image")): loss "
        + "\(Numbers.fixed(mean.loss, 3)), \(Numbers.percent(mean.accuracy, places: 1)) right"
      if console.isInteractiveTerminal {
        let speed = Numbers.count(Int(Double(images) / (passed / .seconds(1))))
        console.print(line, remark: "; \(speed) images/s")
      } else {
        console.print(line)
      }
    }
    guard done == updates, !console.isInterrupted() else {
      console.print("Stopped; \(Numbers.count(session.trainer.updates, "update")) are kept.")
      return false
    }
    console.progress("testing ...")
    let test = session.trainer.data.test
    guard let result = session.trainer.evaluate(test, until: console.isInterrupted) else {
      console.print(
        "The test was stopped; \(Numbers.count(session.trainer.updates, "update")) are kept.")
      return false
    }
    session.note(result)
    console.print("epoch \(epoch)  " + Training.report(result))
    return true
  }
}
