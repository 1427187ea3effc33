import ConvNet

/// A known way to get a number wrong: a wrong computation of a place, carried out in the present
/// state, with the thought behind it.
package struct Slip: Sendable {
  /// Its name: `filter-rotated`.
  package let name: String
  /// What gives the wrong number, worded to follow "That is what comes out if".
  package let thought: String
  /// A question that makes one see it.
  package let question: String
  /// The wrong numbers of a whole place, in the order of the right ones; one array for each way to
  /// make the slip, none where it cannot be made.
  let wrong: @Sendable (SlipScene) -> [[Float]?]

  /// A slip at some quantities of a layer, or of the network, in a setting of a given kind.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - quantities: The quantities where it can be made.
  ///   - thought: What gives the wrong number, worded to follow "That is what comes out if".
  ///   - question: A question that makes one see it.
  ///   - wrong: The wrong numbers; one array for each way to make the slip.
  init<Setting: SlipSetting>(
    _ name: String, at quantities: String..., if thought: String, ask question: String,
    _ wrong: @escaping @Sendable (Setting) -> [[Float]?]
  ) {
    self.init(name, if: thought, ask: question) { scene in
      guard quantities.contains(scene.place.quantity), let setting = Setting(scene) else {
        return []
      }
      return wrong(setting)
    }
  }

  /// A slip that a bug makes at some quantities of a layer's backward pass.
  init(
    _ name: String, at quantities: String..., if thought: String, ask question: String,
    bug: any Bug
  ) {
    self.init(name, if: thought, ask: question) { scene in
      guard quantities.contains(scene.place.quantity), let setting = LayerSetting(scene) else {
        return []
      }
      return [setting.gradients(with: bug).flatMap(setting.pick)]
    }
  }

  /// A slip that can be made at any place.
  init(
    _ name: String, if thought: String, ask question: String,
    anywhere wrong: @escaping @Sendable (SlipScene) -> [[Float]?]
  ) {
    self.name = name
    self.thought = thought
    self.question = question
    self.wrong = wrong
  }
}

/// A place that has been computed, whose numbers somebody else computed too.
struct SlipScene: Sendable {
  /// The whole place.
  let place: Place
  /// The state in which it was computed.
  let trainer: Trainer<Float>
  /// The numbers there.
  let right: Tensor<Float>
  /// The indices of the part that is asked for.
  let indices: [Int]
  /// The state one step before, if there is one.
  let before: Trainer<Float>?

  /// A place, or a part of one, in a state; `nil` where it is not computed.
  init?(_ place: Place, in trainer: Trainer<Float>, before: Trainer<Float>?) {
    guard let whole = trainer.numbers(at: place.whole), whole.shape.holds(place.indices)
    else { return nil }
    self.place = place.whole
    self.trainer = trainer
    right = whole
    indices = place.indices
    self.before = before
  }

  /// The offsets of the part that is asked for.
  var part: Range<Int> {
    let start = zip(indices, right.shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
    return start..<start + right.shape.extents.dropFirst(indices.count).reduce(1, *)
  }

  /// Whether the place is the loss or a gradient, which a mean over the batch scales.
  var isOfLoss: Bool { place.quantity == "loss" || place.quantity.hasPrefix("d_") }

  /// The index of the place's layer.
  var layer: Int? { place.layer.flatMap(trainer.network.index) }

  /// The forward pass of the place's layer.
  var pass: (any AnyPass<Float>)? {
    guard let layer, trainer.step.passes.indices.contains(layer) else { return nil }
    return trainer.step.passes[layer]
  }
}

/// What a family of slips looks at in a scene.
protocol SlipSetting: SendableMetatype {
  /// The setting, if the scene is one.
  init?(_ scene: SlipScene)
}

/// A layer whose forward pass is done.
struct LayerSetting: SlipSetting {
  let scene: SlipScene
  let index: Int
  let pass: any AnyPass<Float>

  init?(_ scene: SlipScene) {
    guard let index = scene.layer, let pass = scene.pass else { return nil }
    self.scene = scene
    self.index = index
    self.pass = pass
  }

  /// What arrives from the right.
  var upstream: Upstream<Float>? { scene.trainer.step.upstream(of: index) }

  /// The layer's right gradients.
  var gradients: LayerGradients<Float>? { scene.trainer.step.gradients(of: index) }

  /// The numbers of the scene's place among a layer's gradients.
  func pick(_ gradients: LayerGradients<Float>) -> [Float]? {
    switch scene.place.quantity {
    case "d_in": return gradients.input.values
    case "d_totals": return gradients.totals?.values
    case let name:
      let own = pass.anyLayer.parameters.firstIndex { "d_" + $0.name == name }
      return own.map { gradients.parameters[$0].values }
    }
  }

  /// The numbers of the scene's place with something else arriving from the right.
  func pick(arriving upstream: Tensor<Float>?) -> [Float]? {
    upstream.flatMap { pick(pass.backward(Upstream(out: $0))) }
  }

  /// The layer's gradients as a bug computes them.
  func gradients(with bug: any Bug) -> LayerGradients<Float>? {
    guard let upstream, let gradients, bug.applies(to: scene.trainer) else { return nil }
    let trainer = scene.trainer
    let place = BackwardPlace(
      pass: pass, index: index, rate: trainer.optimiser.rate(ofUpdate: trainer.updates + 1))
    return bug.backward(upstream, at: place, right: gradients)
  }

  /// What would arrive if the activation after this layer passed its gradient on unchanged.
  var upstreamPastActivation: Tensor<Float>? {
    let next = index + 1
    let passes = scene.trainer.step.passes
    guard passes.indices.contains(next), passes[next].anyLayer is any ActivationLayer<Float>,
      upstream != nil
    else { return nil }
    return scene.trainer.step.upstream(of: next)?.out
  }
}

extension Tensor<Float> {
  /// The same tensor with the numbers for which `keeps` is false set to 0.
  func keeping(_ keeps: (_ offset: Int) -> Bool) -> Tensor {
    Tensor(shape, values.indices.map { keeps($0) ? values[$0] : 0 })
  }

  /// The tensor with only one index along an axis left, the others set to 0: one for each index, of
  /// at most 64.
  func parts(along axis: Int) -> [Tensor] {
    guard shape[axis] > 1 else { return [] }
    let stride = shape.strides[axis]
    return (0..<Swift.min(shape[axis], 64)).map { own in
      keeping { $0 / stride % shape[axis] == own }
    }
  }

  /// The numbers at each index along an axis, whose extent becomes 1; the first 64 of them. None if
  /// there is only one.
  func slices(along axis: Int) -> [Tensor] {
    let (count, size, values) = (shape[axis], shape.strides[axis], values)
    guard count > 1 else { return [] }
    var extents = shape.extents
    extents[axis] = 1
    return (0..<Swift.min(count, 64)).map { own in
      Tensor(
        Shape(extents),
        Swift.stride(from: own * size, to: values.count, by: count * size)
          .flatMap { values[$0..<$0 + size] })
    }
  }
}
