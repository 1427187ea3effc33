package import ConvNet

/// The losses and answers of some updates, with the statistics that tell learning from luck.
///
/// Counts of right answers are compared with a binomial distribution, mean losses with their
/// standard error. The margin is 3.5 standard deviations: luck alone exceeds it once in about 4,300 cases.
struct LearningRecord {
  let images: Int
  let accuracy: Double
  /// The mean loss of the updates, of their first half and of their second.
  let mean: Double
  let halves: [Double]
  /// The standard errors of the mean and of the difference of the halves.
  private let error: Double
  private let errorOfDifference: Double

  static let margin = 3.5

  /// - Precondition: The journal has these updates, and there are at least 4 of them.
  init(_ journal: Journal, in updates: Range<Int>) {
    let losses = updates.map { Double(journal[$0].loss) }
    let parts = [losses.prefix(losses.count / 2), losses.suffix(losses.count - losses.count / 2)]
    images = updates.reduce(0) { $0 + Int(journal[$1].count) }
    accuracy = journal.average(updates).accuracy
    mean = losses.mean
    halves = parts.map(\.mean)
    error = losses.squaredError.squareRoot()
    errorOfDifference = parts.reduce(0.0) { $0 + $1.squaredError }.squareRoot()
  }

  /// Whether more answers are right than the most frequent class alone would give.
  func isMoreAccurate(than share: Double, margin: Double = Self.margin) -> Bool {
    let deviation = (share * (1 - share) / Double(images)).squareRoot()
    return accuracy > share + margin * deviation
  }

  /// Whether the mean loss is below a value.
  func isBelow(_ loss: Double) -> Bool { mean + Self.margin * error < loss }

  /// Whether the mean loss is above a value.
  func isAbove(_ loss: Double) -> Bool { mean - Self.margin * error > loss }

  /// Whether the second half cost less than the first.
  var isFalling: Bool { halves[0] - halves[1] > Self.margin * errorOfDifference }
}

extension Collection<Double> {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }

  /// The square of the standard error of the mean.
  fileprivate var squaredError: Double {
    let average = mean
    let squares = reduce(0.0) { $0 + ($1 - average) * ($1 - average) }
    return squares / Double(Swift.max(count - 1, 1)) / Double(count)
  }
}

/// Loss and accuracy of answers that ignore the image.
struct Guessing {
  /// The loss of the best such answer.
  let loss: Double
  /// The share of right answers: that of the most frequent class.
  let accuracy: Double
  /// Whether there are two classes to tell apart.
  let isPossible: Bool
}

extension Trainer {
  /// What a uniform guess costs.
  package var chanceLoss: Double {
    let shares = [Double](repeating: 1 / Double(classCount), count: classCount)
    return loss.ofGuessing(shares: shares, outputs: network.outputCount)
  }

  /// Loss and accuracy on the training set of answers that ignore the image.
  var guessing: Guessing {
    var counts = [Int](repeating: 0, count: classCount)
    for (label, count) in data.training.counts.enumerated() {
      if let target = targets[label] { counts[target] += count }
    }
    let shares = counts.map { Double($0) / Double(max(data.training.count, 1)) }
    return Guessing(
      loss: loss.ofGuessing(shares: shares, outputs: network.outputCount),
      accuracy: shares.max() ?? 1, isPossible: shares.count { $0 > 0 } > 1)
  }

  /// How many updates it takes to tell learning from luck: 300 images, and at least 30 updates.
  var updatesToJudge: Int { max(30, (300 + imagesPerStep - 1) / imagesPerStep) }

  /// The last updates; `nil` if they are too few to judge.
  var recentLearning: LearningRecord? {
    let count = updatesToJudge
    guard updates >= count, guessing.isPossible else { return nil }
    return LearningRecord(journal, in: updates - count..<updates)
  }

  /// Trains on without keeping what could be looked at.
  mutating func goOn(_ count: Int) {
    let last = updates + count
    if isBetweenSteps, train(updates: count) != nil { return }
    while updates < last, !Interruption.isRequested { advance() }
  }
}

extension LearningRecord {
  /// Whether something is learned: more answers are right than by guessing, or they cost less than
  /// guessing, or less and less.
  func learns(beyond guessing: Guessing) -> Bool {
    isMoreAccurate(than: guessing.accuracy) || isBelow(guessing.loss) || isFalling
  }

  /// Whether learning is beyond doubt.
  func clearlyLearns(beyond guessing: Guessing) -> Bool {
    isMoreAccurate(than: guessing.accuracy, margin: 6) && isBelow(0.97 * guessing.loss)
  }
}
