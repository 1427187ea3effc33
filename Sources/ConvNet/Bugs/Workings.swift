/// The acts of a training step, and the one place where a bug takes over one of them.
struct Workings: Sendable {
  /// The bug that is on.
  var bug: (any Bug)?

  /// Runs a layer forward.
  func forward<S: Scalar>(
    _ network: Network<S>, layer index: Int, from input: Tensor<S>, in context: inout PassContext
  ) -> any AnyPass<S> {
    guard let bug else { return network.forward(layer: index, from: input, in: &context) }
    var own = bug.context(context) ?? context
    let layer = network.nodes[index].layer
    let pass = (bug.standIn(for: layer, at: index) ?? layer).pass(input, in: &own)
    context.random = own.random
    return pass
  }

  /// Runs all layers forward.
  func forward<S: Scalar>(
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
  func evaluate<S: Scalar>(
    _ loss: Loss, _ pass: any AnyPass<S>, targets: [Int]
  ) -> LossRecord<S> {
    let right = loss.evaluate(pass, targets: targets)
    return bug?.loss(pass, right: right, by: loss) ?? right
  }

  /// dL/d(out) of the last layer.
  func gradient<S: Scalar>(
    _ loss: Loss, _ pass: any AnyPass<S>, targets: [Int]
  ) -> Upstream<S> {
    let right = loss.gradient(pass, targets: targets)
    return bug?.lossGradient(pass, right: right, by: loss) ?? right
  }

  /// Runs a layer backward.
  func backward<S: Scalar>(
    _ pass: any AnyPass<S>, at index: Int, _ upstream: Upstream<S>, rate: S
  ) -> LayerGradients<S> {
    let right = pass.backward(upstream)
    guard let bug else { return right }
    return bug.backward(
      upstream, at: BackwardPlace(pass: pass, index: index, rate: rate), right: right) ?? right
  }

  /// Walks the passes backwards; gives the gradients of each layer, in the layers' order.
  func backward<S: Scalar>(
    _ passes: [any AnyPass<S>], from loss: Upstream<S>, rate: S
  ) -> [LayerGradients<S>] {
    var gradients: [LayerGradients<S>] = []
    var upstream = loss
    for index in passes.indices.reversed() {
      let own = backward(passes[index], at: index, upstream, rate: rate)
      upstream = Upstream(out: own.input)
      gradients.append(own)
    }
    return gradients.reversed()
  }
}
