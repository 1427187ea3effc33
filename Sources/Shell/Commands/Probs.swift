import ArgumentParser
import ConvNet
import Rendering

struct ProbsCommand: ShellCommand {
  static let group = CommandGroup.look
  static let configuration = CommandConfiguration(
    commandName: "probs", abstract: "Show the probability of each class as a bar.")

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    let trainer = session.trainer
    let last = trainer.network.nodes[trainer.network.count - 1].name
    let output = try session.computed(trainer.ofShown(Place(layer: last, quantity: "out")))
    let classes = 0..<trainer.classCount
    console.print(
      ProbabilityBars.block(
        classes.map { trainer.probability(of: $0, in: output) },
        names: classes.map { trainer.className(ofTarget: $0) },
        label: trainer.sample?.target, width: console.width()
      ))
    if let loss = trainer.step.loss, trainer.step.count == 1, trainer.loss != .meanSquaredError,
      let target = trainer.sample?.target
    {
      let p = trainer.probability(of: target, in: output)
      console.print(
        "loss = -log \(Numbers.compact(p, digits: 4)) = \(Numbers.compact(loss.mean, digits: 4))")
    }
  }
}
