final class ActivationStage<S: Scalar>: TrainingStage {
  private let activation: ActivationFunction
  private let output: Buffer<S>
  private let dInput: Buffer<S>

  init(_ activation: ActivationFunction, count: Int) {
    self.activation = activation
    output = Buffer(count)
    dInput = Buffer(count)
  }

  var parameters: [Buffer<S>] { [] }

  func forward(_ input: UnsafePointer<S>) -> UnsafePointer<S> {
    S.activate(activation, count: output.count, input: input, output: output.start)
    return UnsafePointer(output.start)
  }

  func backwardAndUpdate(
    _ dOutput: UnsafePointer<S>, input: UnsafePointer<S>, rate: S
  ) -> UnsafePointer<S> {
    S.activationGradient(
      activation, count: output.count, input: input, output: output.start, dOutput: dOutput,
      dInput: dInput.start)
    return UnsafePointer(dInput.start)
  }
}

/// The training stage of a layer that rearranges its numbers without changing them.
final class PassingStage<S: Scalar>: TrainingStage {
  var parameters: [Buffer<S>] { [] }

  func forward(_ input: UnsafePointer<S>) -> UnsafePointer<S> { input }

  func backwardAndUpdate(
    _ dOutput: UnsafePointer<S>, input: UnsafePointer<S>, rate: S
  ) -> UnsafePointer<S> { dOutput }
}

extension ActivationLayer {
  package func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? { ActivationStage(activation, count: sample.count) }
}

extension Flatten {
  package func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? { PassingStage() }
}
