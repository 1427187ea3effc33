import ConvNet
import Rendering

/// The scenes of one operation of a step, which has been done.
struct OperationFilm {
  let operation: TapeOperation
  /// How many operations of the step are done when this one is.
  let position: Int
  /// The trainer after the operation.
  let trainer: Trainer<Float>
  /// Which map, filter or row is shown of several.
  let map: Int
  /// Which sample of a batch is shown.
  let sample: Int

  private var name: String { trainer.network.name(of: operation) }

  /// - Throws: An error if something of it cannot be explained.
  func scenes() throws -> [FilmScene] {
    guard isPart else { return [] }
    switch operation {
    case .image: return image()
    case .backward(let layer) where trainer.network.nodes[layer].layer is any MaxPooling<Float>:
      return try routing(layer)
    case .backward(let layer):
      if let convolution = trainer.network.nodes[layer].layer as? any ConvolutionLayer<Float> {
        return try filterGradient(layer, columns: convolution.convolution.filters.shape[3])
          + values { $0 != "d_filters" }
      }
      return try values()
    // One parameter stands for all: they change by the same rule.
    case .update: return try Array(values().prefix(1))
    case .forward, .loss, .given, .lossGradient: return try values()
    }
  }

  private func scene(
    _ what: String, count: Int, place: @escaping (Int) -> Place?,
    picture: @escaping (_ index: Int, _ width: Int) throws -> FilmPicture
  ) -> FilmScene {
    FilmScene(
      title: "\(name): \(what)", count: count, picture: picture, operation: position
    ) { index, width in
      try place(index).map {
        ExplanationPicture(
          try trainer.explain($0), hints: Narration.explanationHints(trainer)
        ).block(width: width)
      }
    }
  }

  /// Whether the operation is a part of the step: a given gradient takes the place of those between.
  private var isPart: Bool {
    guard let given = trainer.step.given else { return true }
    return switch operation {
    case .loss, .lossGradient: false
    case .backward(let layer): layer <= given.layer
    case .image, .forward, .given, .update: true
    }
  }

  private func image() -> [FilmScene] {
    guard let sample = trainer.sample(sample) else { return [] }
    let title = Captions.title(of: sample, in: trainer)
    let blank = trainer.data.training.normalisation.blank
    return [
      scene("it is loaded", count: 1, place: { _ in nil }) { _, width in
        FilmPicture(TextBlock()) { marks, _ in
          ImagePicture.block(
            title: title, image: sample.image.slice([0]), blank: blank, width: width, marks: marks)
        }
      }
    ]
  }

  /// The values that it computes, one after another, block by block.
  private func values(_ isWanted: (String) -> Bool = { _ in true }) throws -> [FilmScene] {
    try OperationValues(of: operation, in: trainer, sample: sample).byBlock(map: map)
      .filter { $0.count > 0 && isWanted($0.blocks[0].place.quantity) }.map { values in
        let shape = values.blocks[0].values.shape
        let of = shape.rank > 2 && shape[0] > 1 ? "[\(min(map, shape[0] - 1))]" : ""
        return scene(
          "\(values.blocks[0].place)\(of)", count: values.count, place: values.place
        ) { index, width in
          try values.picture(at: index, width: width)
        }
      }
  }

  /// The gradient of a filter grows: at each place the window meets a patch of the input.
  private func filterGradient(_ layer: Int, columns: Int) throws -> [FilmScene] {
    let whole = Place(layer: trainer.network.nodes[layer].name, quantity: "d_filters")
    // Filters of one channel are named without it.
    guard let shape = trainer.shape(of: whole), shape.rank > 2 else { return [] }
    let channel = whole.with([min(map, shape[0] - 1)] + (shape.rank > 3 ? [0] : []))
    let weights = try (0..<shape[shape.rank - 2] * columns).map { weight in
      try trainer.explain(channel.with(channel.indices + [weight / columns, weight % columns]))
    }
    guard let growth = GrowingFilterGradient(channel, weights, columns: columns), growth.count > 0
    else { return try values { $0 == "d_filters" } }
    let output = trainer.network.outputs[layer]
    let batch = trainer.step.count
    let count =
      Numbers.count(growth.count)
      + " of \(Numbers.count(output[1] * output[2] * batch, "place"))"
      + (batch > 1 ? " in the \(Numbers.count(batch, "image")) of the batch" : "")
    let isAsRuled = weights.allSatisfy { $0.arithmetic.evaluate() == $0.value }
    return [
      scene(
        "\(channel) grows, place by place", count: growth.count,
        place: { growth.gradient(at: $0) }
      ) { index, width in
        let place = growth.gradient(at: index)
        let own = Array(place.indices.suffix(3))
        let window = trainer.step.passes[layer].anyLayer.libraryLayer?.window(ofOutput: own)
        let isLast = index == growth.count - 1
        let sample = own.count < place.indices.count ? place.indices[0] : sample
        let gradient = trainer.step.upstream(of: layer)?.out.ofSample(sample).slice([0, own[0]])
        let ending =
          isAsRuled
          ? isLast ? "That was the last place with a gradient: the sums are the gradients." : ""
          : "These are the sums by the rule. " + Narration.ofDeviation(trainer)
        return FilmPicture(
          .stacked(
            [
              .wrapped(
                "(\(own[1]),\(own[2])) is one of the \(count) that got a gradient: each weight adds "
                  + "it times the input that it met there.", width: width),
              growth.block(at: index, width: width),
            ] + (ending.isEmpty ? [] : [TextBlock.wrapped(ending, width: width)]))
        ) { _, height in
          guard let window, let gradient else { return TextBlock() }
          let place = place.with(Array(place.indices.dropLast(2)))
          return .flow(
            [
              InputMap(trainer, layer: layer, channel: 0, sample: sample)
                .block(rows: window.rows, columns: window.columns, height: height),
              SlidingWindow.block(
                "\(place)", Plane(gradient), rows: own[1]..<own[1] + 1,
                columns: own[2]..<own[2] + 1, blank: 0, height: height),
            ], width: width, gap: 4)
        }
      }
    ]
  }

  /// Each window of a max pooling sends its gradient to the cell that won.
  private func routing(_ layer: Int) throws -> [FilmScene] {
    let filter = min(map, trainer.network.outputs[layer][0] - 1)
    let route = try Captions.route(trainer, layer: layer, filter: filter, shown: sample)
    guard route.gradientIn != nil else { return [] }
    return [
      scene(
        "gradient goes to the winners of map \(filter)", count: route.windowCount,
        place: { route.gradient(ofWindow: $0) }
      ) { index, width in
        FilmPicture(
          route.followsRule
            ? TextBlock()
            : .wrapped(
              "This is where the rule sends it. " + Narration.ofDeviation(trainer), width: width)
        ) { _, height in route.routing(upTo: index, width: width, height: height) ?? TextBlock() }
      }
    ]
  }
}
