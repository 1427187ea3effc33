import ConvNet

extension Timeline {
  /// Filters of convolutions and units of dense layers that get no gradient: neither in a few steps
  /// that a copy trains on, nor for any image of a sample of the training set after that.
  ///
  /// - Returns: At most one finding per layer.
  func deadUnits() -> [Diagnosis.DeadUnits] {
    var copy = state
    return copy.deadUnits().map { dead in
      var dead = dead
      dead.death = death(of: dead)
      return dead
    }
  }

  /// When units died: a search by halves for two updates in a row, such that some of the units got
  /// gradient after the first and none did after the second.
  private func death(of dead: Diagnosis.DeadUnits) -> Diagnosis.Death? {
    guard beginning <= (state.journal.start ?? 0), let layer = state.network.index(of: dead.layer),
      let group = state.unitGroup(of: layer)
    else { return nil }
    let origins = state.sampleOrigins(atMost: 64)
    func trainer(after update: Int) -> Trainer<S>? {
      time(ofUpdate: update).map { self.trainer(at: $0) }
    }
    func isDead(after update: Int) -> Bool {
      guard var copy = trainer(after: update) else { return false }
      var live = [Set<Int>()]
      copy.findLive(&live, in: [group], origins: origins)
      return live[0].isDisjoint(with: dead.units)
    }
    func found(_ update: Int, _ change: Diagnosis.Reading?, _ rate: S?) -> Diagnosis.Death {
      Diagnosis.Death(
        update: update, images: origins.reduce(0) { $0 + $1.count }, change: change,
        learningRate: rate.map(Double.init))
    }
    if isDead(after: 0) { return found(0, nil, nil) }
    var (good, bad) = (0, state.updates)
    guard bad > 0, isDead(after: bad) else { return nil }
    while bad - good > 1 {
      if Interruption.isRequested { return nil }
      let middle = (good + bad) / 2
      if isDead(after: middle) { bad = middle } else { good = middle }
    }
    guard let after = trainer(after: bad) else { return nil }
    // The rate and the parameters may have been set by hand since the update before.
    let before = self.trainer(at: after.clock - 1)
    return found(
      bad, after.largestChange(of: layer, since: before), before.optimiser.rate(ofUpdate: bad))
  }
}

/// The rows of a layer's parameters: the filters of a convolution, the units of a dense layer.
struct UnitGroup {
  let layer: Int
  /// How many there are.
  let count: Int
}

extension Trainer {
  /// The filters and units of all layers but the last, whose outputs are the answer.
  var unitGroups: [UnitGroup] {
    network.nodes.indices.dropLast().compactMap { layer in
      guard let shape = network.nodes[layer].layer.parameters.first?.values.shape, shape.rank > 1
      else { return nil }
      return UnitGroup(layer: layer, count: shape[0])
    }
  }

  func unitGroup(of layer: Int) -> UnitGroup? { unitGroups.first { $0.layer == layer } }

  /// Whether each unit of a layer gets gradient for some image of the sample.
  mutating func isAllAlive(layer: Int) -> Bool {
    guard let group = unitGroup(of: layer) else { return true }
    var live = [Set<Int>()]
    findLive(&live, in: [group], origins: sampleOrigins(atMost: 4_000))
    return live[0].count == group.count
  }

  /// Units without gradient.
  ///
  /// A gradient of 0 alone says little: with weights of 0 after it a filter gets none, and does as
  /// soon as those have moved. So the copy trains first, also where the learning rate is 0.
  fileprivate mutating func deadUnits() -> [Diagnosis.DeadUnits] {
    let (groups, steps) = (unitGroups, 24)
    guard !groups.isEmpty else { return [] }
    var live = [Set<Int>](repeating: [], count: groups.count)
    var isDone: Bool { zip(groups, live).allSatisfy { $0.count == $1.count } }
    if optimiser.learningRate == 0 { optimiser.learningRate = 0.001 }
    for _ in 0..<steps {
      guard runToUpdate() else { return [] }
      noteLive(&live, in: groups)
      advance()
      if isDone { return [] }
    }
    let origins = sampleOrigins(atMost: 4_000)
    guard let images = findLive(&live, in: groups, origins: origins) else { return [] }
    return zip(groups, live).compactMap { group, live in
      let node = network.nodes[group.layer]
      let dead = (0..<group.count).filter { !live.contains($0) }
      guard !dead.isEmpty, let parameter = node.layer.parameters.first else { return nil }
      return Diagnosis.DeadUnits(
        layer: node.name, parameter: parameter.name, units: dead, count: group.count, steps: steps,
        images: images, all: data.training.count)
    }
  }

  /// Batches that cover the training set, or are spread evenly over it.
  fileprivate func sampleOrigins(atMost limit: Int) -> [Range<Int>] {
    let all = data.training.count
    let size = min(all, max(16, network.smallestBatch.count))
    let starts = Array(stride(from: 0, to: all, by: size))
    let spacing = max(1, (starts.count * size + limit - 1) / limit)
    return stride(from: 0, to: starts.count, by: spacing)
      .map { starts[$0]..<min(starts[$0] + size, all) }
      .filter { $0.count >= network.smallestBatch.count }
  }

  /// Notes which units get gradient for some images, with the parameters as they are; stops when all
  /// do.
  ///
  /// - Returns: How many images it looked at; `nil` where none of them had any gradient at all, or it
  ///   was stopped.
  @discardableResult
  fileprivate mutating func findLive(
    _ live: inout [Set<Int>], in groups: [UnitGroup], origins: [Range<Int>]
  ) -> Int? {
    var (images, hasGradient) = (0, false)
    for range in origins {
      batchSize = range.count
      choose(.training(range.lowerBound))
      guard runToUpdate() else { return nil }
      images += range.count
      hasGradient = noteLive(&live, in: groups) || hasGradient
      if zip(groups, live).allSatisfy({ $0.count == $1.count }) { break }
    }
    return hasGradient ? images : nil
  }

  /// Does the operations of a step up to its update; `false` if it was stopped.
  mutating func runToUpdate() -> Bool {
    while next != .update || step.position == 0 {
      if Interruption.isRequested { return false }
      advance()
    }
    return true
  }

  /// Adds the units that get gradient in this step.
  ///
  /// - Returns: Whether the loss has any gradient.
  @discardableResult
  private func noteLive(_ live: inout [Set<Int>], in groups: [UnitGroup]) -> Bool {
    for (position, group) in groups.enumerated() {
      for gradient in step.gradients(of: group.layer)?.parameters ?? []
      where gradient.shape[0] == group.count {
        let size = gradient.shape.count / group.count
        for unit in 0..<group.count where !live[position].contains(unit) {
          let row = gradient.values[unit * size..<(unit + 1) * size]
          if row.contains(where: { $0 != 0 }) { live[position].insert(unit) }
        }
      }
    }
    guard let loss = step.lossGradient else { return false }
    return (loss.totals ?? loss.out).values.contains { $0 != 0 }
  }

  /// The parameter of a layer that changed most since an earlier time, and by how much.
  fileprivate func largestChange(of layer: Int, since before: Trainer) -> Diagnosis.Reading? {
    var found: Diagnosis.Reading?
    for place in parameterPlaces where place.layer == network.nodes[layer].name {
      guard let now = numbers(at: place), let old = before.numbers(at: place)
      else { continue }
      for offset in now.values.indices {
        let change = Double(now.values[offset]) - Double(old.values[offset])
        guard change.magnitude > found?.value.magnitude ?? 0 else { continue }
        found = Diagnosis.Reading(place: place.at(now.shape.indices(at: offset)), value: change)
      }
    }
    return found
  }
}
