final class ConvolutionStage<S: Scalar>: TrainingStage {
  private let geometry: ConvolutionGeometry
  private let filters: Buffer<S>
  private let biases: Buffer<S>?
  private let output: Buffer<S>
  private let dFilters: Buffer<S>
  private let dBiases: Buffer<S>?
  private let dInput: Buffer<S>?

  init(_ convolution: Convolution<S>, for sample: Shape, isFirst: Bool) {
    geometry = convolution.geometry(sample.batched(1))
    filters = Buffer(convolution.filters)
    biases = convolution.biases.map { Buffer($0) }
    output = Buffer(geometry.outputCount)
    dFilters = Buffer(filters.count)
    dBiases = biases.map { Buffer($0.count) }
    dInput = isFirst ? nil : Buffer(geometry.inputCount)
  }

  var parameters: [Buffer<S>] { [filters] + (biases.map { [$0] } ?? []) }

  private var places: Int { geometry.outputCount / geometry.filters }

  func forward(_ input: UnsafePointer<S>) -> UnsafePointer<S> {
    S.correlate(geometry, input: input, filters: filters.start, output: output.start)
    if let biases {
      S.addBiases(
        channels: geometry.filters, places: places, biases: biases.start, output: output.start)
    }
    return UnsafePointer(output.start)
  }

  func backwardAndUpdate(
    _ dOutput: UnsafePointer<S>, input: UnsafePointer<S>, rate: S
  ) -> UnsafePointer<S> {
    dFilters.clear()
    S.addFilterGradient(geometry, input: input, dOutput: dOutput, dFilters: dFilters.start)
    if let dInput {
      dInput.clear()
      S.inputGradient(
        geometry, dOutput: dOutput, filters: filters.start, dInput: dInput.start)
    }
    S.descend(
      count: filters.count, rate: rate, gradient: dFilters.start, values: filters.start)
    if let biases, let dBiases {
      dBiases.clear()
      S.addBiasGradient(
        channels: geometry.filters, places: places, dOutput: dOutput, dBiases: dBiases.start)
      S.descend(count: biases.count, rate: rate, gradient: dBiases.start, values: biases.start)
    }
    return UnsafePointer(dInput?.start ?? dFilters.start)
  }
}

extension ConvolutionLayer {
  package func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? { ConvolutionStage(convolution, for: sample, isFirst: isFirst) }
}
