import ConvNet
import Datasets
import Rendering

/// What a shift of the image changes, layer by layer: convolution is equivariant, pooling tolerates
/// small shifts, the dense layer depends on position.
struct ShiftLab {
  let trainer: Trainer<Float>
  /// The sample of a batch that is shifted.
  let shown: Int
  /// The first pooling layer. Other convolutions and element-wise layers may come between the first
  /// convolution and it.
  private let pooling: Int
  /// How many pixels of the image one column of the maps before the pooling, and of the pooled maps,
  /// stands for.
  private let strides: (map: Int, pooled: Int)

  private var network: Network<Float> { trainer.network }

  /// - Returns: `nil` for a network that does not begin with a convolution, or has no pooling.
  init?(_ trainer: Trainer<Float>, shown: Int) {
    let layers = trainer.network.nodes.map(\.layer)
    guard layers[0] is any ConvolutionLayer<Float>,
      let pooling = layers.firstIndex(where: { $0 is any Pooling<Float> }),
      let stride = (layers[pooling] as? any Pooling<Float>)?.stride
    else { return nil }
    let mapStride = layers[..<pooling].reduce(1) {
      $0 * (($1 as? any ConvolutionLayer<Float>)?.convolution.stride ?? 1)
    }
    strides = (mapStride, mapStride * stride)
    self.trainer = trainer
    self.shown = shown
    self.pooling = pooling
  }

  /// The layer whose maps are pooled: the convolution, or a layer after it.
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

  /// |a - b| / |b - blank| over the columns that both have, with a shifted back by `columns`; `nil`
  /// if they have none.
  private static func change(
    _ a: Tensor<Float>, _ b: Tensor<Float>, blank: Tensor<Float>, movedBack columns: Int
  ) -> Double? {
    let width = b.shape[b.shape.rank - 1]
    guard columns < width else { return nil }
    var (difference, size) = (0.0, 0.0)
    for index in b.values.indices where index % width < width - columns {
      let (new, old) = (Double(a.values[index + columns]), Double(b.values[index]))
      let base = Double(blank.values[index])
      difference += (new - old) * (new - old)
      size += (old - base) * (old - base)
    }
    return difference == 0 ? 0 : (difference / size).squareRoot()
  }

  // MARK: The digit

  /// The responses to the image of a step, shifted right by 0 to 5 pixels.
  private struct Shifts {
    let target: Int
    let blank: Response
    let responses: [Response]
    /// The filter whose map responds most to the image.
    let filter: Int

    var still: Response { responses[0] }

    /// How much each shift changes a part of the response, a column of which stands for `stride`
    /// pixels: as it is, or moved back as far as whole columns allow.
    func changes(_ part: (Response) -> Tensor<Float>, movedBack stride: Int? = nil) -> [Double?] {
      responses.enumerated().map { shift, moved in
        ShiftLab.change(
          part(moved), part(still), blank: part(blank), movedBack: stride.map { shift / $0 } ?? 0)
      }
    }

    /// Whether maps move with the image for every shift by whole columns of theirs, and whether for
    /// no other; `nil` for what no shift here tells.
    func isExact(
      _ part: (Response) -> Tensor<Float>, stride: Int
    ) -> (whole: Bool?, others: Bool?) {
      let changes = changes(part, movedBack: stride)
      let told = changes.indices.dropFirst().filter { changes[$0] != nil }
      let whole = told.filter { $0.isMultiple(of: stride) }
      let others = told.filter { !$0.isMultiple(of: stride) }
      return (
        whole.isEmpty ? nil : whole.allSatisfy { changes[$0] == 0 },
        others.isEmpty ? nil : others.contains { changes[$0] == 0 }
      )
    }
  }

  /// What the shifts show, in sentences.
  private func findings(_ shifts: Shifts) -> String {
    func move(_ maps: String, _ part: (Response) -> Tensor<Float>, stride: Int) -> String {
      let (whole, others) = shifts.isExact(part, stride: stride)
      guard let whole else {
        return "No shift here moves the \(maps) by a whole column and leaves columns to compare."
      }
      let when = stride == 1 ? "" : " for shifts by multiples of \(stride) pixels"
      guard whole else { return "The \(maps) do not move with the image exactly\(when)." }
      return "The \(maps) move with the image exactly\(when)"
        + (others == false ? ", and for no other shift." : ".")
    }
    let isPadded = network.nodes[..<pooling].contains {
      (($0.layer as? any ConvolutionLayer<Float>)?.convolution.padding ?? 0) > 0
    }
    let probabilities = shifts.responses.map {
      trainer.probability(of: shifts.target, in: $0.output)
    }
    let most = probabilities.map { abs($0 - probabilities[0]) }.max() ?? 0
    let name = trainer.className(ofTarget: shifts.target)
    return [
      move("\(source) maps", \.map, stride: strides.map),
      shifts.isExact(\.map, stride: strides.map).whole == false && isPadded
        ? "Near the border, the filter sees padding in place of pixels." : nil,
      shifts.isExact(\.map, stride: strides.map).whole == true
        ? "Convolution is equivariant." : nil,
      move("pooled maps", \.pooled, stride: strides.pooled),
      most == 0
        ? "The probability of \(name) stays the same."
        : "The probability of \(name) changes by up to \(Numbers.compact(most, digits: 2)): the network as a "
          + "whole is not invariant.",
    ].compactMap { $0 }.joined(separator: " ")
  }

  /// How far maps are moved back, in words.
  private func columns(per stride: Int) -> String {
    stride == 1 ? "the shift" : "the shift / \(stride), rounded down"
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

  /// The table of shifts, and the pictures for one of them.
  func digit(
    show: Int, width: Int, marks: Style.Marks
  ) throws -> TextBlock {
    let shifts = try shifts()
    let (still, responses, filter) = (shifts.still, shifts.responses, shifts.filter)
    func row(
      _ name: String, _ part: (Response) -> Tensor<Float>, movedBack stride: Int? = nil
    ) -> Table.Row {
      Table.Row(name, shifts.changes(part, movedBack: stride), places: 2, zero: "=")
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
        row("change of the input", \.image),
        row("change of the \(source) maps", \.map),
        row("change of the pooled maps", \.pooled),
        row("\(source) maps moved back", \.map, movedBack: strides.map),
        row("pooled maps moved back", \.pooled, movedBack: strides.pooled),
        Table.Row(
          "probability of \(trainer.className(ofTarget: target))",
          responses.map { trainer.probability(of: target, in: $0.output) }, places: 3),
        Table.Row("answer", answers.map { trainer.className(ofTarget: $0) }),
      ], width: width)
    let moved = responses[show]
    let poolingStride = strides.pooled / strides.map
    let picture = FilterPicture.block(
      title: "filter \(filter), the image moved by \(show)",
      maps: [
        NamedMap("\(source) map", still.map.slice([0, filter])),
        NamedMap("moved", moved.map.slice([0, filter])),
        NamedMap("pooled", still.pooled.slice([0, filter]), stride: poolingStride),
        NamedMap("moved", moved.pooled.slice([0, filter]), stride: poolingStride),
      ], blank: Double(shifts.blank.map.slice([0, filter]).values[0]), width: width, marks: marks)
    // The table comes last, because it is the point and a screen shows the end.
    return .stacked([
      picture, TextBlock(""), table,
      .wrapped(
        "Change is |new - old| / |old - blank paper|; = means exactly the same. Moved back: "
          + "\(source) maps by \(columns(per: strides.map)), pooled maps by "
          + "\(columns(per: strides.pooled)).",
        width: width),
      .wrapped(findings(shifts), width: width),
      TextBlock([
        trainer.updates == 0
          ? "next: train, then invariance again; so far there is little to lose"
          : "next: invariance --show 1, shift 1 0"
      ]),
    ])
  }

  /// The same as a figure: the maps of one shift, and curves for the changes of all shifts.
  func figure(show: Int, title: String) throws -> Figure {
    let shifts = try shifts()
    let filter = shifts.filter
    let paper = trainer.data.training.normalisation.blank
    func maps(_ response: Response, _ suffix: String) -> [NamedMap] {
      [
        NamedMap(
          (response.image.shape[1] > 1 ? "image, channel 0" : "image") + suffix,
          response.image.slice([0, 0]), role: .image(blank: paper)),
        NamedMap(
          "\(source) map \(filter)\(suffix)", response.map.slice([0, filter]),
          stride: strides.map),
        NamedMap(
          "pooled\(suffix)", response.pooled.slice([0, filter]), stride: strides.pooled),
      ]
    }
    func series(_ name: String, _ mark: Unicode.Scalar, _ values: [Double?]) -> Curve.Series {
      Curve.Series(
        name, mark: mark,
        points: values.enumerated().compactMap { shift, value in
          value.flatMap { $0.isFinite ? (Double(shift), $0) : nil }
        })
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
            series(source, "*", shifts.changes(\.map, movedBack: strides.map)),
            series("pooled", "o", shifts.changes(\.pooled, movedBack: strides.pooled)),
          ]),
        Curve(
          title: "the probability of \(name), the label", xTitle: axis,
          series: [series("p", "*", probabilities)]),
      ], notes: [findings(shifts), "How far: |new - old| / |old - blank paper|."])
  }

  /// The map that responds most to the image.
  private func liveliest(_ maps: Tensor<Float>, blank: Tensor<Float>) -> Int {
    func energy(_ filter: Int) -> Double {
      zip(maps.slice([0, filter]).values, blank.slice([0, filter]).values).reduce(0) {
        $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
      }
    }
    return (0..<maps.shape[1]).max { energy($0) < energy($1) } ?? 0
  }

  // MARK: The toy

  /// Dots shifted by a row and by a column, through this network's filter and through many random
  /// ones.
  func toy(
    seed: UInt64, width: Int
  ) throws -> (lines: [String], findings: [Notebook.Finding]) {
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
    let maps = responses[0].pooled.shape[1]
    func same(_ index: Int) -> Int {
      (0..<maps).count {
        responses[0].pooled.slice([0, $0]) == responses[index].pooled.slice([0, $0])
      }
    }
    let moves = [
      ("moved down by a row", 1, equal.row), ("moved left by a column", 2, equal.column),
    ]
    return (
      lines + [""] + TextBlock.wrapped(words, width: width).lines
        + TextBlock.wrapped(many, width: width).lines
        + TextBlock.wrapped(reason, width: width).lines + ["next: load mnist, image 0, invariance"],
      moves.map { move, index, _ in
        Notebook.Finding(
          "Pooled maps that stay equal, dots \(move)", "\(same(index)) of \(Numbers.count(maps))")
      }
        + moves.map { move, _, equal in
          Notebook.Finding(
            "Random filters whose pooled maps stay equal, dots \(move)",
            "\(Numbers.count(equal)) of \(Numbers.count(count))")
        }
    )
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
