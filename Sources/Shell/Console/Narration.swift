import ConvNet
import Lab
import Rendering

/// What an operation did, in the words of the notional machine: values flow right, gradients flow
/// left, a switch remembers who won, shared weights add up, nothing changes until update.
enum Narration {
  /// How to show every term of a sum, and where its columns are explained.
  static func explanationHints(_ trainer: Trainer<Float>) -> ExplanationHints {
    ExplanationHints(
      terms: "--all", columns: "see `help arithmetic`",
      objective: objective(trainer))
  }

  /// Why a place after a given gradient has none itself; `nil` for other places.
  static func withoutGradient(_ place: Place, in trainer: Trainer<Float>) -> String? {
    guard let given = trainer.step.given, place.quantity.hasPrefix("d_"),
      let layer = place.layer.flatMap(trainer.network.index), layer > given.layer
    else { return nil }
    return "`\(place)` gets no gradient in this step: the backward pass began at "
      + "\(trainer.network.nodes[given.layer].name).d_out, which was given."
  }

  /// What the letter L stands for in a step whose gradient the user gave.
  static func ofGiven(_ trainer: Trainer<Float>) -> String? {
    objective(trainer).meaning.map { "There is no loss here: \($0)." }
  }

  /// What the gradients of a step are the slopes of.
  static func objective(_ trainer: Trainer<Float>) -> Objective {
    trainer.step.given.map {
      Objective(
        "L",
        meaning: "L is the sum of \(trainer.network.nodes[$0.layer].name).out x the gradient given "
          + "there")
    } ?? .loss
  }

  /// The remark of a command that recomputes a step after an update.
  static let ofNewWeights =
    "The update is done: this is about the new weights, not the step on screen."

  /// What to say of a number that is not what its rule gives.
  static func ofDeviation(_ trainer: Trainer<Float>) -> String {
    let names = trainer.step.hookNames
    let isStillOn = names.allSatisfy(trainer.switchedOn.map(\.name).contains)
    return "The code did something else"
      + (names.isEmpty ? "." : isStillOn ? ": a bug is on." : ": this step was done with a bug on.")
  }

  /// How to show a part of the numbers, if some are left out.
  static func howToPrint(_ part: String, isNumber: Bool) -> String {
    "print \(part) shows \(isNumber ? "one" : "a part")"
  }

  /// The command that performs an operation.
  static func command(for operation: TapeOperation) -> String {
    switch operation {
    case .image: "image 0"
    case .forward, .loss: "forward"
    case .given: "set"
    case .lossGradient, .backward: "backward"
    case .update: "update"
    }
  }

  /// The tape, with the last operation and what it did.
  static func tape(_ trainer: Trainer<Float>, remark: String, width: Int) -> TextBlock {
    let network = trainer.network
    let names = trainer.operations.map(network.name)
    let forward = network.forwardOperationCount
    var (backward, position) = (names[forward..<names.count - 1], trainer.step.position)
    if let given = trainer.step.given {
      // The operations that a given gradient replaces are not on this step's tape.
      let rest = names.count - 2 - given.layer
      backward = [network.name(of: .given)] + names[rest..<names.count - 1]
      position -= rest - forward - 1
    }
    return Tape.block(
      [Array(names[0..<forward]), Array(backward), ["update"]],
      position: position == 0 ? nil : position - 1, remark: remark, width: width)
  }

  /// What the last operation did, in one line.
  static func remark(_ trainer: Trainer<Float>, shown: Int) -> String {
    guard let last = trainer.last else { return "nothing yet: `step` takes the first image" }
    let step = trainer.step
    switch last {
    case .image:
      return trainer.sample(shown).map {
        Captions.title(of: $0, in: trainer) + Captions.others(trainer)
      } ?? ""
    case .forward(let layer): return forward(trainer, layer, shown: shown)
    case .loss:
      guard let loss = step.loss, let sample = trainer.sample(shown) else { return "" }
      if loss.mean.isNaN { return "the loss is NaN, so there is no answer" }
      if step.count > 1 {
        return "loss \(Numbers.compact(loss.mean, digits: 4)), the mean of the batch; "
          + "\(loss.correct) of \(step.count) answered right"
      }
      return "loss \(Numbers.compact(loss.mean, digits: 4)): the answer is "
        + "\(trainer.className(ofTarget: loss.predictions[0])), the label "
        + "\(trainer.className(ofTarget: sample.target))"
    case .given:
      let name = step.given.map { trainer.network.nodes[$0.layer].name } ?? ""
      return "gradients flow left, from \(name).d_out, which you gave"
    case .lossGradient:
      return "gradients flow left: it starts with d_out = dL/d(out)"
    case .backward(let layer):
      let node = trainer.network.nodes[layer]
      return node.layer.libraryLayer?.backwardNarration ?? "\(node.name) passed the gradient on"
    case .update:
      let rule = rule(of: trainer, update: trainer.updates)
      let frozen = trainer.network.nodes.filter(\.isFrozen).map(\.name)
      let left = trainer.network.nodes.dropFirst(step.firstBackward + 1)
        .filter { !$0.layer.parameters.isEmpty }.map(\.name)
      guard left.isEmpty else {
        return "\(rule); no gradient was computed for \(left.joined(separator: ", ")), so nothing "
          + "changes there"
      }
      let count = trainer.network.parameterCount
      return "\(rule), for "
        + (count == 1 ? "the one parameter" : "all \(count.counted("parameter"))")
        + (frozen.isEmpty ? "" : " except those of \(frozen.joined(separator: ", "))")
    }
  }

  /// How an update changes the parameters.
  static func rule(of trainer: Trainer<Float>, update: Int) -> String {
    let rate = Numbers.compact(trainer.optimiser.rate(ofUpdate: update), digits: 4)
    return switch trainer.optimiser.settings.rule {
    case .sgd: "w = w - \(rate) x gradient"
    case .momentum: "v = momentum x v - \(rate) x gradient, w = w + v"
    case .adam: "w = w - \(rate) x m / sqrt(s), averages of gradient and square"
    }
  }

  private static func forward(
    _ trainer: Trainer<Float>, _ layer: Int, shown: Int
  ) -> String {
    let output = trainer.network.outputs[layer]
    let node = trainer.network.nodes[layer]
    switch node.layer.libraryLayer?.narrateForward(output: output) {
    case nil: return "\(node.name) computed its output"
    case .line(let text): return text
    case .filters(let count, let rows, let columns):
      return "values flow right: \(Numbers.count(count, "filter")) looked at "
        + "\(rows)x\(columns) \((rows * columns).form(of: "place"))\(count == 1 ? "" : " each")"
    case .probabilities:
      guard let pass = trainer.step.passes.last else { return "" }
      let output = pass.output.ofSample(shown)
      let best = trainer.prediction(in: output)
      let sure = trainer.probability(of: best, in: output)
      return "probabilities: \(Numbers.percent(sure)) for \(trainer.className(ofTarget: best))"
    }
  }

  /// The tensors that an operation computed, and where to look further.
  static func results(_ trainer: Trainer<Float>) -> [Place] {
    switch trainer.last {
    case nil, .image, .loss: []
    case .forward(let layer):
      [Place(layer: trainer.network.nodes[layer].name, quantity: "out")]
    case .given, .lossGradient:
      [Place(layer: trainer.network.nodes[trainer.step.firstBackward].name, quantity: "d_out")]
    case .backward(let layer):
      trainer.places(ofLayer: layer).filter {
        $0.quantity.hasPrefix("d_") && $0.quantity != "d_out"
      }
    case .update: trainer.parameterPlaces
    }
  }

  /// One line per result: name, shape, range.
  static func summaries(_ trainer: Trainer<Float>) -> [String] {
    results(trainer).compactMap { place in
      trainer.numbers(at: place).map { PrintedTensor.summary(place.description, $0) }
    }
  }

  /// What can be done next, and what to look at.
  static func whatNext(_ trainer: Trainer<Float>) -> String {
    let next =
      "next: " + (trainer.needsGradient ? giving(trainer) : trainer.network.name(of: trainer.next))
    let look: String? =
      switch trainer.last {
      case .image: "image"
      case .forward(let layer): look(at: trainer.network.nodes[layer]) { $0.forwardView }
      case .backward(let layer): look(at: trainer.network.nodes[layer]) { $0.backwardView }
      case .loss: "print loss"
      case .given, .lossGradient:
        "print \(trainer.network.nodes[trainer.step.firstBackward].name).d_out"
      case .update: "filters"
      case nil: nil
      }
    return next + (look.map { "     look: \($0)" } ?? "")
  }

  /// What can be done next; training last, where there is a loss to train by.
  static func next(_ ways: String, thenTraining updates: Int, _ trainer: Trainer<Float>) -> String {
    "next: \(ways)" + (trainer.network.hasLoss ? ", sgd \(updates)" : "")
  }

  /// The command that gives the gradient of the last layer's output.
  static func giving(_ trainer: Trainer<Float>) -> String {
    "set \(trainer.network.nodes[trainer.network.count - 1].name).d_out 1"
  }

  /// The command that shows some aspect of a layer.
  private static func look(
    at node: Network<Float>.Node, _ view: (any LibraryLayer<Float>.Type) -> LayerView
  ) -> String? {
    guard let layer = node.layer.libraryLayer else { return nil }
    return switch view(type(of: layer)) {
    case .maps: "maps \(node.name)"
    case .route: "route \(node.name) 0"
    case .probabilities: "probs"
    case .quantity(let name): "print \(node.name).\(name)"
    }
  }

  /// How an edit affected the current step: not at all, or by recomputing the loss.
  static func recomputed(from before: Trainer<Float>, to after: Trainer<Float>) -> String {
    if let old = before.step.loss, let new = after.step.loss, !after.isBetweenSteps {
      return "Computed again up to \(after.last.map(after.network.name(of:)) ?? ""): loss "
        + "\(Numbers.compact(old.mean, digits: 5)) -> \(Numbers.compact(new.mean, digits: 5))."
    }
    if !after.isBetweenSteps, after.step.position > 1 {
      return "Computed again up to \(after.last.map(after.network.name(of:)) ?? "")."
    }
    return whatNext(after)
  }

  /// What an update changed: how far each group of parameters moved.
  static func changes(from before: Trainer<Float>, to after: Trainer<Float>) -> [String] {
    var table = Table(["update \(after.updates) changed", "numbers", "of", "largest change"])
    for group in after.changes(since: before) {
      let largest = group.largest
      table.append([
        group.place.description, Numbers.count(group.moved),
        Numbers.count(group.change.shape.count), Numbers.compact(largest.after - largest.before),
      ])
    }
    return table.block(width: 80).lines
  }
}
