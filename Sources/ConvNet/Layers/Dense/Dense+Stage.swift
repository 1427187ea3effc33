/// The training stage of a dense sum; an activation after it is part of the loss's stage.
final class DenseStage<S: Scalar>: TrainingStage {
  private let weights: Buffer<S>
  private let biases: Buffer<S>
  private let totals: Buffer<S>
  private let dInput: Buffer<S>

  init(_ dense: Dense<S>) {
    weights = Buffer(dense.weights)
    biases = Buffer(dense.biases)
    totals = Buffer(dense.outputs)
    dInput = Buffer(dense.inputs)
  }

  var parameters: [Buffer<S>] { [weights, biases] }

  func forward(_ input: UnsafePointer<S>) -> UnsafePointer<S> {
    S.dense(
      inputs: dInput.count, outputs: totals.count, weights: weights.start, biases: biases.start,
      input: input, totals: totals.start)
    return UnsafePointer(totals.start)
  }

  func backwardAndUpdate(
    _ dOutput: UnsafePointer<S>, input: UnsafePointer<S>, rate: S
  ) -> UnsafePointer<S> {
    S.descendDense(
      inputs: dInput.count, outputs: totals.count, rate: rate, input: input, dTotals: dOutput,
      weights: weights.start, biases: biases.start, dInput: dInput.start)
    return UnsafePointer(dInput.start)
  }
}

extension DenseLayer {
  package func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? { DenseStage(dense) }
}
