import ArgumentParser
import ConvNet
import Lab
import Rendering

struct DiagnoseCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "diagnose", abstract: "Say what is wrong with the training, if anything is.",
    discussion: """
      It looks for numbers that are none (nan, inf) and goes back to the first of them; for
      answers far worse than guessing; for enormous weights; for a loss that sits at that of
      guessing; for filters that get no gradient. Each is told with its evidence, the update
      where it began, and what to try. Commands that train say it by themselves, once.
      """)

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let findings = session.timeline.diagnose(
      steps: Session.trialSteps, until: console.isInterrupted)
    guard !console.isInterrupted() else { throw CommandError.stopped }
    session.note(reported: findings)
    guard findings.isEmpty else {
      for finding in findings {
        console.print(DiagnosisText(finding: finding, session: session).lines)
      }
      return
    }
    let trainer = session.trainer
    let weights = session.timeline.largestParameters
    console.print("Nothing is wrong that these numbers could tell:")
    row("numbers", "all finite: parameters, values and gradients of this step", on: console)
    let count = min(100, trainer.updates)
    let average = trainer.journal.average(trainer.updates - count..<trainer.updates).loss
    let loss =
      count == 0
      ? "no update yet"
      : "\(Numbers.fixed(average, 3)) over the last \(Numbers.count(count, "update"))"
    let chance = Numbers.compact(trainer.chanceLoss, digits: 4)
    row("loss", "\(loss); guessing evenly costs \(chance)", on: console)
    if let largest = weights.now {
      row(
        "weights",
        "the largest is \(Numbers.compact(largest.value)), \(largest.place); "
          + "at first it was \(Numbers.compact(weights.atFirst))", on: console)
    }
    row(
      "filters", "each gets a gradient within \(Session.trialSteps) steps, tried on a copy",
      on: console)
    console.print("look: curve, filters")
  }

  private func row(_ head: String, _ text: String, on console: Console) {
    console.print("  " + head.padded(to: 10) + text)
  }
}
