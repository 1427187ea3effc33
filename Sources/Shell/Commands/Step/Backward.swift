import ArgumentParser
import ConvNet
import Rendering

struct BackwardCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "backward", abstract: "Do the rest of the backward pass.",
    discussion: "The forward pass is finished first if it is not. Nothing changes until update.")

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    if session.trainer.next == .update {
      throw CommandError("The backward pass of this step is done.", hint: "update")
    }
    try session.advance(to: { $0 == .backward(0) }, on: console)
    let trainer = session.trainer
    console.print("Gradients flow left, from the loss to the image; nothing has changed yet.")
    for node in trainer.network.nodes.reversed() {
      let gradients = trainer.places.filter {
        $0.layer == node.name && $0.quantity.hasPrefix("d_") && $0.quantity != "d_out"
      }
      for place in gradients where !console.isInterrupted() {
        console.print("  " + PrintedTensor.summary(place.description, try session.computed(place)))
      }
    }
    console.print("+ raising this value raises the loss, - raising it lowers the loss")
    let pool = trainer.network.nodes.first { $0.layer is any MaxPooling<Float> }
    console.print("next: update" + (pool.map { "     look: route \($0.name) 0" } ?? ""))
  }
}
