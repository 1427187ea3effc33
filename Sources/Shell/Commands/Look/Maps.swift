import ArgumentParser
import ConvNet
import Rendering

struct MapsCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "maps", abstract: "Show feature maps, and their gradients.",
    discussion: """
      maps conv            every map of the layer, small, all on one scale
      maps conv 2          map 2, what pooling kept of it, and its gradient, side by side
      maps conv --grad     every map's gradient dL/d(out)
      maps conv 2 --numbers
      maps image --grad    the gradient of the loss with respect to each pixel

      Maps are drawn relative to their values on blank paper, so that you see what the filter
      responds to; --absolute draws them relative to 0. The legend says what a space stands for.
      """)

  @Argument(help: ArgumentHelp("A layer with feature maps.", valueName: "layer"))
  var layer: String
  @Argument(help: ArgumentHelp("One map.", valueName: "filter")) var filter: String?
  @Flag(help: "Show dL/d(out).") var grad = false
  @Flag(help: "Show numbers.") var numbers = false
  @Flag(help: "Draw relative to 0.") var absolute = false

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    if layer == "image", grad, filter == nil {
      return try ImageCommand.showGradient(in: session, on: console)
    }
    switch try shown(in: session) {
    case .all(let place, let values, let blanks):
      console.print { marks in
        MapsPicture.block(
          place.description, values, blanks: blanks, numbers: numbers ? true : nil,
          width: console.width(), marks: marks, hint: Narration.howToPrint)
      }
      console.print(
        "one map, its pooled map and its gradient: maps \(place.layer ?? layer) 0")
    case .one(let place, let number, let maps, let blank):
      let picture = picture(of: place, number, maps, blank: blank, in: session)
      console.print { picture(console.width(), $0) }
      console.print("the same as numbers: print \(session.forShownSample(place))")
    }
  }

  /// A filter's numbers and its map alone.
  struct Single {
    let number: Int
    var map: NamedMap
    var kernel: NamedMap?
    let blank: Double?

    func block(width: Int, marks: Style.Marks) -> TextBlock {
      FilterPicture.block(
        title: "filter \(number)", maps: [map], kernel: kernel, blank: blank, width: width,
        marks: marks)
    }
  }

  static func single(_ layer: String, _ filter: Int, in session: Session) throws -> Single? {
    let command = try parse([layer, String(filter)])
    guard case .one(let place, let number, let maps, let blank) = try command.shown(in: session),
      let map = maps.first
    else { return nil }
    let kernel = command.surroundings(of: place, number, in: session).kernel
    return Single(number: number, map: map, kernel: kernel, blank: blank)
  }

  private func picture(
    of place: Place, _ number: Int, _ maps: [NamedMap], blank: Double?, in session: Session
  ) -> (Int, Style.Marks) -> TextBlock {
    let (image, kernel) = grad ? (nil, nil) : surroundings(of: place, number, in: session)
    return { width, marks in
      FilterPicture.block(
        title: "filter \(number)", maps: maps, image: image, kernel: kernel, blank: blank,
        numbers: numbers ? true : nil, width: width, marks: marks)
    }
  }

  /// What the arguments ask for.
  private enum Shown {
    case all(Place, Tensor<Float>, blanks: [Double]?)
    case one(Place, Int, [NamedMap], blank: Double?)
  }

  private func shown(in session: Session) throws -> Shown {
    let trainer = session.trainer
    let index = try Arguments.layer(layer, in: trainer.network)
    let name = trainer.network.nodes[index].name
    let shape = trainer.network.outputs[index]
    guard shape.rank == 3 else {
      throw CommandError(
        "`\(name)` gives \(Numbers.count(shape.count, "number")), not maps.", at: layer,
        hint: "print \(name).out")
    }
    func shown(_ quantity: String) throws -> (place: Place, values: Tensor<Float>) {
      let place = session.forShownSample(Place(layer: name, quantity: quantity))
      return (place, try session.computed(place))
    }
    let out = try shown("out")
    let blanks = absolute ? nil : Captions.blanks(trainer, layer: index)
    guard let filter else {
      let (place, values) = grad ? try shown("d_out") : out
      return .all(place, values, blanks: grad ? nil : blanks)
    }
    let number = try Arguments.integer(
      filter, "A filter of `\(name)`", in: 0...shape[0] - 1, after: [layer])
    return .one(
      Place(layer: name, quantity: grad ? "d_out" : "out", indices: [number]), number,
      try maps(of: index, number, in: session), blank: blanks?[number])
  }

  /// The map, its pooled map if a pooling layer follows, and the gradient if it has been computed.
  private func maps(of layer: Int, _ number: Int, in session: Session) throws -> [NamedMap] {
    let network = session.trainer.network
    func map(_ layer: Int, _ quantity: String) -> (String, Tensor<Float>)? {
      let place = session.forShownSample(
        Place(layer: network.nodes[layer].name, quantity: quantity, indices: [number]))
      return session.trainer.numbers(at: place).map { (place.whole.description, $0) }
    }
    var maps: [NamedMap] = []
    if !grad, let (name, tensor) = map(layer, "out") { maps.append(NamedMap(name, tensor)) }
    let next = layer + 1
    if !grad, next < network.count,
      let pooling = network.nodes[next].layer as? any Pooling<Float>,
      let (name, tensor) = map(next, "out")
    {
      maps.append(NamedMap(name, tensor, stride: pooling.stride))
    }
    if let (name, tensor) = map(layer, "d_out") {
      maps.append(NamedMap(name, tensor, role: .gradient))
    } else if grad {
      _ = try session.computed(Place(layer: network.nodes[layer].name, quantity: "d_out"))
    }
    return maps
  }

  /// The image that the filter looked at and the filter itself, if each of them is a single map.
  private func surroundings(
    of map: Place, _ number: Int, in session: Session
  ) -> (image: NamedMap?, kernel: NamedMap?) {
    let trainer = session.trainer
    // Beside a map with a stride, the image would be drawn at another scale.
    let first = trainer.network.nodes[0].layer as? any ConvolutionLayer<Float>
    guard map.layer == trainer.network.nodes[0].name, trainer.network.input[0] == 1,
      (first?.convolution.stride ?? 1) == 1,
      let image = trainer.numbers(at: session.forShownSample(Place(quantity: "image")))
    else { return (nil, nil) }
    let place = Place(
      layer: trainer.network.nodes[0].name, quantity: "filters", indices: [number])
    guard let kernel = trainer.numbers(at: place) else { return (nil, nil) }
    let blank = trainer.data.training.normalisation.blank
    return (
      NamedMap("image", image, role: .image(blank: blank)),
      NamedMap(place.description, kernel)
    )
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let network = session.trainer.network
    switch words.count {
    case 0: return Completer.layers(in: session) { $0.rank == 3 }
    case 1:
      return Completer.layer(words[0], in: session).map { layer in
        let shape = network.outputs[layer]
        return shape.rank == 3 ? Completer.numbers(shape[0]) : []
      } ?? []
    default: return []
    }
  }
}

extension MapsCommand: PicturedCommand {
  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    if layer == "image", grad, filter == nil {
      return try ImageCommand.gradientFigure(in: session)
    }
    switch try shown(in: session) {
    case .all(let place, let values, let blanks):
      return MapsFigure.overview(
        title: Captions.heading("\(place)", session), place.description, values, blanks: blanks)
    case .one(let place, let number, let maps, let blank):
      return MapsFigure.filter(
        title: Captions.heading("filter \(number) of \(place.layer ?? layer)", session),
        maps: maps, blank: blank, objective: Narration.objective(session.trainer))
    }
  }
}
