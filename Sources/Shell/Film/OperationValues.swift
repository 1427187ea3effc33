import ConvNet
import Rendering

/// The values that an operation computes, one after another in the order of its loops, each with the
/// pictures that explain it.
struct OperationValues {
  struct Block {
    let place: Place
    let values: Tensor<Float>
  }

  /// The trainer after the operation.
  let trainer: Trainer<Float>
  /// The sample of a batch that is shown.
  let sample: Int
  private(set) var blocks: [Block]
  /// How many values come before those that are shown, where only a part of them is.
  private var first = 0
  let count: Int

  /// All values of an operation that has been done.
  ///
  /// - Parameters:
  ///   - operation: The operation.
  ///   - trainer: The trainer after it.
  ///   - sample: The sample of the batch that is shown.
  /// - Throws: An error if they have not been computed.
  init(of operation: TapeOperation, in trainer: Trainer<Float>, sample: Int) throws {
    self.trainer = trainer
    self.sample = sample
    blocks = try Self.places(of: operation, in: trainer).map { place in
      let place = trainer.place(place, ofSample: sample)
      guard case .computed(let values) = try trainer.read(place) else {
        throw CommandError("`\(place)` has not been computed.", at: place.description)
      }
      return Block(place: place, values: values)
    }
    count = blocks.reduce(0) { $0 + $1.values.shape.count }
  }

  /// The values of one block, and of one map if there are several.
  private init(_ values: OperationValues, _ block: Block, map: Int?) {
    trainer = values.trainer
    sample = values.sample
    blocks = [block]
    let maps = block.values.shape.rank > 2 ? block.values.shape[0] : 1
    count = block.values.shape.count / maps
    first = maps > 1 ? min(map ?? 0, maps - 1) * count : 0
  }

  /// Each block by itself, narrowed to one of its maps.
  func byBlock(map: Int?) -> [OperationValues] {
    blocks.map { OperationValues(self, $0, map: map) }
  }

  /// The places that an operation computes, each one complete, in the order of its loops.
  private static func places(of operation: TapeOperation, in trainer: Trainer<Float>) -> [Place] {
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

  /// The block that a value is in, and its position there.
  private func position(of index: Int) -> (block: Block, offset: Int) {
    var rest = index + first
    for block in blocks.dropLast() {
      if rest < block.values.shape.count { return (block, rest) }
      rest -= block.values.shape.count
    }
    return (blocks[blocks.count - 1], rest)
  }

  /// The place of a value.
  func place(at index: Int) -> Place {
    let (block, offset) = position(of: index)
    return block.place.with(block.place.indices + block.values.shape.indices(at: offset))
  }

  // MARK: Pictures

  /// Why a value is what it is, and beside each other the window that it comes from and the map as far
  /// as it is filled.
  ///
  /// - Throws: An error if the place cannot be explained.
  func picture(
    at index: Int, width: Int
  ) throws -> FilmPicture {
    let (block, offset) = position(of: index)
    let place = place(at: index)
    let picture = ExplanationPicture(
      try trainer.explain(place), hints: Narration.explanationHints(trainer), isBrief: true)
    return FilmPicture(picture.block(width: width)) { marks, height in
      let window =
        picture.gradientMap(width: width, height: height) ?? window(on: place, height: height)
        ?? TextBlock()
      let filling = soFar(block, upTo: offset, width: width, height: height, marks)
      return .flow([window, filling].filter { $0.height > 0 }, width: width, gap: 4)
    }
  }

  /// The input of a convolution or a pooling, with a frame around the window of one output.
  private func window(on place: Place, height: Int) -> TextBlock? {
    let own = Array(place.indices.suffix(3))
    guard place.quantity == "out", own.count == 3, let layer = place.layer,
      let index = trainer.network.index(of: layer)
    else { return nil }
    let pass = trainer.step.passes[index]
    guard let window = pass.anyLayer.libraryLayer?.window(ofOutput: own)
    else { return nil }
    return InputMap(trainer, layer: index, channel: window.channel ?? 0, sample: sample)
      .block(rows: window.rows, columns: window.columns, height: height)
  }

  /// The map or the row that is being filled.
  private func soFar(
    _ block: Block, upTo last: Int, width: Int, height: Int, _ marks: Style.Marks
  ) -> TextBlock {
    let shape = block.values.shape
    guard shape.rank > 0 else { return TextBlock() }
    let axes = min(2, shape.rank)
    let leading = Array(shape.indices(at: last).dropLast(axes))
    let map = block.values.slice(leading)
    let start = last - last % map.shape.count
    let seen = last - start
    let title = block.place.with(block.place.indices + leading).description
    let columns = map.shape[map.shape.rank - 1]
    if map.shape.count <= 64 {
      let cells = NumberFormat(for: map.values.map { Double($0) }).cells(
        map.values.map { Double($0) })
      let cell = (cells.map(\.count).max() ?? 1) + 2
      let shown = cells.indices.map { offset in
        let text =
          offset > seen ? ". " : offset == seen ? "[\(cells[offset])]" : "\(cells[offset]) "
        return text.leftPadded(to: cell)
      }
      // A row that is wider than the screen continues below.
      let inLine = min(columns, max(1, (width - 2) / (cell + 1)))
      let filled = (columns + inLine - 1) / inLine * inLine
      let rows = shown.chunks(of: columns).flatMap {
        $0 + Array(repeating: "", count: filled - $0.count)
      }
      return TextBlock("\(title) so far").above(.grid(nil, rows, columns: inLine).indented(2))
    }
    guard map.shape.rank == 2, columns <= 64 else { return TextBlock() }
    let isGradient = block.place.quantity.hasPrefix("d_")
    let blank: Float = isGradient ? 0 : map.values[0]
    return FillingMap.block(
      "\(title) so far", map, computed: seen + 1, blank: Double(blank),
      width: marks.room == nil ? min(width, 40) : width / 2,
      height: marks.room == nil ? max(8, min(height, 16)) : height, marks: marks)
  }
}

/// One map of a layer's input, as pictures show it.
struct InputMap {
  private let name: String
  private let plane: Plane
  private let isImage: Bool
  private let blank: Double

  init(_ trainer: Trainer<Float>, layer: Int, channel: Int, sample: Int) {
    let pass = trainer.step.passes[layer]
    let source = layer == 0 ? "image" : trainer.network.nodes[layer - 1].name + ".out"
    isImage = layer == 0 && pass.input.shape[1] == 1
    name = isImage ? source : "\(source)[\(channel)]"
    plane = Plane(pass.input.ofSample(sample).slice([0, channel]))
    blank = isImage ? trainer.data.training.normalisation.blank : 0
  }

  /// The map, or the part around a window, with a frame around the window.
  func block(rows: Range<Int>, columns: Range<Int>, height: Int) -> TextBlock {
    SlidingWindow.block(
      name, plane, rows: rows, columns: columns, blank: blank, tone: isImage ? .ink : .signed,
      height: height)
  }
}
