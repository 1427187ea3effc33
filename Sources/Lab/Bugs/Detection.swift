package import ConvNet

/// What six checks say about a network after some training: the table that shows that no single
/// check finds every bug.
package struct Detection: Sendable {
  /// What a check found; `isSuspicious` if a careful reader would stop and look.
  package enum Verdict: Hashable, Sendable {
    /// The reported loss of the first fifth of the updates, and of the last fifth.
    case loss(first: Double, last: Double)
    /// The reported fraction of correct answers in the last fifth, and that of guessing.
    case accuracy(Double, chance: Double)
    /// The worst group of the gradient check and its error |a - n| / (|a| + |n|); `nil` if nothing
    /// could be compared.
    case gradients(worst: Place?, error: Double, isWrong: Bool)
    /// The sum of d_in over the sum of d_out of the pooling for which it is farthest from 1; `nil`
    /// without pooling.
    case conservation(Double?)
    /// The first parameters that did not change as the optimiser's rule says.
    case update(wrong: Place?)
    /// The first place whose numbers are not finite, are too large, or are all 0.
    case ranges(wrong: Place?, isProbe: Bool)

    /// Whether a careful reader would stop and look.
    package var isSuspicious: Bool {
      switch self {
      case .loss(let first, let last): !last.isFinite || last > 0.95 * first
      case .accuracy(let share, let chance): share < 1.5 * chance
      case .gradients(_, _, let isWrong): isWrong
      case .conservation(let ratio): ratio.map { abs($0 - 1) > 1e-3 || $0.isNaN } ?? false
      case .update(let wrong): wrong != nil
      case .ranges(let wrong, _): wrong != nil
      }
    }
  }

  /// The verdicts: loss, accuracy, gradients, conservation, update, ranges.
  package let verdicts: [Verdict]
  /// The fraction of correct answers on some test images.
  package let testAccuracy: Double

  /// Trains a copy of a trainer, with or without a bug, and checks it; `nil` if it was stopped.
  ///
  /// - Parameters:
  ///   - bug: The bug that is on, if any.
  ///   - start: The trainer to start from; it is not changed.
  ///   - updates: How many updates it gets first.
  ///   - shouldStop: Asked before each update, and during the checks.
  package init?<S: Scalar>(
    of bug: (any Bug)?, from start: Trainer<S>, updates: Int,
    until shouldStop: () -> Bool = { false }
  ) {
    var trainer = start
    trainer.setHooks(bug.map { [$0] } ?? [])
    bug?.start(&trainer.network)
    let last = trainer.updates + updates
    while trainer.updates < last {
      trainer.advance()
      if trainer.last == .update, shouldStop() { return nil }
    }
    let fifth = max(1, updates / 5)
    let first = trainer.updates - updates
    let journal = trainer.journal
    let hooks = trainer.hooks
    let (early, late) = (
      hooks.report(journal, over: first..<first + fifth),
      hooks.report(journal, over: last - fifth..<last)
    )
    let images = trainer.data.test
    let some = images.selecting(0..<min(images.count, 200))
    guard let test = trainer.evaluate(some, until: shouldStop) else { return nil }
    testAccuracy = test.accuracy

    // One more step, inspected before its update and after it.
    repeat { trainer.advance() } while trainer.next != .update
    let finished = trainer
    trainer.advance()
    verdicts = [
      .loss(first: early.loss, last: late.loss),
      .accuracy(late.accuracy, chance: 1 / Double(trainer.classCount)),
      finished.gradientVerdict(until: shouldStop),
      .conservation(finished.leastConserved),
      .update(wrong: finished.firstNotMovedByRule(to: trainer)),
      finished.rangeVerdict(),
    ]
    if shouldStop() { return nil }
  }
}

extension Trainer {
  /// The gradient check of a few numbers of every group, over at most two images.
  ///
  /// - Parameters:
  ///   - image: The training image to begin with.
  ///   - shouldStop: Asked before each number.
  /// - Returns: The worst group.
  func gradientVerdict(
    ofImage image: Int = 7, until shouldStop: () -> Bool
  ) -> Detection.Verdict {
    var small = self
    small.batchSize = min(batchSize, 2)
    small.choose(.training(image % data.training.count))
    guard var check = try? GradientCheck(of: small) else {
      return .gradients(worst: Place(quantity: "loss"), error: .nan, isWrong: true)
    }
    var worst: (place: Place, error: Double)?
    var isWrong = false
    for place in check.groups where place.layer != nil {
      guard let comparison = try? check.check(place, atMost: 8, until: shouldStop),
        comparison.checked > 0
      else { continue }
      let error = comparison.best.error
      // A wrong gradient counts as worse than one that is only the least exact.
      let isWorse = isWrong == comparison.isWrong && error > worst?.error ?? -1
      if isWorse || comparison.isWrong && !isWrong { worst = (place, error) }
      isWrong = isWrong || comparison.isWrong
    }
    return .gradients(worst: worst?.place, error: worst?.error ?? 0, isWrong: isWrong)
  }

  /// The sum of d_in over the sum of d_out of the pooling for which it is farthest from 1.
  var leastConserved: Double? {
    let ratios = network.nodes.indices.compactMap { index -> Double? in
      guard network.nodes[index].layer is any Pooling<S>,
        let before = step.upstream(of: index)?.out, let after = step.gradients(of: index)?.input
      else { return nil }
      func sum(_ tensor: Tensor<S>) -> Double { tensor.values.reduce(0) { $0 + Double($1) } }
      func size(_ tensor: Tensor<S>) -> Double { tensor.values.reduce(0) { $0 + abs(Double($1)) } }
      let scale = size(before)
      // Gradients of both signs may nearly cancel, so what is lost is measured against their size.
      return scale > 0 ? 1 + (sum(after) - sum(before)) / scale : nil
    }
    return ratios.max { abs($0 - 1) < abs($1 - 1) }
  }

  /// The first parameters that are not what the rule computes from the gradients.
  func firstNotMovedByRule(to after: Trainer) -> Place? {
    var (expected, rule) = (network, optimiser)
    rule.update(&expected, with: step.layerGradients, number: updates + 1)
    for (index, node) in expected.nodes.enumerated() {
      let moved = after.network.nodes[index].layer.parameters
      for (values, moved) in zip(node.layer.parameters, moved) {
        let pairs = zip(values.values.values, moved.values.values)
        // NaN stays NaN; the check of ranges reports it.
        if pairs.contains(where: { $0 != $1 && !($0.isNaN && $1.isNaN) }) {
          return Place(layer: node.name, quantity: values.name)
        }
      }
    }
    return nil
  }

  /// Whether all numbers are finite, of reasonable size, and not all 0, and stay finite for an
  /// image with ten thousand times the contrast.
  fileprivate func rangeVerdict() -> Detection.Verdict {
    if let found = firstNotFinite(allPlaces) {
      return .ranges(wrong: found.place.whole, isProbe: false)
    }
    for (index, pass) in step.passes.enumerated() {
      let values = pass.output.values
      guard values.allSatisfy({ $0 == 0 }) || values.contains(where: { $0.magnitude > 100 }) else {
        continue
      }
      return .ranges(
        wrong: Place(layer: network.nodes[index].name, quantity: "out"), isProbe: false)
    }
    guard let images = step.batch?.images else { return .ranges(wrong: nil, isProbe: false) }
    var context = context.evaluating
    let strong = Tensor(images.shape, images.values.map { $0 * 10_000 })
    let passes = hooks.forward(network, from: strong, in: &context)
    let wrong = passes.firstIndex { !$0.output.values.allSatisfy(\.isFinite) }
    return .ranges(
      wrong: wrong.map { Place(layer: network.nodes[$0].name, quantity: "out") }, isProbe: true)
  }
}
