package import ConvNet

extension Trainer {
  /// What the answer to a training image costs now; NaN after an ``Interruption``.
  func lossOfTrainingImage(_ index: Int) -> S {
    guard !Interruption.isRequested else { return .nan }
    let batch = batch([.training(index)])
    var context = context.evaluating
    let passes = hooks.forward(network, from: batch.images, in: &context)
    return hooks.evaluate(loss, passes[passes.count - 1], targets: batch.targets).mean
  }

  /// The parameter of the largest magnitude.
  var largestParameter: Diagnosis.Reading? {
    var found: Diagnosis.Reading?
    for place in parameterPlaces {
      guard let tensor = numbers(at: place), let range = tensor.finiteExtremes
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

  /// All places that hold numbers: parameters first, then in the order in which a step computes
  /// them.
  var allPlaces: [Place] {
    parameterPlaces + operations.dropLast().prefix(step.position).flatMap(places(computedBy:))
  }

  /// The first infinite number of the last layer's `d_out`, from which nothing is computed.
  package var unusedInfinity: Place? {
    let last = network.count - 1
    guard network.ending.isAnswer, loss != .meanSquaredError,
      let place = places(ofLayer: last).first(where: { $0.quantity == "d_out" })
    else { return nil }
    return firstNotFinite([place])?.place
  }

  /// The places that an operation computes, in order.
  ///
  /// The `d_out` of a layer that gives the answer is left out: it is -1/p, which is infinite if p
  /// is 0, but nothing is computed from it, because the totals have a known gradient, p - y.
  func places(computedBy operation: TapeOperation) -> [Place] {
    func own(_ layer: Int, _ isWanted: (String) -> Bool) -> [Place] {
      places(ofLayer: layer).filter { isWanted($0.quantity) }
    }
    switch operation {
    case .image: return [Place(quantity: "image")]
    case .forward(let layer):
      let quantities = network.nodes[layer].layer.quantityNames
      return own(layer, quantities.contains) + own(layer) { $0 == "out" }
    case .loss: return [Place(quantity: "loss")]
    case .given: return own(step.firstBackward) { $0 == "d_out" }
    case .lossGradient:
      let last = network.count - 1
      return network.ending.isAnswer && loss != .meanSquaredError ? [] : own(last) { $0 == "d_out" }
    case .backward(let layer):
      return own(layer) { $0 == "d_totals" }
        + own(layer) { $0.hasPrefix("d_") && !["d_totals", "d_in", "d_out"].contains($0) }
        + own(layer) { $0 == "d_in" }
    case .update: return parameterPlaces
    }
  }

  /// The first number at some places that is not finite.
  func firstNotFinite(_ places: [Place]) -> Diagnosis.Reading? {
    for place in places {
      guard let tensor = numbers(at: place), let offset = S.firstNotFinite(tensor.values)
      else { continue }
      return Diagnosis.Reading(
        place: place.at(tensor.shape.indices(at: offset)), value: Double(tensor.values[offset]))
    }
    return nil
  }
}

extension Place {
  /// The number at some indices of this place.
  func at(_ indices: [Int]) -> Place {
    Place(layer: layer, quantity: quantity, indices: indices)
  }
}

extension Tensor {
  /// The positions of the smallest and the largest finite number.
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
