// The plain loops that a type may want in addition to its own, for shapes that its own loop cannot
// handle; and those of a training step that keeps nothing to inspect.

extension Scalar {
  public static func correlate(
    _ g: ConvolutionGeometry, input: UnsafePointer<Self>, filters: UnsafePointer<Self>,
    output: UnsafeMutablePointer<Self>
  ) { plainCorrelate(g, input: input, filters: filters, output: output) }

  public static func addFilterGradient(
    _ g: ConvolutionGeometry, input: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    dFilters: UnsafeMutablePointer<Self>
  ) { plainAddFilterGradient(g, input: input, dOutput: dOutput, dFilters: dFilters) }

  public static func inputGradient(
    _ g: ConvolutionGeometry, dOutput: UnsafePointer<Self>, filters: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>
  ) { plainInputGradient(g, dOutput: dOutput, filters: filters, dInput: dInput) }

  public static func maxPool(
    _ g: PoolingGeometry, input: UnsafePointer<Self>, output: UnsafeMutablePointer<Self>,
    winners: UnsafeMutablePointer<Int32>
  ) { plainMaxPool(g, input: input, output: output, winners: winners) }

  public static func routeMaxPool(
    _ g: PoolingGeometry, ties: TiePolicy, input: UnsafePointer<Self>,
    output: UnsafePointer<Self>, winners: UnsafePointer<Int32>, dOutput: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>
  ) {
    plainRouteMaxPool(
      g, ties: ties, input: input, output: output, winners: winners, dOutput: dOutput,
      dInput: dInput)
  }

  public static func activate(
    _ activation: ActivationFunction, count: Int, input: UnsafePointer<Self>,
    output: UnsafeMutablePointer<Self>
  ) { plainActivate(activation, count: count, input: input, output: output) }

  public static func activationGradient(
    _ activation: ActivationFunction, count: Int, input: UnsafePointer<Self>,
    output: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>
  ) {
    plainActivationGradient(
      activation, count: count, input: input, output: output, dOutput: dOutput, dInput: dInput)
  }

  public static func descendDense(
    inputs: Int, outputs: Int, rate: Self, input: UnsafePointer<Self>,
    dTotals: UnsafePointer<Self>, weights: UnsafeMutablePointer<Self>,
    biases: UnsafeMutablePointer<Self>, dInput: UnsafeMutablePointer<Self>
  ) {
    for i in 0..<inputs { dInput[i] = 0 }
    for o in 0..<outputs {
      let row = weights + o * inputs
      for i in 0..<inputs {
        dInput[i] += row[i] * dTotals[o]
        row[i] -= rate * (0 + dTotals[o] * input[i])
      }
      biases[o] -= rate * (0 + dTotals[o])
    }
  }

  public static func normalise(
    count: Int, pixels: UnsafePointer<UInt8>, scale: Self, mean: Self,
    deviation: Self, values: UnsafeMutablePointer<Self>
  ) {
    for k in 0..<count { values[k] = (Self(pixels[k]) / scale - mean) / deviation }
  }

  public static func firstLargest(count: Int, _ values: UnsafePointer<Self>) -> Int {
    var best = 0
    for k in 0..<count where values[k] > values[best] { best = k }
    return best
  }
}
