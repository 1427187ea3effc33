import ArgumentParser
import ConvNet
import Rendering
import Terminal

struct FiltersCommand: ShellCommand {
  static let group = CommandGroup.look
  static let configuration = CommandConfiguration(
    commandName: "filters", abstract: "Show the filters of a convolution, as numbers and shaded.")

  @Argument(help: ArgumentHelp("A convolution; the first one by default.", valueName: "layer"))
  var layer: String?
  @Flag(help: "Show their gradients.") var grad = false

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    let network = session.trainer.network
    let index =
      try layer.map { try Arguments.layer($0, in: network) }
      ?? network.nodes.firstIndex { $0.layer.parameters.contains { $0.name == "filters" } }
    guard let index, network.nodes[index].layer.parameters.contains(where: { $0.name == "filters" })
    else {
      throw CommandError("`\(layer ?? "the network")` has no filters.", at: layer, hint: "net")
    }
    let place = Place(
      layer: network.nodes[index].name, quantity: grad ? "d_filters" : "filters")
    console.print(
      KernelPicture.block(
        place.description, try session.computed(place), width: console.width()
      ))
    console.print("what they make of the image: maps \(network.nodes[index].name)")
  }

  static func candidates(after words: [String], in session: Session) -> [Candidate] {
    words.isEmpty ? Completer.layers(in: session) { $0.rank == 3 } : [Candidate("--grad")]
  }
}
