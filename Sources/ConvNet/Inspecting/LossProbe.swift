/// The loss of one image as a function of every parameter and every pixel, in Double.
///
/// Where the user has given the gradient G of a layer's output, the function is the sum of G x out,
/// whose gradient at that output is G; the layers after it are left out.
///
/// Numbers are changed in place, and only the layers that depend on a change are computed again.
struct LossProbe {
  /// A set of numbers that the loss depends on: the image, or a parameter of a layer.
  struct Group {
    /// The whole place.
    let place: Place
    /// The shape that its indices refer to.
    let shape: Shape
    /// The layer that holds it; `nil` for the image.
    let layer: Int?
    /// Which of the layer's parameters it is.
    let parameter: Int
  }

  /// The loss at some point, and what kept it from changing smoothly on the way there.
  struct Measurement {
    let loss: Double
    let output: Tensor<Double>
    /// An output that took another branch than at the start, such as a window with another winner.
    let crossing: Place?
  }

  /// The passes at the start, before any change.
  let passes: [any AnyPass<Double>]
  /// The loss at the start.
  let start: Double
  /// The image and all parameters, in the order of the tape.
  let groups: [Group]

  private let names: [String]
  private let targets: [Int]
  private let loss: Loss
  /// The gradient that the user gave, if it takes the place of a loss.
  private let given: Tensor<Double>?
  private let hooks: StepHooks
  private let rate: Double
  private let kept: [[Tensor<Double>]]
  private var image: Tensor<Double>
  private var layers: [any Layer<Double>]

  /// The loss of the images in a trainer's step, or of the first few of them.
  ///
  /// - Parameters:
  ///   - trainer: The trainer; it is not changed.
  ///   - limit: The most images.
  ///   - followsGiven: Whether a gradient that was given in the step takes the place of the loss.
  /// - Throws: ``InspectionError`` if no image is loaded, it would take too much memory, the loss is
  ///   not finite, or the user stopped it.
  init<S>(
    of trainer: Trainer<S>, images limit: Int = .max, followsGiven: Bool = false
  ) throws(InspectionError) {
    let given = followsGiven ? trainer.step.given : nil
    guard given != nil || trainer.network.hasLoss else {
      throw .noGradient(
        Place(layer: trainer.network.nodes[trainer.network.count - 1].name, quantity: "d_out"))
    }
    guard let batch = trainer.step.batch?.first(limit) else { throw .noImage }
    let need = MemoryNeed(of: trainer.network, images: batch.count, as: Double.self)
    guard need.isAllowed else { throw .tooLarge(need) }
    let network: Network<Double> = trainer.network.converted()
    guard !Interruption.isRequested else { throw .stopped }
    image = batch.images.converted()
    let used = network.nodes.prefix((given?.layer ?? network.count - 1) + 1)
    names = used.map(\.name)
    layers = used.map(\.layer)
    self.given = given.map {
      let shape = $0.gradient.shape.withoutFirst
      return Tensor(
        shape.batched(batch.count), Array($0.gradient.values.prefix(batch.count * shape.count))
      )
      .converted()
    }
    targets = batch.targets
    loss = trainer.loss
    hooks = trainer.hooks
    rate = Double(trainer.optimiser.rate(ofUpdate: trainer.updates + 1))
    kept = trainer.keptGradients.map { $0.map { $0.converted() } }
    // The random numbers that the step drew, if it drew any, so that the same numbers are dropped.
    var context = trainer.step.passes.first?.context ?? trainer.context
    context.ties = trainer.context.ties
    context.mode = trainer.context.mode
    passes = Array(hooks.forward(network, from: image, in: &context).prefix(used.count))
    start = Self.value(
      of: passes[passes.count - 1], given: self.given, loss, targets: targets, hooks)
    guard !Interruption.isRequested else { throw .stopped }
    guard start.isFinite else { throw .lossNotFinite(start) }
    var groups: [Group] = []
    for place in trainer.writablePlaces {
      guard case .computed(let whole) = try trainer.inspect(place) else { continue }
      // The images may be only the first few of the step.
      let shape = place.layer == nil ? image.asPlace().droppingBatchAxis.shape : whole.shape
      let layer = place.layer.flatMap(network.index(of:))
      guard layer ?? 0 < used.count else { continue }
      let parameter = layer.flatMap { layer in
        network.nodes[layer].layer.parameters.firstIndex { $0.name == place.quantity }
      }
      groups.append(
        Group(place: place, shape: shape, layer: layer, parameter: parameter ?? 0))
    }
    self.groups = groups
  }

  /// The loss, or the sum of out x the given gradient.
  private static func value(
    of last: any AnyPass<Double>, given: Tensor<Double>?, _ loss: Loss, targets: [Int],
    _ hooks: StepHooks
  ) -> Double {
    guard let given else { return hooks.evaluate(loss, last, targets: targets).mean }
    return zip(given.values, last.output.values).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Whether it is the loss that is measured, and not the sum of out x the given gradient.
  var isOfLoss: Bool { given == nil }

  /// dL/d(out) and dL/d(totals) of the last layer, at the start.
  var lossGradient: Upstream<Double> {
    if let given { return Upstream(out: given) }
    return hooks.gradient(loss, passes[passes.count - 1], targets: targets)
  }

  /// The gradients that the backward pass gives at the start, one entry per layer.
  var gradients: [LayerGradients<Double>] {
    hooks.backward(passes, from: lossGradient, rate: rate, kept: kept)
  }

  /// The terms that backward adds up to the gradient of a number of a group; `nil` where its rule is
  /// not a sum.
  func terms(
    _ group: Group, at offset: Int, _ gradients: [LayerGradients<Double>]
  ) -> Terms<Double>? {
    let layer = group.layer ?? 0
    var context = ExplanationContext<Double>(
      layer: names[layer],
      inputPlace: layer == 0
        ? Place(quantity: "image") : Place(layer: names[layer - 1], quantity: "out"),
      pass: passes[layer],
      upstream: layer == passes.count - 1
        ? lossGradient : Upstream(out: gradients[layer + 1].input),
      gradients: gradients[layer], targets: nil, ties: passes[layer].context.ties, blank: nil)
    var indices = group.gradient(in: gradients).shape.indices(at: offset)
    if group.layer == nil { context = context.of(sample: indices.removeFirst()) }
    let place = Place(
      layer: names[layer], quantity: group.layer == nil ? "d_in" : "d_" + group.place.quantity)
    let explanation = passes[layer].explain(place, 0, indices, in: context)
    return switch explanation?.arithmetic {
    case .sum(let terms, _): terms
    case .constant(0): Terms([])
    default: nil
    }
  }

  /// How far rounding alone can move the loss: its last bit, and that of the largest logit.
  var rounding: Double {
    let logits = passes[passes.count - 1].quantity("totals") ?? passes[passes.count - 1].output
    let largest = logits.values.reduce(0) { max($0, abs($1)) }
    return max(1, abs(start), largest) * .ulpOfOne
  }

  /// Changes numbers of a group in place.
  mutating func change(_ group: Group, _ body: (inout Tensor<Double>) -> Void) {
    guard let layer = group.layer else { return body(&image) }
    layers[layer].withParameters { parameter, values in
      if parameter == group.parameter { body(&values) }
    }
  }

  /// The present values of a group.
  func values(_ group: Group) -> [Double] {
    guard let layer = group.layer else { return image.values }
    return layers[layer].parameters[group.parameter].values.values
  }

  /// The present loss, if only numbers of the given group have been changed; NaN after an
  /// ``Interruption``.
  func measure(_ group: Group) -> Measurement {
    guard !Interruption.isRequested else {
      return Measurement(loss: .nan, output: passes[passes.count - 1].output, crossing: nil)
    }
    let first = group.layer ?? 0
    var input = group.layer.map { passes[$0].input } ?? image
    var last = passes[first]
    var crossing: Place?
    for index in first..<layers.count {
      var context = passes[index].context
      last = hooks.layer(layers[index], at: index).pass(input, in: &context)
      input = last.output
      if crossing == nil { crossing = self.crossing(last, at: index) }
    }
    return Measurement(
      loss: Self.value(of: last, given: given, loss, targets: targets, hooks),
      output: last.output, crossing: crossing)
  }

  /// The first output of a layer that takes another branch in a pass than it took at the start.
  private func crossing(_ pass: any AnyPass<Double>, at index: Int) -> Place? {
    guard let before = passes[index].branches, let after = pass.branches, before != after,
      let output = zip(before, after).enumerated().first(where: { $1.0 != $1.1 })?.offset
    else { return nil }
    let shape = pass.output.shape
    return Place(
      layer: names[index], quantity: "out",
      indices: Array(shape.indices(at: output).dropFirst(shape[0] == 1 ? 1 : 0)))
  }
}

extension LossProbe.Group {
  /// The offsets in memory of the numbers in a slice of the group.
  ///
  /// - Precondition: The indices lie within the shape.
  func offsets(of indices: [Int]) -> Range<Int> {
    let start = zip(indices, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
    return start..<start + shape.extents.dropFirst(indices.count).reduce(1, *)
  }

  /// The name of the number at an offset.
  func place(at offset: Int) -> Place {
    Place(layer: place.layer, quantity: place.quantity, indices: shape.indices(at: offset))
  }

  /// The group's part of the result of a backward pass.
  func gradient(in gradients: [LayerGradients<Double>]) -> Tensor<Double> {
    layer.map { gradients[$0].parameters[parameter] } ?? gradients[0].input
  }
}
