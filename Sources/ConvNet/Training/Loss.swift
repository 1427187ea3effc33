/// How wrong the network's answer is, computed together with the last activation, on the logits.
///
/// - Cross-entropy, after ``Softmax``: L = log(sum over k of exp(totals[k] - m)) - (totals[y] - m),
///   m the largest total; that is -log(p[y]), but it does not overflow. dL/d(totals) = p - y.
/// - Binary cross-entropy, after ``Sigmoid``: L = max(t, 0) - t y + log(1 + exp(-|t|)), which is
///   -log(p) for class 1 and -log(1 - p) for class 0. dL/d(totals) = p - y.
/// - Mean squared error, after any last layer: L = mean over k of (out[k] - y[k])^2, y 1 for the
///   right class and 0 for the others; dL/d(out) = 2 (out - y) / K. It is not fused with an
///   activation.
///
/// A batch's loss is the mean over its samples.
public enum Loss: String, Sendable, CaseIterable {
  /// For one class out of several.
  case crossEntropy = "cross-entropy"
  /// For two classes and one output.
  case binaryCrossEntropy = "binary cross-entropy"
  /// For numbers that should be near 0 and 1.
  case meanSquaredError = "mean squared error"

  /// The loss that belongs to a network's last layer; `nil` if no network can end in that layer.
  public static func belonging(to ending: Ending) -> Loss? {
    switch ending {
    case .none: nil
    case .logits, .softmax: .crossEntropy
    case .sigmoid: .binaryCrossEntropy
    }
  }

  /// The probabilities that the last layer's pass stands for: its output, or the softmax of it
  /// where it gives logits.
  public func probabilities<S: Scalar>(_ pass: any AnyPass<S>) -> Tensor<S> {
    pass.anyLayer.ending.isAnswer ? pass.output : pass.output.softmax()
  }

  /// How many classes so many outputs tell apart.
  public func classes(outputs: Int) -> Int { outputs == 1 ? 2 : outputs }

  /// Whether it is computed together with the last activation, on the logits.
  var isFused: Bool { self != .meanSquaredError }

  /// Whether it can judge what a layer gives.
  public func fits(_ ending: Ending) -> Bool {
    self == .meanSquaredError || self == .belonging(to: ending)
  }

  /// What the outputs should be: 1 for the right class, 0 for the others; one output alone is the
  /// probability of class 1.
  static func truth<S: Scalar>(width: Int, target: Int) -> [S] {
    (0..<width).map { width == 1 ? S(target) : $0 == target ? 1 : 0 }
  }

  /// The loss of a batch.
  ///
  /// - Parameters:
  ///   - pass: The last layer's forward pass.
  ///   - targets: The right class of each sample, an index into the outputs; for binary
  ///     cross-entropy 0 or 1.
  /// - Returns: Mean and single losses, and the answers.
  public func evaluate<S: Scalar>(_ pass: any AnyPass<S>, targets: [Int]) -> LossRecord<S> {
    let totals = pass.quantity("totals") ?? pass.output
    let width = totals.shape[1]
    var losses: [S] = []
    var predictions: [Int] = []
    for (sample, target) in targets.enumerated() {
      let row = Array(totals.values[sample * width..<(sample + 1) * width])
      let output = pass.output.values[sample * width..<(sample + 1) * width]
      let loss =
        switch self {
        case .crossEntropy: Self.crossEntropy(row, target: target)
        case .binaryCrossEntropy: Self.binaryCrossEntropy(row[0], isOne: target == 1)
        case .meanSquaredError:
          Self.meanSquaredError(Array(output), Self.truth(width: width, target: target))
        }
      losses.append(loss)
      predictions.append(
        width == 1 ? (output[output.startIndex] > 0.5 ? 1 : 0) : Self.firstLargest(output))
    }
    var total = S.zero
    for loss in losses { total += loss }
    return LossRecord(
      mean: losses.count == 1 ? losses[0] : total / S(losses.count), losses: losses,
      predictions: predictions, targets: targets)
  }

  /// dL/d(out) and dL/d(totals) of a batch, where `out` is the last layer's output p; where the
  /// last layer gives logits, they are its `out`, and dL/d(out) is p - y.
  ///
  /// For a batch of n all are divided by n.
  public func gradient<S: Scalar>(_ pass: any AnyPass<S>, targets: [Int]) -> Upstream<S> {
    guard isFused else {
      let width = pass.output.shape[1]
      return Upstream(
        out: Self.squaredErrorGradient(
          pass.output, targets.flatMap { Self.truth(width: width, target: $0) }))
    }
    let p = probabilities(pass)
    let width = p.shape[1]
    var dOut = Tensor<S>(p.shape)
    var dTotals = p
    for (sample, target) in targets.enumerated() {
      let start = sample * width
      switch self {
      case .crossEntropy:
        dOut.values[start + target] = -1 / p.values[start + target]
        dTotals.values[start + target] -= 1
      case .binaryCrossEntropy:
        let value = p.values[start]
        dOut.values[start] = target == 1 ? -1 / value : 1 / (1 - value)
        dTotals.values[start] -= S(target)
      case .meanSquaredError: continue
      }
    }
    if targets.count > 1 {
      let count = S(targets.count)
      dOut.values = dOut.values.map { $0 / count }
      dTotals.values = dTotals.values.map { $0 / count }
    }
    return pass.anyLayer.ending.isAnswer
      ? Upstream(out: dOut, totals: dTotals) : Upstream(out: dTotals)
  }

  /// 2 (out - truth) / n, n being how many numbers there are in the batch.
  package static func squaredErrorGradient<S: Scalar>(
    _ out: Tensor<S>, _ truth: [S]
  ) -> Tensor<S> {
    let count = S(out.shape.count)
    return Tensor(out.shape, zip(out.values, truth).map { 2 * ($0 - $1) / count })
  }

  /// The mean of (out - truth)^2.
  package static func meanSquaredError<S: Scalar>(_ out: [S], _ truth: [S]) -> S {
    var sum = S.zero
    for (value, truth) in zip(out, truth) {
      let distance = value - truth
      sum += distance * distance
    }
    return sum / S(out.count)
  }

  private static func crossEntropy<S: Scalar>(_ totals: [S], target: Int) -> S {
    var maximum = totals[0]
    for total in totals where total > maximum { maximum = total }
    var sum = S.zero
    for total in totals { sum += S.exp(total - maximum) }
    return S.log(sum) - (totals[target] - maximum)
  }

  static func binaryCrossEntropy<S: Scalar>(_ total: S, isOne: Bool) -> S {
    let linear = (total > 0 ? total : 0) - (isOne ? total : 0)
    return linear + S.log(1 + S.exp(total > 0 ? -total : total))
  }

  private static func firstLargest<S: Scalar>(_ values: ArraySlice<S>) -> Int {
    var best = values.startIndex
    for index in values.indices where values[index] > values[best] { best = index }
    return best - values.startIndex
  }
}

/// What the loss of a batch came to.
public struct LossRecord<S: Scalar>: Sendable {
  /// The mean over the batch.
  public let mean: S
  /// The loss of each sample.
  public let losses: [S]
  /// The class answered for each sample.
  public let predictions: [Int]
  /// The right class of each sample.
  public let targets: [Int]

  package init(mean: S, losses: [S], predictions: [Int], targets: [Int]) {
    self.mean = mean
    self.losses = losses
    self.predictions = predictions
    self.targets = targets
  }

  /// How many answers were right; with a loss that is no number there is no answer.
  public var correct: Int {
    predictions.indices.count { predictions[$0] == targets[$0] && !losses[$0].isNaN }
  }
}
