internal import CKernels

// The loops of Float that have a kernel: the same bits as the plain loops, but faster. The
// requirement in ``Scalar`` says what each one computes. Shapes without a kernel use the plain
// loop.

extension Float {
  /// By the kernel if the stride is 1 and there is no padding.
  public static func correlate(
    _ g: ConvolutionGeometry, input: UnsafePointer<Float>, filters: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>
  ) {
    guard let size = g.kernelSize else {
      return plainCorrelate(g, input: input, filters: filters, output: output)
    }
    ck_correlate(size, input, filters, output)
  }

  /// By the kernel if the stride is 1 and there is no padding.
  public static func addFilterGradient(
    _ g: ConvolutionGeometry, input: UnsafePointer<Float>, dOutput: UnsafePointer<Float>,
    dFilters: UnsafeMutablePointer<Float>
  ) {
    guard let size = g.kernelSize, g.kernelHeight * g.kernelWidth <= 64 else {
      return plainAddFilterGradient(g, input: input, dOutput: dOutput, dFilters: dFilters)
    }
    ck_add_filter_gradient(size, input, dOutput, dFilters)
  }

  /// By the kernel if the stride is 1, there is no padding, and every weight is finite: the kernel
  /// multiplies weights at the edge by 0.
  public static func inputGradient(
    _ g: ConvolutionGeometry, dOutput: UnsafePointer<Float>, filters: UnsafePointer<Float>,
    dInput: UnsafeMutablePointer<Float>
  ) {
    let weights = g.filters * g.channels * g.kernelHeight * g.kernelWidth
    let hasEdge = g.outputHeight * g.outputWidth > 1
    guard let size = g.kernelSize, !hasEdge || ck_are_finite(weights, filters) else {
      return plainInputGradient(g, dOutput: dOutput, filters: filters, dInput: dInput)
    }
    let room = g.filters * g.outputHeight * (g.width + g.kernelWidth - 1)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { padded in
      ck_input_gradient(size, dOutput, filters, padded.baseAddress, dInput)
    }
  }

  /// By the kernel for adjacent windows of 2x2.
  public static func maxPool(
    _ g: PoolingGeometry, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    winners: UnsafeMutablePointer<Int32>
  ) {
    guard g.hasKernel else {
      return plainMaxPool(g, input: input, output: output, winners: winners)
    }
    ck_max_pool(g.channels, g.height, g.width, input, output, winners)
  }

  /// By the kernel for adjacent windows of 2x2, if the first of equal values gets all of the
  /// gradient.
  public static func routeMaxPool(
    _ g: PoolingGeometry, ties: TiePolicy, input: UnsafePointer<Float>,
    output: UnsafePointer<Float>, winners: UnsafePointer<Int32>, dOutput: UnsafePointer<Float>,
    dInput: UnsafeMutablePointer<Float>
  ) {
    guard g.hasKernel, ties == .first else {
      return plainRouteMaxPool(
        g, ties: ties, input: input, output: output, winners: winners, dOutput: dOutput,
        dInput: dInput)
    }
    ck_route_max_pool(g.channels, g.height, g.width, winners, dOutput, dInput)
  }

  public static func dense(
    inputs: Int, outputs: Int, weights: UnsafePointer<Float>, biases: UnsafePointer<Float>,
    input: UnsafePointer<Float>, totals: UnsafeMutablePointer<Float>
  ) {
    ck_dense(inputs, outputs, weights, biases, input, totals)
  }

  public static func addDenseGradient(
    inputs: Int, outputs: Int, input: UnsafePointer<Float>, dTotals: UnsafePointer<Float>,
    dWeights: UnsafeMutablePointer<Float>, dBiases: UnsafeMutablePointer<Float>
  ) {
    ck_add_dense_gradient(inputs, outputs, input, dTotals, dWeights, dBiases)
  }

  public static func denseInputGradient(
    inputs: Int, outputs: Int, weights: UnsafePointer<Float>, dTotals: UnsafePointer<Float>,
    dInput: UnsafeMutablePointer<Float>
  ) {
    ck_dense_input_gradient(inputs, outputs, weights, dTotals, dInput)
  }

  public static func descendDense(
    inputs: Int, outputs: Int, rate: Float, input: UnsafePointer<Float>,
    dTotals: UnsafePointer<Float>, weights: UnsafeMutablePointer<Float>,
    biases: UnsafeMutablePointer<Float>, dInput: UnsafeMutablePointer<Float>
  ) {
    ck_dense_descend(inputs, outputs, rate, input, dTotals, weights, biases, dInput)
  }

  public static func normalise(
    count: Int, pixels: UnsafePointer<UInt8>, scale: Float, mean: Float,
    deviation: Float, values: UnsafeMutablePointer<Float>
  ) {
    ck_normalise(count, pixels, scale, mean, deviation, values)
  }

  public static func descend(
    count: Int, rate: Float, gradient: UnsafePointer<Float>, values: UnsafeMutablePointer<Float>
  ) {
    ck_descend(count, rate, gradient, values)
  }

  public static func descendWithMomentum(
    count: Int, rate: Float, momentum: Float, gradient: UnsafePointer<Float>,
    velocity: UnsafeMutablePointer<Float>, values: UnsafeMutablePointer<Float>
  ) {
    ck_descend_with_momentum(count, rate, momentum, gradient, velocity, values)
  }
}

extension ConvolutionGeometry {
  /// The sizes in the form that the kernels take; `nil` if there is no kernel for them.
  var kernelSize: ck_convolution? {
    guard stride == 1, padding == 0 else { return nil }
    return ck_convolution(
      channels: channels, height: height, width: width, filters: filters,
      kernel_height: kernelHeight, kernel_width: kernelWidth)
  }
}

extension PoolingGeometry {
  fileprivate var hasKernel: Bool { window == 2 && stride == 2 }
}
