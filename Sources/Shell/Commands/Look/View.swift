import ArgumentParser
import ConvNet
import Rendering

struct ViewCommand: RequestedPicture {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "view", abstract: "Show the whole state on one screen.",
    discussion: "For a network as small as the toy, this is every number, forward and backward.")

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let trainer = session.trainer
    let width = console.width()
    // Without the remark, all of the toy's numbers fit a screen of 24 lines.
    let tape = Narration.tape(trainer, remark: "", width: width)
    console.print(tape)
    if trainer.last == .update { console.print(Self.afterUpdate) }
    try console.print { marks in
      try Self.isTiny(trainer)
        ? everyNumber(of: trainer, width: width)
        : trainer.network.count > 6
          ? aLineALayer(of: session, width: width)
          : summary(of: session, width: width, marks: marks)
    }
  }

  private static let afterUpdate =
    "The parameters are those after the update; everything else is what led to it."

  /// Whether every number fits the screen.
  private static func isTiny(_ trainer: Trainer<Float>) -> Bool {
    trainer.network.outputs.reduce(trainer.network.input.count) { $0 + $1.count } <= 100
  }

  /// The places with all numbers: those of the forward pass, and those of the backward pass.
  private func places(of trainer: Trainer<Float>) -> [[String]] {
    var forward = ["image"]
    var backward: [String] = []
    for layer in trainer.network.nodes.indices {
      let own = trainer.places(ofLayer: layer).map(\.description)
      let isInput = layer == 0
      forward += own.filter {
        !$0.contains(".d_") && !$0.hasSuffix(".in") && !$0.hasSuffix("winners")
      }
      backward += own.filter {
        $0.contains(".d_") && (isInput || !$0.hasSuffix(".d_in"))
      }
    }
    return [forward + (trainer.network.hasLoss ? ["loss", "label"] : ["label"]), backward]
  }

  /// Forward above, backward below, each place as a grid.
  private func everyNumber(of trainer: Trainer<Float>, width: Int) throws -> TextBlock {
    .stacked(
      try places(of: trainer).map { names in
        .flow(try names.map { try grid($0, in: trainer) }, width: width, gap: 3)
      })
  }

  static var figureSaysAll: Bool { true }

  /// All numbers of a network as small as the toy.
  func figure(in session: Session, on console: Console) throws -> Figure? {
    let trainer = session.trainer
    guard Self.isTiny(trainer) else { return nil }
    let rows = try places(of: trainer).map { names in
      try names.map { name -> GridFigure.Named in
        guard case .computed(let values) = try trainer.read(Place(parsing: name)) else {
          return (name, nil)
        }
        return (name, values)
      }
    }
    return GridFigure.figure(
      title: Captions.heading("every number", session),
      notes: ["Forward above, backward below."]
        + (trainer.last == .update ? [Self.afterUpdate] : []), rows)
  }

  private func grid(_ name: String, in trainer: Trainer<Float>) throws -> TextBlock {
    guard case .computed(let tensor) = try trainer.read(Place(parsing: name)) else {
      return TextBlock([name, " not computed"])
    }
    let columns = tensor.shape.rank == 0 ? 1 : tensor.shape[tensor.shape.rank - 1]
    let cells = NumberFormat(for: tensor.values.map { Double($0) }).cells(
      tensor.values.map { Double($0) })
    return .grid(name, cells, columns: columns)
  }

  /// The data flow of a deep network, one line per layer, because its places do not fit a screen.
  private func aLineALayer(of session: Session, width: Int) throws -> TextBlock {
    let trainer = session.trainer
    func range(_ place: Place) throws -> String {
      guard case .computed(let tensor) = try trainer.read(place) else { return "not computed" }
      return tensor.range.map { Numbers.range($0) } ?? "nan"
    }
    var table = Table(
      ["layer", "output", "out", "d_out"], alignments: [.left, .left, .left, .left])
    table.append(["image", "\(trainer.network.input)", try range(Place(quantity: "image")), ""])
    for (node, output) in zip(trainer.network.nodes, trainer.network.outputs) {
      table.append([
        node.name, "\(output)", try range(Place(layer: node.name, quantity: "out")),
        try range(Place(layer: node.name, quantity: "d_out")),
      ])
    }
    let loss = trainer.step.loss.map { "; loss \(Numbers.compact($0.mean, digits: 4))" } ?? ""
    let title = session.sample.map {
      Captions.title(of: $0, in: trainer) + Captions.others(trainer) + loss
    }
    return .stacked([.wrapped(title ?? "no image yet", width: width), table.block(width: width)])
  }

  /// The image, small, beside a summary of every computed place.
  private func summary(
    of session: Session, width: Int, marks: Style.Marks
  ) throws -> TextBlock {
    let trainer = session.trainer
    // If there is no room for both, the range is more useful than the shape.
    let hasShapes = width >= 52
    var lines: [String] = []
    for place in trainer.places where place.layer != nil && !place.description.hasSuffix(".in") {
      guard case .computed(let tensor) = try trainer.read(place) else {
        lines.append("\(place)".padded(to: 20) + "not computed")
        continue
      }
      let range = tensor.range.map { Numbers.range($0) }
      lines.append(
        "\(place)".padded(to: 20) + (hasShapes ? "\(tensor.shape)".padded(to: 10) : "")
          + (range ?? "nan"))
    }
    guard let sample = session.sample else { return TextBlock(lines) }
    let normalisation = trainer.data.training.normalisation
    let caption =
      Captions.title(of: sample, in: trainer)
      + (trainer.step.loss.map { "; loss \(Numbers.compact($0.mean, digits: 4))" } ?? "")
    let picture = Gallery.block(
      [Gallery.Item(caption: caption, image: sample.image.slice([0]))], blank: normalisation.blank,
      full: normalisation.full, width: 24, marks: marks)
    return TextBlock.flow([TextBlock(lines), picture], width: width, gap: 3)
  }
}
