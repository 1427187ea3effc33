import ConvNet
import Rendering

/// A gradient check in a teacher's words.
struct GradientVerdict {
  let results: [GradientComparison]
  let trainer: Trainer<Float>

  /// What there is to say about the results: what was left out, what is quiet, what is wrong.
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
        + (count == 1 ? "sits" : "sit") + " at a kink: move \(kink.place) ever so little one "
        + "way, and \(trainer.turning(at: kink.output)). The loss has a corner there and no "
        + "slope, so \(count == 1 ? "it is" : "they are") left out."
    }
  }

  /// Groups that are neither right nor wrong.
  private var quiet: [String] {
    var lines: [String] = results.compactMap { group in
      guard case .zero(let reason) = group.verdict else { return nil }
      return "\(group.place) has gradient 0, rightly: \(why(reason, group))"
    }
    if results.contains(where: { $0.verdict == .roundOff }) {
      lines.append(
        "round-off: the loss is so flat here that it moves less than its last digit shows. That "
          + "is no fault, and no proof either: take an image with a larger loss.")
    }
    return lines
  }

  private func why(
    _ reason: GradientComparison.ReasonForZero, _ group: GradientComparison
  ) -> String {
    let layer = group.place.layer ?? "the image"
    return switch reason {
    case .lossIsZero: "the answer is right and sure, so the loss is as good as 0."
    case .inputIsZero: "everything that goes into \(layer) is 0."
    case .nothingArrives: "no gradient arrives at \(layer) from the right."
    case .cancels: "the terms of its sum cancel."
    }
  }

  private var agreement: String {
    let gradients = results.count == 1 ? "The gradient is" : "The gradients are"
    return results.allSatisfy { $0.verdict == .agrees }
      ? gradients + " the slope of the loss, number by number. What this check cannot see: a "
        + "wrong update, or a wrong forward pass."
      : "Where something could be compared, nothing is wrong."
  }

  // MARK: What is wrong

  private var blame: [String] {
    wrong.map { "\($0.place) is WRONG: \(symptom($0))" } + [whereToLook]
  }

  private func symptom(_ group: GradientComparison) -> String {
    guard case .wrong(let symptom) = group.verdict else { return "" }
    return switch symptom {
    case .vanished:
      "backward gives 0\(group.checked == 1 ? "" : " everywhere"), yet the loss does move."
    case .factor(let factor) where factor < 0:
      "the sign is turned" + (abs(factor + 1) < 1e-6 ? "." : ", times \(number(-factor)).")
    case .factor(let factor):
      "every number is \(number(factor)) times what it should be. Is a sum not averaged, or "
        + "counted twice?"
    case .flipped:
      "it is the right kernel turned by 180 degrees. The flip belongs to d_in, not here."
    case .few(let count):
      "\(Numbers.count(count, "number")) of \(Numbers.count(group.checked)) "
        + "\(count == 1 ? "is" : "are") off, the others are right."
    case .other: "its numbers are not what the loss does."
    }
  }

  private func number(_ value: Double) -> String { Numbers.compact(value, digits: 4) }

  /// The fault stands between the wrong group that is furthest right and the next right one.
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
        + "gradient, but the window has one output to raise.   route \(name) 0, set ties first"
    }
    let own = wrong.allSatisfy { index($0) == culprit }
    if own, culprit >= 0,
      let through = results.first(where: {
        index($0) < culprit && $0.verdict == .agrees
      })
    {
      let name = network.nodes[culprit].name
      return "What \(name) gets and passes on is right, for the gradient of \(through.place) is: "
        + "look at <-\(name), at the sum that makes its parameters' gradients."
    }
    let right = results.filter { index($0) > culprit && !$0.isWrong }.map(index).min()
    let suspects = (max(culprit, 0)...(right ?? network.count - 1)).reversed().map {
      "<-" + network.nodes[$0].name
    }
    let start = right.map { "\(network.nodes[$0].name)'s own gradients are right, so look at " }
    return (start ?? "Look at <-loss, ") + suspects.joined(separator: ", ")
      + ": why does one of them pass on too much, too little, or to the wrong place?"
  }
}

extension Trainer {
  fileprivate func isPooling(_ layer: Int) -> Bool {
    network.nodes[layer].layer.quantityNames.contains("winners")
  }

  /// What happens at a layer's output when its function turns a corner.
  func turning(at output: Place) -> String {
    let isPooling = output.layer.flatMap(network.index(of:)).map(isPooling) ?? false
    return isPooling ? "another input wins at \(output)" : "\(output) leaves its side of 0"
  }
}
