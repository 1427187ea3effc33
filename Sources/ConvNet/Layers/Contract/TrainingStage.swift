/// How a layer trains where nobody looks.
public protocol LayerTraining<S>: LayerArithmetic {
  /// The layer's part of a training step that keeps nothing to be looked at, for samples of the
  /// given shape.
  ///
  /// - Parameters:
  ///   - sample: The shape of one sample of the input.
  ///   - isFirst: Whether nothing is in front of the layer, so that nobody asks for dL/d(input).
  ///   - ties: Who gets the gradient where values tie for a maximum.
  /// - Returns: `nil` for a layer that has none: then all steps are recorded.
  func stage(for sample: Shape, isFirst: Bool, ties: TiePolicy) -> (any TrainingStage<S>)?
}

/// A layer's part of a training step that keeps nothing to be looked at: its own copy of the
/// parameters, and memory for its numbers, laid out once.
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
  /// - Returns: The output; it stands until the next call.
  func forward(_ input: UnsafePointer<S>) -> UnsafePointer<S>

  /// Computes dL/d(input) and moves the parameters by -rate times their gradients.
  ///
  /// - Parameters:
  ///   - dOutput: dL/d(out) of the sample that went forward last; for an answering layer
  ///     dL/d(totals).
  ///   - input: That sample.
  ///   - rate: The learning rate.
  /// - Returns: dL/d(input); it stands until the next call. Of a first layer it says nothing.
  func backwardAndUpdate(
    _ dOutput: UnsafePointer<S>, input: UnsafePointer<S>, rate: S
  ) -> UnsafePointer<S>
}
