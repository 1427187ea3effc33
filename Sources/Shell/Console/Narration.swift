import ConvNet
import Rendering

/// What an operation did, in the words of the notional machine: values flow right, gradients flow
/// left, a switch remembers who won, shared weights add up, nothing changes until update.
enum Narration {
  /// How to show every term of a sum, and where its columns are explained.
  static let explanationHints = ExplanationHints(
    terms: "--all", columns: "see `help arithmetic`")

  /// What a command that computes a step again says after an update.
  static let ofNewWeights =
    "The update is done: this is about the new weights, not the step on screen."

  /// How to show a part of the numbers, if some are left out.
  static func howToPrint(_ part: String, isNumber: Bool) -> String {
    "print \(part) shows \(isNumber ? "one" : "a part")"
  }

  /// The command that gets an operation done.
  static func command(for operation: TapeOperation) -> String {
    switch operation {
    case .image: "image 0"
    case .forward, .loss: "forward"
    case .lossGradient, .backward: "backward"
    case .update: "update"
    }
  }

  /// The tape, with the operation done last and what it did.
  static func tape(_ trainer: Trainer<Float>, remark: String, width: Int) -> TextBlock {
    let names = trainer.operations.map { trainer.network.name(of: $0) }
    let layers = trainer.network.count
    return Tape.block(
      [
        Array(names[0..<layers + 2]), Array(names[layers + 2..<names.count - 1]), ["update"],
      ],
      position: trainer.step.position == 0 ? nil : trainer.step.position - 1, remark: remark,
      width: width)
  }

  /// What the operation done last did, in a line.
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
      if loss.mean.isNaN { return "loss nan: there is no answer any more" }
      if step.count > 1 {
        return "loss \(Numbers.compact(loss.mean, digits: 4)), the mean of the batch; "
          + "\(loss.correct) of \(step.count) answered right"
      }
      return "loss \(Numbers.compact(loss.mean, digits: 4)): the answer is "
        + "\(trainer.className(ofTarget: loss.predictions[0])), the label "
        + "\(trainer.className(ofTarget: sample.target))"
    case .lossGradient:
      return "gradients flow left: it starts with d_out = dL/d(out)"
    case .backward(let layer): return trainer.network.nodes[layer].layer.backwardNarration
    case .update:
      let rate = Numbers.compact(trainer.optimiser.rate(ofUpdate: trainer.updates), digits: 4)
      let rule =
        switch trainer.optimiser.settings.rule {
        case .sgd: "w = w - \(rate) x gradient"
        case .momentum: "v = momentum x v - \(rate) x gradient, w = w + v"
        case .adam: "w = w - \(rate) x m / sqrt(s), averages of gradient and square"
        }
      let frozen = trainer.network.nodes.filter(\.isFrozen).map(\.name)
      return "\(rule), for all \(Numbers.count(trainer.network.parameterCount)) parameters"
        + (frozen.isEmpty ? "" : " but those of \(frozen.joined(separator: ", "))")
    }
  }

  private static func forward(
    _ trainer: Trainer<Float>, _ layer: Int, shown: Int
  ) -> String {
    let output = trainer.network.outputs[layer]
    switch trainer.network.nodes[layer].layer.narrateForward(output: output) {
    case .line(let text): return text
    case .filters(let count, let rows, let columns):
      return "values flow right: \(Numbers.count(count, "filter")) looked at "
        + "\(rows)x\(columns) places \(count == 1 ? "" : "each")"
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
    case .lossGradient:
      [Place(layer: trainer.network.nodes[trainer.network.count - 1].name, quantity: "d_out")]
    case .backward(let layer):
      trainer.places.filter {
        $0.layer == trainer.network.nodes[layer].name && $0.quantity.hasPrefix("d_")
          && $0.quantity != "d_out"
      }
    case .update: trainer.places.filter(trainer.isWritable).filter { $0.layer != nil }
    }
  }

  /// A line a result: name, shape, range.
  static func summaries(_ trainer: Trainer<Float>) -> [String] {
    results(trainer).compactMap { place in
      guard case .computed(let tensor)? = try? trainer.read(place) else { return nil }
      return PrintedTensor.summary(place.description, tensor)
    }
  }

  /// What can be done next, and what to look at.
  static func whatNext(_ trainer: Trainer<Float>) -> String {
    let next = "next: \(trainer.network.name(of: trainer.next))"
    let look: String? =
      switch trainer.last {
      case .image: "image"
      case .forward(let layer): look(at: trainer.network.nodes[layer]) { $0.forwardView }
      case .backward(let layer): look(at: trainer.network.nodes[layer]) { $0.backwardView }
      case .loss: "print loss"
      case .lossGradient:
        "print \(trainer.network.nodes[trainer.network.count - 1].name).d_out"
      case .update: "filters"
      case nil: nil
      }
    return next + (look.map { "     look: \($0)" } ?? "")
  }

  /// The command that shows something of a layer.
  private static func look(
    at node: Network<Float>.Node, _ view: (any Layer<Float>.Type) -> LayerView
  ) -> String {
    switch view(type(of: node.layer)) {
    case .maps: "maps \(node.name)"
    case .route: "route \(node.name) 0"
    case .probabilities: "probs"
    case .quantity(let name): "print \(node.name).\(name)"
    }
  }

  /// What an edit made of the step: nothing, or the loss computed anew.
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

  /// What an update changed: each group of parameters, how far it moved.
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
