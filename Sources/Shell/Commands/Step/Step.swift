import ArgumentParser
import ConvNet
import Rendering

struct StepCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "step", abstract: "Do the next operation, or the next N.",
    discussion: """
      An operation is one move on the tape: image, each layer forward, loss, each layer
      backward, update. At the prompt, an empty line repeats step.

      step value      goes into the next operation, one value at a time: the
                      window slides, the products appear beside it, the map fills
      step value 50   fifty more values
      finish          does the rest of the operation
      """)

  @Argument(help: ArgumentHelp("How many operations, or `value`.", valueName: "n"))
  var count: String?
  @Argument(help: ArgumentHelp("With `value`: how many values.", valueName: "values"))
  var values: String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if let count, !count.isEmpty, "value".hasPrefix(count) {
      let values =
        try values.map { try Arguments.integer($0, "VALUES", in: 1...1_000_000, after: [count]) }
        ?? 1
      return try session.stepValues(values, on: console)
    }
    if let values {
      throw CommandError(
        "`step` takes one number.", at: values, after: [count], hint: "step value 5")
    }
    let count = try count.map { try Arguments.integer($0, "N", in: 1...10_000_000) } ?? 1
    var before = session.trainer
    for done in 0..<count {
      before = session.trainer
      if before.needsGradient {
        if done == 0 { throw CommandError.noGradient(in: before) }
        break
      }
      // A small operation is finished before it would check for Ctrl-C.
      guard !console.isInterrupted(),
        session.workspace.advance(to: { _ in true }, until: console.isInterrupted)
      else {
        if done == 0 { throw CommandError.stopped }
        console.print("Stopped after \(Numbers.count(done, "operation")).")
        break
      }
    }
    session.narrate(from: before, on: console)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch (words.first, words.count) {
    case (nil, _):
      [
        Offer("value", note: "goes into the next operation, one value at a time"),
        .hint("n", note: "how many operations; 1 by default"),
      ]
    default: []
    }
  }
}

extension Session {
  /// Prints where the step is, what the last operation did, and what comes next.
  ///
  /// - Parameters:
  ///   - before: The trainer before the last operation.
  ///   - console: Where it is printed.
  func narrate(from before: Trainer<Float>, on console: Console) {
    console.print(
      Narration.tape(
        trainer, remark: Narration.remark(trainer, shown: shown), width: console.width()))
    if trainer.last == .update {
      console.print(Narration.changes(from: before, to: trainer))
    } else if !console.isInterrupted() {
      console.print(Narration.summaries(trainer))
    }
    console.print(Narration.whatNext(trainer))
  }
}
