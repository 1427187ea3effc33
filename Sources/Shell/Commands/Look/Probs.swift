import ArgumentParser
import ConvNet
import Rendering

struct ProbsCommand: TabularCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.classifying
  static let configuration = CommandConfiguration(
    named: "probs", abstract: "Show the probability of each class as a bar.")

  @OptionGroup var data: DataOptions

  var onlyLooks: Bool { true }

  static let columns = [
    DataTable.Column("class", .text, "the class"),
    DataTable.Column("probability", .number, "the probability that the network gives it"),
    DataTable.Column("is_label", .boolean, "whether it is the image's own class"),
  ]

  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    let label = session.sample?.target
    return zip(names(session.trainer), try probabilities(in: session)).enumerated().map {
      [.text($0.element.0), .number($0.element.1), .boolean($0.offset == label)]
    }
  }

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

  /// The loss written as a logarithm; `nil` if it is not one, or is not computed yet.
  private func loss(in session: Session) throws -> String? {
    let trainer = session.trainer
    guard let loss = trainer.step.loss, trainer.step.count == 1, trainer.loss != .meanSquaredError,
      let target = session.sample?.target
    else { return nil }
    let p = try probabilities(in: session)[target]
    let value = Numbers.compact(loss.mean, digits: 4)
    return switch Surprise(loss: Double(loss.mean), probability: p) {
    case .plain: "loss = -log \(Numbers.compact(p, digits: 4)) = \(value)"
    case .nearOne(rest: 0): "loss = -log 1 = 0"
    case .nearOne(let rest): "loss = -log(1 - \(Numbers.compact(rest, digits: 4))) = \(value)"
    case .nearZero: "loss = -log(e^-\(value)) = \(value): the probability is too small for a Float"
    }
  }
}

extension ProbsCommand: PicturedCommand {
  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    ProbabilityBars.figure(
      title: Captions.heading("probabilities", session),
      notes: try loss(in: session).map { [$0] } ?? [], try probabilities(in: session),
      names: names(session.trainer), label: session.sample?.target)
  }
}
