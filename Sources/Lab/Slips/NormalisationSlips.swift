import ConvNet

/// A batch normalisation, in training, whose forward pass is done.
struct NormalisationSetting: SlipSetting {
  let layer: LayerSetting
  let weights: [Float]
  let biases: [Float]
  let mean: [Float]
  let variance: [Float]
  let normalised: [Float]
  /// How many numbers of one image a channel has.
  private let size: Int
  /// How many numbers each channel has.
  let count: Float

  init?(_ scene: SlipScene) {
    guard let layer = LayerSetting(scene), layer.pass.context.mode == .training,
      let own = layer.pass.anyLayer as? BatchNorm<Float>,
      let mean = layer.pass.quantity("mean"), let variance = layer.pass.quantity("variance"),
      let normalised = layer.pass.quantity("normalised")
    else { return nil }
    self.layer = layer
    (weights, biases) = (own.weights.values, own.biases.values)
    (self.mean, self.variance, self.normalised) = (
      mean.values, variance.values, normalised.values
    )
    size = normalised.shape.strides[1]
    count = Float(normalised.shape.count / own.weights.shape.count)
  }

  /// The channel of a number.
  private func channel(_ offset: Int) -> Int { offset / size % weights.count }

  /// The output, or the normalised input, if each input were normalised differently.
  func normalising(_ value: (_ input: Float, _ channel: Int) -> Float) -> [Float] {
    let isOutput = layer.scene.place.quantity == "out"
    return layer.pass.input.values.enumerated().map { offset, input in
      let c = channel(offset)
      return isOutput ? weights[c] * value(input, c) + biases[c] : value(input, c)
    }
  }

  /// d_in with only some of the ways on which the gradient flows back.
  func inputGradient(throughMean: Bool, throughVariance: Bool) -> [Float]? {
    guard let upstream = layer.upstream?.out.values,
      let gradients = layer.gradients?.parameters, gradients.count == 2
    else { return nil }
    let (weightGradients, biasGradients) = (gradients[0].values, gradients[1].values)
    return upstream.enumerated().map { offset, gradient in
      let c = channel(offset)
      var sum = gradient
      if throughMean { sum -= biasGradients[c] / count }
      if throughVariance { sum -= normalised[offset] * weightGradients[c] / count }
      return weights[c] / (variance[c] + 1e-8).squareRoot() * sum
    }
  }
}

/// Slips in batch normalisation.
enum NormalisationSlips {
  static let all: [Slip] = [
    Slip(
      "mean-kept", at: "out", "normalised", if: "the mean is not subtracted",
      ask: "What is the mean of a channel after it is normalised?"
    ) { (own: NormalisationSetting) in
      [own.normalising { input, c in input / own.variance[c].squareRoot() }]
    },
    Slip(
      "divided-by-variance", at: "out", "normalised",
      if: "it is divided by the variance, not by its root",
      ask: "Which of the two has the same unit as the numbers themselves?"
    ) { (own: NormalisationSetting) in
      [own.normalising { input, c in (input - own.mean[c]) / own.variance[c] }]
    },
    Slip(
      "variance-of-sample", at: "out", "normalised", "variance",
      if: "the sum of the squares is divided by m - 1 instead of m",
      ask: "By what does batch normalisation divide the sum of the squares?"
    ) { (own: NormalisationSetting) in
      guard own.count > 1 else { return [] }
      let factor = own.count / (own.count - 1)
      if own.layer.scene.place.quantity == "variance" { return [own.variance.map { $0 * factor }] }
      return [
        own.normalising { input, c in
          (input - own.mean[c]) / (own.variance[c] * factor).squareRoot()
        }
      ]
    },
    Slip(
      "not-scaled", at: "out", if: "the normalised numbers are not scaled and shifted",
      ask: "What do the layer's weights and biases do?"
    ) { (own: NormalisationSetting) in [own.normalised] },
    Slip(
      "through-mean-forgotten", at: "d_in", if: "the path through the mean is forgotten",
      ask: "If one input rises, what happens to the mean that is subtracted from all of them?"
    ) { (own: NormalisationSetting) in
      [own.inputGradient(throughMean: false, throughVariance: true)]
    },
    Slip(
      "through-variance-forgotten", at: "d_in", if: "the path through the variance is forgotten",
      ask: "If one input moves away from the mean, what happens to the variance?"
    ) { (own: NormalisationSetting) in
      [own.inputGradient(throughMean: true, throughVariance: false)]
    },
    Slip(
      "moments-as-constants", at: "d_in", if: "mean and variance are treated as constants",
      ask: "Do mean and variance change when one input changes?"
    ) { (own: NormalisationSetting) in
      [own.inputGradient(throughMean: false, throughVariance: false)]
    },
  ]
}
