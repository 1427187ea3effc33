import ConvNet
import Foundation
import Lab
import Shell

/// What `gradcheck`, `whatif`, `print`, `diff`, `net`, `invariance` and `diagnose` print, counted and
/// computed again.
struct ComparisonClaims {
  let line: String
  let printed: String
  let session: Session

  private var trainer: Trainer<Float> { session.trainer }
  private var lines: [Substring] { printed.split(separator: "\n") }
  private var words: [Substring] { line.split(separator: " ") }

  func check(_ tally: ClaimTally) {
    switch words[0] {
    case "gradcheck": gradients(tally)
    case "whatif": prediction(tally)
    case "print": numbers(tally)
    case "diff": changes(tally)
    case "net": network(tally)
    case "invariance": shifts(tally)
    case "diagnose": diagnosis(tally)
    default: return
    }
  }

  private func values(_ place: Place) -> Tensor<Float>? {
    guard case .computed(let values)? = try? trainer.read(place) else { return nil }
    return values
  }

  /// What a number as it is printed may stand for.
  private func range(_ text: some StringProtocol, digits: Int? = nil) -> PrintedRange? {
    let isSigned = text.hasPrefix("+")
    return PrintedArithmetic.range(of: isSigned ? text.dropFirst() : text[...], digits: digits)
  }

  private func isShown(_ value: Double, as text: some StringProtocol, digits: Int) -> Bool {
    guard value.isFinite, let range = range(text, digits: digits) else {
      return !value.isFinite && Double(text)?.isFinite != true
    }
    return range.meets(PrintedRange(value, value))
  }

  private func count(_ text: some StringProtocol) -> Int? { Int(String(text).filter { $0 != "," }) }

  // MARK: gradcheck

  private func gradients(_ tally: ClaimTally) {
    guard let head = lines.firstIndex(where: { $0.hasPrefix("group ") }) else { return }
    let isSound = trainer.step.hookNames.isEmpty && trainer.bugs.isEmpty && trainer.ties != .all
    var (areOK, isWrong) = (true, false)
    for row in lines[(head + 1)...] {
      let cells = row.split(separator: " ")
      guard cells.count >= 6, let place = try? Place(parsing: String(cells[0])),
        let checked = count(cells[1]), let kinks = count(cells[2])
      else { break }
      let all = values(place)?.shape.count ?? 0
      let isSampled = trainer.batchSize > 1
      tally.check(
        "gradient checks", isSampled ? checked + kinks <= all : checked + kinks == all, printed)
      tally.check("gradient checks", (checked == 0) == row.hasSuffix("all at kinks"), printed)
      let verdict = cells[5]
      tally.check("gradient checks", verdict != "WRONG" || !isSound, printed)
      if verdict == "ok" {
        tally.check("gradient checks", Double(cells[4]).map { $0 < 1e-7 } ?? false, printed)
      }
      areOK = areOK && verdict == "ok"
      isWrong = isWrong || verdict == "WRONG"
      if kinks > 0 {
        let noun = kinks == 1 ? "number" : "numbers"
        tally.check(
          "gradient checks", printed.contains("\(cells[1 + 1]) \(noun) of \(place) "), printed)
      }
    }
    let says = printed.contains(/The gradients? (is|are) the slope of the loss/)
    tally.check("gradient checks", says == (areOK && !isWrong), printed)
    tally.check("gradient checks", printed.contains(" is WRONG: ") == isWrong, printed)
    worst(tally)
  }

  /// The number that is furthest off: by backward, and by a difference of the loss.
  private func worst(_ tally: ClaimTally) {
    guard let match = printed.firstMatch(of: /worst: (\S+)   a = (\S+)   n = (\S+)/),
      let place = try? Place(parsing: String(match.1)), let a = Double(match.2),
      let n = Double(match.3),
      let errors = printed.firstMatch(of: /\|a-n\| = (\S+), its own error (\S+)/),
      let off = Double(errors.1), let own = Double(errors.2)
    else { return }
    let size = abs(a) + abs(n)
    tally.check(
      "gradient checks", size == 0 || abs(own - off / size) <= 0.08 * own + 1e-12, printed)
    // The rule may have been set after the step, and after an update it is about new weights; of a
    // batch at most four images are compared.
    guard trainer.last != .update, trainer.step.count <= 4, (1e-6...1e6).contains(size) else {
      return
    }
    let first = trainer.network.nodes[0].name
    let gradient = Place(
      layer: place.layer ?? first, quantity: place.layer == nil ? "d_in" : "d_" + place.quantity,
      indices: place.indices)
    if let own = values(gradient)?.values.first, let all = values(gradient.whole) {
      // What large terms leave in Float is less exact.
      let largest = all.values.reduce(0) { max($0, Double($1.magnitude)) }
      let isClose = abs(Double(own) - a) <= 1e-3 * (size + largest)
      tally.check("gradient checks", isClose || !own.isFinite, "\(own): \(printed)")
    }
    guard let now = values(place)?.values.first,
      let above = try? WhatIf(place, is: Double(now) + 1e-5, in: trainer),
      let below = try? WhatIf(place, is: Double(now) - 1e-5, in: trainer),
      above.outcomes[0].crossing == nil, below.outcomes[0].crossing == nil
    else { return }
    let slope = (above.outcomes[0].actual - below.outcomes[0].actual) / 2e-5
    tally.check("gradient checks", abs(slope - n) <= 1e-3 * size, "\(slope): \(printed)")
  }

  // MARK: whatif

  private func prediction(_ tally: ClaimTally) {
    guard
      let match = printed.firstMatch(
        of: /loss now (\S+)   predicted (\S+)( \((\S+) too (low|high)\))?   actual (\S+)/),
      let now = range(match.1), let predicted = range(match.2), let actual = range(match.6)
    else { return }
    if let gap = match.4.flatMap({ range($0, digits: 2) }) {
      let difference = PrintedRange.combine(actual, predicted) { $0 - $1 }
      let side = match.5 == "low" ? gap : gap.applying { -$0 }
      tally.check("predictions", difference.meets(side), printed)
    } else {
      tally.check("predictions", actual.meets(predicted), printed)
    }
    if let loss = trainer.lossOfStepNow, trainer.step.passes.count == trainer.network.count {
      // Double and Float may differ where p is nearly 0.
      let isClose =
        abs((Double(match.1) ?? .nan) - Double(loss)) <= 1e-3 * abs(Double(loss)) + 1e-5
      tally.check("predictions", isClose, "\(loss): \(printed)")
    }
    for row in lines where row.hasPrefix("  ") {
      let cells = row.split(separator: " ").suffix(3)
      guard cells.count == 3, row.contains(/^ +(\S+|a tenth|a hundredth)( +[-+0-9.e]+){3}$/),
        let promised = cells.first.flatMap({ range($0, digits: 4) }),
        let happened = cells.dropFirst().first.flatMap({ range($0, digits: 4) }),
        let gap = cells.last.flatMap({ range($0, digits: 3) }),
        row.contains(#/^ +([-+]|whole|a )/#)
      else { continue }
      let difference = PrintedRange.combine(happened, promised) { $0 - $1 }
      // What is below the rounding errors of the loss is shown as 0.
      let noise = 1e-14 * max(1, abs(Double(match.1) ?? 0))
      tally.check(
        "predictions", difference.meets(PrintedRange(gap.low - noise, gap.high + noise)),
        "\(row) in: \(printed)")
    }
    if let slope = printed.firstMatch(of: /its gradient is (\S+): (.+)/),
      let from = printed.firstMatch(of: /were (\S+) instead of (\S+)\?/),
      let gradient = range(slope.1.replacing("+", with: "")), let new = range(from.1),
      let old = range(from.2)
    {
      let change = PrintedRange.combine(new, old) { $0 - $1 }
      let promise = PrintedRange.combine(gradient, change, *)
      // What is below the rounding errors of the loss is shown as 0.
      let noise = 1e-14 * max(1, abs(Double(match.1) ?? 0))
      let told = PrintedRange(predicted.low - noise, predicted.high + noise)
      tally.check("predictions", PrintedRange.combine(now, promise, +).meets(told), printed)
      let sense = slope.2.hasPrefix("raising it raises")
      tally.check(
        "predictions",
        slope.1 == "0" ? slope.2.contains("does not feel") : sense == slope.1.hasPrefix("+"),
        printed)
    }
    done(tally, actual: Double(match.6) ?? .nan)
  }

  /// Makes the change on a copy.
  private func done(_ tally: ClaimTally, actual: Double) {
    let shell = TestShell(from: session)
    guard shell.error("\(line) --keep") == nil else { return }
    let after = shell.session.trainer
    guard after.step.passes.count == after.network.count, let loss = after.lossOfStepNow else {
      return
    }
    let isClose = abs(Double(loss) - actual) <= 2e-3 * abs(actual) + 1e-5
    tally.check("predictions", isClose || !loss.isFinite, "\(loss): \(printed)")
    let rows = lines.compactMap {
      $0.firstMatch(of: /^  \S+ +([0-9.]+) +([0-9.]+) +(\S+)/)
    }
    for row in rows {
      guard let old = range(row.1), let new = range(row.2),
        let change = range(row.3.replacing("+", with: ""), digits: 3)
      else { continue }
      tally.check(
        "predictions", PrintedRange.combine(new, old) { $0 - $1 }.meets(change), printed)
    }
  }

  // MARK: print

  private func numbers(_ tally: ClaimTally) {
    guard words.count == 2, let place = try? Place(parsing: String(words[1])) else { return }
    guard let values = values(place) else {
      tally.check(
        "printed numbers", printed.contains("is not computed: "), printed)
      return
    }
    if let match = printed.firstMatch(of: /^(\S+) = (\S+)\n/) {
      tally.check(
        "printed numbers", isShown(Double(values.values[0]), as: match.2, digits: 7), printed)
      return
    }
    let head = lines[0].split(separator: "  ")
    let finite = values.values.filter { !$0.isNaN }.map(Double.init)
    tally.check("printed numbers", head[1] == values.shape.description, printed)
    tally.check(
      "printed numbers",
      lines[0].contains("zeros \(finite.count { $0 == 0 })".grouped), printed)
    if let ends = lines[0].firstMatch(of: #/  (\S+) \.\. (\S+)  /#), let low = finite.min(),
      let high = finite.max(), low.isFinite, high.isFinite
    {
      tally.check("printed numbers", isShown(low, as: ends.1, digits: 3), printed)
      tally.check("printed numbers", isShown(high, as: ends.2, digits: 3), printed)
      if let mean = lines[0].firstMatch(of: /mean (\S+)/) {
        let own = finite.reduce(0, +) / Double(finite.count)
        let size = max(abs(low), abs(high))
        tally.check(
          "printed numbers",
          isShown(own, as: mean.1, digits: 3) || mean.1 == "0" && abs(own) < 1e-6 * size
            || abs(own - (Double(mean.1) ?? .nan)) < 1e-6 * size, printed)
      }
    }
    if let left = printed.firstMatch(of: /([0-9,]+) of ([0-9,]+) numbers left out/) {
      tally.check("printed numbers", count(left.2) == values.shape.count, printed)
      tally.check("printed numbers", (count(left.1) ?? .max) < values.shape.count, printed)
    } else {
      let cells = lines.dropFirst().flatMap { $0.split(separator: " ") }
        .filter { $0.contains(".") || $0.contains("nan") || $0.contains("inf") }
      let isWhole = !finite.contains { $0.rounded() != $0 }
      tally.check(
        "printed numbers", isWhole || cells.count <= values.shape.count, printed)
    }
  }

  // MARK: diff

  private func changes(_ tally: ClaimTally) {
    guard words.count == 1, let time = session.timeline.time(ofUpdate: trainer.updates) else {
      return
    }
    let after = session.timeline.trainer(at: time)
    let before = session.timeline.trainer(at: time - 1)
    for (new, old) in zip(after.network.nodes, before.network.nodes) {
      for (one, other) in zip(new.layer.parameters, old.layer.parameters) {
        guard let row = lines.first(where: { $0.hasPrefix("\(new.name).\(one.name) ") }) else {
          tally.check("changes", false, "\(new.name).\(one.name) in: \(printed)")
          continue
        }
        let moved = zip(one.values.values, other.values.values).count { $0 != $1 }
        let all = one.values.shape.count
        let told =
          moved == all
          ? row.contains(" all \(all) ".grouped) : row.contains(" \(moved) of \(all) ".grouped)
        tally.check("changes", told || one.values.values.contains(where: \.isNaN), printed)
        tally.check("changes", row.hasSuffix("none") == (moved == 0), printed)
        guard let match = row.firstMatch(of: /\[([0-9,]+)\] (\S+) -> (\S+)$/) else { continue }
        let place = Place(
          layer: new.name, quantity: one.name,
          indices: match.1.split(separator: ",").map { Int($0) ?? 0 })
        let ends = [before, after].map { trainer -> Double in
          guard case .computed(let values)? = try? trainer.read(place) else { return .nan }
          return Double(values.values[0])
        }
        for (value, text) in zip(ends, [match.2, match.3]) {
          let digits = (3...9).first { digits in
            text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }.count <= digits
          }
          tally.check("changes", isShown(value, as: text, digits: digits ?? 9), printed)
        }
        let largest = zip(one.values.values, other.values.values).map { abs($0 - $1) }.max() ?? 0
        tally.check(
          "changes", abs(ends[1] - ends[0]) >= Double(largest) * 0.999 || !largest.isFinite, printed
        )
      }
    }
  }

  // MARK: net

  private func network(_ tally: ClaimTally) {
    var sum = 0
    for (index, node) in trainer.network.nodes.enumerated() {
      guard let row = lines.first(where: { $0.hasPrefix(node.name + " ") }) else {
        tally.check("networks", false, "\(node.name) in: \(printed)")
        continue
      }
      let cells = row.split(separator: " ")
      let own = node.layer.parameters.reduce(0) { $0 + $1.values.shape.count }
      sum += own
      tally.check(
        "networks", cells.contains { $0 == trainer.network.outputs[index].description }, printed)
      tally.check(
        "networks", own == 0 ? cells.contains("none") : cells.contains { count($0) == own }, printed
      )
    }
    let loss = lines.first { $0.hasPrefix("loss ") }?.split(separator: " ") ?? []
    tally.check("networks", loss.contains { count($0) == sum }, printed)
  }

  // MARK: invariance

  private func shifts(_ tally: ClaimTally) {
    guard let sample = session.sample,
      let row = lines.first(where: { $0.hasPrefix("probability of ") }),
      let sentence = printed.firstMatch(
        of: /The probability of \S+ (stays|changes)( by up to (\S+):)?/)
    else { return }
    let paper = Float(trainer.data.training.normalisation.blank)
    let width = sample.image.shape[3]
    let probabilities = (0...5).map { shift -> Double in
      var moved = Tensor<Float>(sample.image.shape, repeating: paper)
      for channel in 0..<moved.shape[1] {
        for line in 0..<moved.shape[2] {
          for column in stride(from: shift, to: width, by: 1) {
            moved[0, channel, line, column] = sample.image[0, channel, line, column - shift]
          }
        }
      }
      return Double(
        trainer.probability(of: sample.target, in: trainer.answer(to: moved).slice([0])))
    }
    for (told, own) in zip(row.split(separator: " ").suffix(6), probabilities) {
      tally.check(
        "shifts", !own.isFinite || abs((Double(told) ?? .nan) - own) <= 0.000501, printed)
    }
    let most = probabilities.map { abs($0 - probabilities[0]) }.max() ?? 0
    tally.check("shifts", (sentence.1 == "stays") == (most == 0), "\(most): \(printed)")
    if let told = sentence.3 {
      tally.check("shifts", isShown(most, as: told, digits: 2), "\(most): \(printed)")
    }
  }

  // MARK: diagnose

  private func diagnosis(_ tally: ClaimTally) {
    let isSound = trainer.step.hookNames.isEmpty && trainer.bugs.isEmpty && trainer.ties != .all
    let blames = [
      "are not the slope of the loss", "times the gradient it gets", "as its rule says",
      "the reports are wrong", "comes with the wrong label", "is not what its formula gives",
    ]
    for blame in blames {
      tally.check("diagnoses", !isSound || !printed.contains(blame), printed)
    }
    let isQuiet =
      printed.hasPrefix("These checks found no fault") || printed.contains("\nThese checks")
    tally.check("diagnoses", isQuiet != printed.contains(#/(^|\n)! /#), printed)
  }
}

extension Trainer<Float> {
  fileprivate var ties: TiePolicy { context.ties }
}

extension String {
  /// The text with a comma in numbers of four to six digits.
  fileprivate var grouped: String {
    let pattern = /([0-9]{1,3})([0-9]{3})\b/
    return replacing(pattern) { match in "\(match.1),\(match.2)" }
  }
}
