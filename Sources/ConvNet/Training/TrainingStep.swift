/// What one training step has computed so far. What is not computed is absent, never 0.
public struct TrainingStep<S: Scalar>: Sendable {
  /// The images, once they are in.
  public internal(set) var batch: Batch<S>?
  /// Whether a person chose the image, so that it is none of the pass over the training set.
  public internal(set) var isChosen = false
  /// The forward passes of the layers so far.
  public internal(set) var passes: [any AnyPass<S>] = []
  /// The loss.
  public internal(set) var loss: LossRecord<S>?
  /// What the loss gives to the last layer.
  public internal(set) var lossGradient: Upstream<S>?
  /// The layers' gradients so far, the last layer's first.
  package internal(set) var reversedGradients: [LayerGradients<S>] = []
  /// The optimiser as it was before the update, once that is done.
  public internal(set) var optimiser: Optimiser<S>?
  /// How many operations of the tape are done.
  public internal(set) var position = 0
  /// Where random numbers came from when the step began.
  var random: RandomSource?

  /// How many images there are; 0 before they are in.
  public var count: Int { batch?.count ?? 0 }

  /// A layer's gradients, once its backward pass is done.
  public func gradients(of layer: Int) -> LayerGradients<S>? {
    let place = passes.count - 1 - layer
    return reversedGradients.indices.contains(place) ? reversedGradients[place] : nil
  }

  /// What comes to a layer from the right, once it is known.
  public func upstream(of layer: Int) -> Upstream<S>? {
    if layer == passes.count - 1 { return lossGradient }
    return gradients(of: layer + 1).map { Upstream(out: $0.input) }
  }
}
