/// A number type that networks compute in: Float for training, Double for checking.
///
/// Layers are glue; every loop over numbers is a requirement here. The default is the plain loop,
/// which defines what is computed and in which order; a type may provide a faster loop that gives
/// the same bits.
///
/// **One arithmetic.** Each product and each sum is rounded once; nothing is fused. A sum starts at
/// +0 and adds its terms in the order stated with the loop. If a sum has *columns*, term k goes to
/// column k mod columns; each column is added from top to bottom, and then the column totals from
/// left to right. The sums of batch normalisation, which grow with the batch, are computed in Double
/// whatever the type: a product of two floats is exact there, and only the total is rounded.
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
  /// filter's bias if there are biases; on several cores.
  static func correlateBatch(
    _ g: ConvolutionGeometry, samples: Int, input: UnsafePointer<Self>,
    filters: UnsafePointer<Self>, biases: UnsafePointer<Self>?, output: UnsafeMutablePointer<Self>)

  /// dFilters[f,c,i,j] = the sum over n, y, x of dOut[n,f,y,x] * in[n,c, y*s+i-p, x*s+j-p];
  /// dBiases[f] = the sum over n, y, x of dOut[n,f,y,x]. On several cores.
  ///
  /// Terms in the order n, y, x, leaving out the same terms as for one sample; `dFilters` and
  /// `dBiases` are 0 before.
  static func filterGradientBatch(
    _ g: ConvolutionGeometry, samples: Int, input: UnsafePointer<Self>,
    dOutput: UnsafePointer<Self>, dFilters: UnsafeMutablePointer<Self>,
    dBiases: UnsafeMutablePointer<Self>?)

  /// dIn of a batch, each sample's as ``inputGradient(_:dOutput:filters:dInput:)`` gives it; on
  /// several cores. The previous contents of `dInput` do not matter.
  static func inputGradientBatch(
    _ g: ConvolutionGeometry, samples: Int, dOutput: UnsafePointer<Self>,
    filters: UnsafePointer<Self>, dInput: UnsafeMutablePointer<Self>)

  /// Adds biases[c] to every place of channel c; `places` is the number of places per channel.
  static func addBiases(
    channels: Int, places: Int, biases: UnsafePointer<Self>, output: UnsafeMutablePointer<Self>)

  /// Adds to dBiases[c] the sum of dOut over the places of channel c, in memory order.
  static func addBiasGradient(
    channels: Int, places: Int, dOutput: UnsafePointer<Self>,
    dBiases: UnsafeMutablePointer<Self>)

  /// out[c,y,x] = the largest value of its window; `winners` gets its offset within the input
  /// plane.
  ///
  /// The first of equal values in row-major order wins; so does the first NaN.
  static func maxPool(
    _ g: PoolingGeometry, input: UnsafePointer<Self>, output: UnsafeMutablePointer<Self>,
    winners: UnsafeMutablePointer<Int32>)

  /// Adds each window's gradient to the cells that the tie policy selects; `dInput` is 0 before.
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

  /// mask[k] = factor if a number drawn from 0..<1 is below `keep`, else 0.
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
  /// dIn[i] = sum over o of weights[o,i] * dTotals[o], ascending; then
  /// weights[o,i] = weights[o,i] - rate * (0 + dTotals[o] * input[i]), and
  /// biases[o] = biases[o] - rate * (0 + dTotals[o]).
  static func descendDense(
    inputs: Int, outputs: Int, rate: Self, input: UnsafePointer<Self>,
    dTotals: UnsafePointer<Self>, weights: UnsafeMutablePointer<Self>,
    biases: UnsafeMutablePointer<Self>, dInput: UnsafeMutablePointer<Self>)

  /// velocity[k] = momentum * velocity[k] - rate * gradient[k];
  /// values[k] = values[k] + velocity[k].
  static func descendWithMomentum(
    count: Int, rate: Self, momentum: Self, gradient: UnsafePointer<Self>,
    velocity: UnsafeMutablePointer<Self>, values: UnsafeMutablePointer<Self>)

  /// mean[k] = b1 * mean[k] + (1 - b1) * gradient[k];
  /// square[k] = b2 * square[k] + (1 - b2) * (gradient[k] * gradient[k]);
  /// values[k] = values[k] - rate * (mean[k] / c1) / (sqrt(square[k] / c2) + epsilon).
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

  /// dIn[k] = dOut[k] * the activation's slope at in[k], for which the output is out[k].
  static func activationGradient(
    _ activation: ActivationFunction, count: Int, input: UnsafePointer<Self>,
    output: UnsafePointer<Self>, dOutput: UnsafePointer<Self>,
    dInput: UnsafeMutablePointer<Self>)

  /// The first position of the largest value.
  static func firstLargest(count: Int, _ values: UnsafePointer<Self>) -> Int

  /// 1 for values above 0, -1 for values below 0, 0 for all others.
  static func signs(_ values: [Self]) -> [Int32]

  /// The smallest and the largest value, ignoring NaN; `nil` if there is none.
  static func extremes(_ values: [Self]) -> (low: Self, high: Self)?

  /// The position of the first value that is not finite.
  static func firstNotFinite(_ values: [Self]) -> Int?

  /// The sum of all values except NaN, in Double, how many are 0, and how many are NaN.
  static func tally(_ values: [Self]) -> (sum: Double, zeros: Int, none: Int)

  /// This many zeros.
  static func zeros(_ count: Int) -> [Self]

  /// values[k] = (pixels[k] / scale - mean) / deviation.
  static func normalise(
    count: Int, pixels: UnsafePointer<UInt8>, scale: Self, mean: Self,
    deviation: Self, values: UnsafeMutablePointer<Self>)

  /// mean[c] = (sum over n, k of in[n,c,k]) / m; variance[c] = (sum over n, k of
  /// (in[n,c,k] - mean[c])^2) / m, m = samples * places.
  ///
  /// Terms in the order n, k, in eight columns. Squares and sums are made in Double; distances, and
  /// the totals before they are divided, are rounded to the type.
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
  /// Terms in the order n, k, in eight columns. Products and sums are made in Double, and the totals
  /// are rounded to the type.
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
  /// e to the power of x, computed in Double and rounded once.
  public static func exp(_ x: Self) -> Self { Self(Transcendental.exp(Double(x))) }

  /// The hyperbolic tangent, computed in Double and rounded once.
  public static func tanh(_ x: Self) -> Self { Self(Transcendental.tanh(Double(x))) }

  /// 1 / (1 + exp(-x)), computed as exp(x) / (1 + exp(x)) if x is negative, so that nothing
  /// overflows.
  public static func sigmoid(_ x: Self) -> Self {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let e = exp(x)
    return e / (1 + e)
  }

  /// The natural logarithm, computed in Double and rounded once.
  public static func log(_ x: Self) -> Self { Self(Transcendental.log(Double(x))) }

  /// log(1 + x), computed in Double without rounding the sum, and rounded once.
  public static func log1p(_ x: Self) -> Self { Self(Transcendental.log1p(Double(x))) }
}

extension Scalar {
  /// The number in the fewest digits that identify it, and `nan` whatever the sign of a NaN.
  var text: String { isNaN ? "nan" : "\(self)" }
}
