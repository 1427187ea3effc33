final class MaxPoolingStage<S: Scalar>: TrainingStage {
  private let geometry: PoolingGeometry
  private let ties: TiePolicy
  private let output: Buffer<S>
  private let dInput: Buffer<S>
  private let winners: UnsafeMutablePointer<Int32>

  init(_ geometry: PoolingGeometry, ties: TiePolicy) {
    self.geometry = geometry
    self.ties = ties
    output = Buffer(geometry.outputCount)
    dInput = Buffer(geometry.inputCount)
    winners = .allocate(capacity: geometry.outputCount)
    winners.initialize(repeating: 0, count: geometry.outputCount)
  }

  deinit { winners.deallocate() }

  var parameters: [Buffer<S>] { [] }

  func forward(_ input: UnsafePointer<S>) -> UnsafePointer<S> {
    S.maxPool(geometry, input: input, output: output.start, winners: winners)
    return UnsafePointer(output.start)
  }

  func backwardAndUpdate(
    _ dOutput: UnsafePointer<S>, input: UnsafePointer<S>, rate: S
  ) -> UnsafePointer<S> {
    dInput.clear()
    S.routeMaxPool(
      geometry, ties: ties, input: input, output: output.start, winners: winners,
      dOutput: dOutput, dInput: dInput.start)
    return UnsafePointer(dInput.start)
  }
}

extension MaxPooling {
  package func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? { MaxPoolingStage(geometry(sample.batched(1)), ties: ties) }
}
