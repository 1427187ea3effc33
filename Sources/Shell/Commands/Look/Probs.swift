import ArgumentParser
import ConvNet
import Rendering

struct ProbsCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "probs", abstract: "Show the probability of each class as a bar.")

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let trainer = session.trainer
    console.print(
      ProbabilityBars.block(
        try probabilities(in: session), names: names(trainer), label: session.sample?.target,
        width: console.width()
      ))
    if let text = try loss(in: session) { console.print(text) }
  }

  private func names(_ trainer: Trainer<Float>) -> [String] {
    (0..<trainer.classCount).map { trainer.className(ofTarget: $0) }
  }

  private func probabilities(in session: Session) throws -> [Double] {
    let trainer = session.trainer
    let last = trainer.network.nodes[trainer.network.count - 1].name
    let output = try session.computed(session.forShownSample(Place(layer: last, quantity: "out")))
    return (0..<trainer.classCount).map { trainer.probability(of: $0, in: output) }
  }

  /// The loss as the logarithm that it is; nil where it is none, or not yet computed.
  private func loss(in session: Session) throws -> String? {
    let trainer = session.trainer
    guard let loss = trainer.step.loss, trainer.step.count == 1, trainer.loss != .meanSquaredError,
      let target = session.sample?.target
    else { return nil }
    let p = try probabilities(in: session)[target]
    return "loss = -log \(Numbers.compact(p, digits: 4)) = \(Numbers.compact(loss.mean, digits: 4))"
  }
}

extension ProbsCommand: PicturedCommand {
  func figure(in session: Session, on console: Console) throws -> Figure? {
    ProbabilityBars.figure(
      title: Captions.heading("probabilities", session),
      notes: try loss(in: session).map { [$0] } ?? [], try probabilities(in: session),
      names: names(session.trainer), label: session.sample?.target)
  }
}
