import ConvNet
import Lab
import Rendering

/// Findings in words: what is wrong, the evidence, where to look, what to try. At most six lines,
/// and a few more if the cause is known.
struct DiagnosisText {
  let finding: Diagnosis
  let session: Session

  /// The lines; the first begins with `!` if the finding is a fault.
  var lines: [String] {
    switch finding {
    case .notFinite(let origin): notFinite(origin)
    case .diverged(let divergence): diverged(divergence)
    case .enormous(let growth): enormous(growth)
    case .flat(let plateau): flat(plateau)
    case .slow(let plateau): slow(plateau)
    case .dead(let dead): self.dead(dead)
    case .found(let cause): found(cause)
    }
  }

  private func notFinite(_ origin: Diagnosis.Origin) -> [String] {
    let (place, value) = (origin.first.place, origin.first.value)
    let head =
      "! Update \(origin.update): \(place) became \(short(value)), the first value that is not finite."
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
        "`\(name)` exceeded 3.4e+38, the largest Float"
          + (value.isNaN ? "; infinities make nan" : "")),
      origin.largest.map { weights($0, atFirst: origin.atFirst, "just before") },
      origin.losses.isEmpty
        ? nil
        : row(
          "losses",
          list(origin.losses)
            + (origin.largeSince.map { "   large since update \($0)" } ?? "")),
      row("see it", "goto \(time); print \(place.whole)"),
    ].compactMap { $0 }
      + wayOut(
        origin.edit, origin.cause, origin.learningRate, origin.largest, origin.atFirst)
  }

  private func diverged(_ divergence: Diagnosis.Divergence) -> [String] {
    let start = max(1, divergence.update - 1)
    return [
      "! Far worse than guessing since update \(divergence.update): confident, wrong answers.",
      row("losses", "from update \(start) on: " + list(divergence.losses) + " ..."),
      row(
        "evidence",
        "the last \(divergence.count): \(short(divergence.mean)) on average, guessing costs "
          + short(divergence.chance)
          + (divergence.zeros > 0 ? "; \(divergence.zeros) are 0" : "")),
      divergence.largest.map { weights($0, atFirst: divergence.atFirst, "now") },
      row("see it", "diff \(max(0, divergence.update - 2)) \(divergence.update)"),
    ].compactMap { $0 }
      + wayOut(
        divergence.edit, divergence.cause, divergence.learningRate, divergence.largest,
        divergence.atFirst)
  }

  private func enormous(_ growth: Diagnosis.Growth) -> [String] {
    let largest = growth.largest
    return [
      "! A weight is enormous: \(largest.place) is \(short(largest.value)).",
      row("evidence", "the largest was \(short(growth.atFirst)) when the network was new"),
      row("see it", "diff 0"),
    ] + wayOut(growth.edit, growth.cause, growth.learningRate, largest, growth.atFirst)
  }

  // MARK: Hardly better than guessing

  private func flat(_ plateau: Diagnosis.Plateau) -> [String] {
    [
      plateau.isWorse
        ? "! The answers cost more than guessing: a loss of \(short(plateau.report.loss)) on average."
        : (finding.isFault ? "! " : "")
          + "Nothing has been learned so far: no better than guessing."
    ] + standing(plateau)
      + (plateau.cause.map(because) ?? [
        row("because", "these checks found no cause"),
        row("see it", "gradcheck; curve"),
      ])
  }

  private func slow(_ plateau: Diagnosis.Plateau) -> [String] {
    let (first, now) = (plateau.atFirst, plateau.report.loss)
    return [
      "Slow so far: the loss "
        + (now < first ? "fell from \(short(first)) to \(short(now))." : "is \(short(now)).")
    ] + standing(plateau) + (plateau.cause.map(because) ?? [])
  }

  private func standing(_ plateau: Diagnosis.Plateau) -> [String] {
    let (report, guessing) = (plateau.report, plateau.guessing)
    return [
      row(
        "losses",
        "\(short(report.loss)) on average in the last "
          + "\(Numbers.count(plateau.count, "update")); guessing: \(costOfGuessing(guessing))"),
      row(
        "answers",
        "\(Numbers.percent(report.accuracy)) right; guessing gets "
          + Numbers.percent(guessing.accuracy)),
    ]
  }

  /// The cost with its formula, where every class is as frequent as the others.
  private func costOfGuessing(_ guessing: Diagnosis.Report) -> String {
    let trainer = session.trainer
    let isEven = abs(guessing.loss - trainer.chanceLoss) < 0.005 * trainer.chanceLoss
    return switch trainer.loss {
    case .crossEntropy where isEven, .binaryCrossEntropy where isEven:
      "log(\(trainer.classCount)) = \(short(trainer.chanceLoss))"
    default: short(guessing.loss)
    }
  }

  // MARK: Dead units

  private func dead(_ dead: Diagnosis.DeadUnits) -> [String] {
    let isFilter = dead.parameter == "filters"
    let names =
      dead.units.prefix(12).map(String.init).joined(separator: ", ")
      + (dead.units.count > 12 ? ", ..." : "")
    let noun = isFilter ? "filter" : "unit"
    let subject =
      dead.units.count == dead.count
      ? (dead.count == 1
        ? "The only \(noun) of \(dead.layer) is"
        : "\(dead.count == 2 ? "Both" : "All \(dead.count)") \(noun)s of \(dead.layer) are")
      : dead.units.count == 1
        ? "\(noun.capitalisedFirst) \(names) of \(dead.layer) is"
        : "\(dead.units.count) of \(dead.count) \(noun)s of \(dead.layer) are"
    let images =
      dead.images == dead.all
      ? "all \(Numbers.count(dead.all, "training image"))"
      : "\(Numbers.count(dead.images)) of \(Numbers.count(dead.all, "training image"))"
    let isWrong = if case .gradient? = dead.cause { true } else { false }
    let words = isWrong ? "without gradient on" : "dead: no gradient on"
    return ["\(finding.isFault ? "! " : "")\(subject) \(words) \(images)."]
      + (dead.units.count > 1 && dead.units.count < dead.count ? [row("which", names)] : [])
      + [
        row(
          "evidence",
          "gradient exactly 0 there, and in \(Numbers.count(dead.steps, "step")) on a copy")
      ]
      + (dead.death.map(since) ?? [])
      + [row("see it", "backward; print \(dead.layer).d_\(dead.parameter)[\(dead.units[0])]")]
      + remedy(dead)
  }

  private func since(_ death: Diagnosis.Death) -> [String] {
    let images = Numbers.count(death.images, "image")
    guard death.update > 0 else { return [row("since", "the start, judging by \(images)")] }
    return [row("since", "update \(death.update), judging by \(images)")]
      + (death.change.map {
        [row("", "it changed \($0.place) by \(Numbers.compact($0.value))")]
      } ?? [])
  }

  private func remedy(_ dead: Diagnosis.DeadUnits) -> [String] {
    let edits = session.timeline.writes(in: session.timeline.beginning..<session.timeline.now)
    if edits.contains(where: { $0.place.layer == dead.layer }) {
      return [row("try", "init, to replace the values written by hand")]
    }
    guard let cause = dead.cause else {
      return [row("try", "init --seed 2, or a smaller learning rate; no copy has shown what helps")]
    }
    guard case .trial(let remedy) = cause else { return because(cause) }
    let part = "no dead ones in \(dead.layer); \(result(remedy))"
    switch remedy.change {
    case .learningRate(let rate, _):
      return [
        row("a copy", "with \(short(rate)): \(part)"),
        row("try", "a smaller learning rate: goto 0; set learning-rate \(short(rate))"),
      ]
    case .freshWeights(let seed):
      return [row("a copy", "with fresh weights: \(part)"), row("try", "init --seed \(seed)")]
    default: return [row("a copy", part)]
    }
  }

  // MARK: Rows

  private func weights(_ largest: Diagnosis.Reading, atFirst: Double, _ when: String) -> String {
    row(
      "weights",
      "largest at first \(short(atFirst)), \(when) \(short(largest.value)): \(largest.place)")
  }

  /// A remedy: return to the state before an edit, if that is the cause, or what a trial has shown
  /// to help.
  private func wayOut(
    _ edit: Diagnosis.Edit?, _ cause: Diagnosis.Cause?, _ rate: Double,
    _ largest: Diagnosis.Reading?, _ atFirst: Double
  ) -> [String] {
    if let edit {
      return [
        row(
          "because",
          "\(short(edit.value)) was written to \(edit.place)"
            + (edit.updates == 0 ? "" : " after update \(Numbers.count(edit.updates))")),
        row("try", "goto \(edit.updates), before that"),
      ]
    }
    return cause.map(because) ?? [row("try", lowerRate(rate, largest, atFirst))]
  }

  /// A remedy. The learning rate is blamed only if the weights have grown out of bounds.
  private func lowerRate(
    _ rate: Double, _ largest: Diagnosis.Reading?, _ atFirst: Double
  ) -> String {
    guard let largest, largest.value.magnitude > 100 * atFirst, rate > 0 else {
      return "goto 0, the network when it was new"
    }
    return
      "a learning rate well below \(short(rate)): goto 0; set learning-rate \(usual(insteadOf: rate))"
  }

  /// The learning rate that the preset is known to learn with, or one well below another.
  func usual(insteadOf rate: Double) -> String {
    let known = session.provenance.preset?.learningRate ?? 0.005
    return short(rate == 0 || rate > 2 * known || rate < known / 2 ? known : rate / 100)
  }

  private func list(_ losses: [Double]) -> String {
    losses.map { short($0) }.joined(separator: "  ")
  }

  func short(_ value: Double) -> String { Numbers.compact(value, digits: 4) }

  func row(_ head: String, _ text: String) -> String { "  " + head.padded(to: 10) + text }
}
