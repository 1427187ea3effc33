import ArgumentParser
import ConvNet
import Lab
import Rendering

struct DiagnoseCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.classifying
  static let configuration = CommandConfiguration(
    named: "diagnose", abstract: "Say what is wrong with the training, if anything is.",
    discussion: """
      It looks for values that are not finite (nan, inf) and goes back to the first of them; for
      answers that are worse than guessing, or no better; for enormous weights; for filters and
      units that get no gradient; for gradients, updates and reports that are wrong; for labels
      and pixels that cannot be learned from. Where the training goes wrong it tries, on copies
      from the start, what would have helped: another learning rate, fresh weights, other pixels.
      Commands that train warn you once if the training goes wrong.
      """)

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let findings = session.timeline.diagnose(
      knownRate: session.knownRate, until: console.isInterrupted)
    guard !console.isInterrupted() else { throw CommandError.stopped }
    session.note(reported: findings)
    for finding in findings {
      console.print(DiagnosisText(finding: finding, session: session).lines)
    }
    guard !findings.contains(where: \.isFault) else { return }
    let trainer = session.trainer
    let weights = session.timeline.largestParameters
    console.print("These checks found no fault:")
    row("numbers", "all finite: parameters, values and gradients of this step", on: console)
    if let place = trainer.unusedInfinity {
      row("", "except \(place), from which nothing is computed", on: console)
    }
    let count = min(100, trainer.updates)
    let average = trainer.journal.average(trainer.updates - count..<trainer.updates).loss
    let loss =
      count == 0
      ? "no update yet"
      : "\(Numbers.fixed(average, 3)) over the last "
        + (count == 1 ? "update" : Numbers.count(count, "update"))
    let chance = Numbers.compact(trainer.chanceLoss, digits: 4)
    row("loss", "\(loss); a uniform guess costs \(chance)", on: console)
    if let largest = weights.now {
      row(
        "weights",
        "the largest is \(Numbers.compact(largest.value)), \(largest.place); "
          + "at first it was \(Numbers.compact(weights.atFirst))", on: console)
    }
    let hasFilters = trainer.parameterPlaces.contains { $0.quantity == "filters" }
    // A curve needs two updates.
    let looks = [trainer.updates > 1 ? "curve" : nil, hasFilters ? "filters" : nil]
    let look = looks.compactMap(\.self).joined(separator: ", ")
    console.print("look: " + (look.isEmpty ? "view" : look))
  }

  private func row(_ head: String, _ text: String, on console: Console) {
    console.print("  " + head.padded(to: 10) + text)
  }
}
