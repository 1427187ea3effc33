extension Trainer {
  /// Why the number at a place is what it is.
  ///
  /// - Throws: ``PlaceError`` if the place does not exist, if it is a block of numbers, or if
  ///   nothing has computed it in this step.
  public func explain(_ place: Place) throws(PlaceError) -> Explanation<S> {
    let value: S
    switch try read(place) {
    case .notComputed(let operation):
      throw .notComputed(place, by: network.name(of: operation))
    case .computed(let tensor):
      guard tensor.shape.rank == 0 else { throw .block(place, count: tensor.shape.count) }
      value = tensor.values[0]
    }
    if let origin = origin(of: place) {
      let explanation = try explain(origin)
      var same = Explanation(
        place, value, intro: "\(place) is another name for \(origin). \(explanation.intro)",
        formula: explanation.formula, explanation.arithmetic, form: explanation.form,
        remarks: explanation.remarks, next: explanation.next)
      same.rotated = explanation.rotated
      return same
    }
    if let explanation = explainOwn(place, value) { return explanation }
    return Explanation(
      place, value, intro: given(place), formula: "given", .stored(place, value))
  }

  /// The place for which a place is another name: the input of a layer is the output of the layer
  /// before it.
  private func origin(of place: Place) -> Place? {
    let end = network.nodes[network.count - 1]
    let indices = place.indices
    guard let layer = place.layer else {
      switch place.quantity {
      case "probabilities" where end.layer.ending.isAnswer:
        return Place(layer: end.name, quantity: "out", indices: indices)
      case "logits":
        let name = end.layer.quantityNames.contains("totals") ? "totals" : "out"
        return Place(layer: end.name, quantity: name, indices: indices)
      default: return nil
      }
    }
    guard let index = network.index(of: layer) else { return nil }
    switch place.quantity {
    case "in":
      return index == 0
        ? Place(quantity: "image", indices: indices)
        : Place(layer: network.nodes[index - 1].name, quantity: "out", indices: indices)
    case "d_out" where index + 1 < network.count && step.given?.layer != index:
      return Place(layer: network.nodes[index + 1].name, quantity: "d_in", indices: indices)
    default: return nil
    }
  }

  private func explainOwn(_ place: Place, _ value: S) -> Explanation<S>? {
    guard let layer = place.layer, let index = network.index(of: layer) else {
      switch place.quantity {
      case "loss": return explainLoss(value)
      case "probabilities": return explainProbability(place, value)
      default: return nil
      }
    }
    if place.quantity == "d_out", step.given?.layer == index {
      return Explanation(
        place, value, intro: "A gradient that was given by hand: the backward pass starts here.",
        formula: "given by you", .stored(place, value))
    }
    let isLast = index == network.count - 1
    if place.quantity == "d_out", isLast { return explainLossGradient(place, value) }
    if network.nodes[index].layer.parameters.contains(where: { $0.name == place.quantity }) {
      return explainParameter(place, value, layer: index)
    }
    if let memory = explainMemory(place, value, layer: index) { return memory }
    if network.nodes[index].layer.buffers.contains(where: { $0.name == place.quantity }) {
      if last == .update, !network.nodes[index].isFrozen,
        let own = explainInPass(place, value, layer: index),
        own.arithmetic.evaluate() == value
      {
        return own
      }
      return Explanation(
        place, value, intro: "The layer keeps it from one update to the next.",
        formula: "given; a later update may change it", .stored(place, value))
    }
    return explainInPass(place, value, layer: index)
  }

  /// Why a number that a layer computed in this step, or received as input, is what it is.
  private func explainInPass(_ place: Place, _ value: S, layer index: Int) -> Explanation<S>? {
    guard step.passes.indices.contains(index), let layer = place.layer else { return nil }
    let isLast = index == network.count - 1
    let context = ExplanationContext<S>(
      layer: layer,
      inputPlace: index == 0
        ? Place(quantity: "image")
        : Place(layer: network.nodes[index - 1].name, quantity: "out"),
      pass: step.passes[index], upstream: step.upstream(of: index),
      gradients: step.gradients(of: index),
      targets: isLast && step.given == nil && lossOfStep.isFused ? step.batch?.targets : nil,
      // A hook may have used a different policy; the rule to explain is the one that was set.
      ties: step.ties,
      blank: index == 0 ? S(data.training.normalisation.blank) : nil)
    let (sample, indices) = split(place, layer: index)
    return step.passes[index].explain(
      place, value, indices, in: context.of(sample: sample))
  }

  /// The sample that a place belongs to, 0 if it does not belong to one, and the indices within the
  /// sample, with the channel axis that places leave out if there is only one channel.
  func split(_ place: Place, layer: Int) -> (sample: Int, indices: [Int]) {
    let pass = step.passes[layer]
    let isOneChannel = pass.input.shape.rank == 4 && pass.input.shape[1] == 1
    var indices = place.indices
    var sample = 0
    if step.count > 1, isOfSample(place) { sample = indices.removeFirst() }
    if place.quantity == "d_filters", isOneChannel, indices.count == 3 { indices.insert(0, at: 1) }
    if place.quantity == "d_in", layer == 0, isOneChannel, indices.count == 2 {
      indices.insert(0, at: 0)
    }
    return (sample, indices)
  }

  // MARK: Parameters

  private func explainParameter(_ place: Place, _ value: S, layer: Int) -> Explanation<S>? {
    guard !network.nodes[layer].isFrozen else {
      return Explanation(
        place, value, intro: given(place),
        formula: "given; the layer is frozen, so no update changes it",
        .stored(place, value))
    }
    let gradient = Place(
      layer: place.layer, quantity: "d_" + place.quantity, indices: place.indices)
    guard let slope = numbers(at: gradient) else { return nil }
    let g = Arithmetic.stored(gradient, slope.values[0])
    // What was written after the update was not made by it.
    if step.writtenSinceUpdate.contains(where: { $0.covers(place) }) { return nil }
    if step.position == network.operationCount, let old = valueBeforeUpdate(place, layer: layer),
      let rule = step.optimiser
    {
      let new = explainUpdate(
        by: rule, number: updates, .stored(place, old), g, place, layer: layer)
      // If the number came with a file since then, the update did not produce it; a number that a
      // hook left is compared with the rule.
      guard new.arithmetic.evaluate() == value || !step.hookNames.isEmpty else { return nil }
      return Explanation(
        place, value,
        intro: rule.settings == .init(momentum: rule.settings.momentum)
          ? "Computed by update \(updates): a step against the gradient."
          : "Computed by update \(updates), using the rule of `\(rule.settings.rule.rawValue)`.",
        formula: new.formula, new.arithmetic,
        remarks: rule.settings.rule == .adam ? [Self.rounding] : [], next: gradient)
    }
    let new = explainUpdate(
      by: optimiser, number: updates + 1, .stored(place, value), g, place, layer: layer)
    return Explanation(
      place, value, intro: given(place), formula: "given; nothing changes until update",
      .stored(place, value),
      remarks: ["the update will make it \(new.arithmetic.evaluate()): \(new.formula)"],
      next: gradient
    )
  }

  /// Why the optimiser's memory of a parameter is what it is, right after an update.
  private func explainMemory(_ place: Place, _ value: S, layer: Int) -> Explanation<S>? {
    guard last == .update, let rule = step.optimiser,
      let name = rule.settings.rule.memories.first(where: { place.quantity.hasPrefix($0 + "_") })
    else { return nil }
    let own = Place(
      layer: place.layer, quantity: String(place.quantity.dropFirst(name.count + 1)),
      indices: place.indices)
    let gradient = Place(layer: own.layer, quantity: "d_" + own.quantity, indices: own.indices)
    guard let slope = numbers(at: gradient) else { return nil }
    let before = rule.remembered(name, parameter: parameterNumber(own, layer: layer))
    let old = Arithmetic<S>.constant(before?.asPlace().slice(place.indices).values[0] ?? 0)
    let g = Arithmetic.stored(gradient, slope.values[0])
    let adam = Optimiser<S>.adam
    let new: (formula: String, arithmetic: Arithmetic<S>) =
      switch name {
      case "velocity":
        (
          "momentum x old value - learning rate x \(gradient)",
          .minus(
            .times(.constant(S(rule.settings.momentum)), old),
            .times(.constant(rule.rate(ofUpdate: updates)), g))
        )
      case "mean":
        (
          "0.9 x old value + (1 - 0.9) x \(gradient)",
          .plus(.times(.constant(adam.mean), old), .times(.rest(of: .constant(adam.mean)), g))
        )
      default:
        (
          "0.999 x old value + (1 - 0.999) x \(gradient)^2",
          .plus(
            .times(.constant(adam.square), old),
            .times(.rest(of: .constant(adam.square)), .times(g, g)))
        )
      }
    guard new.arithmetic.evaluate() == value else { return nil }
    return Explanation(
      place, value,
      intro: "The optimizer's memory of the gradients of \(own), after update \(updates).",
      formula: new.formula, new.arithmetic,
      remarks: rule.settings.rule == .adam ? [Self.rounding] : [],
      next: gradient)
  }

  /// What a Float makes of the small differences that Adam works with.
  private static var rounding: String {
    let square = Optimiser<S>.adam.square
    return "each step is rounded: 1 - \(square) gives \((1 - square).text)"
  }

  /// What an optimiser turns a parameter into.
  private func explainUpdate(
    by optimiser: Optimiser<S>, number: Int, _ old: Arithmetic<S>, _ g: Arithmetic<S>,
    _ place: Place, layer: Int
  ) -> (formula: String, arithmetic: Arithmetic<S>) {
    let settings = optimiser.settings
    let gradient = g.places[0]
    let rate: Arithmetic<S> = .constant(optimiser.rate(ofUpdate: number))
    let decays =
      settings.weightDecay != 0
      && network.nodes[layer].layer.parameters.contains { $0.name == place.quantity && $0.decays }
    let kept: Arithmetic<S> = decays ? .times(old, .constant(optimiser.kept)) : old
    let name = decays ? "old value x (1 - weight decay)" : "old value"
    func memory(_ name: String) -> Arithmetic<S> {
      let memory = optimiser.remembered(name, parameter: parameterNumber(place, layer: layer))
      return .stored(
        Place(layer: place.layer, quantity: "\(name)_\(place.quantity)", indices: place.indices),
        memory?.asPlace().slice(place.indices).values[0] ?? 0)
    }
    switch settings.rule {
    case .sgd:
      return ("\(name) - learning rate x \(gradient)", .minus(kept, .times(rate, g)))
    case .momentum:
      let velocity = memory("velocity")
      return (
        "\(name) + (momentum x old \(velocity.places[0]) - learning rate x \(gradient))",
        .plus(
          kept, .minus(.times(.constant(S(settings.momentum)), velocity), .times(rate, g)))
      )
    case .adam:
      let adam = Optimiser<S>.adam
      let (powers, updates) = (optimiser.nextPowers, optimiser.memory.updates + 1)
      /// 1 - b^t; the power of the first few updates as the product that it is.
      func correction(_ base: S, _ power: S) -> Arithmetic<S> {
        let factors = repeatElement(Arithmetic.constant(base), count: updates - 1)
        return .rest(
          of: updates > 3 ? .constant(power) : factors.reduce(.constant(base), Arithmetic.times))
      }
      let mean: Arithmetic<S> = .plus(
        .times(.constant(adam.mean), memory("mean")), .times(.rest(of: .constant(adam.mean)), g))
      let square: Arithmetic<S> = .plus(
        .times(.constant(adam.square), memory("square")),
        .times(.rest(of: .constant(adam.square)), .times(g, g)))
      return (
        "\(name) - learning rate x (m / (1 - 0.9^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8), "
          + "with m and s the averages of \(gradient) and of its square, t = \(updates)",
        .minus(
          kept,
          .over(
            .times(rate, .over(mean, correction(adam.mean, powers.mean))),
            .plus(
              .root(.over(square, correction(adam.square, powers.square))), .constant(adam.epsilon))
          ))
      )
    }
  }

  /// The index, in the network's order, of the parameter that a place belongs to.
  func parameterNumber(_ place: Place, layer: Int) -> Int {
    let before = network.parameterStarts[layer]
    let own = network.nodes[layer].layer.parameters.firstIndex { $0.name == place.quantity }
    return before + (own ?? 0)
  }

  /// The value of a parameter when this step's forward pass used it.
  private func valueBeforeUpdate(_ place: Place, layer: Int) -> S? {
    let parameters = step.passes[layer].anyLayer.parameters
    guard let parameter = parameters.first(where: { $0.name == place.quantity }) else { return nil }
    return parameter.values.asPlace().slice(place.indices).values[0]
  }

  private func given(_ place: Place) -> String {
    if place.quantity == "image" {
      let normalisation = data.training.normalisation
      if data.training.isWritten { return "A number of an image of your own." }
      if let batch = step.batch, batch.edited.contains(batch.count > 1 ? place.indices[0] : 0) {
        return "The image comes from the data, and was changed by hand."
      }
      return normalisation == .raw
        ? "A pixel of the data, unchanged."
        : "A pixel p of the data enters as \(normalisation)."
    }
    if place.quantity == "label" { return "The class that the data gives to this image." }
    return updates == 0
      ? "A parameter, drawn at random or set; it has had no update yet."
      : "A parameter: the result of \(updates.counted("update")) and of any edits."
  }
}
