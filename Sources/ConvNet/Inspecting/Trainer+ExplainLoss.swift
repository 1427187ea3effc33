// The loss, where gradients begin, and the prediction, if no layer of the network makes it.

extension Trainer {
  /// The last layer's name.
  private var end: String { network.nodes[network.count - 1].name }

  /// Numbers of the last layer for one sample, under the names of their places.
  private func stored(_ quantity: String, _ tensor: Tensor<S>, sample: Int) -> [Arithmetic<S>] {
    let width = tensor.shape[1]
    let prefix = tensor.shape[0] > 1 ? [sample] : []
    return (0..<width).map { index in
      .stored(
        Place(layer: end, quantity: quantity, indices: prefix + [index]),
        tensor.values[sample * width + index])
    }
  }

  /// The last layer's sums: its totals, or its output if the layer gives those as its output.
  private func logits(_ pass: any AnyPass<S>, sample: Int) -> [Arithmetic<S>] {
    let totals = pass.quantity("totals")
    return stored(totals == nil ? "out" : "totals", totals ?? pass.output, sample: sample)
  }

  /// The sample and the output that a place at the end of the network is about.
  private func split(_ place: Place) -> (sample: Int, output: Int)? {
    guard let last = place.indices.last else { return nil }
    return (place.indices.count > 1 ? place.indices[0] : 0, last)
  }

  func explainLoss(_ value: S) -> Explanation<S>? {
    guard let target = step.batch?.targets.first, let pass = step.passes.last else { return nil }
    guard step.count == 1 else { return explainMeanLoss(value) }
    let logits = logits(pass, sample: 0)
    let sums = logits[0].places[0].whole
    let remark = probabilityLost(value, target: target, in: pass.output)
    switch lossOfStep {
    case .given: return nil
    case .crossEntropy:
      let maximum: Arithmetic<S> = .largest(logits)
      let exponentials = logits.enumerated().map { index, logit in
        Term("\(index)", .exp(.minus(logit, maximum)))
      }
      return Explanation(
        Place(quantity: "loss"), value,
        intro: "Cross-entropy: how surprised the network is by the right class, "
          + "\(className(ofTarget: target)).",
        formula: "-log p,  p = \(probabilityPlace(target)),  computed as "
          + "log(sum over k of exp(\(sums)[k] - m)) - (\(sums)[\(target)] - m)",
        .minus(.log(.sum(Terms(exponentials), columns: 1)), .minus(logits[target], maximum)),
        remarks: [
          "m is the largest total, so exp cannot overflow and log is never taken of 0", remark,
        ],
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
        formula: (target == 1 ? "-log p" : "-log(1 - p)")
          + ",  p = \(probabilityPlace(0)),  computed as max(t, 0) - t y + log(1 + exp(-|t|)),  "
          + "t = \(t.places[0]),  y = \(target)",
        .plus(linear, .log1p(.exp(size))),
        remarks: ["computed this way, exp cannot overflow and log is never taken of 0", remark],
        next: t.places[0])
    case .meanSquaredError:
      return explainSquaredError(value, stored("out", pass.output, sample: 0), target: target)
    }
  }

  /// The place of a class's probability.
  private func probabilityPlace(_ target: Int) -> Place {
    network.ending.isAnswer
      ? Place(layer: end, quantity: "out", indices: [target])
      : Place(quantity: "probabilities", indices: [target])
  }

  /// What the loss says of the right class's probability.
  private func probabilityLost(_ value: S, target: Int, in output: Tensor<S>) -> String {
    let p = S(probability(of: target, in: output)).text
    return switch Surprise(loss: Double(value), probability: probability(of: target, in: output)) {
    case .plain: "the probability of the right class is \(p)"
    case .nearOne(let rest):
      "the probability of the right class is 1 - \(S(rest).text), which a \(S.self) holds as \(p)"
    case .nearZero:
      "the probability of the right class is e^-\(value.text), which a \(S.self) holds as \(p)"
    }
  }

  private func explainSquaredError(
    _ value: S, _ outputs: [Arithmetic<S>], target: Int
  ) -> Explanation<S> {
    let truth: [S] = Loss.truth(width: outputs.count, target: target)
    let terms = outputs.enumerated().map { output, value in
      let distance: Arithmetic<S> = .minus(value, .constant(truth[output]))
      return Term("\(output)", .times(distance, distance))
    }
    return Explanation(
      Place(quantity: "loss"), value,
      intro: "Mean squared error: how far the outputs are from 1 for class "
        + "\(className(ofTarget: target)) and from 0 for the others.",
      formula: "sum over k of (\(end).out[k] - y[k])^2, / \(terms.count)",
      .over(.sum(Terms(terms), columns: 1), .constant(S(terms.count))),
      form: .products(label: "output", first: "distance", second: "distance"))
  }

  /// The loss of a batch: the mean of its samples' losses.
  private func explainMeanLoss(_ value: S) -> Explanation<S>? {
    guard let losses = step.loss?.losses else { return nil }
    let terms = losses.enumerated().map { Term("\($0)", .constant($1)) }
    return Explanation(
      Place(quantity: "loss"), value,
      intro: "The mean of the losses of the \(losses.count.counted("image")) of the batch.",
      formula: "sum over n of the loss of image n, / \(losses.count)",
      .over(.sum(Terms(terms), columns: 1), .constant(S(losses.count))),
      form: .products(label: "image", first: "its loss", second: "times"))
  }

  /// The gradient of the last layer's output, where the backward pass begins.
  func explainLossGradient(_ place: Place, _ value: S) -> Explanation<S>? {
    guard let (sample, index) = split(place), let batch = step.batch,
      let output = step.passes.last?.output
    else { return nil }
    let target = batch.targets[sample]
    let outputs = stored("out", output, sample: sample)
    let isAnswer = network.ending.isAnswer
    if lossOfStep == .meanSquaredError {
      return explainSquaredErrorGradient(place, value, outputs, at: index, target: target)
    }
    if !isAnswer {
      let truth: [S] = Loss.truth(width: outputs.count, target: target)
      return explainLogitGradient(place, value, truth: truth[index])
    }
    let divided = batch.count > 1 ? ", divided by the \(batch.count) of the batch" : ""
    func share(_ gradient: Arithmetic<S>) -> Arithmetic<S> {
      batch.count > 1 ? .over(gradient, .constant(S(batch.count))) : gradient
    }
    let next = Place(layer: end, quantity: "d_totals", indices: place.indices)
    let remark =
      "\(type(of: network.nodes[network.count - 1].layer).kind) and loss are differentiated "
      + "together from here on: d_totals = p - y"
    if lossOfStep == .crossEntropy, index != target {
      return Explanation(
        place, value,
        intro: "The loss is -log of the right class's probability; this one is not part of it.",
        formula: "0", .constant(0), remarks: [remark], next: next)
    }
    let isOne = lossOfStep == .crossEntropy || target == 1
    let p = outputs[index]
    return Explanation(
      place, value, intro: "Here the gradient begins: the slope of -log at the probability.",
      formula: (isOne ? "-1 / \(p.places[0])" : "1 / (1 - \(p.places[0]))") + divided,
      share(isOne ? .over(.constant(-1), p) : .over(.constant(1), .minus(.constant(1), p))),
      remarks: [remark], next: next)
  }

  private func explainSquaredErrorGradient(
    _ place: Place, _ value: S, _ outputs: [Arithmetic<S>], at index: Int, target: Int
  ) -> Explanation<S> {
    let truth = Loss.truth(width: outputs.count, target: target)[index] as S
    let count = outputs.count * step.count
    return Explanation(
      place, value,
      intro: "Here the gradient begins: the slope of the square"
        + (count == 1 ? "." : ", shared among all \(count.counted("output"))."),
      formula: "2 x (\(outputs[index].places[0]) - \(truth)) / \(count)",
      .over(
        .times(.constant(2), .minus(outputs[index], .constant(truth))), .constant(S(count))),
      next: outputs[index].places[0])
  }

  // MARK: Logits without their own activation

  /// The softmax of several logits, or the sigmoid of a single one.
  private func probability(of logits: [Arithmetic<S>], at index: Int) -> Arithmetic<S> {
    if logits.count == 1 { return .sigmoid(logits[0]) }
    let exponentials = logits.enumerated().map { position, logit in
      Term("\(position)", .exp(.minus(logit, .largest(logits))))
    }
    return .over(exponentials[index].arithmetic, .sum(Terms(exponentials), columns: 1))
  }

  /// The probability that the loss computes from the last layer's logits.
  func explainProbability(_ place: Place, _ value: S) -> Explanation<S>? {
    guard let pass = step.passes.last, let (sample, index) = split(place) else { return nil }
    let logits = logits(pass, sample: sample)
    let name = logits[index].places[0]
    guard logits.count > 1 else {
      return Explanation(
        place, value,
        intro: "The sigmoid of the logit: the probability of class "
          + "\(className(ofTarget: 1)).",
        formula: Arithmetic.sigmoidFormula(logits[0]),
        probability(of: logits, at: 0), next: name)
    }
    return Explanation(
      place, value, intro: "The softmax of the last layer's logits, which the loss applies.",
      formula: "exp(\(name) - m) / sum over j of exp(logit j - m)",
      probability(of: logits, at: index), form: .softmax, next: name)
  }

  private func explainLogitGradient(
    _ place: Place, _ value: S, truth: S
  ) -> Explanation<S>? {
    guard let pass = step.passes.last, let (sample, index) = split(place) else { return nil }
    let logits = logits(pass, sample: sample)
    let p = probability(of: logits, at: index)
    let slope: Arithmetic<S> = truth == 1 ? .minus(p, .constant(1)) : p
    let name = Place(quantity: "probabilities", indices: place.indices)
    return Explanation(
      place, value,
      intro: "Here the gradient begins: \(logits.count > 1 ? "softmax" : "sigmoid") and loss "
        + "are differentiated together.",
      formula: "p - y = \(name) - \(truth == 1 ? 1 : 0)"
        + (step.count > 1 ? ", divided by the \(step.count) of the batch" : ""),
      step.count > 1 ? .over(slope, .constant(S(step.count))) : slope, next: name)
  }
}
