import ConvNet
import Rendering

/// Steps through an operation one value at a time: the operation is done on a copy, and shown up to
/// the value the user has reached. The session's own step does not change until `finish`.
struct ValueStep {
  /// The point at which the operation is to be done. At any other point, the user has moved on.
  let point: TimelinePoint
  /// The value that was shown last, counted over all values the operation computes.
  var index: Int

  /// The places that an operation computes, each one complete, in the order of its loops.
  static func places(of operation: TapeOperation, in trainer: Trainer<Float>) -> [Place] {
    let nodes = trainer.network.nodes
    func own(_ layer: Int, _ names: [String]) -> [Place] {
      let places = trainer.places(ofLayer: layer)
      return names.compactMap { name in places.first { $0.quantity == name } }
    }
    return switch operation {
    case .image: []
    case .forward(let layer): own(layer, ["totals", "out"])
    case .loss: [Place(quantity: "loss")]
    case .given: []
    case .lossGradient: own(nodes.count - 1, ["d_out"])
    case .backward(let layer):
      own(
        layer, ["d_totals"] + nodes[layer].layer.parameters.map { "d_\($0.name)" } + ["d_in"])
    case .update: trainer.parameterPlaces
    }
  }
}

/// Where `step value` is, inside an operation.
private struct InsideOperation: WorkspacePart {
  var step: ValueStep?
}

extension Session {
  private var valueStep: ValueStep? {
    get { workspace[InsideOperation.self].step }
    set { workspace[InsideOperation.self].step = newValue }
  }

  /// Whether the user is inside an operation.
  var isInsideOperation: Bool { valueStep?.point == timeline.point }

  /// Advances by some values inside the next operation, and shows the last of them.
  mutating func stepValues(_ count: Int, on console: Console) throws {
    guard !trainer.needsGradient else { throw CommandError.noGradient(in: trainer) }
    let operation = trainer.next
    let name = trainer.network.name(of: operation)
    var preview = timeline
    preview.perform(.operation)
    let done = preview.state
    let blocks = try ValueStep.places(of: operation, in: done).map { place in
      let place = done.place(place, ofSample: shown)
      return (place: place, values: try value(of: place, in: done))
    }
    let total = blocks.reduce(0) { $0 + $1.values.shape.count }
    guard total > 0 else {
      throw CommandError(
        "`\(name)` computes no values that could be shown one by one.", hint: "step")
    }
    let index = (isInsideOperation ? valueStep?.index ?? -1 : -1) + count
    guard index < total else {
      throw CommandError(
        "`\(name)` has only \(Numbers.count(total, "value")); you have seen "
          + "\(Numbers.count(index - count + 1)).", hint: "finish")
    }
    valueStep = ValueStep(point: timeline.point, index: index)

    var rest = index
    var block = blocks[0]
    for candidate in blocks {
      block = candidate
      if rest < candidate.values.shape.count { break }
      rest -= candidate.values.shape.count
    }
    let shape = block.values.shape
    let place = Place(
      layer: block.place.layer, quantity: block.place.quantity,
      indices: block.place.indices + shape.indices(at: rest))
    console.print(
      "inside \(name): value \(Numbers.count(index + 1)) of \(Numbers.count(total)), \(place)")
    let picture = ExplanationPicture(
      try done.explain(place), hints: Narration.explanationHints(done), isBrief: true)
    console.print(picture.block(width: console.width()))
    let window =
      picture.gradientMap(width: console.width()) ?? window(on: place, in: done) ?? TextBlock()
    console.print { marks in
      let filling = soFar(block.place, block.values, upTo: rest, width: console.width(), marks)
      return .flow(
        [window, filling].filter { $0.height > 0 }, width: console.width(), gap: 4)
    }
    console.print(
      index + 1 < total
        ? "next: Enter or step value; step value 100; finish"
        : "That was the last value.   next: finish")
  }

  private func value(of place: Place, in trainer: Trainer<Float>) throws -> Tensor<Float> {
    guard case .computed(let tensor) = try trainer.read(place) else {
      throw CommandError("`\(place)` has not been computed.", at: place.description)
    }
    return tensor
  }

  /// The input of a convolution or a pooling, with a frame around the window of one output.
  private func window(on place: Place, in trainer: Trainer<Float>) -> TextBlock? {
    let own = Array(place.indices.suffix(3))
    guard place.quantity == "out", own.count == 3, let layer = place.layer,
      let index = trainer.network.index(of: layer)
    else { return nil }
    let pass = trainer.step.passes[index]
    guard let window = pass.anyLayer.window(ofOutput: own) else { return nil }
    let channel = window.channel ?? 0
    let source = index == 0 ? "image" : trainer.network.nodes[index - 1].name + ".out"
    let channels = pass.input.shape[1]
    let isImage = index == 0 && channels == 1
    return SlidingWindow.block(
      isImage ? source : "\(source)[\(channel)]",
      Plane(pass.input.ofSample(shown).slice([0, channel])), rows: window.rows,
      columns: window.columns, blank: isImage ? trainer.data.training.normalisation.blank : 0,
      tone: isImage ? .ink : .signed)
  }

  /// The map or the row that is being filled.
  private func soFar(
    _ place: Place, _ values: Tensor<Float>, upTo last: Int, width: Int, _ marks: Style.Marks
  ) -> TextBlock {
    let shape = values.shape
    guard shape.rank > 0 else { return TextBlock() }
    let axes = min(2, shape.rank)
    let leading = Array(shape.indices(at: last).dropLast(axes))
    let map = values.slice(leading)
    let start = last - last % map.shape.count
    let seen = last - start
    let title =
      Place(layer: place.layer, quantity: place.quantity, indices: place.indices + leading)
      .description
    let columns = map.shape[map.shape.rank - 1]
    if map.shape.count <= 64 {
      let cells = NumberFormat(for: map.values.map { Double($0) }).cells(
        map.values.map { Double($0) })
      let cell = (cells.map(\.count).max() ?? 1) + 2
      let rows = stride(from: 0, to: cells.count, by: columns).map { first in
        (first..<min(first + columns, cells.count)).map { offset -> String in
          let text =
            offset > seen ? "." : offset == seen ? "[\(cells[offset])]" : "\(cells[offset]) "
          return (offset > seen ? "\(text) " : text).leftPadded(to: cell + 1)
        }.joined()
      }
      return TextBlock(["\(title) so far"] + rows.map { "  " + $0 }).signed(fromRow: 1)
    }
    guard map.shape.rank == 2, columns <= 64 else { return TextBlock() }
    let isGradient = place.quantity.hasPrefix("d_")
    let blank: Float = isGradient ? 0 : map.values[0]
    return FillingMap.block(
      "\(title) so far", map, computed: seen + 1, blank: Double(blank), width: min(width, 40),
      height: 16, marks: marks)
  }
}
