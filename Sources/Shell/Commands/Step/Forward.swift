import ArgumentParser
import ConvNet
import Rendering

struct ForwardCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "forward", abstract: "Do the rest of the forward pass, up to the loss.",
    discussion: "Without an image, or after an update, it takes the next image first.")

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if session.trainer.step.loss != nil, session.trainer.next != .image {
      throw CommandError(
        "The forward pass of this step is done.", hint: "backward, or image 0 to begin anew")
    }
    try session.advance(to: { $0 == .loss }, on: console)
    try session.showForward(on: console)
  }
}

extension CommandError {
  /// Ctrl-C, where there is nothing to keep of what was begun.
  static let stopped = CommandError("Stopped; nothing has changed.")
}

extension Session {
  /// Does operations up to one that `isLast` names.
  mutating func advance(
    to isLast: (TapeOperation) -> Bool, on console: Console
  ) throws(CommandError) {
    guard workspace.advance(to: isLast, until: console.isInterrupted) else { throw .stopped }
  }

  /// Goes to another time.
  mutating func go(to time: Int, on console: Console) throws(CommandError) {
    guard workspace.travel(to: time, until: console.isInterrupted) else { throw .stopped }
  }

  /// The image, every layer's output, the answer.
  func showForward(on console: Console) throws {
    let trainer = trainer
    guard let sample, let loss = trainer.step.loss else { return }
    console.print(Captions.title(of: sample, in: trainer) + Captions.others(trainer))
    for node in trainer.network.nodes where !console.isInterrupted() {
      let place = Place(layer: node.name, quantity: "out")
      console.print("  " + PrintedTensor.summary(place.description, try computed(place)))
    }
    console.print(
      loss.mean.isNaN
        ? "There is no answer: the loss is nan."
        : trainer.step.count > 1
          ? "Of the \(trainer.step.count) answers \(loss.correct) are right; the mean loss is "
            + "\(Numbers.compact(loss.mean, digits: 4))."
          : "The answer is \(trainer.className(ofTarget: loss.predictions[0])), the label "
            + "\(trainer.className(ofTarget: sample.target)): loss "
            + "\(Numbers.compact(loss.mean, digits: 4)).")
    let first = trainer.network.nodes[0].name
    console.print("next: backward     look: maps \(first), probs, view")
  }
}
