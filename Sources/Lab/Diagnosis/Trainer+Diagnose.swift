package import ConvNet

extension Trainer {
  /// What guessing evenly costs: log(classes).
  package var chanceLoss: Double { Double.log(Double(classCount)) }

  /// What the answer to a training image costs now.
  func lossOfTrainingImage(_ index: Int) -> S {
    let batch = batch([.training(index)])
    var context = context.evaluating
    let passes = hooks.forward(network, from: batch.images, in: &context)
    return hooks.evaluate(loss, passes[passes.count - 1], targets: batch.targets).mean
  }

  /// A loss that sits at that of guessing, over the last 300 updates.
  var plateau: Diagnosis.Plateau? {
    let count = 300
    guard journal.count >= count else { return nil }
    let losses = (journal.count - count..<journal.count).map { Double(journal[$0].loss) }
    let halves = [losses.prefix(count / 2), losses.suffix(count / 2)].map {
      $0.reduce(0, +) / Double($0.count)
    }
    let mean = (halves[0] + halves[1]) / 2
    let spread = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    // A network that learns leaves chance, or gets better from half to half, or errs now more,
    // now less; one that learns nothing does none of these.
    guard (mean - chanceLoss).magnitude < 0.03 * chanceLoss,
      halves[0] - halves[1] < 0.01 * chanceLoss,
      spread.squareRoot() < 0.1 * chanceLoss
    else { return nil }
    return Diagnosis.Plateau(
      count: count, halves: halves, chance: chanceLoss,
      accuracy: journal.average(journal.count - count..<journal.count).accuracy,
      classes: classCount)
  }

  /// Filters that get no gradient in so many steps of training that a copy goes on with.
  ///
  /// A gradient of 0 alone says little: with weights of 0 behind it a filter gets none, and does
  /// as soon as those have moved. So the copy trains, also where the learning rate is 0.
  func deadFilters(steps: Int, until shouldStop: () -> Bool) -> [Diagnosis] {
    let groups = network.nodes.indices.flatMap { layer in
      network.nodes[layer].layer.parameters.enumerated().compactMap { number, parameter in
        parameter.name == "filters" ? (layer: layer, number: number) : nil
      }
    }
    guard steps > 0, !groups.isEmpty else { return [] }
    var copy = self
    if copy.optimiser.learningRate == 0 { copy.optimiser.learningRate = 0.001 }
    var alive = [Set<Int>](repeating: [], count: groups.count)
    for _ in 0..<steps {
      let isDone = Parallel.run(until: shouldStop) {
        while copy.next != .update || copy.step.position == 0 {
          copy.advance()
          if shouldStop() { return }
        }
      }
      guard isDone else { return [] }
      for (position, group) in groups.enumerated() {
        guard let gradient = copy.step.gradients(of: group.layer)?.parameters[group.number] else {
          continue
        }
        let size = gradient.shape.count / gradient.shape[0]
        for filter in 0..<gradient.shape[0]
        where gradient.values[filter * size..<(filter + 1) * size].contains(where: { $0 != 0 }) {
          alive[position].insert(filter)
        }
      }
      copy.advance()
    }
    return zip(groups, alive).compactMap { group, alive in
      let node = network.nodes[group.layer]
      let all = 0..<node.layer.parameters[group.number].values.shape[0]
      let dead = all.filter { !alive.contains($0) }
      return dead.isEmpty ? nil : .dead(layer: node.name, filters: dead, steps: steps)
    }
  }

  /// The parameter of the largest magnitude.
  var largestParameter: Diagnosis.Reading? {
    var found: Diagnosis.Reading?
    for place in parameterPlaces {
      guard case .computed(let tensor)? = try? read(place),
        let range = tensor.finiteExtremes
      else { continue }
      let offset =
        tensor.values[range.low].magnitude > tensor.values[range.high].magnitude
        ? range.low : range.high
      let value = Double(tensor.values[offset])
      guard value.magnitude > found?.value.magnitude ?? -1 else { continue }
      found = Diagnosis.Reading(place: place.at(tensor.shape.indices(at: offset)), value: value)
    }
    return found
  }

  // MARK: Places in the order of computation

  var parameterPlaces: [Place] {
    places.filter { $0.layer != nil && isWritable($0) }
  }

  /// All places that hold numbers, parameters first, then as a step computes them.
  var allPlaces: [Place] {
    parameterPlaces + operations.dropLast().prefix(step.position).flatMap(places(computedBy:))
  }

  /// The places that an operation computes, in order.
  ///
  /// The `d_out` of a layer that answers is left out: it is -1/p, infinite where p is 0, but
  /// nothing is computed from it, as the gradient of the totals is known to be p - y.
  func places(computedBy operation: TapeOperation) -> [Place] {
    func own(_ layer: Int, _ isWanted: (String) -> Bool) -> [Place] {
      let name = network.nodes[layer].name
      return places.filter { $0.layer == name && isWanted($0.quantity) }
    }
    switch operation {
    case .image: return [Place(quantity: "image")]
    case .forward(let layer):
      let quantities = network.nodes[layer].layer.quantityNames
      return own(layer, quantities.contains) + own(layer) { $0 == "out" }
    case .loss: return [Place(quantity: "loss")]
    case .lossGradient:
      let last = network.count - 1
      return network.ending.isAnswer ? [] : own(last) { $0 == "d_out" }
    case .backward(let layer):
      return own(layer) { $0 == "d_totals" }
        + own(layer) { $0.hasPrefix("d_") && !["d_totals", "d_in", "d_out"].contains($0) }
        + own(layer) { $0 == "d_in" }
    case .update: return parameterPlaces
    }
  }

  /// The first number that is none at some places.
  func firstNotFinite(_ places: [Place]) -> Diagnosis.Reading? {
    for place in places {
      guard case .computed(let tensor)? = try? read(place),
        let offset = S.firstNotFinite(tensor.values)
      else { continue }
      return Diagnosis.Reading(
        place: place.at(tensor.shape.indices(at: offset)), value: Double(tensor.values[offset]))
    }
    return nil
  }
}

extension Place {
  fileprivate func at(_ indices: [Int]) -> Place {
    Place(layer: layer, quantity: quantity, indices: indices)
  }
}

extension Tensor {
  /// Where the smallest and the largest finite number stand.
  fileprivate var finiteExtremes: (low: Int, high: Int)? {
    var found: (low: Int, high: Int)?
    for offset in values.indices where values[offset].isFinite {
      guard let extremes = found else {
        found = (offset, offset)
        continue
      }
      if values[offset] < values[extremes.low] { found?.low = offset }
      if values[offset] > values[extremes.high] { found?.high = offset }
    }
    return found
  }
}
