import ConvNet
import Datasets
import Rendering

/// What a shift of the image changes, layer by layer: convolution is equivariant, pooling
/// tolerates a little, the dense layer knows places.
struct ShiftLab {
  let trainer: Trainer<Float>
  /// Which sample of a batch is moved.
  let shown: Int
  /// The first pooling; layers that work place by place may come between the convolution and it.
  private let pooling: Int

  private var network: Network<Float> { trainer.network }

  /// - Returns: `nil` for a network that does not begin with a convolution, or has no pooling.
  init?(_ trainer: Trainer<Float>, shown: Int) {
    guard trainer.network.nodes[0].layer is any ConvolutionLayer<Float>,
      let pooling = trainer.network.nodes.firstIndex(where: { $0.layer is any Pooling<Float> })
    else { return nil }
    self.trainer = trainer
    self.shown = shown
    self.pooling = pooling
  }

  /// Whose maps stand in front of the pooling: those of the convolution, or of a layer between.
  private var source: String { pooling == 1 ? "conv" : network.nodes[pooling - 1].name }

  /// What the layers up to the first pooling make of an image, and the network's output.
  private struct Response {
    let image, map, pooled, output: Tensor<Float>
  }

  private func respond(to image: Tensor<Float>) -> Response {
    var context = PassContext(mode: .evaluation)
    let passes = trainer.hooks.forward(network, from: image, in: &context)
    return Response(
      image: image, map: passes[pooling - 1].output, pooled: passes[pooling].output,
      output: passes[passes.count - 1].output)
  }

  /// |a - b| / |b - blank| over the columns that both have, a moved back by `columns`.
  private static func change(
    _ a: Tensor<Float>, _ b: Tensor<Float>, blank: Tensor<Float>, movedBack columns: Int
  ) -> Double {
    let width = b.shape[b.shape.rank - 1]
    var (difference, size) = (0.0, 0.0)
    for index in b.values.indices where index % width < width - columns {
      let (new, old) = (Double(a.values[index + columns]), Double(b.values[index]))
      let base = Double(blank.values[index])
      difference += (new - old) * (new - old)
      size += (old - base) * (old - base)
    }
    return difference == 0 ? 0 : (difference / max(size, .leastNormalMagnitude)).squareRoot()
  }

  // MARK: The digit

  /// What becomes of the image of a step that is moved right by 0 to 5 pixels.
  private struct Shifts {
    let target: Int
    let blank: Response
    let responses: [Response]
    /// The filter whose map the image stirs most.
    let filter: Int

    var still: Response { responses[0] }

    /// How much each shift changes a part of the response that is moved back by some columns.
    func changes(_ part: (Response) -> Tensor<Float>, back: (Int) -> Int) -> [Double] {
      responses.enumerated().map { shift, moved in
        ShiftLab.change(part(moved), part(still), blank: part(blank), movedBack: back(shift))
      }
    }

    /// Whether the maps of the convolution move with the image, bit for bit.
    var isExact: Bool { changes(\.map) { $0 }.allSatisfy { $0 == 0 } }

    /// What that means.
    var lesson: String {
      isExact
        ? "The conv map moves with the image, exactly: convolution is equivariant. Pooling keeps "
          + "that for shifts by its stride and softens others. The dense layer knows places, so "
          + "the network as a whole is not invariant."
        : "The conv map moves with the image, but for its border: there padding, whose zeros are "
          + "not blank paper, or a stride stands in the way. The dense layer knows places, so the "
          + "network as a whole is not invariant."
    }
  }

  private func shifts() throws -> Shifts {
    guard let sample = trainer.sample(shown) else { throw CommandError.noImage }
    let paper = Float(trainer.data.training.normalisation.blank)
    let blank = respond(to: Tensor(sample.image.shape, repeating: paper))
    let responses = (0...5).map { shift in
      respond(to: sample.image.shifted(dx: shift, dy: 0, blank: paper))
    }
    return Shifts(
      target: sample.target, blank: blank, responses: responses,
      filter: liveliest(responses[0].map, blank: blank.map))
  }

  /// The table of shifts, and the pictures of one of them.
  func digit(
    show: Int, width: Int, marks: Style.Marks
  ) throws -> TextBlock {
    let shifts = try shifts()
    let (still, responses, filter) = (shifts.still, shifts.responses, shifts.filter)
    func row(
      _ name: String, _ part: (Response) -> Tensor<Float>, back: (Int) -> Int
    ) -> Table.Row {
      Table.Row(name, shifts.changes(part, back: back), places: 2, zero: "=")
    }
    let target = shifts.target
    let answers = responses.map { response in
      (0..<trainer.classCount).max {
        trainer.probability(of: $0, in: response.output)
          < trainer.probability(of: $1, in: response.output)
      } ?? 0
    }
    let table = Table.series(
      "the image moved right by", (0...5).map(String.init), unit: "pixels",
      rows: [
        row("change of the input", \.image) { _ in 0 },
        row("change of the \(source) maps", \.map) { _ in 0 },
        row("change of the pooled maps", \.pooled) { _ in 0 },
        row("\(source) maps moved back", \.map) { $0 },
        row("pooled maps moved back", \.pooled) { $0 / 2 },
        Table.Row(
          "probability of \(trainer.className(ofTarget: target))",
          responses.map { trainer.probability(of: target, in: $0.output) }, places: 3),
        Table.Row("answer", answers.map { trainer.className(ofTarget: $0) }),
      ], width: width)
    let moved = responses[show]
    let picture = FilterPicture.block(
      title: "filter \(filter), the image moved by \(show)",
      maps: [
        NamedMap("\(source) map", still.map.slice([0, filter])),
        NamedMap("moved", moved.map.slice([0, filter])),
        NamedMap("pooled", still.pooled.slice([0, filter]), stride: 2),
        NamedMap("moved", moved.pooled.slice([0, filter]), stride: 2),
      ], blank: Double(shifts.blank.map.slice([0, filter]).values[0]), width: width, marks: marks)
    // The table comes last, for it is the point, and a screen shows the end.
    return .stacked([
      picture, TextBlock(""), table,
      .wrapped(
        "Change is |new - old| / |old - blank paper|; = means exactly the same, bit for bit.",
        width: width),
      .wrapped(shifts.lesson, width: width),
      TextBlock([
        trainer.updates == 0
          ? "next: train, then invariance again; so far there is little to lose"
          : "next: invariance --show 1, shift 1 0"
      ]),
    ])
  }

  /// The same as a figure: the maps of one shift, and what all of them change as curves.
  func figure(show: Int, title: String) throws -> Figure {
    let shifts = try shifts()
    let filter = shifts.filter
    let paper = trainer.data.training.normalisation.blank
    func maps(_ response: Response, _ suffix: String) -> [NamedMap] {
      [
        NamedMap(
          (response.image.shape[1] > 1 ? "image, channel 0" : "image") + suffix,
          response.image.slice([0, 0]), role: .image(blank: paper)),
        NamedMap("\(source) map \(filter)\(suffix)", response.map.slice([0, filter])),
        NamedMap("pooled\(suffix)", response.pooled.slice([0, filter]), stride: 2),
      ]
    }
    func series(_ name: String, _ mark: Unicode.Scalar, _ values: [Double]) -> Curve.Series {
      Curve.Series(name, mark: mark, points: values.enumerated().map { (Double($0), $1) })
    }
    let name = trainer.className(ofTarget: shifts.target)
    let probabilities = shifts.responses.map {
      trainer.probability(of: shifts.target, in: $0.output)
    }
    let axis = "the image moved right by, pixels"
    return ShiftFigure.figure(
      title: title, still: maps(shifts.still, ""), moved: maps(shifts.responses[show], ", moved"),
      blank: Double(shifts.blank.map.slice([0, filter]).values[0]),
      curves: [
        Curve(
          title: "the maps moved back: how far from what they were", xTitle: axis,
          series: [
            series(source, "*", shifts.changes(\.map) { $0 }),
            series("pooled", "o", shifts.changes(\.pooled) { $0 / 2 }),
          ]),
        Curve(
          title: "the probability of \(name), the label", xTitle: axis,
          series: [series("p", "*", probabilities)]),
      ], notes: [shifts.lesson, "Far is |new - old| / |old - blank paper|."])
  }

  /// The map that the image stirs most.
  private func liveliest(_ maps: Tensor<Float>, blank: Tensor<Float>) -> Int {
    func energy(_ filter: Int) -> Double {
      zip(maps.slice([0, filter]).values, blank.slice([0, filter]).values).reduce(0) {
        $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
      }
    }
    return (0..<maps.shape[1]).max { energy($0) < energy($1) } ?? 0
  }

  // MARK: The toy

  /// Dots moved by a row and by a column: through this network's filter, and through many random
  /// ones.
  func toy(seed: UInt64, width: Int) throws -> [String] {
    let images = try Toys.load().train
    guard images.imageShape == network.input else {
      throw CommandError("The toy of the shift lab is \(images.imageShape).", hint: "load toy")
    }
    let shape = images.imageShape.batched(1)
    let dots = (1...3).map { images.image($0, as: Float.self).reshaped(shape) }
    let names = ["dots", "a row down", "a column left"]
    let responses = dots.map(respond)
    var lines: [String] = []
    for (name, response) in zip(names, responses) {
      lines +=
        TextBlock.flow(
          [
            FilterPicture.block(
              title: name, maps: [NamedMap("image", response.image.slice([0, 0]))], numbers: true,
              width: width),
            FilterPicture.block(
              title: "", maps: [NamedMap("conv map", response.map.slice([0, 0]))], numbers: true,
              width: width),
            FilterPicture.block(
              title: "", maps: [NamedMap("pooled", response.pooled.slice([0, 0]))], numbers: true,
              width: width),
          ], width: width, gap: 3
        ).lines
    }
    let count = 1_000
    let equal = Self.equalPooled(dots, filters: count, seed: seed)
    func verdict(_ index: Int) -> String {
      responses[0].pooled == responses[index].pooled ? "equal" : "not equal"
    }
    let words =
      "Moved down by a row, the pooled maps are \(verdict(1)); moved left by a column, "
      + "\(verdict(2))."
    let many =
      "Of \(Numbers.count(count)) random filters, equal after a row: "
      + "\(Numbers.count(equal.row)), after a column: \(Numbers.count(equal.column))."
    let reason =
      "The dots repeat every two rows, so every 2x2 window of a map sees the same values in another "
      + "order, and the largest is the same. Columns do not repeat: there the pooled maps agree only "
      + "where the largest value happens to stay in its window."
    return lines + [""] + TextBlock.wrapped(words, width: width).lines
      + TextBlock.wrapped(many, width: width).lines
      + TextBlock.wrapped(reason, width: width).lines + ["next: load mnist, image 0, invariance"]
  }

  /// How many random filters give the dots and the moved dots the same pooled map.
  private static func equalPooled(
    _ dots: [Tensor<Float>], filters: Int, seed: UInt64
  ) -> (row: Int, column: Int) {
    var random = RandomSource(seed: seed)
    var context = PassContext()
    let convolution = Conv3x3<Float>(
      channels: 1, filters: filters, divisor: 1, random: &random)
    let pooled = dots.map { image in
      MaxPool2<Float>().pass(convolution.pass(image, in: &context).output, in: &context).output
    }
    func same(_ other: Int) -> Int {
      (0..<filters).count { pooled[0].slice([0, $0]) == pooled[other].slice([0, $0]) }
    }
    return (same(1), same(2))
  }
}
