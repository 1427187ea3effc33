import ArgumentParser
import ConvNet
import Rendering

struct ForwardCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "forward", abstract: "Do the rest of the forward pass, up to the loss.",
    discussion: "Without an image, or after an update, it takes the next image first.")

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if session.trainer.takesGradient {
      throw CommandError("The forward pass of this step is already done.", hint: "backward")
    }
    let last = session.trainer.network.lastOfForward
    try session.advance(to: { $0 == last }, on: console)
    try session.showForward(on: console)
  }
}

extension CommandError {
  /// The error for Ctrl-C when no part of the work is kept.
  static let stopped = CommandError("Stopped; nothing has changed.")

  /// The error for a backward pass that has no gradient to begin with.
  static func noGradient(in trainer: Trainer<Float>) -> CommandError {
    CommandError(
      "There is no loss to begin the backward pass with: give the gradient of an output.",
      hint: Narration.giving(trainer))
  }
}

extension Session {
  /// Does operations up to and including the first for which `isLast` holds.
  mutating func advance(
    to isLast: (TapeOperation) -> Bool, on console: Console
  ) throws(CommandError) {
    let needs = trainer.needsGradient || !trainer.network.hasLoss && !trainer.takesGradient
    if needs, !isLast(.forward(trainer.network.count - 1)) { throw .noGradient(in: trainer) }
    guard workspace.advance(to: isLast, until: console.isInterrupted) else { throw .stopped }
  }

  /// Goes to another time.
  mutating func go(
    to time: Int, of branch: Timeline<Float>.Line? = nil, on console: Console
  ) throws(CommandError) {
    guard workspace.travel(to: time, of: branch, until: console.isInterrupted) else {
      throw .stopped
    }
  }

  /// Shows the image, every layer's output, and the answer.
  func showForward(on console: Console) throws {
    let trainer = trainer
    guard let sample else { return }
    console.print(Captions.title(of: sample, in: trainer) + Captions.others(trainer))
    for node in trainer.network.nodes where !console.isInterrupted() {
      let place = Place(layer: node.name, quantity: "out")
      console.print("  " + PrintedTensor.summary(place.description, try computed(place)))
    }
    guard let loss = trainer.step.loss else { return console.print(Narration.whatNext(trainer)) }
    console.print(
      loss.mean.isNaN
        ? "There is no answer: the loss is NaN."
        : trainer.step.count > 1
          ? "\(loss.correct) of the \(trainer.step.count) answers are right; the mean loss is "
            + "\(Numbers.compact(loss.mean, digits: 4))."
          : "The answer is \(trainer.className(ofTarget: loss.predictions[0])), the label "
            + "\(trainer.className(ofTarget: sample.target)): loss "
            + "\(Numbers.compact(loss.mean, digits: 4)).")
    let maps = trainer.network.outputs[0].rank == 3 ? "maps \(trainer.network.nodes[0].name), " : ""
    console.print("next: backward     look: \(maps)probs, view")
  }
}
