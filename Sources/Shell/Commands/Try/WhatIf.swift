import ArgumentParser
import ConvNet
import Rendering

struct WhatIfCommand: ShellCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.classifying
  static let configuration = CommandConfiguration(
    named: "whatif",
    abstract: "See what a change of a number would do, and what its gradient predicts.",
    discussion: """
      whatif conv.filters[2,0,1] 0.5         one weight
      whatif image[10,12] 0.5                one pixel
      whatif conv.filters[2] 0               a slice: the same value everywhere
      whatif conv.filters[2,0,1] 0.5 --keep  do it, as `set` would; `back` undoes it

      A derivative is a promise about small changes: the loss will change by gradient x change.
      A tenth of the change leaves about a hundredth of the gap between promise and truth.
      Everything is computed in Double, on a copy: nothing changes without --keep.
      """)

  @Argument(help: ArgumentHelp("The image, a parameter, or a part.", valueName: "place"))
  var place: String
  @Argument(help: ArgumentHelp("The value it would have.", valueName: "value"))
  var value: String?
  @Flag(help: "Make the change.") var keep = false

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let place = try Arguments.place(self.place)
    guard let value else {
      // Report first what cannot be changed at all.
      _ = try WhatIf(place, is: 0, in: session.trainer)
      throw CommandError(
        "`whatif` needs a value for `\(place)`.", at: CommandError.end, hint: "whatif \(place) 0")
    }
    let number = try Arguments.number(value, "A value")
    let trainer = session.trainer
    if trainer.step.given != nil {
      console.print("This is about the loss, not about the gradient that is given in this step.")
    }
    let result = try WhatIf(place, is: Double(number), in: trainer)
    if trainer.last == .update { console.print(Narration.ofNewWeights) }
    // A change of one sample's pixels is a change of that sample's answer.
    let isOfSample = place.quantity == "image" && trainer.step.count > 1
    let shown = isOfSample ? place.indices.first ?? session.shown : session.shown
    console.print(WhatIfText(result: result, value: number, trainer: trainer, shown: shown).lines)
    guard keep else {
      console.print("Nothing has changed.   do it: whatif \(place) \(Self.text(number)) --keep")
      return
    }
    session.workspace.perform(.write(place, [number]))
    console.print("Kept: \(place) is now \(Self.text(number)).")
    console.print(Narration.recomputed(from: trainer, to: session.trainer))
  }

  static func text(_ number: Float) -> String { Numbers.compact(number, digits: 6) }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.count {
    case 0: Completer.places(in: session) { session.trainer.isWritable($0) }
    case 1: Completer.value(of: words[0], in: session)
    default: []
    }
  }
}

/// A change and its prediction, in words and tables.
private struct WhatIfText {
  let result: WhatIf
  let value: Float
  let trainer: Trainer<Float>
  let shown: Int

  var lines: [String] {
    [heading, "", losses, ""] + table + [shrinking, ""] + probabilities
  }

  private var heading: String {
    let place = result.place
    guard result.count == 1, let gradient = result.gradients.first,
      let change = result.changes.first
    else {
      return "What if all \(Numbers.count(result.count, "number")) of \(place) were "
        + "\(WhatIfCommand.text(value))?\n"
        + "predicted: the sum of gradient x change over all of them"
    }
    let sign = gradient > 0 ? "raising it raises" : "raising it lowers"
    return "What if \(place) were \(WhatIfCommand.text(value)) instead of "
      + "\(Numbers.compact(Double(value) - change, digits: 6))?\n"
      + "its gradient is \(Numbers.signed(gradient, digits: 4)): "
      + (gradient == 0 ? "the loss does not feel a small change" : "\(sign) the loss")
  }

  private var losses: String {
    let whole = result.outcomes[0]
    func text(_ loss: Double) -> String {
      isNothing(loss) ? "0" : Numbers.compact(loss, digits: 5)
    }
    let gap = Numbers.compact(abs(whole.gap), digits: 2)
    let side = whole.gap > 0 ? "low" : "high"
    return "loss now \(text(result.loss))   predicted \(text(whole.predicted))"
      + (isNothing(whole.gap) ? "" : " (\(gap) too \(side))") + "   actual \(text(whole.actual))"
  }

  /// The full change, a tenth of it, a hundredth: gradient x change beside the actual change.
  private var table: [String] {
    var table = Table(
      ["change", "loss: predicted", "actual", "gap"],
      alignments: [.right, .right, .right, .right])
    for (outcome, name) in zip(result.outcomes, ["whole", "a tenth", "a hundredth"]) {
      let change =
        result.count == 1
        ? Numbers.signed(outcome.fraction * (result.changes.first ?? 0), digits: 4) : name
      table.append([
        change, difference(outcome.predicted - result.loss),
        difference(outcome.actual - result.loss), difference(outcome.gap, digits: 3),
      ])
    }
    return table.block(width: 80).indented(2).lines
  }

  /// A change of the loss, or 0 if it is no larger than rounding error.
  private func difference(_ change: Double, digits: Int = 4) -> String {
    isNothing(change) ? "0" : Numbers.signed(change, digits: digits)
  }

  private func isNothing(_ change: Double) -> Bool {
    abs(change) < 16 * Double.ulpOfOne * max(1, abs(result.loss))
  }

  private var shrinking: String {
    let gaps = result.outcomes.map { abs($0.gap) }
    if result.changes.allSatisfy({ $0 == 0 }) { return "No change: that is the value already." }
    if isNothing(result.loss), result.outcomes.allSatisfy({ isNothing($0.actual) }) {
      return "The loss is 0 and stays 0, except for rounding errors."
    }
    if gaps.allSatisfy(isNothing) {
      return "The promise holds to the last digit: the loss is a straight line along this change."
    }
    // The smallest gaps may be only rounding error.
    let ratios = zip(gaps, gaps.dropFirst()).filter { !isNothing($1) }.map { $0 / $1 }
    let isSquare = !ratios.isEmpty && ratios.allSatisfy { (30...300).contains($0) }
    if !isSquare, let corner = result.outcomes.lastIndex(where: { $0.crossing != nil }),
      let place = result.outcomes[corner].crossing
    {
      let way = ["On the way", "Within a tenth of the way", "Within a hundredth of the way"][corner]
      return "\(way), \(trainer.turning(at: place)): the loss turns a corner there, and the "
        + "gradient holds only on this side of it."
    }
    if !isSquare, !ratios.isEmpty, ratios.allSatisfy({ (8...12).contains($0) }) {
      return
        "A tenth of the change leaves a tenth of the gap: the gradient is not the slope of the "
        + "loss here."
    }
    guard isSquare else { return "The smaller the change, the better the gradient predicts." }
    return
      "A tenth of the change leaves 1/\(Numbers.compact(ratios[0], digits: 2)) of the gap: the "
      + "gap shrinks \((90...110).contains(ratios[0]) ? "" : "roughly ")with the square of the change."
  }

  private struct Move {
    let target: Int
    let old, new: Double
  }

  private var probabilities: [String] {
    let (before, after): (Tensor<Float>, Tensor<Float>) = (
      result.outputBefore.converted().ofSample(shown),
      result.outputAfter.converted().ofSample(shown)
    )
    let moves = (0..<trainer.classCount).map { target in
      Move(
        target: target, old: trainer.probability(of: target, in: before),
        new: trainer.probability(of: target, in: after))
    }
    let largest = moves.sorted { abs($0.new - $0.old) > abs($1.new - $1.old) }.prefix(3)
    var table = Table(["probability of", "now", "then", "change", ""])
    for move in largest.sorted(by: { $0.target < $1.target }) {
      table.append([
        "  " + trainer.className(ofTarget: move.target), Numbers.fixed(move.old, 4),
        Numbers.fixed(move.new, 4), Numbers.signed(move.new - move.old),
        move.target == trainer.sample(shown)?.target ? "the label" : "",
      ])
    }
    let answers = [moves.max { $0.old < $1.old }, moves.max { $0.new < $1.new }].map {
      trainer.className(ofTarget: $0?.target ?? 0)
    }
    let verdict =
      answers[0] == answers[1]
      ? "The answer stays \(answers[0])."
      : "The answer would change from \(answers[0]) to \(answers[1])."
    guard trainer.step.count > 1, let sample = trainer.sample(shown) else {
      return table.block(width: 80).lines + [verdict]
    }
    let which =
      "Of sample \(min(shown, trainer.step.count - 1)) of the batch, "
      + Captions.title(of: sample, in: trainer) + ":"
    return [which] + table.block(width: 80).lines + [verdict]
  }
}
