import ConvNet
import Lab

/// What has been said of a training that goes wrong.
private struct Reported: WorkspacePart {
  var diagnoses: Set<String> = []
  /// The update at which filters were last tried.
  var lastTrial = 0
}

/// Says what is wrong with the training, after commands that train.
struct Diagnostician: Observer {
  func didRun(_ command: RunCommand, in draft: inout Session, on console: Console) {
    if command.type.group == .step { draft.speakUp(on: console) }
  }
}

extension Session {
  private var reported: Reported {
    get { workspace[Reported.self] }
    set { workspace[Reported.self] = newValue }
  }

  /// Says what is wrong with the training, where that has not been said.
  ///
  /// Filters are tried now and then only: that costs some steps of training.
  fileprivate mutating func speakUp(on console: Console) {
    guard !console.isInterrupted() else { return }
    let isTrial = (trainer.updates - reported.lastTrial).magnitude >= 100
    if isTrial { reported.lastTrial = trainer.updates }
    let findings = timeline.diagnose(
      steps: isTrial ? Self.trialSteps : 0, until: console.isInterrupted)
    let known = reported.diagnoses
    // What is over may be said again when it comes back, but not to one who looks back at it.
    if timeline.now == timeline.end {
      reported.diagnoses = known.filter { !isTrial && $0.hasPrefix("dead") }
    }
    note(reported: findings)
    let news = findings.filter { !known.contains(key($0)) }
    guard let first = news.first else { return }
    console.print(DiagnosisText(finding: first, session: self).lines)
    if news.count > 1 { console.print("  more      diagnose") }
  }

  /// Notes that somebody has been told.
  mutating func note(reported findings: [Diagnosis]) {
    reported.diagnoses.formUnion(findings.map(key))
  }

  /// How many steps filters are tried for.
  static let trialSteps = 24

  private func key(_ finding: Diagnosis) -> String {
    "\(finding.identity), network of \(trainer.journal.start ?? 0)"
  }
}
