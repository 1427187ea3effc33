import ConvNet

/// An activation whose forward pass is done.
struct ActivationSetting: SlipSetting {
  let layer: LayerSetting
  let activation: ActivationFunction

  init?(_ scene: SlipScene) {
    guard let layer = LayerSetting(scene),
      let own = layer.pass.anyLayer as? any ActivationLayer<Float>
    else { return nil }
    self.layer = layer
    activation = own.activation
  }

  /// d_in, or the mask, with a different slope at each input.
  func passed(_ slope: (_ input: Float, _ output: Float, _ gradient: Float) -> Float) -> [Float]? {
    let (input, output) = (layer.pass.input.values, layer.pass.output.values)
    let isMask = layer.scene.place.quantity == "mask"
    let upstream = isMask ? [Float](repeating: 1, count: input.count) : layer.upstream?.out.values
    return upstream.map { upstream in
      input.indices.map { upstream[$0] * slope(input[$0], output[$0], upstream[$0]) }
    }
  }
}

/// Slips in activations.
enum ElementwiseSlips {
  static let all: [Slip] = [
    Slip(
      "left-unchanged", at: "out", if: "the input is passed on unchanged",
      ask: "What does this layer do to a negative number?"
    ) { (own: ActivationSetting) in [own.layer.pass.input.values] },
    Slip(
      "absolute", at: "out", if: "the sign is dropped",
      ask: "What does this layer do to a negative number?"
    ) { (own: ActivationSetting) in
      own.activation == .relu ? [own.layer.pass.input.values.map(\.magnitude)] : []
    },
    Slip(
      "mask-forgotten", at: "d_in", if: "the gradient is passed on unchanged",
      ask: "How steep is the function at this input?"
    ) { (own: ActivationSetting) in [own.passed { _, _, _ in 1 }] },
    Slip(
      "slope-at-output", at: "d_in", "mask",
      if: "the slope is taken at the output instead of the input",
      ask: "At which number is the slope of the function needed?"
    ) { (own: ActivationSetting) in
      [
        own.passed { _, output, _ in
          own.activation.slope(at: output, output: own.activation.value(at: output))
        }
      ]
    },
    Slip(
      "open-at-0", at: "d_in", "mask", if: "the slope at exactly 0 is taken to be 1",
      ask: "By convention, what is the slope of max(x, 0) at 0?"
    ) { (own: ActivationSetting) in
      own.activation == .relu ? [own.passed { input, _, _ in input >= 0 ? 1 : 0 }] : []
    },
    Slip(
      "mask-of-gradient", at: "d_in",
      if: "the sign of the gradient decides, not the sign of the input",
      ask: "Which number decided in the forward pass whether the switch was open?"
    ) { (own: ActivationSetting) in
      own.activation == .relu ? [own.passed { _, _, gradient in gradient > 0 ? 1 : 0 }] : []
    },
    Slip(
      "output-for-slope", at: "d_in", "mask",
      if: "the function's value is used instead of its slope",
      ask: "What is the derivative of this function?"
    ) { (own: ActivationSetting) in [own.passed { _, output, _ in output }] },
    Slip(
      "half-the-slope", at: "d_in", "mask", if: "1 - out is used as the slope",
      ask: "What is the derivative of the sigmoid?"
    ) { (own: ActivationSetting) in
      own.activation == .sigmoid || own.activation == .tanh
        ? [own.passed { _, output, _ in 1 - output }] : []
    },
    Slip(
      "slope-alone", at: "d_in", if: "it is the slope alone, without the gradient",
      ask: "By what is the slope multiplied in the backward pass?"
    ) { (own: ActivationSetting) in
      [own.layer.pass.quantity("mask")?.values]
    },
    Slip(
      "activation-skipped", at: "d_filters", "d_weights", "d_biases", "d_in",
      if: "the slope of the activation after this layer is forgotten",
      ask: "Which layer lies between this one and the gradient that was used?"
    ) { (own: LayerSetting) in [own.pick(arriving: own.upstreamPastActivation)] },
  ]
}
