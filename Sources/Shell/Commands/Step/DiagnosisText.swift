import ConvNet
import Lab
import Rendering

/// Findings in words: what is wrong, the evidence, where to look, what to try. Six lines at most,
/// and one more for what came before a number that is none.
struct DiagnosisText {
  let finding: Diagnosis
  let session: Session

  /// The lines; the first begins with `!`.
  var lines: [String] {
    switch finding {
    case .notFinite(let origin): notFinite(origin)
    case .diverged(let divergence): diverged(divergence)
    case .enormous(let largest, let atFirst): enormous(largest, atFirst)
    case .flat(let plateau): flat(plateau)
    case .dead(let layer, let filters, let steps): dead(layer, filters, steps)
    }
  }

  private func notFinite(_ origin: Diagnosis.Origin) -> [String] {
    let (place, value) = (origin.first.place, origin.first.value)
    let head =
      "! Update \(origin.update): \(place) became \(short(value)), the first number that is none."
    guard let operation = origin.operation else {
      return [
        head, row("evidence", "it came with an edit or a file"),
        row("try", origin.update > 1 ? "goto \(origin.update - 1)" : "back, or init"),
      ]
    }
    let time =
      operation == .update ? "\(origin.update)" : "\(origin.update - 1).\(origin.position)"
    let name = session.trainer.network.name(of: operation)
    return [
      head,
      row(
        "evidence",
        "`\(name)` ran over 3.4e+38, a Float's end" + (value.isNaN ? ": inf - inf is nan" : "")),
      origin.largest.map { weights($0, atFirst: origin.atFirst, "just before") },
      origin.losses.isEmpty
        ? nil
        : row(
          "losses",
          list(origin.losses)
            + (origin.largeSince.map { "   large since update \($0)" } ?? "")),
      row("see it", "goto \(time); print \(place.whole)"),
      row("try", lowerRate(origin.learningRate, origin.largest, origin.atFirst)),
    ].compactMap { $0 }
  }

  private func diverged(_ divergence: Diagnosis.Divergence) -> [String] {
    let start = max(1, divergence.update - 1)
    return [
      "! Far worse than guessing since update \(divergence.update): the answers are sure, and wrong.",
      row("losses", "from update \(start) on: " + list(divergence.losses) + " ..."),
      row(
        "evidence",
        "the last \(divergence.count): \(short(divergence.mean)) on average, guessing costs "
          + short(divergence.chance)
          + (divergence.zeros > 0 ? "; \(divergence.zeros) are 0" : "")),
      divergence.largest.map { weights($0, atFirst: divergence.atFirst, "now") },
      row("see it", "diff \(max(0, divergence.update - 2)) \(divergence.update)"),
      row("try", lowerRate(divergence.learningRate, divergence.largest, divergence.atFirst)),
    ].compactMap { $0 }
  }

  private func enormous(_ largest: Diagnosis.Reading, _ atFirst: Double) -> [String] {
    let rate = Double(session.trainer.optimiser.learningRate)
    return [
      "! A weight is enormous: \(largest.place) is \(short(largest.value)).",
      row("evidence", "the largest was \(short(atFirst)) when the network was new"),
      row("see it", "diff 0"),
      row("try", lowerRate(rate, largest, atFirst)),
    ]
  }

  private func flat(_ plateau: Diagnosis.Plateau) -> [String] {
    let rate = Double(session.trainer.optimiser.learningRate)
    let (why, what) =
      rate == 0
      ? ("the learning rate is 0: an update changes nothing", "set learning-rate \(usual)")
      : rate < (session.provenance.preset?.learningRate ?? 0.001) / 5
        ? ("the learning rate, \(short(rate)), may be too small", "set learning-rate \(usual)")
        : ("the gradients may be 0, or wrong", "backward; filters --grad")
    return [
      "! Nothing is learned: the loss sits at log(\(plateau.classes)) = \(short(plateau.chance)), "
        + "the cost of guessing.",
      row(
        "losses",
        "\(short(plateau.halves[0])) on average, then \(short(plateau.halves[1])), over the last "
          + "2 x \(plateau.count / 2) updates"),
      row(
        "answers",
        "\(Numbers.percent(plateau.accuracy)) right; guessing gets "
          + Numbers.percent(1 / Double(plateau.classes))),
      row("because", why), row("try", what),
    ]
  }

  private func dead(_ layer: String, _ filters: [Int], _ steps: Int) -> [String] {
    let names = filters.prefix(12).map(String.init).joined(separator: ", ")
    let subject =
      filters.count == 1 ? "Filter \(names) of \(layer) is" : "Filters \(names) of \(layer) are"
    return [
      "! \(subject) dead: no gradient reaches \(filters.count == 1 ? "it" : "them").",
      row("evidence", "d_filters is exactly 0 in each of \(steps) steps, tried on a copy"),
      row("because", "the map, or the weights behind it, is 0 for every image"),
      row("see it", "backward; print \(layer).d_filters[\(filters[0])]"),
      row("try", "init --seed 2, for other weights"),
    ]
  }

  // MARK: Parts

  private func weights(_ largest: Diagnosis.Reading, atFirst: Double, _ when: String) -> String {
    row(
      "weights",
      "largest at first \(short(atFirst)), \(when) \(short(largest.value)): \(largest.place)")
  }

  /// A way out; the learning rate is blamed only where the weights have run away.
  private func lowerRate(
    _ rate: Double, _ largest: Diagnosis.Reading?, _ atFirst: Double
  ) -> String {
    guard let largest, largest.value.magnitude > 100 * atFirst, rate > 0 else {
      return "goto 0, the network when it was new"
    }
    return "a learning rate well below \(short(rate)): goto 0; set learning-rate \(usual)"
  }

  /// The rate that the preset is known to learn with, or one well below the present one.
  private var usual: String {
    let rate = Double(session.trainer.optimiser.learningRate)
    let known = session.provenance.preset?.learningRate ?? 0.005
    return short(rate == 0 || rate > 2 * known || rate < known / 2 ? known : rate / 100)
  }

  private func list(_ losses: [Double]) -> String {
    losses.map { short($0) }.joined(separator: "  ")
  }

  private func short(_ value: Double) -> String { Numbers.compact(value, digits: 4) }

  private func row(_ head: String, _ text: String) -> String { "  " + head.padded(to: 10) + text }
}
