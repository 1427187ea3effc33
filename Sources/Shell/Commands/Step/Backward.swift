import ArgumentParser
import ConvNet
import Rendering

struct BackwardCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "backward", abstract: "Do the rest of the backward pass.",
    discussion:
      "If the forward pass is not finished, it is finished first. Only `update` changes parameters."
  )

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if session.trainer.next == .update {
      throw CommandError("The backward pass of this step is already done.", hint: "update")
    }
    try session.advance(to: { $0 == .backward(0) }, on: console)
    let trainer = session.trainer
    let given = trainer.step.given.map { trainer.network.nodes[$0.layer].name }
    console.print(
      "Gradients flow left, from \(given.map { "\($0).d_out, as given," } ?? "the loss") to the "
        + "image; nothing has changed yet.")
    var hasSign = false
    for layer in (0...trainer.step.firstBackward).reversed() {
      let gradients = trainer.places(ofLayer: layer).filter {
        $0.quantity.hasPrefix("d_") && $0.quantity != "d_out"
      }
      for place in gradients where !console.isInterrupted() {
        let values = try session.computed(place)
        hasSign = hasSign || values.values.contains { $0 != 0 }
        console.print("  " + PrintedTensor.summary(place.description, values))
      }
    }
    if hasSign {
      console.print(
        TextBlock.wrapped(
          Narration.objective(trainer).signs(of: "this value"), width: console.width(), hanging: 2
        ).lines)
    }
    let pool = trainer.network.nodes.first { $0.layer is any MaxPooling<Float> }
    console.print("next: update" + (pool.map { "     look: route \($0.name) 0" } ?? ""))
  }
}
