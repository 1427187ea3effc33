package import ConvNet

/// How long each operation of a training step takes, and how long whole training steps take.
package struct Benchmark: Sendable {
  /// Several measurements of the same thing.
  package struct Spread: Sendable {
    /// The middle value.
    package let median: Double
    /// The smallest and the largest value.
    package let range: ClosedRange<Double>

    /// - Precondition: There is at least one value.
    init(_ values: [Double]) {
      precondition(!values.isEmpty, "Nothing was measured.")
      let sorted = values.sorted()
      median = sorted[sorted.count / 2]
      range = sorted[0]...sorted[sorted.count - 1]
    }
  }

  /// One operation of the tape.
  package struct Row: Sendable {
    /// Its name on the tape.
    package let name: String
    /// Microseconds while training; `nil` if it is done together with another operation, or if all
    /// steps are recorded.
    package let training: Double?
    /// Microseconds while stepping.
    package let stepping: Double
    /// Products and sums, if the layer consists of them: while training, or else while stepping.
    package let operations: Double?
  }

  /// The operations, in the order of the tape.
  package let rows: [Row]
  /// How many images a step takes.
  package let imagesPerStep: Int
  /// Microseconds per step of whole training.
  package let step: Spread
  /// Microseconds per recorded step.
  package let recordedStep: Spread
  /// Whether training takes a different path than stepping.
  package let hasPath: Bool

  /// How many runs of whole training are measured.
  package static let runs = 7

  /// Measures a trainer's network; `nil` if it was stopped.
  ///
  /// - Parameters:
  ///   - start: A trainer between two steps.
  ///   - shouldStop: Asked between runs.
  package init?(_ start: Trainer<Float>, until shouldStop: () -> Bool = { false }) {
    var trainer = start
    imagesPerStep = trainer.imagesPerStep
    let stopwatch = Stopwatch()

    var recorded: [Double] = []
    var stepping = [[Double]](repeating: [], count: trainer.operations.count)
    let limit = stopwatch.clock.now + .milliseconds(500)
    for round in 0..<2_000 where recorded.count < 3 || stopwatch.clock.now < limit {
      if shouldStop() { return nil }
      var whole = 0.0
      for position in stepping.indices {
        let time = stopwatch.time { trainer.advance() }
        // The first round only warms up.
        if round > 0 { stepping[position].append(time) }
        whole += time
      }
      if round > 0 { recorded.append(whole) }
    }
    recordedStep = Spread(recorded)

    let training = Self.path(&trainer, stopwatch)
    let isRecorded = training == nil
    hasPath = !isRecorded
    rows = trainer.operations.enumerated().map { position, operation in
      let name = trainer.network.name(of: operation)
      let inPath = training?[operation].map { Spread($0).median }
      return Row(
        name: name, training: inPath, stepping: Spread(stepping[position]).median,
        operations: !isRecorded && inPath == nil
          ? nil : trainer.work(of: operation, isRecorded: isRecorded))
    }

    var timeline = Timeline(start)
    var (count, times): (Int, [Double]) = (1, [])
    while times.count < Self.runs {
      if shouldStop() { return nil }
      let time = stopwatch.time { timeline.advance(updates: count) }
      if time < 100_000, times.isEmpty { count *= 2 } else { times.append(time / Double(count)) }
    }
    step = Spread(times)
  }

  /// The times of each operation on the path of training.
  private static func path(
    _ trainer: inout Trainer<Float>, _ stopwatch: Stopwatch
  ) -> [TapeOperation: [Double]]? {
    guard let path = TrainingPath(trainer) else { return nil }
    var times: [TapeOperation: [Double]] = [:]
    for round in 0..<3_000 {
      guard let index = trainer.takeNextPositions().first else { continue }
      let target = trainer.targets[Int(trainer.data.training.labels[index])] ?? 0
      for operation in trainer.operations {
        let time: Double
        switch operation {
        case .image: time = stopwatch.time { path.enter(image: index) }
        case .forward(let layer): time = stopwatch.time { path.forward(layer) }
        case .loss: time = stopwatch.time { path.evaluate(target: target) }
        case .backward(let layer): time = stopwatch.time { path.backwardAndUpdate(layer) }
        case .given, .lossGradient, .update: continue
        }
        if round >= 100 { times[operation, default: []].append(time) }
      }
    }
    return times
  }
}

/// Times in microseconds, without the time that the measurement itself takes.
private struct Stopwatch {
  let clock = ContinuousClock()
  private var own = 0.0

  init() {
    own = Benchmark.Spread((0..<1_001).map { _ in time {} }).median
  }

  func time(_ body: () -> Void) -> Double {
    max(0, clock.measure(body) / .microseconds(1) - own)
  }
}

extension Trainer {
  /// How many products and sums an operation of a step takes, by its formula; `nil` if it consists
  /// of something else.
  ///
  /// Off the recorded path, a backward operation leaves out dL/d(image) and updates the parameters.
  func work(of operation: TapeOperation, isRecorded: Bool) -> Double? {
    let samples = Double(imagesPerStep)
    func products(_ layer: Int) -> (forward: Double, parameters: Double)? {
      let parameters = network.nodes[layer].layer.parameters.map { Double($0.values.shape.count) }
      if let dense = network.nodes[layer].layer as? any DenseLayer<S> {
        return (Double(dense.dense.weights.shape.count), parameters.reduce(0, +))
      }
      if let layer = network.nodes[layer].layer as? any ConvolutionLayer<S> {
        let filters = layer.convolution.filters.shape
        let outputs = network.outputs[index(of: operation)].count
        return (
          Double(outputs * filters.count / filters[0]), parameters.reduce(0, +)
        )
      }
      return nil
    }
    switch operation {
    case .forward(let layer): return products(layer).map { 2 * samples * $0.forward }
    case .backward(let layer):
      return products(layer).map { count in
        let gradients: Double = layer == 0 && !isRecorded ? 2 : 4
        return gradients * samples * count.forward + (isRecorded ? 0 : 2 * count.parameters)
      }
    case .update: return 2 * Double(network.parameterCount)
    case .image, .loss, .given, .lossGradient: return nil
    }
  }

  private func index(of operation: TapeOperation) -> Int {
    switch operation {
    case .forward(let layer), .backward(let layer): layer
    default: 0
    }
  }
}
