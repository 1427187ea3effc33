import ConvNet

// Bugs in activations.

/// The derivative of the hyperbolic tangent is used instead of ReLU's.
struct ReLUAsTanh: LayerBug {
  let name = "relu-as-tanh"
  let summary = "ReLU's slope is taken as 1 - out^2, which is tanh's"
  let act = BugAct.backward
  let home = BuggyLayer.relu

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard place.pass.anyLayer is ReLU<S> else { return nil }
    return LayerGradients(
      input: Tensor(
        upstream.out.shape,
        zip(upstream.out.values, place.pass.output.values).map { $0 * (1 - $1 * $1) }))
  }
}

/// ReLU's derivative is left out if ReLU works on maps.
struct ReLUNoMask: Bug {
  let name = "relu-no-mask"
  let summary = "a ReLU on another layer's maps lets every gradient through"
  let act = BugAct.backward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    let network = trainer.network
    let isPossible = network.nodes.indices.dropFirst().contains {
      network.nodes[$0].layer is ReLU<S> && network.outputs[$0].rank == 3
    }
    return isPossible ? nil : .noReLUOnMaps
  }

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard place.index > 0, place.pass.anyLayer is ReLU<S>, place.pass.input.shape.rank == 4 else {
      return nil
    }
    return LayerGradients(input: upstream.out)
  }
}

/// The activated value is computed and discarded, in both directions.
struct LeakyDiscarded: LayerBug {
  let name = "leaky-discarded"
  let summary = "the leaky ReLU's value is computed and thrown away, forward and backward"
  let act = BugAct.forward
  let home = BuggyLayer.leaky

  func standIn<S: Scalar>(for layer: any Layer<S>, at index: Int) -> (any Layer<S>)? {
    layer is LeakyReLU<S> ? LeakyReLU<S>(slope: 1) : nil
  }
}

/// One slope forward, another slope backward.
struct LeakySlopes: LayerBug {
  let name = "leaky-slopes"
  let summary = "the leaky ReLU's slope is 0.001 forward and 0.01 backward"
  let act = BugAct.backward
  let home = BuggyLayer.leaky

  func standIn<S: Scalar>(for layer: any Layer<S>, at index: Int) -> (any Layer<S>)? {
    layer is LeakyReLU<S> ? LeakyReLU<S>(slope: 0.001) : nil
  }

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard place.pass.anyLayer is LeakyReLU<S> else { return nil }
    return LayerGradients(
      input: Tensor(
        upstream.out.shape,
        zip(upstream.out.values, place.pass.input.values).map { $1 > 0 ? $0 : S(0.01) * $0 }))
  }
}

/// The derivative is returned alone: the chain rule's other factor is left out.
struct LeakyConstant: LayerBug {
  let name = "leaky-constant"
  let summary = "a leaky ReLU returns its slope alone, not slope x gradient"
  let act = BugAct.backward
  let home = BuggyLayer.leaky

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard place.pass.anyLayer is LeakyReLU<S> else { return nil }
    return place.pass.quantity("mask").map { LayerGradients(input: $0) }
  }
}

/// The softmax does not subtract the largest total first.
struct SoftmaxUnshifted: Bug {
  let name = "softmax-unshifted"
  let summary = "the softmax does not subtract the largest total: exp overflows"
  let act = BugAct.forward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    trainer.loss == .crossEntropy || trainer.network.ending == .softmax ? nil : .noSoftmax
  }

  func standIn<S: Scalar>(for layer: any Layer<S>, at index: Int) -> (any Layer<S>)? {
    (layer as? Softmax<S>).map { Softmax($0.dense, isShifted: false) }
  }

  func loss<S: Scalar>(
    _ pass: any AnyPass<S>, right: LossRecord<S>, by loss: Loss
  ) -> LossRecord<S>? {
    // No other loss applies a softmax.
    guard loss == .crossEntropy else { return nil }
    let p = probabilities(pass)
    let losses = right.targets.enumerated().map { sample, target in
      -S.log(p.values[sample * p.shape[1] + target])
    }
    return LossRecord(
      mean: losses.reduce(0, +) / S(losses.count), losses: losses,
      predictions: right.predictions, targets: right.targets)
  }

  func lossGradient<S: Scalar>(
    _ pass: any AnyPass<S>, right: Upstream<S>, by loss: Loss
  ) -> Upstream<S>? {
    // A softmax layer's own gradient comes from its output, which is already unshifted.
    guard loss == .crossEntropy, right.totals == nil else { return nil }
    let (wrong, sound) = (probabilities(pass), pass.output.softmax())
    let count = S(pass.output.shape[0])
    return Upstream(
      out: Tensor(
        right.out.shape,
        right.out.values.indices.map {
          right.out.values[$0] + (wrong.values[$0] - sound.values[$0]) / count
        }))
  }

  private func probabilities<S: Scalar>(_ pass: any AnyPass<S>) -> Tensor<S> {
    (pass.quantity("totals") ?? pass.output).unshiftedSoftmax()
  }
}
