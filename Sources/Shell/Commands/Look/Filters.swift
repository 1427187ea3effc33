import ArgumentParser
import ConvNet
import Lab
import Rendering

struct FiltersCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "filters",
    abstract: "Show the filters of a convolution, or set them to hand-made kernels.",
    discussion: """
      filters conv                  the filters, as numbers and as shades
      filters conv --grad           their gradients
      filters set conv blur         every filter of the layer
      filters set conv 2 sobel-x    one filter
      filters set conv gallery      each filter a different kernel

      Kernels:
      \(KnownKernel.all.map { "  \($0.name)".padded(to: 12) + $0.effect }.joined(separator: "\n"))
      `help kernels` shows their numbers. `back` undoes it.
      """)

  @Argument(
    help: ArgumentHelp(
      "A convolution, the first one by default; or set LAYER [FILTER] KERNEL.", valueName: "what"))
  var words: [String] = []
  @Flag(help: "Show their gradients.") var grad = false

  var onlyLooks: Bool { words.first != "set" }

  func run(in session: inout Session, on console: Console) throws {
    let network = session.trainer.network
    if words.first == "set" {
      guard !grad else {
        throw CommandError(
          "`filters set` does not take --grad, because it shows nothing.", at: "--grad")
      }
      return try FilterSetting(Array(words.dropFirst()), in: network)
        .perform(in: &session, on: console)
    }
    let shown = try shown(in: session)
    console.print { marks in
      KernelPicture.block(
        shown.place.description, shown.kernels, colours: shown.areColours,
        rest: "\(PrintCommand.name) \(shown.place)[\(KernelPicture.limit)]",
        width: console.width(), marks: marks)
    }
    console.print("what they make of the image: maps \(shown.place.layer ?? "")")
  }

  /// The kernels, and whether their channels are red, green and blue.
  private func shown(
    in session: Session
  ) throws -> (place: Place, kernels: Tensor<Float>, areColours: Bool) {
    let network = session.trainer.network
    guard words.count <= 1 else {
      throw CommandError(
        "Unexpected argument `\(words[1])`.", at: words[1], after: [words[0]],
        hint: "filters \(words[0])")
    }
    let index = try Self.layer(words.first, in: network)
    let place = Place(
      layer: network.nodes[index].name, quantity: grad ? "d_filters" : "filters")
    return (place, try session.computed(place), index == 0 && network.input[0] == 3)
  }

  /// The layers that have filters.
  static func layers(of network: Network<Float>) -> [String] {
    network.nodes.filter { $0.layer.parameters.first?.name == "filters" }.map(\.name)
  }

  /// The position of a layer with filters: the named one, or else the first.
  static func layer(_ word: String?, in network: Network<Float>) throws -> Int {
    let names = layers(of: network)
    guard
      let name = try word.map({
        try Arguments.choice($0, "layer", among: network.nodes.map(\.name))
      })
        ?? names.first, names.contains(name), let index = network.index(of: name)
    else {
      throw CommandError(
        word.map { "`\($0)` has no filters." } ?? "The network has no filters.", at: word,
        hint: names.first.map { "filters \($0)" } ?? "net")
    }
    return index
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let network = session.trainer.network
    let layers = layers(of: network).map { Offer($0) }
    guard words.first == "set" else {
      return words.isEmpty
        ? [Offer("set", note: "set LAYER [FILTER] KERNEL")] + layers : [.enter]
    }
    let kernels = KnownKernel.all.map { Offer($0.name, note: $0.effect) }
    switch words.count {
    case 1: return layers
    case 2:
      guard let index = try? layer(words[1], in: network) else { return [] }
      let filters = network.nodes[index].layer.parameters[0].values.shape[0]
      return kernels + [Offer(FilterSetting.gallery, note: "a different kernel for each filter")]
        + Completer.numbers(filters)
    case 3: return Int(words[2]) == nil ? [.enter] : kernels
    default: return [.enter]
    }
  }
}

extension FiltersCommand: PicturedCommand {
  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    let shown = try shown(in: session)
    return KernelFigure.figure(
      title: Captions.heading("\(shown.place)", session, ofImage: grad), shown.place.description,
      shown.kernels,
      colours: shown.areColours)
  }
}
