import ConvNet

// Where numbers stopped being finite, and which edit is to blame.

extension Investigation {
  func firstNotFinite() -> Diagnosis.Origin? {
    guard state.firstNotFinite(state.allPlaces) != nil else { return nil }
    // With few exceptions, a parameter that is not finite stays so through every update, and so
    // does the loss: the last update with only finite parameters is near the first such loss.
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
    guard let time = timeline.time(ofUpdate: update) else { return true }
    let trainer = timeline.trainer(at: time)
    return trainer.firstNotFinite(trainer.parameterPlaces) == nil
  }

  /// Repeats the actions after an update, up to the first number that is not finite.
  private func walk(fromUpdate update: Int) -> Diagnosis.Origin? {
    var trainer = timeline.trainer(at: timeline.time(ofUpdate: update) ?? timeline.firstKept)
    var first = trainer.firstNotFinite(trainer.parameterPlaces)
    var before = trainer
    var operation: TapeOperation?
    while first == nil, trainer.clock < timeline.now {
      before = trainer
      let action = timeline.action(at: trainer.clock)
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
      largest: before.largestParameter, atFirst: self.first.largest,
      losses: (max(0, last - 5)..<max(0, last)).map { Double(state.journal[$0].loss) },
      largeSince: largeLosses(upTo: last),
      edit: edit(before: trainer.clock, before.largestParameter))
  }

  /// The last time before another at which disproportionately large numbers were written where the
  /// largest parameter is now, or to the image of the step.
  func edit(before time: Int, _ largest: Diagnosis.Reading?) -> Diagnosis.Edit? {
    let start = timeline.firstKept
    let usual = max(1, first.largest.isFinite ? first.largest : 1)
    for (written, place, values) in timeline.writes(in: start..<time).reversed() {
      let value = values.reduce(0) { $1.magnitude > $0.magnitude ? $1 : $0 }
      let size = Double(value.magnitude)
      let updates = updates(before: written)
      let isLargest =
        place.layer == nil
        ? updates == self.updates(before: time)
        : place.whole == largest?.place.whole && size * 1_000 >= largest?.value.magnitude ?? 0
      guard size > 1_000 * usual, isLargest else { continue }
      return Diagnosis.Edit(place: place, value: Double(value), updates: updates)
    }
    return nil
  }

  /// How many updates of the present network had been done at a time.
  private func updates(before time: Int) -> Int {
    var (low, high) = (0, state.journal.count)
    while low < high {
      let middle = (low + high) / 2
      if state.journal[middle].clock <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
