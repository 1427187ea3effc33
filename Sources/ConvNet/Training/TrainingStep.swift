/// What one training step has computed so far. What has not been computed is absent, never 0.
package struct TrainingStep<S: Scalar>: Sendable {
  /// The images, once they are loaded.
  package internal(set) var batch: Batch<S>?
  /// Whether the user chose the image, so that it does not count for the pass over the training
  /// set.
  package internal(set) var isChosen = false
  /// The forward passes of the layers so far.
  package internal(set) var passes: [any AnyPass<S>] = []
  /// The loss.
  package internal(set) var loss: LossRecord<S>?
  /// Which loss that is; the trainer may have a different one by now.
  var lossRule: Loss?
  /// The gradient that the loss passes to the last layer.
  package internal(set) var lossGradient: Upstream<S>?
  /// The gradient that the user gave, with which the backward pass begins.
  package internal(set) var given: GivenGradient<S>?
  /// The layers' gradients so far, those of the layer where the backward pass begins first.
  package internal(set) var reversedGradients: [LayerGradients<S>] = []
  /// The optimiser before the update, once the update is done.
  package internal(set) var optimiser: Optimiser<S>?
  /// How many operations of the tape are done.
  package internal(set) var position = 0
  /// Who gets the gradient where values tie, by the rule that was set when the step began.
  package internal(set) var ties = TiePolicy.first
  /// The hooks that took part in the step; by now they may be off.
  package internal(set) var hookNames: [String] = []
  /// The parameters that were written by hand after the step's update.
  var writtenSinceUpdate: [Place] = []
  /// Whether something was computed but not kept: it cannot be inspected, and to go there means to
  /// compute it again.
  var isForgotten = false
  /// The source of random numbers when the step began.
  var random: RandomSource?

  /// How many images there are; 0 before they are loaded.
  package var count: Int { batch?.count ?? 0 }

  /// A layer's gradients, once its backward pass is done.
  package func gradients(of layer: Int) -> LayerGradients<S>? {
    let place = firstBackward - layer
    return reversedGradients.indices.contains(place) ? reversedGradients[place] : nil
  }

  /// What arrives at a layer from the right, once it is known.
  package func upstream(of layer: Int) -> Upstream<S>? {
    if let given, layer >= given.layer {
      return layer == given.layer ? Upstream(out: given.gradient) : nil
    }
    if layer == passes.count - 1 { return lossGradient }
    return gradients(of: layer + 1).map { Upstream(out: $0.input) }
  }

  /// The layer where the backward pass begins: the last one, or that whose gradient is given.
  package var firstBackward: Int { given?.layer ?? passes.count - 1 }

  /// The layers' gradients, in the order of the layers; those after a given gradient have none.
  package var layerGradients: [LayerGradients<S>] { reversedGradients.reversed() }
}

/// dL/d(out) of a layer as the user gave it.
package struct GivenGradient<S: Scalar>: Sendable {
  /// The layer.
  package let layer: Int
  /// The gradient, a batch of the shape of the layer's output.
  package let gradient: Tensor<S>
}
