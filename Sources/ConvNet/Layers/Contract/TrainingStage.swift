/// How a layer trains when its steps are not inspected.
package protocol LayerTraining<S>: Layer {
  /// The layer's part of a training step that is not recorded, for samples of the given shape.
  ///
  /// - Parameters:
  ///   - sample: The shape of one sample of the input.
  ///   - isFirst: Whether the layer is the first one, so that dL/d(input) is not needed.
  ///   - ties: Which values get the gradient if several tie for a maximum.
  /// - Returns: `nil` for a layer that has no stage; then all steps are recorded.
  func stage(for sample: Shape, isFirst: Bool, ties: TiePolicy) -> (any TrainingStage<S>)?
}

/// A layer's part of a training step that is not recorded: its own copy of the parameters, and
/// memory for its numbers, allocated once.
///
/// It calls the same loops in the same order as the layer, one sample at a time, and so gives the
/// same bits.
package protocol TrainingStage<S>: AnyObject {
  /// The type of number that the layer computes in.
  associatedtype S: Scalar

  /// The present parameters, in the same order as the layer's.
  var parameters: [Buffer<S>] { get }

  /// Computes the output of one sample.
  ///
  /// - Returns: The output; it is valid until the next call.
  func forward(_ input: UnsafePointer<S>) -> UnsafePointer<S>

  /// Computes dL/d(input) and moves the parameters by -rate times their gradients.
  ///
  /// - Parameters:
  ///   - dOutput: dL/d(out) of the last sample run forward; dL/d(totals) for a layer that gives the
  ///     answer.
  ///   - input: That sample.
  ///   - rate: The learning rate.
  /// - Returns: dL/d(input), valid until the next call; meaningless for a first layer.
  func backwardAndUpdate(
    _ dOutput: UnsafePointer<S>, input: UnsafePointer<S>, rate: S
  ) -> UnsafePointer<S>
}
