package import ConvNet

extension Timeline {
  /// What is wrong with the training up to now, the most serious first; mostly nothing.
  ///
  /// Losses are read off the journal and the present numbers are looked at once. Only where
  /// something is wrong does it go back, on copies, to find where it began.
  ///
  /// - Parameters:
  ///   - steps: How many steps of training a copy goes on with, to find filters that get no
  ///     gradient; 0 leaves them out.
  ///   - shouldStop: Asked all the time while a copy goes on; told to stop, it leaves them out.
  /// - Returns: At most one finding of a kind and layer.
  package func diagnose(steps: Int = 0, until shouldStop: () -> Bool = { false }) -> [Diagnosis] {
    if let origin = firstNotFinite() { return [.notFinite(origin)] }
    var findings: [Diagnosis] = []
    if let divergence = divergence() { findings.append(.diverged(divergence)) }
    if findings.isEmpty, let largest = state.largestParameter, largest.value.magnitude > 100 {
      let atFirst = largestAtFirst
      if largest.value.magnitude > 1_000 * atFirst {
        findings.append(.enormous(largest: largest, atFirst: atFirst))
      }
    }
    if let plateau = state.plateau { findings.append(.flat(plateau)) }
    return findings + state.deadFilters(steps: steps, until: shouldStop)
  }

  /// The parameter of the largest magnitude, and the largest when the present network was new.
  package var largestParameters: (now: Diagnosis.Reading?, atFirst: Double) {
    (state.largestParameter, largestAtFirst)
  }

  private var largestAtFirst: Double {
    let first = trainer(at: state.journal.start ?? 0)
    return first.largestParameter?.value.magnitude ?? 0
  }

  // MARK: Numbers that are none

  private func firstNotFinite() -> Diagnosis.Origin? {
    guard state.firstNotFinite(state.allPlaces) != nil else { return nil }
    // A parameter that is no number stays so through every update, and so does the loss, with few
    // exceptions: the last update after which all were numbers is near the first such loss.
    var good = state.updates
    while good > 0, !state.journal[good - 1].loss.isFinite { good -= 1 }
    var bad = good + 1
    var stride = 1
    while good > 0, !isSound(afterUpdate: good) {
      bad = good
      good = max(0, good - stride)
      stride *= 2
    }
    while bad - good > 1 {
      let middle = (good + bad) / 2
      if isSound(afterUpdate: middle) { good = middle } else { bad = middle }
    }
    return walk(fromUpdate: good)
  }

  private func isSound(afterUpdate update: Int) -> Bool {
    guard let time = time(ofUpdate: update) else { return true }
    let trainer = trainer(at: time)
    return trainer.firstNotFinite(trainer.parameterPlaces) == nil
  }

  /// Does the actions after an update again, up to the first number that is none.
  private func walk(fromUpdate update: Int) -> Diagnosis.Origin? {
    var trainer = trainer(at: time(ofUpdate: update) ?? 0)
    var first = trainer.firstNotFinite(trainer.parameterPlaces)
    var before = trainer
    var operation: TapeOperation?
    while first == nil, trainer.clock < now {
      before = trainer
      let action = action(at: trainer.clock)
      trainer.apply(action)
      if case .operation = action { operation = trainer.last } else { operation = nil }
      first = trainer.firstNotFinite(
        operation.map(trainer.places(computedBy:)) ?? trainer.allPlaces)
    }
    guard let first else { return nil }
    var last = min(before.updates + 1, state.updates)
    while last < state.updates, state.journal[last - 1].loss.isFinite { last += 1 }
    return Diagnosis.Origin(
      first: first, update: before.updates + 1, operation: operation,
      position: trainer.step.position, learningRate: Double(before.optimiser.learningRate),
      largest: before.largestParameter, atFirst: largestAtFirst,
      losses: (max(0, last - 5)..<max(0, last)).map { Double(state.journal[$0].loss) },
      largeSince: largeLosses(upTo: last))
  }

  // MARK: Answers worse than guessing

  private func divergence() -> Diagnosis.Divergence? {
    let journal = state.journal
    let chance = state.chanceLoss
    let count = min(journal.count, 20)
    guard count >= 5 else { return nil }
    let last = (journal.count - count..<journal.count).map { Double(journal[$0].loss) }
    let mean = last.reduce(0, +) / Double(count)
    guard mean > 4 * chance, mean > largeLoss else { return nil }
    let began = largeLosses(upTo: journal.count) ?? journal.count
    return Diagnosis.Divergence(
      update: began,
      losses: (max(0, began - 2)..<min(began + 2, journal.count)).map { Double(journal[$0].loss) },
      mean: mean, count: count, zeros: last.count { $0 == 0 }, chance: chance,
      learningRate: Double(state.optimiser.learningRate), largest: state.largestParameter,
      atFirst: largestAtFirst)
  }

  /// Far above what guessing costs, and above what the network's first answers would: weights that
  /// were large from the first are no sign of anything.
  private var largeLoss: Double {
    let first = trainer(at: state.journal.start ?? 0)
    let images = 20
    let count = first.data.training.count
    let losses = (0..<min(images, count)).map { index in
      Double(first.lossOfTrainingImage(index * count / min(images, count)))
    }
    let mean = losses.reduce(0, +) / Double(max(losses.count, 1))
    return 4 * max(state.chanceLoss, mean.isFinite ? mean : 0)
  }

  /// The first update of those, up to one, in which losses far above that of guessing kept coming.
  private func largeLosses(upTo last: Int) -> Int? {
    let limit = largeLoss
    var began: Int?
    var update = last
    while update > 0, (began ?? last) - update <= 50 {
      if Double(state.journal[update - 1].loss) > limit { began = update }
      update -= 1
    }
    return began
  }
}
