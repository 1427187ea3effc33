/// A number type that networks compute in: Float to train, Double to check.
///
/// Layers are glue; every loop over numbers is a requirement here. The default is the plain loop,
/// which says what is computed and in which order; a type may answer with a faster loop that gives
/// the same bits.
///
/// **One arithmetic.** Each product and each sum is rounded once; nothing is fused. A sum starts at
/// +0 and adds its terms in the order stated with the loop. Where a sum has *columns*, term k goes
/// to column k mod columns, each column is added downwards, and then the column totals from left
/// to right.
public protocol Scalar: BinaryFloatingPoint, LosslessStringConvertible, Sendable {
  /// out[f,y,x] = sum over c, i, j of in[c, y*s+i-p, x*s+j-p] * filters[f,c,i,j].
  ///
  /// Terms in the order c, i, j; places in the padding are left out.
  static func correlate(
    _ g: ConvolutionGeometry, input: UnsafePointer<Self>, filters: UnsafePointer<Self>,
    output: UnsafeMutablePointer<Self>)

  /// Adds to dFilters[f,c,i,j] the sum over y, x of dOut[f,y,x] * in[c, y*s+i-p, x*s+j-p].
  ///
  /// Terms in the order y, x; places where dOut is 0, and places in the padding, are left out.
  static func addFilterGradient(
    _ g: ConvolutionGeometry, input: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    dFilters: UnsafeMutablePointer<Self>)

  /// dIn[c,r,q] = sum over f, i, j of filters[f,c,i,j] * dOut[f,y,x], where y*s+i-p = r and
  /// x*s+j-p = q.
  ///
  /// Terms in the order f, i, j; `dInput` is 0 before.
  static func inputGradient(
    _ g: ConvolutionGeometry, dOutput: UnsafePointer<Self>, filters: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>)

  /// The outputs of a batch, each as ``correlate(_:input:filters:output:)`` gives it, plus its
  /// filter's bias where there are biases; on several cores.
  static func correlateBatch(
    _ g: ConvolutionGeometry, samples: Int, input: UnsafePointer<Self>,
    filters: UnsafePointer<Self>, biases: UnsafePointer<Self>?, output: UnsafeMutablePointer<Self>)

  /// dFilters[f,c,i,j] = the sum over n, y, x of dOut[n,f,y,x] * in[n,c, y*s+i-p, x*s+j-p];
  /// dBiases[f] = the sum over n, y, x of dOut[n,f,y,x]. On several cores.
  ///
  /// Terms in the order n, y, x, with the same left out as in one sample; `dFilters` and `dBiases`
  /// are 0 before.
  static func filterGradientBatch(
    _ g: ConvolutionGeometry, samples: Int, input: UnsafePointer<Self>,
    dOutput: UnsafePointer<Self>, dFilters: UnsafeMutablePointer<Self>,
    dBiases: UnsafeMutablePointer<Self>?)

  /// dIn of a batch, each sample's as ``inputGradient(_:dOutput:filters:dInput:)`` gives it; on
  /// several cores. What `dInput` was before does not matter.
  static func inputGradientBatch(
    _ g: ConvolutionGeometry, samples: Int, dOutput: UnsafePointer<Self>,
    filters: UnsafePointer<Self>, dInput: UnsafeMutablePointer<Self>)

  /// Adds biases[c] to every place of channel c; `places` is how many there are in a channel.
  static func addBiases(
    channels: Int, places: Int, biases: UnsafePointer<Self>, output: UnsafeMutablePointer<Self>)

  /// Adds to dBiases[c] the sum of dOut over the places of channel c, in memory order.
  static func addBiasGradient(
    channels: Int, places: Int, dOutput: UnsafePointer<Self>,
    dBiases: UnsafeMutablePointer<Self>)

  /// out[c,y,x] = the largest of its window; `winners` gets its offset within the input plane.
  ///
  /// The first of equal values in row-major order wins; so does the first NaN.
  static func maxPool(
    _ g: PoolingGeometry, input: UnsafePointer<Self>, output: UnsafeMutablePointer<Self>,
    winners: UnsafeMutablePointer<Int32>)

  /// Adds each window's gradient to the cells that the tie policy names; `dInput` is 0 before.
  ///
  /// Windows in the order y, x, so overlapping windows add up in that order.
  static func routeMaxPool(
    _ g: PoolingGeometry, ties: TiePolicy, input: UnsafePointer<Self>,
    output: UnsafePointer<Self>, winners: UnsafePointer<Int32>, dOutput: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>)

  /// totals[o] = (sum over i of weights[o,i] * input[i], in eight columns) + biases[o].
  static func dense(
    inputs: Int, outputs: Int, weights: UnsafePointer<Self>, biases: UnsafePointer<Self>,
    input: UnsafePointer<Self>, totals: UnsafeMutablePointer<Self>)

  /// Adds dTotals[o] * input[i] to dWeights[o,i], and dTotals[o] to dBiases[o].
  static func addDenseGradient(
    inputs: Int, outputs: Int, input: UnsafePointer<Self>, dTotals: UnsafePointer<Self>,
    dWeights: UnsafeMutablePointer<Self>, dBiases: UnsafeMutablePointer<Self>)

  /// dIn[i] = sum over o of weights[o,i] * dTotals[o], ascending; `dInput` is 0 before.
  static func denseInputGradient(
    inputs: Int, outputs: Int, weights: UnsafePointer<Self>, dTotals: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>)

  /// dWeights[o,i] = sum over n of dTotals[n,o] * input[n,i]; dBiases[o] = sum over n of
  /// dTotals[n,o]; ascending, on several cores. Both are 0 before.
  static func denseGradientBatch(
    samples: Int, inputs: Int, outputs: Int, input: UnsafePointer<Self>,
    dTotals: UnsafePointer<Self>, dWeights: UnsafeMutablePointer<Self>,
    dBiases: UnsafeMutablePointer<Self>)

  /// dIn[n,i] = sum over o of weights[o,i] * dTotals[n,o], ascending, on several cores; `dInput` is
  /// 0 before.
  static func denseInputGradientBatch(
    samples: Int, inputs: Int, outputs: Int, weights: UnsafePointer<Self>,
    dTotals: UnsafePointer<Self>, dInput: UnsafeMutablePointer<Self>)

  /// mask[k] = factor where a number drawn from 0..<1 is below `keep`, else 0.
  static func drawMask(
    count: Int, keep: Double, factor: Self, random: inout RandomSource,
    mask: UnsafeMutablePointer<Self>)

  /// exponentials[k] = exp(totals[k] - maximum), out[k] = exponentials[k] / their sum; returns the
  /// maximum and the sum (ascending).
  static func softmax(
    count: Int, totals: UnsafePointer<Self>, exponentials: UnsafeMutablePointer<Self>,
    output: UnsafeMutablePointer<Self>
  ) -> (maximum: Self, sum: Self)

  /// values[k] = values[k] - rate * gradient[k].
  static func descend(
    count: Int, rate: Self, gradient: UnsafePointer<Self>, values: UnsafeMutablePointer<Self>)

  /// One step of descent through a dense layer, for one sample.
  ///
  /// dIn[i] = sum over o of weights[o,i] * dTotals[o], ascending; then weights[o,i] = weights[o,i] -
  /// rate * (0 + dTotals[o] * input[i]), and biases[o] = biases[o] - rate * (0 + dTotals[o]).
  static func descendDense(
    inputs: Int, outputs: Int, rate: Self, input: UnsafePointer<Self>,
    dTotals: UnsafePointer<Self>, weights: UnsafeMutablePointer<Self>,
    biases: UnsafeMutablePointer<Self>, dInput: UnsafeMutablePointer<Self>)

  /// velocity[k] = momentum * velocity[k] - rate * gradient[k]; values[k] = values[k] + velocity[k].
  static func descendWithMomentum(
    count: Int, rate: Self, momentum: Self, gradient: UnsafePointer<Self>,
    velocity: UnsafeMutablePointer<Self>, values: UnsafeMutablePointer<Self>)

  /// mean[k] = b1 * mean[k] + (1 - b1) * gradient[k];
  /// square[k] = b2 * square[k] + (1 - b2) * (gradient[k] * gradient[k]); values[k] = values[k] -
  /// rate * (mean[k] / c1) / (sqrt(square[k] / c2) + epsilon).
  static func descendWithAdam(
    count: Int, rate: Self, decay: (mean: Self, square: Self), epsilon: Self,
    corrections: (mean: Self, square: Self), gradient: UnsafePointer<Self>,
    mean: UnsafeMutablePointer<Self>, square: UnsafeMutablePointer<Self>,
    values: UnsafeMutablePointer<Self>)

  /// values[k] = values[k] * factor.
  static func scale(count: Int, by factor: Self, values: UnsafeMutablePointer<Self>)

  /// out[k] = the activation of in[k].
  static func activate(
    _ activation: ActivationFunction, count: Int, input: UnsafePointer<Self>,
    output: UnsafeMutablePointer<Self>)

  /// dIn[k] = dOut[k] * the activation's slope at in[k], which gave out[k].
  static func activationGradient(
    _ activation: ActivationFunction, count: Int, input: UnsafePointer<Self>,
    output: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>)

  /// The first position of the largest value.
  static func firstLargest(count: Int, _ values: UnsafePointer<Self>) -> Int

  /// 1 for what is above 0, -1 for what is below, 0 for the rest.
  static func signs(_ values: [Self]) -> [Int32]

  /// Smallest and largest of those that are numbers; `nil` where there is none.
  static func extremes(_ values: [Self]) -> (low: Self, high: Self)?

  /// Where the first stands that is infinite or no number.
  static func firstNotFinite(_ values: [Self]) -> Int?

  /// The sum of those that are numbers, in Double, how many are 0, and how many are no numbers.
  static func tally(_ values: [Self]) -> (sum: Double, zeros: Int, none: Int)

  /// So many zeros.
  static func zeros(_ count: Int) -> [Self]

  /// values[k] = (pixels[k] / scale - mean) / deviation.
  static func normalise(
    count: Int, pixels: UnsafePointer<UInt8>, scale: Self, mean: Self,
    deviation: Self, values: UnsafeMutablePointer<Self>)

  /// mean[c] = (sum over n, k of in[n,c,k]) / m; variance[c] = (sum over n, k of
  /// (in[n,c,k] - mean[c])^2) / m, m = samples * places.
  ///
  /// Terms in the order n, k, in eight columns.
  static func moments(
    _ g: ChannelGeometry, input: UnsafePointer<Self>, mean: UnsafeMutablePointer<Self>,
    variance: UnsafeMutablePointer<Self>)

  /// normalised[n,c,k] = (in[n,c,k] - mean[c]) / deviation[c]; out = gains[c] * normalised +
  /// shifts[c].
  static func standardise(
    _ g: ChannelGeometry, input: UnsafePointer<Self>, mean: UnsafePointer<Self>,
    deviation: UnsafePointer<Self>, gains: UnsafePointer<Self>, shifts: UnsafePointer<Self>,
    normalised: UnsafeMutablePointer<Self>, output: UnsafeMutablePointer<Self>)

  /// dGains[c] = sum over n, k of dOut[n,c,k] * normalised[n,c,k]; dShifts[c] = sum over n, k of
  /// dOut[n,c,k].
  ///
  /// Terms in the order n, k, in eight columns.
  static func standardiseParameterGradient(
    _ g: ChannelGeometry, normalised: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    dGains: UnsafeMutablePointer<Self>, dShifts: UnsafeMutablePointer<Self>)

  /// dIn[n,c,k] = slope[c] * ((dOut[n,c,k] - meanOfD[c]) - normalised[n,c,k] * meanOfDTimes[c]).
  static func standardiseInputGradient(
    _ g: ChannelGeometry, normalised: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    slope: UnsafePointer<Self>, meanOfD: UnsafePointer<Self>, meanOfDTimes: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>)

  /// out[n,c,k] = factors[c] * in[n,c,k].
  static func scaleChannels(
    _ g: ChannelGeometry, input: UnsafePointer<Self>, factors: UnsafePointer<Self>,
    output: UnsafeMutablePointer<Self>)

  /// out[k] = in[k] * factors[k].
  static func multiply(
    count: Int, input: UnsafePointer<Self>, factors: UnsafePointer<Self>,
    output: UnsafeMutablePointer<Self>)
}

extension Float: Scalar {}
extension Double: Scalar {}

extension Scalar {
  /// e to the power x, computed in Double and rounded once.
  public static func exp(_ x: Self) -> Self { Self(Transcendental.exp(Double(x))) }

  /// The hyperbolic tangent, computed in Double and rounded once.
  public static func tanh(_ x: Self) -> Self { Self(Transcendental.tanh(Double(x))) }

  /// The natural logarithm, computed in Double and rounded once.
  public static func log(_ x: Self) -> Self { Self(Transcendental.log(Double(x))) }
}
