import ConvNet

/// The present network when it was new, replayed at most once.
final class FirstNetwork<S: Scalar> {
  private let timeline: Timeline<S>

  init(_ timeline: Timeline<S>) { self.timeline = timeline }

  /// The trainer at the earliest time that is kept of the network.
  private(set) lazy var trainer = timeline.trainer(at: timeline.firstKept)

  /// The largest magnitude of its parameters.
  private(set) lazy var largest = trainer.largestParameter?.value.magnitude ?? 0

  /// The average loss of its first answers, to a few training images.
  private(set) lazy var loss = trainer.averageLoss

  /// The same network with fresh weights from a seed; `nil` if its diagram is not known.
  private(set) lazy var fresh: (trainer: Trainer<S>, seed: UInt64)? = {
    guard let diagram = trainer.network.diagram else { return nil }
    for seed in [2, 3] as [UInt64] {
      var random = RandomSource(seed: seed)
      var copy = trainer
      guard
        let network = try? Network<S>(
          input: trainer.network.input, diagram: diagram, random: &random)
      else { return nil }
      copy.network = network
      // Not the seed that training began with.
      if zip(copy.parameters, trainer.parameters).contains(where: { $0 != $1 }) {
        return (copy, seed)
      }
    }
    return nil
  }()

  /// First answers that cost clearly more than guessing and than those of fresh weights, from weights
  /// more than ten times as large.
  var oddAnswers: Diagnosis.FirstAnswers? {
    let guessing = trainer.chanceLoss
    guard loss > 1.1 * guessing, let fresh, let largest = excess(of: trainer.network),
      largest.factor > 10
    else { return nil }
    let usual = fresh.trainer.averageLoss
    guard loss > 1.1 * usual else { return nil }
    return Diagnosis.FirstAnswers(
      loss: loss, fresh: usual, guessing: guessing, place: largest.place, factor: largest.factor)
  }

  /// Weights that training began with and that are far too large, because a bug draws them so.
  var wrongDrawing: Diagnosis.Cause? {
    guard var drawn = fresh?.trainer.network, let own = excess(of: trainer.network) else {
      return nil
    }
    drawn.start(with: timeline.state.switchedOn)
    guard let wrong = excess(of: drawn), wrong.place == own.place,
      min(wrong.factor, own.factor) > 10
    else { return nil }
    return .drawing(wrong.place, factor: wrong.factor)
  }

  /// The weights whose root mean square exceeds that of fresh ones most, if it does so at all.
  private func excess(of network: Network<S>) -> (place: Place, factor: Double)? {
    guard let fresh else { return nil }
    var found: (place: Place, factor: Double)?
    for (own, usual) in zip(network.nodes, fresh.trainer.network.nodes) {
      for (one, other) in zip(own.layer.parameters, usual.layer.parameters) {
        let factor = one.values.rootMeanSquare / other.values.rootMeanSquare
        guard factor.isFinite, factor > found?.factor ?? 1 else { continue }
        found = (Place(layer: own.name, quantity: one.name), factor)
      }
    }
    return found
  }
}

extension Trainer {
  fileprivate var parameters: [Tensor<S>] { network.fileParameters.map(\.values) }

  /// The average loss of twenty images spread over the training set.
  fileprivate var averageLoss: Double {
    let (images, count) = (20, data.training.count)
    let losses = (0..<min(images, count)).map { index in
      Double(lossOfTrainingImage(index * count / min(images, count)))
    }
    return losses.reduce(0, +) / Double(max(losses.count, 1))
  }
}

extension Tensor {
  fileprivate var rootMeanSquare: Double {
    (values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(values.count, 1)))
      .squareRoot()
  }
}
