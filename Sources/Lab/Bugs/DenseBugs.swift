import ConvNet

// Bugs in fully-connected layers and in their input.

/// The weight gradient uses relu'(a) instead of a.
struct DenseFromMask: LayerBug {
  let name = "dense-from-mask"
  let summary = "the dense weight gradient uses the slope of the input in place of the input"
  let act = BugAct.backward
  let home = BuggyLayer.dense

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard let layer = place.pass.anyLayer as? any DenseLayer<S> else { return nil }
    let mask = Tensor(place.pass.input.shape, place.pass.input.values.map { $0 > 0 ? 1 : 0 as S })
    let weights = layer.dense.backward(right.totals ?? upstream.out, input: mask).parameters[0]
    return LayerGradients(
      input: right.input, parameters: [weights, right.parameters[1]], totals: right.totals)
  }
}

/// The layer updates its weights before it passes the gradient on.
struct DenseLate: LayerBug {
  let name = "dense-late"
  let summary = "a dense layer passes the gradient on through weights it has already updated"
  let act = BugAct.backward
  let home = BuggyLayer.dense

  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? {
    guard var dense = (place.pass.anyLayer as? any DenseLayer<S>)?.dense else { return nil }
    dense.weights = Tensor(
      dense.weights.shape,
      zip(dense.weights.values, right.parameters[0].values).map { $0 - place.rate * $1 })
    return LayerGradients(
      input: dense.backward(right.totals ?? upstream.out, input: place.pass.input).input,
      parameters: right.parameters, totals: right.totals)
  }
}

/// The gradient is summed over the batch, but the loss is averaged.
struct BatchSum: Bug {
  let name = "batch-sum"
  let summary = "the gradient is summed over the batch while the loss is averaged"
  let act = BugAct.backward

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    trainer.imagesPerStep > 1 ? nil : .needsBatch(alone: "sum and mean are the same")
  }

  func lossGradient<S: Scalar>(
    _ pass: any AnyPass<S>, right: Upstream<S>, by loss: Loss
  ) -> Upstream<S>? {
    let count = S(pass.output.shape[0])
    func summed(_ tensor: Tensor<S>) -> Tensor<S> {
      Tensor(tensor.shape, tensor.values.map { $0 * count })
    }
    return Upstream(out: summed(right.out), totals: right.totals.map(summed))
  }
}

/// Adam receives the output error instead of the weight gradient, with fresh moments, 29 times per
/// step; biases are left out.
struct AdamOfOutput: UpdateBug {
  let name = "adam-of-output"
  let summary = "dense weights get 29 fresh steps of Adam on the output's error per update"
  let act = BugAct.update
  let home = BuggyLayer.dense

  @specialized(where S == Float)
  func update<S: Scalar>(_ network: inout Network<S>, with update: FinishedUpdate<S>) {
    let learns = network.nodes.map { !$0.isFrozen && home.includes($0.layer) }
    let adam = Optimiser<S>.adam
    network.withParameters { layer, parameter, values in
      guard learns[layer], parameter < 2, layer < update.gradients.count else { return }
      values = update.before.nodes[layer].layer.parameters[parameter].values
      guard parameter == 0 else { return }
      // The sum of an output's error over the batch is the gradient of its bias.
      let errors = update.gradients[layer].parameters[1].values
      let inputs = values.shape[1]
      var weights = values.values
      for o in errors.indices {
        let g = errors[o]
        let mean = (1 - adam.mean) * g / (1 - adam.mean)
        let square = (1 - adam.square) * (g * g) / (1 - adam.square)
        let step = update.rate * mean / (square.squareRoot() + adam.epsilon)
        for i in 0..<inputs {
          for _ in 0..<29 { weights[o * inputs + i] -= step }
        }
      }
      values = Tensor(values.shape, weights)
    }
  }
}
