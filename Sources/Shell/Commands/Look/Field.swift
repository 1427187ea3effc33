import ArgumentParser
import ConvNet
import Rendering

struct FieldCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "field", abstract: "Show which part of the image a number depends on.",
    discussion: """
      field conv.out[2,5,7]      the receptive field of an output, drawn in the image

      If there are several layers before it, each has a line with the part of its input that
      is needed.
      A change of a pixel outside it cannot change the number. A pixel inside it can still have no
      effect: its values may lose in a pooling window, or a ReLU may be 0.
      """)

  @Argument(help: ArgumentHelp("An output: LAYER.out[map,row,column].", valueName: "place"))
  var place: String

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let trainer = session.trainer
    let network = trainer.network
    let (place, layer, own) = try output(in: session)
    let field = network.receptiveField(ofLayer: layer, at: own, mode: trainer.context.mode)
    var table = Table(["through", "of", "size", "rows", "columns"], alignments: [.left, .left])
    for (index, stage) in zip((0...layer).reversed(), field.stages) {
      let input = index == 0 ? "image" : network.nodes[index - 1].name + ".out"
      guard let rows = stage.rows, let columns = stage.columns else {
        table.append([stage.layer, input, "all", "", ""])
        continue
      }
      table.append([
        stage.layer, input, "\(rows.count)x\(columns.count)", Self.text(rows), Self.text(columns),
      ])
    }
    console.print("The receptive field of \(place):")
    console.print(table.block(width: console.width()))
    let (height, width) = (network.input[1], network.input[2])
    console.print(
      "It sees \(field.rows.count)x\(field.columns.count) of the \(height)x\(width) "
        + (height * width).form(of: "pixel")
        + (field.stages.last.flatMap { stage in
          stage.rows.map { $0 != field.rows || stage.columns != field.columns }
        } ?? false ? "; what lies beyond the border is padding." : "."))
    let hasAverages = network.nodes[...layer].contains { node in
      node.layer.quantityNames.contains(where: node.layer.isStatistic)
    }
    if hasAverages, trainer.context.mode == .training {
      console.print(
        "In training, batch norm's averages also depend on the other images of the batch.")
    }
    guard let sample = session.sample else {
      return console.print("next: image 0, to see it drawn")
    }
    let blank = trainer.data.training.normalisation.blank
    let isGrey = network.input[0] == 1
    console.print(
      SlidingWindow.block(
        isGrey ? "image" : "image[0]", Plane(sample.image.slice([0, 0])), rows: field.rows,
        columns: field.columns, blank: isGrey ? blank : 0, tone: isGrey ? .ink : .signed
      ).clipped(to: console.width()))
  }

  /// The output, its layer, and its indices within the sample.
  private func output(
    in session: Session
  ) throws -> (place: Place, layer: Int, own: [Int]) {
    let trainer = session.trainer
    let place = try Arguments.place(self.place)
    // A place that does not exist is reported as such.
    _ = try trainer.read(place)
    guard let layer = place.layer.flatMap(trainer.network.index), place.quantity == "out" else {
      throw CommandError(
        "A receptive field belongs to an output of a layer.", at: self.place,
        hint: "field \(trainer.network.nodes[0].name).out[0,0,0]")
    }
    let shape = trainer.network.outputs[layer]
    let samples = trainer.step.count > 1 ? 1 : 0
    guard place.indices.count == shape.rank + samples else {
      let indices = [Int](repeating: 0, count: shape.rank + samples)
      throw CommandError(
        "`\(place)` is \(place.indices.isEmpty ? "a whole layer" : "a slice"); a field belongs to "
          + "one number.", at: self.place,
        hint: "field \(Place(layer: place.layer, quantity: "out", indices: indices))")
    }
    return (place, layer, Array(place.indices.dropFirst(samples)))
  }

  private static func text(_ range: Range<Int>) -> String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound - 1)"
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? Completer.places(in: session, toCome: true) { $0.quantity == "out" } : []
  }
}
