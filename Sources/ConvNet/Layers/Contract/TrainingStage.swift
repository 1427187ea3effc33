/// How a layer trains when its steps are not inspected.
public protocol LayerTraining<S>: LayerArithmetic {
  /// The layer's part of a training step that is not recorded, for samples of the given shape.
  ///
  /// - Parameters:
  ///   - sample: The shape of one sample of the input.
  ///   - isFirst: Whether the layer comes first, so that dL/d(input) is not needed.
  ///   - ties: Who gets the gradient where values tie for a maximum.
  /// - Returns: `nil` for a layer without one, for which all steps are recorded.
  func stage(for sample: Shape, isFirst: Bool, ties: TiePolicy) -> (any TrainingStage<S>)?
}

/// A layer's part of a training step that is not recorded: its own copy of the parameters, and
/// memory for its numbers, laid out once.
///
/// It calls the same loops in the same order as the layer, one sample at a time, and so gives the
/// same bits.
public protocol TrainingStage<S>: AnyObject {
  /// What the layer computes in.
  associatedtype S: Scalar

  /// The parameters as they are now, in the order of the layer's.
  var parameters: [Buffer<S>] { get }

  /// Computes the output of one sample.
  ///
  /// - Returns: The output; it is valid until the next call.
  func forward(_ input: UnsafePointer<S>) -> UnsafePointer<S>

  /// Computes dL/d(input) and moves the parameters by -rate times their gradients.
  ///
  /// - Parameters:
  ///   - dOutput: dL/d(out) of the sample that went forward last; for an answering layer
  ///     dL/d(totals).
  ///   - input: That sample.
  ///   - rate: The learning rate.
  /// - Returns: dL/d(input), valid until the next call; meaningless for a first layer.
  func backwardAndUpdate(
    _ dOutput: UnsafePointer<S>, input: UnsafePointer<S>, rate: S
  ) -> UnsafePointer<S>
}
