/// The parts of a training step, and the only code in which hooks take over one of them.
package struct StepHooks: Sendable {
  /// The hooks that are on, in the order in which they were switched on.
  package private(set) var switchedOn: [any StepHook] = []
  /// Those of them that apply; only these take part.
  package private(set) var active: [any StepHook] = []
  /// Which of them apply.
  private(set) var isActive: [Bool] = []

  /// The given hooks; none of them applies until ``choose(_:)`` says so.
  package init(_ hooks: [any StepHook] = []) { switchedOn = hooks }

  /// Sets which of the hooks apply.
  mutating func choose(_ isActive: [Bool]) {
    guard isActive != self.isActive else { return }
    self.isActive = isActive
    active = zip(switchedOn, isActive).filter(\.1).map(\.0)
  }

  /// The right value, after each hook in turn has had the chance to replace it.
  private func applying<Value>(_ right: Value, _ change: (any StepHook, Value) -> Value?) -> Value {
    active.reduce(right) { value, hook in change(hook, value) ?? value }
  }

  /// The layer that runs forward in place of the given one.
  package func layer<S: Scalar>(_ layer: any Layer<S>, at index: Int) -> any Layer<S> {
    applying(layer) { $0.standIn(for: $1, at: index) }
  }

  /// Runs a layer forward.
  package func forward<S: Scalar>(
    _ network: Network<S>, layer index: Int, from input: Tensor<S>, in context: inout PassContext
  ) -> any AnyPass<S> {
    guard !active.isEmpty else { return network.forward(layer: index, from: input, in: &context) }
    var own = applying(context) { $0.context($1) }
    let pass = layer(network.nodes[index].layer, at: index).pass(input, in: &own)
    context.random = own.random
    return pass
  }

  /// Runs all layers forward.
  package func forward<S: Scalar>(
    _ network: Network<S>, from images: Tensor<S>, in context: inout PassContext
  ) -> [any AnyPass<S>] {
    var passes: [any AnyPass<S>] = []
    for index in network.nodes.indices {
      passes.append(
        forward(network, layer: index, from: passes.last?.output ?? images, in: &context))
    }
    return passes
  }

  /// The loss of a batch.
  package func evaluate<S: Scalar>(
    _ loss: Loss, _ pass: any AnyPass<S>, targets: [Int]
  ) -> LossRecord<S> {
    applying(loss.evaluate(pass, targets: targets)) { $0.loss(pass, right: $1, by: loss) }
  }

  /// dL/d(out) of the last layer.
  package func gradient<S: Scalar>(
    _ loss: Loss, _ pass: any AnyPass<S>, targets: [Int]
  ) -> Upstream<S> {
    applying(loss.gradient(pass, targets: targets)) {
      $0.lossGradient(pass, right: $1, by: loss)
    }
  }

  /// Whether a hook needs the gradients of the update before.
  var keepsGradients: Bool { active.contains { $0.keepsGradients } }

  /// Runs a layer backward; `kept` has the gradients of all layers that the last update used, if
  /// they are kept.
  package func backward<S: Scalar>(
    _ pass: any AnyPass<S>, at index: Int, _ upstream: Upstream<S>, rate: S, kept: [[Tensor<S>]]
  ) -> LayerGradients<S> {
    let place = BackwardPlace(
      pass: pass, index: index, rate: rate,
      kept: kept.indices.contains(index) ? kept[index] : [])
    return applying(pass.backward(upstream)) { $0.backward(upstream, at: place, right: $1) }
  }

  /// Runs all layers backward; returns the gradients of each layer, in the order of the layers.
  package func backward<S: Scalar>(
    _ passes: [any AnyPass<S>], from loss: Upstream<S>, rate: S, kept: [[Tensor<S>]]
  ) -> [LayerGradients<S>] {
    var gradients: [LayerGradients<S>] = []
    var upstream = loss
    for index in passes.indices.reversed() {
      let own = backward(passes[index], at: index, upstream, rate: rate, kept: kept)
      upstream = Upstream(out: own.input)
      gradients.append(own)
    }
    return gradients.reversed()
  }

  /// Updates the parameters.
  package func update<S: Scalar>(
    _ network: inout Network<S>, by optimiser: inout Optimiser<S>,
    with gradients: [LayerGradients<S>], number: Int
  ) {
    guard !active.isEmpty else {
      return optimiser.update(&network, with: gradients, number: number)
    }
    let before = network
    optimiser.update(&network, with: gradients, number: number)
    let update = FinishedUpdate(
      before: before, gradients: gradients, rate: optimiser.rate(ofUpdate: number))
    for hook in active { hook.update(&network, with: update) }
  }

  /// The labels of the images at some positions of the shuffled order, if a hook gives different
  /// ones.
  package func labels(ofPositions positions: Range<Int>, in images: LabelledImages) -> [Int]? {
    active.compactMap { hook in
      let labels = positions.compactMap { hook.label(ofPosition: $0, in: images) }
      return labels.isEmpty ? nil : labels
    }.last
  }

  /// The average loss and accuracy over some updates, as a report states them.
  package func report(_ journal: Journal, over updates: Range<Int>) -> (
    loss: Double, accuracy: Double
  ) {
    active.compactMap { $0.report(journal, over: updates) }.last ?? journal.average(updates)
  }
}
