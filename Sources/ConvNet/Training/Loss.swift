/// How wrong the network's answer is, computed together with the last activation, on the logits.
///
/// - Cross-entropy, after ``Softmax``: L = log(sum over k of exp(totals[k] - m)) - (totals[y] - m),
///   where m is the largest total; this equals -log(p[y]), but does not overflow.
///   dL/d(totals) = p - y.
/// - Binary cross-entropy, after ``Sigmoid`` or a single logit t: L = max(t, 0) - t y +
///   log1p(exp(-|t|)), which is -log(p) for class 1 and -log(1 - p) for class 0; log1p(x) is
///   log(1 + x) without the rounding of the sum. dL/dt = p - y.
/// - Mean squared error, after any last layer but a single logit: L = mean over k of
///   (out[k] - y[k])^2, where y is 1 for the correct class and 0 for the others;
///   dL/d(out) = 2 (out - y) / K. It is not fused with an activation.
///
/// - None, after any layer that is not a classifier: the user gives dL/d(out).
///
/// The loss of a batch is the mean over its samples.
public enum Loss: String, Sendable, CaseIterable {
  /// For one class out of several.
  case crossEntropy = "cross-entropy"
  /// For two classes and one output.
  case binaryCrossEntropy = "binary cross-entropy"
  /// For numbers that should be near 0 and 1.
  case meanSquaredError = "mean squared error"
  /// There is none: the network has no classifier, and the user gives the gradient.
  case given

  /// The loss that belongs to a network's last layer; `nil` if there is none for a layer of that
  /// kind with this many outputs: cross-entropy compares two or more, binary cross-entropy takes
  /// one. After a layer that is not a classifier it is ``given``.
  static func belonging(to ending: Ending, outputs: Int) -> Loss? {
    switch ending {
    case .none: .given
    case .logits: outputs > 1 ? .crossEntropy : .binaryCrossEntropy
    case .softmax: outputs > 1 ? .crossEntropy : nil
    case .sigmoid: outputs == 1 ? .binaryCrossEntropy : nil
    }
  }

  /// The probabilities that the last layer's pass gives: its output, or if it gives logits, the
  /// softmax of several and the sigmoid of a single one.
  package func probabilities<S: Scalar>(_ pass: any AnyPass<S>) -> Tensor<S> {
    pass.anyLayer.ending.isAnswer ? pass.output : pass.output.probabilitiesOfLogits()
  }

  /// How many classes this many outputs distinguish.
  package func classes(outputs: Int) -> Int { outputs == 1 ? 2 : outputs }

  /// Whether it is computed together with the last activation, on the logits.
  var isFused: Bool { self == .crossEntropy || self == .binaryCrossEntropy }

  /// Whether it accepts the output of a last layer with this many outputs.
  package func fits(_ ending: Ending, outputs: Int) -> Bool {
    switch (self, ending) {
    case (_, .none), (.given, _): self == .given && ending == .none
    // A single logit answers class 1 from 0 on, where the squared error is as large for either class
    // at 0.5.
    case (.meanSquaredError, .logits): outputs > 1
    case (.meanSquaredError, _): true
    default: self == .belonging(to: ending, outputs: outputs)
    }
  }

  /// What the outputs should be: 1 for the correct class, 0 for the others; a single output is the
  /// probability of class 1.
  static func truth<S: Scalar>(width: Int, target: Int) -> [S] {
    (0..<width).map { width == 1 ? S(target) : $0 == target ? 1 : 0 }
  }

  /// The loss of a batch.
  ///
  /// - Parameters:
  ///   - pass: The last layer's forward pass.
  ///   - targets: The correct class of each sample, an index into the outputs; for binary
  ///     cross-entropy 0 or 1.
  /// - Returns: The mean loss, the loss of each sample, and the answers.
  public func evaluate<S: Scalar>(_ pass: any AnyPass<S>, targets: [Int]) -> LossRecord<S> {
    let totals = pass.quantity("totals") ?? pass.output
    let width = totals.shape[1]
    let probabilities = width == 1 ? probabilities(pass) : pass.output
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
        case .given: S.nan
        }
      losses.append(loss)
      predictions.append(
        width == 1
          ? (probabilities.values[sample] > 0.5 ? 1 : 0) : Self.firstLargest(output))
    }
    var total = S.zero
    for loss in losses { total += loss }
    return LossRecord(
      mean: losses.count == 1 ? losses[0] : total / S(losses.count), losses: losses,
      predictions: predictions, targets: targets)
  }

  /// dL/d(out) and dL/d(totals) of a batch, where `out` is the last layer's output p; if the last
  /// layer gives logits, they are its `out`, and dL/d(out) is p - y.
  ///
  /// For a batch of n, all of them are divided by n.
  public func gradient<S: Scalar>(_ pass: any AnyPass<S>, targets: [Int]) -> Upstream<S> {
    if self == .given { return Upstream(out: Tensor(pass.output.shape)) }
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
      case .meanSquaredError, .given: continue
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

  /// 2 (out - truth) / n, where n is how many numbers there are in the batch.
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
    return linear + S.log1p(S.exp(total > 0 ? -total : total))
  }

  private static func firstLargest<S: Scalar>(_ values: ArraySlice<S>) -> Int {
    var best = values.startIndex
    for index in values.indices where values[index] > values[best] { best = index }
    return best - values.startIndex
  }
}

/// The result of the loss for a batch.
public struct LossRecord<S: Scalar>: Sendable {
  /// The mean over the batch.
  public let mean: S
  /// The loss of each sample.
  public let losses: [S]
  /// The predicted class of each sample.
  public let predictions: [Int]
  /// The correct class of each sample.
  public let targets: [Int]

  package init(mean: S, losses: [S], predictions: [Int], targets: [Int]) {
    self.mean = mean
    self.losses = losses
    self.predictions = predictions
    self.targets = targets
  }

  /// How many answers were correct; if the loss is NaN, there is no answer.
  public var correct: Int {
    predictions.indices.count { predictions[$0] == targets[$0] && !losses[$0].isNaN }
  }
}
