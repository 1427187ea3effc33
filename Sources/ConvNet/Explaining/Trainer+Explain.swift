extension Trainer {
  /// Why the number at a place is what it is.
  ///
  /// - Throws: ``InputError`` where there is no such place, where it is a block of numbers, or
  ///   where nothing has computed it in this step.
  public func explain(_ place: Place) throws(InputError) -> Explanation<S> {
    let value: S
    switch try read(place) {
    case .notComputed(let operation):
      throw InputError(
        "`\(place)` is not computed: `\(network.name(of: operation))` has not been done.",
        at: place.description)
    case .computed(let tensor):
      guard tensor.shape.rank == 0 else {
        throw InputError(
          "`\(place)` is \(tensor.shape.count) numbers; one is explained at a time.",
          at: place.description)
      }
      value = tensor.values[0]
    }
    if let origin = origin(of: place) {
      let explanation = try explain(origin)
      return Explanation(
        place, value, intro: "\(place) is another name for \(origin).",
        formula: explanation.formula, explanation.arithmetic, form: explanation.form,
        remarks: explanation.remarks, next: explanation.next)
    }
    if let explanation = explainOwn(place, value) { return explanation }
    return Explanation(
      place, value, intro: given(place), formula: "given", .stored(place, value))
  }

  /// The place that a place is another name for: what goes into a layer is what comes out of the
  /// one before.
  private func origin(of place: Place) -> Place? {
    let end = network.nodes[network.count - 1]
    let indices = place.indices
    guard let layer = place.layer else {
      switch place.quantity {
      case "probabilities" where Loss.isAnswer(end.layer):
        return Place(layer: end.name, quantity: "out", indices: indices)
      case "logits":
        let name = type(of: end.layer).quantities.contains("totals") ? "totals" : "out"
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
    case "d_out" where index + 1 < network.count:
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
    let isLast = index == network.count - 1
    if place.quantity == "d_out", isLast { return explainLossGradient(place, value) }
    if network.nodes[index].layer.parameters.contains(where: { $0.name == place.quantity }) {
      return explainParameter(place, value, layer: index)
    }
    guard step.passes.indices.contains(index) else { return nil }
    let context = ExplanationContext<S>(
      layer: layer,
      inputPlace: index == 0
        ? Place(quantity: "image")
        : Place(layer: network.nodes[index - 1].name, quantity: "out"),
      pass: step.passes[index], upstream: step.upstream(of: index),
      gradients: step.gradients(of: index),
      target: isLast ? step.sample.map { (loss, $0.target) } : nil,
      blank: index == 0 ? S(data.training.normalisation.blank) : nil)
    return step.passes[index].explain(place, value, unsqueezed(place, layer: index), in: context)
  }

  /// Indices with the channel axis that places leave out where there is one channel.
  private func unsqueezed(_ place: Place, layer: Int) -> [Int] {
    let pass = step.passes[layer]
    let isOneChannel = pass.input.shape.rank == 4 && pass.input.shape[1] == 1
    var indices = place.indices
    if place.quantity == "d_filters", isOneChannel, indices.count == 3 { indices.insert(0, at: 1) }
    if place.quantity == "d_in", layer == 0, isOneChannel, indices.count == 2 {
      indices.insert(0, at: 0)
    }
    return indices
  }

  // MARK: Parameters

  private func explainParameter(_ place: Place, _ value: S, layer: Int) -> Explanation<S>? {
    let gradient = Place(
      layer: place.layer, quantity: "d_" + place.quantity, indices: place.indices)
    guard case .computed(let slope)? = try? read(gradient) else { return nil }
    let g = Arithmetic.stored(gradient, slope.values[0])
    if step.position == operations.count, let old = valueBeforeUpdate(place, layer: layer),
      let rule = step.optimiser
    {
      let new = explainUpdate(by: rule, .stored(place, old), g, place, layer: layer)
      guard new.arithmetic.evaluate() == value else { return nil }
      return Explanation(
        place, value,
        intro: "Update \(updates) made it: against the gradient, by the learning rate.",
        formula: new.formula, new.arithmetic, next: gradient)
    }
    let new = explainUpdate(by: optimiser, .stored(place, value), g, place, layer: layer)
    return Explanation(
      place, value, intro: given(place), formula: "given; nothing changes until update",
      .stored(place, value),
      remarks: ["update will make it \(new.formula) = \(new.arithmetic.evaluate())"], next: gradient
    )
  }

  /// What an optimiser makes of a parameter.
  private func explainUpdate(
    by optimiser: Optimiser<S>, _ old: Arithmetic<S>, _ g: Arithmetic<S>, _ place: Place, layer: Int
  ) -> (formula: String, arithmetic: Arithmetic<S>) {
    let settings = optimiser.settings
    let gradient = g.places[0]
    let rate: Arithmetic<S> = .constant(optimiser.learningRate)
    let kept: Arithmetic<S> =
      settings.weightDecay == 0 ? old : .times(old, .constant(1 - settings.weightDecay))
    let name = settings.weightDecay == 0 ? "old value" : "old value x (1 - weight decay)"
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
        "\(name) + (momentum x \(velocity.places[0]) - learning rate x \(gradient))",
        .plus(
          kept, .minus(.times(.constant(settings.momentum), velocity), .times(rate, g)))
      )
    case .adam:
      let adam = Optimiser<S>.adam
      let corrections = optimiser.corrections
      let mean: Arithmetic<S> = .plus(
        .times(.constant(adam.mean), memory("mean")), .times(.constant(1 - adam.mean), g))
      let square: Arithmetic<S> = .plus(
        .times(.constant(adam.square), memory("square")),
        .times(.constant(1 - adam.square), .times(g, g)))
      return (
        "\(name) - learning rate x m / (sqrt(s) + 1e-8), m and s the corrected averages of "
          + "\(gradient) and of its square",
        .minus(
          kept,
          .over(
            .times(rate, .over(mean, .constant(corrections.mean))),
            .plus(
              .root(.over(square, .constant(corrections.square))), .constant(adam.epsilon))))
      )
    }
  }

  /// Which of all parameters a place is in, in the network's order.
  func parameterNumber(_ place: Place, layer: Int) -> Int {
    let before = network.nodes[..<layer].reduce(0) { $0 + $1.layer.parameters.count }
    let own = network.nodes[layer].layer.parameters.firstIndex { $0.name == place.quantity }
    return before + (own ?? 0)
  }

  /// What a parameter was when this step's forward pass used it.
  private func valueBeforeUpdate(_ place: Place, layer: Int) -> S? {
    let parameters = step.passes[layer].anyLayer.parameters
    guard let parameter = parameters.first(where: { $0.name == place.quantity }) else { return nil }
    return parameter.values.asPlace().slice(place.indices).values[0]
  }

  private func given(_ place: Place) -> String {
    if place.quantity == "image" {
      let normalisation = data.training.normalisation
      if step.sample?.isEdited ?? false {
        return "The image comes from the data, and a person has changed it."
      }
      return normalisation == .raw
        ? "A pixel, as it is in the data."
        : "A pixel p of the data enters as p/\(Int(normalisation.scale)) "
          + "\(normalisation.offset < 0 ? "-" : "+") \(abs(normalisation.offset))."
    }
    if place.quantity == "label" { return "The class that the data gives to this image." }
    return updates == 0
      ? "A parameter: it was drawn at random, or set, and has had no update yet."
      : "A parameter, as \(updates) updates and whoever set it have left it."
  }

  // MARK: Loss

  private func explainLoss(_ value: S) -> Explanation<S>? {
    guard let target = step.sample?.target, let pass = step.passes.last else { return nil }
    let layer = network.nodes[network.count - 1].name
    let logits = logits(pass)
    let sums = logits[0].places[0].whole
    let p = probability(of: target, in: pass.output)
    let remark = "that is -log \(S(p)), p being the probability of the right class"
    switch loss {
    case .crossEntropy:
      let maximum: Arithmetic<S> = .largest(logits)
      let exponentials = logits.enumerated().map { index, logit in
        Term("\(index)", .exp(.minus(logit, maximum)))
      }
      return Explanation(
        Place(quantity: "loss"), value,
        intro: "Cross-entropy: how surprised the network is by the right class, "
          + "\(className(ofTarget: target)).",
        formula:
          "log(sum over k of exp(\(sums)[k] - m)) - (\(sums)[\(target)] - m)",
        .minus(.log(.sum(exponentials, columns: 1)), .minus(logits[target], maximum)),
        remarks: ["m is the largest total: without it exp would overflow", remark],
        next: logits[target].places[0])
    case .binaryCrossEntropy:
      let t = logits[0]
      let isPositive = t.evaluate() > 0
      let zero: Arithmetic<S> = .constant(0)
      let linear: Arithmetic<S> = .minus(isPositive ? t : zero, target == 1 ? t : zero)
      let size: Arithmetic<S> = isPositive ? .times(.constant(-1), t) : t
      return Explanation(
        Place(quantity: "loss"), value,
        intro: "Binary cross-entropy: how surprised the network is by class "
          + "\(className(ofTarget: target)).",
        formula: "max(t, 0) - t y + log(1 + exp(-|t|)),  t = \(layer).totals[0],  y = \(target)",
        .plus(linear, .log(.plus(.constant(1), .exp(size)))), remarks: [remark],
        next: t.places[0])
    }
  }

  private func explainLossGradient(_ place: Place, _ value: S) -> Explanation<S>? {
    guard let target = step.sample?.target, let index = place.indices.first,
      let output = step.passes.last?.output, let layer = place.layer
    else { return nil }
    if !Loss.isAnswer(network.nodes[network.count - 1].layer) {
      return explainLogitGradient(place, value, isRight: index == target)
    }
    let p = Arithmetic.stored(
      Place(layer: layer, quantity: "out", indices: [index]), output.values[index])
    let next = Place(layer: layer, quantity: "d_totals", indices: [index])
    let remark = "softmax and loss are taken together from here: d_totals = p - y"
    if loss == .crossEntropy, index != target {
      return Explanation(
        place, value,
        intro: "The loss is -log of the right class's probability; it does not name this one.",
        formula: "0", .constant(0), remarks: [remark], next: next)
    }
    let isOne = loss == .crossEntropy || target == 1
    return Explanation(
      place, value, intro: "Here the gradient begins: the slope of -log at the probability.",
      formula: isOne ? "-1 / \(layer).out[\(index)]" : "1 / (1 - \(layer).out[\(index)])",
      isOne ? .over(.constant(-1), p) : .over(.constant(1), .minus(.constant(1), p)),
      remarks: [remark], next: next)
  }

  // MARK: Logits without an activation of their own

  /// The last layer's sums: its totals, or its output where that is what it gives.
  private func logits(_ pass: any AnyPass<S>) -> [Arithmetic<S>] {
    let layer = network.nodes[network.count - 1].name
    let totals = pass.quantity("totals")
    return (totals ?? pass.output).values.enumerated().map { index, value in
      .stored(
        Place(layer: layer, quantity: totals == nil ? "out" : "totals", indices: [index]), value)
    }
  }

  private func softmax(of logits: [Arithmetic<S>], at index: Int) -> Arithmetic<S> {
    let exponentials = logits.enumerated().map { position, logit in
      Term("\(position)", .exp(.minus(logit, .largest(logits))))
    }
    return .over(exponentials[index].arithmetic, .sum(exponentials, columns: 1))
  }

  private func explainProbability(_ place: Place, _ value: S) -> Explanation<S>? {
    guard let pass = step.passes.last, let index = place.indices.first else { return nil }
    let logits = logits(pass)
    return Explanation(
      place, value, intro: "The softmax of the last layer's logits, which the loss applies.",
      formula: "exp(\(logits[index].places[0]) - m) / sum over j of exp(logit j - m)",
      softmax(of: logits, at: index), form: .softmax, next: logits[index].places[0])
  }

  private func explainLogitGradient(
    _ place: Place, _ value: S, isRight: Bool
  ) -> Explanation<S>? {
    guard let pass = step.passes.last, let index = place.indices.first else { return nil }
    let p = softmax(of: logits(pass), at: index)
    return Explanation(
      place, value, intro: "Here the gradient begins: softmax and loss taken together.",
      formula: "p - y = probabilities[\(index)] - \(isRight ? 1 : 0)",
      isRight ? .minus(p, .constant(1)) : p,
      next: Place(quantity: "probabilities", indices: [index]))
  }
}
