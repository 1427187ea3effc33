import ConvNet

/// A dense layer whose forward pass is done.
struct DenseSetting: SlipSetting {
  let layer: LayerSetting
  let dense: Dense<Float>

  init?(_ scene: SlipScene) {
    guard let layer = LayerSetting(scene),
      let own = layer.pass.anyLayer as? any DenseLayer<Float>,
      // The output of a layer with an activation is not a sum.
      scene.place.quantity != "out" || !layer.pass.anyLayer.quantityNames.contains("totals")
    else { return nil }
    self.layer = layer
    dense = own.dense
  }

  /// The gradient of the sums.
  var gradient: Tensor<Float>? { layer.gradients?.totals ?? layer.upstream?.out }

  /// The place's gradient with something else instead of its parts.
  func backward(
    weights: Tensor<Float>? = nil, arriving: Tensor<Float>? = nil, input: Tensor<Float>? = nil
  ) -> [Float]? {
    guard let gradient = arriving ?? gradient else { return nil }
    let own = Dense(weights: weights ?? dense.weights, biases: dense.biases)
    return layer.pick(own.backward(gradient, input: input ?? layer.pass.input))
  }

  /// The weights with rows and columns exchanged, if there are as many outputs as inputs.
  var transposed: Tensor<Float>? {
    let side = dense.inputs
    guard side == dense.outputs, side > 1 else { return nil }
    let values = dense.weights.values
    return Tensor(
      dense.weights.shape, values.indices.map { values[$0 % side * side + $0 / side] })
  }
}

/// Slips in dense layers.
enum DenseSlips {
  static let all: [Slip] = [
    Slip(
      "bias-forgotten", at: "totals", "out", if: "the bias is left out",
      ask: "What is added once all the products have been summed?"
    ) { (own: DenseSetting) in
      [
        Dense(weights: own.dense.weights, biases: Tensor(own.dense.biases.shape))
          .totals(own.layer.pass.input).values
      ]
    },
    Slip(
      "weights-transposed", at: "totals", "out", if: "the weights are read by columns",
      ask: "Which weights lead into this output: a row, or a column?"
    ) { (own: DenseSetting) in
      [
        own.transposed.map {
          Dense(weights: $0, biases: own.dense.biases).totals(own.layer.pass.input).values
        }
      ]
    },
    Slip(
      "weights-not-transposed", at: "d_in", if: "the weights are read by rows in the backward pass",
      ask: "Which weights lead out of this input: a row, or a column?"
    ) { (own: DenseSetting) in [own.transposed.flatMap { own.backward(weights: $0) }] },
    Slip(
      "one-output", at: "d_in", if: "only one of the outputs sends gradient back",
      ask: "How many outputs does this input change?"
    ) { (own: DenseSetting) in
      own.gradient?.parts(along: 1).map { own.backward(arriving: $0) } ?? []
    },
    Slip(
      "weights-updated-first", at: "d_in",
      if: "the weights are updated before the gradient is "
        + "passed back",
      ask: "With which weights was the output computed?", bug: DenseLate()),
    Slip(
      "input-forgotten", at: "d_weights", if: "the input is forgotten: it is the bias's gradient",
      ask: "What does this weight multiply in the forward pass?"
    ) { (own: DenseSetting) in
      [own.backward(input: Tensor(own.layer.pass.input.shape, repeating: 1))]
    },
    Slip(
      "gradient-forgotten", at: "d_weights", if: "it is the input alone, without the gradient",
      ask: "How much does the loss change with the total that this weight leads to?"
    ) { (own: DenseSetting) in
      [own.backward(arriving: own.gradient.map { Tensor($0.shape, repeating: 1) })]
    },
    Slip(
      "output-for-input", at: "d_weights", if: "the layer's output is used instead of its input",
      ask: "What does this weight multiply in the forward pass?"
    ) { (own: DenseSetting) in
      guard own.dense.inputs == own.dense.outputs else { return [] }
      return [own.backward(input: own.layer.pass.output)]
    },
    Slip(
      "weight-for-input", at: "d_weights",
      if: "the gradient is multiplied by the weight, not by "
        + "the input",
      ask: "What is the slope of weight x input with respect to the weight?"
    ) { (own: DenseSetting) in
      guard let gradient = own.gradient, gradient.shape[0] == 1 else { return [] }
      return [
        own.dense.weights.values.indices.map {
          own.dense.weights.values[$0] * gradient.values[$0 / own.dense.inputs]
        }
      ]
    },
    Slip(
      "slope-for-input", at: "d_weights",
      if: "the slope of the input's ReLU is used instead of the input",
      ask: "Does this weight multiply the input itself, or only a 1 where the input is above 0?",
      bug: DenseFromMask()),
    Slip(
      "bias-gradient-times-input", at: "d_biases",
      if: "the bias's gradient is multiplied by the input",
      ask: "What does a bias multiply in the forward pass?"
    ) { (own: DenseSetting) in
      guard let weights = own.layer.gradients?.parameters.first else { return [] }
      return [
        (0..<own.dense.outputs).map { output in
          weights.values[output * own.dense.inputs..<(output + 1) * own.dense.inputs]
            .reduce(0, +)
        }
      ]
    },
    Slip(
      "one-sample", at: "d_weights", "d_biases", if: "only one image of the batch counts",
      ask: "How many images of the batch use this weight?"
    ) { (own: DenseSetting) in
      own.gradient?.parts(along: 0).map { own.backward(arriving: $0) } ?? []
    },
  ]
}
