/// The loss of one image as a function of every parameter and every pixel, in Double.
///
/// Numbers are changed in place, and only the layers that feel a change are computed again.
struct LossProbe {
  /// A set of numbers that the loss is a function of: the image, or a parameter of a layer.
  struct Group {
    /// The whole place.
    let place: Place
    /// The shape that its indices count in.
    let shape: Shape
    /// The layer that holds it; none for the image.
    let layer: Int?
    /// Which of the layer's parameters it is.
    let parameter: Int
  }

  /// What the loss is somewhere, and what kept it from getting there smoothly.
  struct Measurement {
    let loss: Double
    let output: Tensor<Double>
    /// An output that took another branch than at the start, such as a window's other winner.
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
  private let hooks: StepHooks
  private let rate: Double
  private var image: Tensor<Double>
  private var layers: [any Layer<Double>]

  /// The loss of the images in a trainer's step, or of the first few of them.
  ///
  /// - Throws: ``InspectionError`` if no image is loaded, or its loss is not finite.
  init<S>(of trainer: Trainer<S>, images limit: Int = .max) throws(InspectionError) {
    guard let batch = trainer.step.batch?.first(limit) else { throw .noImage }
    let network: Network<Double> = trainer.network.converted()
    image = batch.images.converted()
    names = network.nodes.map(\.name)
    layers = network.nodes.map(\.layer)
    targets = batch.targets
    loss = trainer.loss
    hooks = trainer.hooks
    rate = Double(trainer.optimiser.rate(ofUpdate: trainer.updates + 1))
    // The random numbers that the step drew, where it drew any: the same numbers are dropped.
    var context = trainer.step.passes.first?.context ?? trainer.context
    context.ties = trainer.context.ties
    context.mode = trainer.context.mode
    passes = hooks.forward(network, from: image, in: &context)
    start = hooks.evaluate(loss, passes[passes.count - 1], targets: targets).mean
    guard start.isFinite else { throw .lossNotFinite(start) }
    var groups: [Group] = []
    for place in trainer.writablePlaces {
      guard case .computed(let whole) = try trainer.inspect(place) else { continue }
      // The images may be the first few of the step's.
      let shape = place.layer == nil ? image.asPlace().droppingBatchAxis.shape : whole.shape
      let layer = place.layer.flatMap(network.index(of:))
      let parameter = layer.flatMap { layer in
        network.nodes[layer].layer.parameters.firstIndex { $0.name == place.quantity }
      }
      groups.append(
        Group(place: place, shape: shape, layer: layer, parameter: parameter ?? 0))
    }
    self.groups = groups
  }

  /// dL/d(out) and dL/d(totals) of the last layer, at the start.
  var lossGradient: Upstream<Double> {
    hooks.gradient(loss, passes[passes.count - 1], targets: targets)
  }

  /// The gradients that the backward pass gives at the start, one entry a layer.
  var gradients: [LayerGradients<Double>] {
    hooks.backward(passes, from: lossGradient, rate: rate)
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

  /// The values of a group as they are now.
  func values(_ group: Group) -> [Double] {
    guard let layer = group.layer else { return image.values }
    return layers[layer].parameters[group.parameter].values.values
  }

  /// The loss as it is now, where only numbers of the given group have been changed.
  func measure(_ group: Group) -> Measurement {
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
      loss: hooks.evaluate(loss, last, targets: targets).mean, output: last.output,
      crossing: crossing)
  }

  /// The first output of a layer that takes another branch in a pass than at the start.
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
  /// The numbers of the group that stand at a slice of it, as offsets in memory.
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

  /// The group's part of what a backward pass gave.
  func gradient(in gradients: [LayerGradients<Double>]) -> Tensor<Double> {
    layer.map { gradients[$0].parameters[parameter] } ?? gradients[0].input
  }
}
