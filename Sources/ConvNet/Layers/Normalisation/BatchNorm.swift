/// Batch normalisation: each channel is normalised to mean 0 and variance 1 over the batch, then
/// scaled and shifted by learned numbers (Ioffe and Szegedy, 2015).
///
/// - Forward, in training: normalised = (in - mean) / sqrt(variance + e), with mean and (biased)
///   variance of each channel over all samples and places, e = 1e-8;
///   out = weights * normalised + biases.
/// - Forward, in evaluation: the same with the running moments.
/// - Backward, in training, with m numbers per channel: d_weights = sum of d_out * normalised;
///   d_biases = sum of d_out; d_in = weights / sqrt(variance + e) * ((d_out - d_biases / m) -
///   normalised * (d_weights / m)). In evaluation d_in = weights / sqrt(variance + e) * d_out.
/// - Update: running = keep * running + (1 - keep) * the batch's moments; the first batch's moments
///   are taken over unchanged. Weights and biases do not decay.
/// - Sums over a channel are made in Double in eight columns, and rounded once; see ``Scalar``.
/// - Shapes: N,C,H,W or N,C, unchanged; weights and biases C.
public struct BatchNorm<S: Scalar>: SmoothLayer, WindowFreeLayer {
  /// One factor per channel.
  public private(set) var weights: Tensor<S>
  /// One number per channel, added.
  public private(set) var biases: Tensor<S>
  /// The running mean of each channel.
  public private(set) var runningMean: Tensor<S>
  /// The running variance of each channel.
  public private(set) var runningVariance: Tensor<S>
  /// How many batches the running moments have seen. Before the first batch, mean 0 and variance 1
  /// stand in for them.
  public private(set) var batches: Tensor<S>
  /// The fraction of the running moments that is kept from update to update.
  public let keep: Double

  /// What keeps the standard deviation from being 0.
  static var epsilon: S { 1e-8 }

  /// A normalisation of this many channels, with weights of 1 and biases of 0.
  public init(channels: Int, keep: Double) {
    self.init(
      weights: Tensor(Shape(channels), repeating: 1), biases: Tensor(Shape(channels)), keep: keep)
  }

  /// A normalisation with the given weights and biases, one per channel.
  ///
  /// - Precondition: There are as many biases as weights.
  public init(weights: Tensor<S>, biases: Tensor<S>, keep: Double = 0.9) {
    ensure(
      weights.shape.rank == 1 && weights.shape == biases.shape,
      "There is one weight and one bias per channel.")
    self.weights = weights
    self.biases = biases
    self.keep = keep
    runningMean = Tensor(weights.shape)
    runningVariance = Tensor(weights.shape, repeating: 1)
    batches = Tensor(Shape([]))
  }

  /// What the backward pass needs.
  public struct Record: Sendable {
    /// Mean of each channel.
    let mean: Tensor<S>
    /// Variance of each channel.
    let variance: Tensor<S>
    /// sqrt(variance + e) of each channel.
    let deviation: Tensor<S>
    /// The input with mean 0 and variance 1.
    let normalised: Tensor<S>
    /// Whether the moments are those of the batch.
    let isOfBatch: Bool
  }

  public static var kind: String { "bn" }
  public static var ending: Ending { .none }
  /// The moments used, one number per channel of the batch, and the input normalised by them.
  public static var quantities: [LayerQuantity<Self>] {
    [
      LayerQuantity(
        "mean", isStatistic: true, shape: { layer, _ in layer.weights.shape },
        values: { $0.record.mean }),
      LayerQuantity(
        "variance", isStatistic: true, shape: { layer, _ in layer.weights.shape },
        values: { $0.record.variance }),
      LayerQuantity("normalised", shape: { $1 }, values: { $0.record.normalised }),
    ]
  }
  package static var forwardView: LayerView { .quantity("out") }
  package static var backwardView: LayerView { .quantity("d_in") }
  public var summary: String { "each channel to mean 0, variance 1, then w x + b" }

  var channels: Int { weights.shape.count }

  /// Batch normalisation has no stage: all steps of a network with it are recorded.
  package func stage(
    for sample: Shape, isFirst: Bool, ties: TiePolicy
  ) -> (any TrainingStage<S>)? { nil }

  /// C,H,W or C, unchanged, with as many channels as there are weights.
  public func outputShape(for sample: Shape) throws(ShapeProblem) -> Shape {
    guard sample[0] == channels else { throw .channels(expected: channels, found: sample) }
    return sample
  }

  /// Two if a channel has one number per image: its variance over one image would be 0.
  public func smallestBatch(for sample: Shape) -> Int { sample.count == channels ? 2 : 1 }

  func geometry(_ input: Shape) -> ChannelGeometry {
    ChannelGeometry(
      samples: input[0], channels: channels, places: input.withoutFirst.count / channels)
  }

  public func forward(
    _ input: Tensor<S>, in context: inout PassContext
  ) -> (Tensor<S>, Record) {
    let g = geometry(input.shape)
    let isOfBatch = context.mode == .training
    var (mean, variance) = (runningMean, runningVariance)
    if isOfBatch {
      mean.update { mean, _ in
        variance.update { variance, _ in
          input.withPointer { input in
            Parallel.split(g.channels, work: 3 * g.count) { part in
              let first = part.lowerBound
              S.moments(
                g.with(channels: part.count), input: input + first * g.places,
                mean: mean + first, variance: variance + first)
            }
          }
        }
      }
    }
    let deviation = Tensor(
      variance.shape, variance.values.map { ($0 + Self.epsilon).squareRoot() })
    var output = Tensor<S>(Shape([]))
    let normalised = Tensor<S>.written(input.shape) { normalised in
      output = .written(input.shape) { output in
        Tensor.withPointers(input, mean, deviation) { input, mean, deviation in
          Tensor.withPointers(weights, biases) { gains, shifts in
            Parallel.split(g.samples, work: 4 * g.sampleCount) { part in
              let first = part.lowerBound * g.sampleCount
              S.standardise(
                g.with(samples: part.count), input: input + first, mean: mean,
                deviation: deviation, gains: gains, shifts: shifts,
                normalised: normalised + first, output: output + first)
            }
          }
        }
      }
    }
    return (
      output,
      Record(
        mean: mean, variance: variance, deviation: deviation, normalised: normalised,
        isOfBatch: isOfBatch)
    )
  }

  /// The slope of each channel: weights / deviation.
  private func slopes(_ record: Record) -> Tensor<S> {
    Tensor(weights.shape, zip(weights.values, record.deviation.values).map { $0 / $1 })
  }

  /// The sums over each channel of the values times the normalised input, and of the values alone.
  private func sums(_ values: Tensor<S>, _ record: Record) -> (times: Tensor<S>, plain: Tensor<S>) {
    let g = geometry(values.shape)
    var plain = Tensor<S>(biases.shape)
    let times = Tensor<S>.filled(weights.shape) { times in
      plain.update { plain, _ in
        Tensor.withPointers(record.normalised, values) { normalised, values in
          Parallel.split(g.channels, work: 3 * g.count) { part in
            let first = part.lowerBound
            S.standardiseParameterGradient(
              g.with(channels: part.count), normalised: normalised + first * g.places,
              dOutput: values + first * g.places, dGains: times + first, dShifts: plain + first)
          }
        }
      }
    }
    return (times, plain)
  }

  /// slope * ((values - sums.plain / m) - normalised * (sums.times / m)) if the moments are those
  /// of the batch, which change with every input; otherwise slope * values.
  private func through(
    _ values: Tensor<S>, _ record: Record, _ sums: (times: Tensor<S>, plain: Tensor<S>)
  ) -> Tensor<S> {
    let g = geometry(values.shape)
    let slopes = slopes(record)
    let count = S(g.count)
    let means = Tensor(weights.shape, sums.plain.values.map { $0 / count })
    let meansTimes = Tensor(weights.shape, sums.times.values.map { $0 / count })
    return .written(values.shape) { result in
      Tensor.withPointers(values, slopes) { values, slopes in
        guard record.isOfBatch else {
          return S.scaleChannels(g, input: values, factors: slopes, output: result)
        }
        Tensor.withPointers(record.normalised, means, meansTimes) { normalised, mean, meanTimes in
          Parallel.split(g.samples, work: 4 * g.sampleCount) { part in
            let first = part.lowerBound * g.sampleCount
            S.standardiseInputGradient(
              g.with(samples: part.count), normalised: normalised + first, dOutput: values + first,
              slope: slopes, meanOfD: mean, meanOfDTimes: meanTimes, dInput: result + first)
          }
        }
      }
    }
  }

  public func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
    let sums = sums(upstream.out, pass.record)
    return LayerGradients(
      input: through(upstream.out, pass.record, sums), parameters: [sums.times, sums.plain])
  }

  public func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S> {
    through(direction, pass.record, sums(direction, pass.record))
  }

  /// The normalised input of the weight's channel, or 1 for a bias.
  public func tangent(
    ofParameter parameter: Int, at offset: Int, through pass: Pass<Self>
  ) -> Tensor<S> {
    let g = geometry(pass.input.shape)
    var result = Tensor<S>(pass.output.shape)
    for n in 0..<g.samples {
      let start = g.start(sample: n, channel: offset)
      for k in start..<start + g.places {
        result.values[k] = parameter == 0 ? pass.record.normalised.values[k] : 1
      }
    }
    return result
  }

  package func narrateForward(output: Shape) -> ForwardNarration {
    .line("each channel to mean 0 and variance 1, then w x + b")
  }

  package var backwardNarration: String {
    "gradient also flows through each channel's mean and variance"
  }

  /// Weights and biases, which do not decay.
  public var parameters: [Parameter<S>] {
    [
      Parameter(name: "weights", fileName: "weight", values: weights, decays: false),
      Parameter(name: "biases", fileName: "bias", values: biases, decays: false),
    ]
  }

  public mutating func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {
    body(0, &weights)
    body(1, &biases)
  }

  /// The running moments, and how many batches they have seen.
  public var buffers: [Parameter<S>] {
    let hasSeen = batches.values[0] > 0
    return [
      Parameter(
        name: "running_mean", fileName: "running_mean", values: runningMean, isComputed: hasSeen),
      Parameter(
        name: "running_variance", fileName: "running_var", values: runningVariance,
        isComputed: hasSeen),
      Parameter(
        name: "batches", fileName: "num_batches_tracked", values: batches, isComputed: hasSeen),
    ]
  }

  /// The running moments, updated with those of the pass's batch.
  public func buffers(after pass: Pass<Self>) -> [Tensor<S>] {
    guard pass.record.isOfBatch else { return buffers.map(\.values) }
    func running(_ old: Tensor<S>, _ new: Tensor<S>) -> Tensor<S> {
      guard batches.values[0] > 0 else { return new }
      return Tensor(
        old.shape, zip(old.values, new.values).map { S(keep) * $0 + S(1 - keep) * $1 })
    }
    return [
      running(runningMean, pass.record.mean), running(runningVariance, pass.record.variance),
      Tensor(batches.shape, [batches.values[0] + 1]),
    ]
  }

  public mutating func withBuffers(_ body: (Int, inout Tensor<S>) -> Void) {
    body(0, &runningMean)
    body(1, &runningVariance)
    body(2, &batches)
  }

  public func converted<T: Scalar>(to type: T.Type) -> any Layer<T> {
    var layer = BatchNorm<T>(
      weights: weights.converted(), biases: biases.converted(), keep: keep)
    let own = buffers.map(\.values)
    layer.withBuffers { buffer, values in values = own[buffer].converted() }
    return layer
  }
}

/// `batchnorm [keep=0.9]` in a diagram.
enum BatchNormFactory: LibraryLayerFactory {
  static let word = "batchnorm"
  static let layer: any Layer<Float>.Type = BatchNorm<Float>.self
  static let usage = "batchnorm [keep=0.9]"
  static let summary = "each channel to mean 0 and variance 1 over the batch"
  static let options = ["keep"]

  static func draft<S: Scalar>(
    _ arguments: LayerArguments, for sample: Shape, as type: S.Type
  ) throws(DiagramError) -> LayerDraft<S> {
    try arguments.noSizes()
    // Maps have more numbers per channel, so their running moments may move faster.
    let keep = try arguments.number("keep", default: sample.rank == 3 ? 0.9 : 0.99)
    guard keep < 1 else { throw .keepsTooMuch }
    let channels = sample[0]
    // Scale, shift, two running moments, and the number of batches seen.
    return LayerDraft(
      parameters: 4 * channels + 1, outputShape: { sample throws(ShapeProblem) in sample },
      make: { _ in BatchNorm<S>(channels: channels, keep: keep) })
  }
}
