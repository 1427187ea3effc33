import ConvNet
import Rendering

/// The result of a gradient check, as a teacher would put it.
struct GradientVerdict {
  let results: [GradientComparison]
  let trainer: Trainer<Float>

  /// The findings: what was left out, what is neither right nor wrong, what is wrong.
  var sentences: [String] {
    kinks + quiet + (wrong.isEmpty ? [agreement] : blame)
  }

  private var wrong: [GradientComparison] { results.filter(\.isWrong) }

  // MARK: What was left out

  private var kinks: [String] {
    results.compactMap { group in
      guard let kink = group.kinks.first else { return nil }
      let count = group.kinks.count
      return "\(Numbers.count(count, "number")) of \(group.place) "
        + (count == 1 ? "sits" : "sit") + " at a kink: move \(kink.place) slightly one "
        + "way, and \(trainer.turning(at: kink.output)). The loss has a corner there and no "
        + "slope, so \(count == 1 ? "it is" : "they are") left out."
    }
  }

  /// Groups that are neither right nor wrong.
  private var quiet: [String] {
    var lines: [String] = results.compactMap { group in
      guard case .zero(let reason) = group.verdict else { return nil }
      let extent = group.isSampled ? " at the \(Numbers.count(group.checked)) compared" : ""
      return "\(group.place) has gradient 0\(extent), rightly: \(why(reason, group))"
    }
    if results.contains(where: { $0.verdict == .roundOff }) {
      lines.append(
        "round-off: the loss is so flat here that it moves less than its last digit shows. That "
          + "proves neither right nor wrong: try an image with a larger loss.")
    }
    if results.contains(where: { $0.verdict == .tooLarge }) {
      lines.append(
        "too large: differences of the loss are not finite numbers here. That proves neither right "
          + "nor wrong: go back to where the numbers were smaller.")
    }
    return lines
  }

  private func why(
    _ reason: GradientComparison.ReasonForZero, _ group: GradientComparison
  ) -> String {
    let layer = group.place.layer ?? trainer.network.nodes[0].name
    return switch reason {
    case .lossIsZero: "the answer is right and almost certain, so the loss is practically 0."
    case .inputIsZero: "everything that goes into \(layer) is 0."
    case .nothingArrives: "no gradient arrives at \(layer) from the right."
    case .noTerms: "no output of \(layer) depends on it."
    case .productsAreZero: "every product in its sum is practically 0."
    case .cancels: "the terms of its sum cancel."
    case .isFlat: "the loss does not change with it."
    }
  }

  private var agreement: String {
    let compared = results.reduce(0) { $0 + ($1.verdict == .tooLarge ? 0 : $1.checked) }
    let all = results.reduce(0) { $0 + $1.count }
    guard compared > 0 else {
      return "Nothing could be compared, so this check does not show whether the gradients are "
        + "right."
    }
    let isWhole = compared == all
    let extent = "at the \(Numbers.count(compared)) of \(Numbers.count(all, "number")) compared"
    guard results.allSatisfy({ $0.verdict == .agrees }) else {
      return isWhole
        ? "The check found nothing wrong." : "The check found nothing wrong \(extent).\(rest)"
    }
    let gradients = results.count == 1 ? "The gradient is" : "The gradients are"
    return "\(gradients) the slope of \(Narration.objective(trainer).name)"
      + (isWhole ? ", number by number. " : " \(extent).\(rest) ")
      + "What this check cannot see: a wrong update, or a wrong forward pass."
  }

  /// How to see the numbers that were not looked at.
  private var rest: String {
    results.contains(where: \.isSampled) ? " `gradcheck --all` checks every number." : ""
  }

  // MARK: What is wrong

  private var blame: [String] {
    wrong.map { "\($0.place) is WRONG: \(symptom($0))" } + [whereToLook]
  }

  private func symptom(_ group: GradientComparison) -> String {
    guard case .wrong(let symptom) = group.verdict else { return "" }
    let every = group.checked == group.count ? "every number" : "every number compared"
    return switch symptom {
    case .vanished:
      "backward gives 0\(group.checked == 1 ? "" : " for \(every)"), "
        + "yet \(Narration.objective(trainer).name) does move."
    case .factor(let factor) where factor < 0:
      "the sign is wrong" + (abs(factor + 1) < 1e-6 ? "." : ", times \(number(-factor)).")
    case .factor(let factor):
      "\(every) is \(number(factor)) times what it should be. Is a sum not averaged, or "
        + "counted twice?"
    case .flipped:
      "it is the right kernel rotated by 180 degrees. The flip belongs to d_in, not here."
    case .few(let count):
      "\(Numbers.count(count, "number")) of \(Numbers.count(group.checked)) "
        + "\(count == 1 ? "is" : "are") off, the others are right."
    case .other: "its numbers are not the slopes of \(Narration.objective(trainer).name)."
    }
  }

  private func number(_ value: Double) -> String { Numbers.compact(value, digits: 4) }

  /// The fault is between the last wrong group and the next right one.
  private var whereToLook: String {
    let network = trainer.network
    func index(_ group: GradientComparison) -> Int {
      group.place.layer.flatMap(network.index(of:)) ?? -1
    }
    let culprit = wrong.map(index).max() ?? 0
    let pool = network.nodes.indices.first { $0 > culprit && trainer.isPooling($0) }
    if trainer.context.ties == .all, let pool {
      let name = network.nodes[pool].name
      return "Look: with `set ties all` each tied cell of a \(name) window gets the whole "
        + "gradient, but the window has a single output.   route \(name) 0, set ties first"
    }
    let own = wrong.allSatisfy { index($0) == culprit }
    // What was left out says nothing about a layer.
    if own, culprit >= 0,
      let through = results.first(where: {
        index($0) < culprit && $0.verdict == .agrees && $0.checked == $0.count
      })
    {
      let name = network.nodes[culprit].name
      return
        "What \(name) gets and passes on is right, because the gradient of \(through.place) is "
        + "right. Look at <-\(name): at the sum for the gradients of its own parameters."
    }
    let after = Dictionary(grouping: results.filter { index($0) > culprit }, by: index)
    let right = after.filter { $0.value.allSatisfy { $0.verdict == .agrees } }.map(\.key).min()
    let suspects = (max(culprit, 0)...(right ?? network.count - 1)).reversed().map {
      "<-" + network.nodes[$0].name
    }
    let start = right.map { layer in
      let isWhole = after[layer]?.allSatisfy { $0.checked == $0.count } ?? false
      return "\(network.nodes[layer].name)'s own gradients are right"
        + (isWhole ? "" : " where they were compared") + ", so look at "
    }
    let isGiven = trainer.step.given != nil || !trainer.network.hasLoss
    return (start ?? "Look at " + (isGiven ? "" : "<-loss, ")) + suspects.joined(separator: ", ")
      + ": why does one of them pass on too much, too little, or to the wrong place?"
  }
}

extension Trainer {
  fileprivate func isPooling(_ layer: Int) -> Bool {
    network.nodes[layer].layer.quantityNames.contains("winners")
  }

  /// What happens at a layer's output when its function has a kink.
  func turning(at output: Place) -> String {
    let isPooling = output.layer.flatMap(network.index(of:)).map(isPooling) ?? false
    return isPooling ? "another input wins at \(output)" : "\(output) leaves its side of 0"
  }
}
