import ConvNet
import Lab

/// The training problems that have been reported.
struct Reported: WorkspacePart, Codable {
  var diagnoses: Set<String> = []
  /// The update at which filters were last tested.
  var lastTrial = 0
  /// The time at which the training was last looked at.
  var lastLook: Int?
}

/// Reports what is wrong with the training, after commands that train.
struct Diagnostician: Observer {
  func didRun(_ command: RunCommand, in draft: inout Session, on console: Console) {
    if command.type.group == .step { draft.speakUp(on: console) }
  }
}

extension Session {
  var reported: Reported {
    get { workspace[Reported.self] }
    set { workspace[Reported.self] = newValue }
  }

  /// Reports what is wrong with the training, unless that has been reported already.
  ///
  /// Units are tried, and causes looked for, each time that twice as many updates have been done:
  /// that costs some training.
  fileprivate mutating func speakUp(on console: Console) {
    guard trainer.network.hasLoss, !console.isInterrupted(), reported.lastLook != timeline.now
    else { return }
    reported.lastLook = timeline.now
    let (glance, known) = (timeline.diagnose(.glance), reported.diagnoses)
    let isStagnant = glance.contains { if case .flat = $0 { true } else { false } }
    let isNew = !isStagnant && glance.contains { !known.contains(key($0)) }
    let updates = trainer.updates
    let isTrial =
      updates < reported.lastTrial || updates >= max(100, 2 * reported.lastTrial)
    // What is over may be said again when it comes back, but not to one who looks back at it.
    if timeline.now == timeline.end, isTrial || glance.isEmpty {
      reported.diagnoses = isTrial ? [] : known.filter { $0.hasPrefix("dead") }
    }
    guard isTrial || isNew else { return }
    if isTrial { reported.lastTrial = updates }
    let findings = timeline.diagnose(
      .look, knownRate: knownRate, until: console.isInterrupted
    ).filter(\.isSpokenUnasked)
    note(reported: findings)
    let news = findings.filter { !known.contains(key($0)) }
    guard let first = news.first else { return }
    console.print(DiagnosisText(finding: first, session: self).lines)
    if news.count > 1 { console.print("  more      diagnose") }
  }

  /// The preset's learning rate, which is known to suit its network.
  var knownRate: Double? { provenance.preset?.learningRate }

  /// Notes that somebody has been told.
  mutating func note(reported findings: [Diagnosis]) {
    reported.diagnoses.formUnion(findings.map(key))
  }

  private func key(_ finding: Diagnosis) -> String {
    "\(finding.identity), network of \(trainer.journal.start ?? 0)"
  }
}

extension Diagnosis {
  /// Whether it is worth a word to those who did not ask: faults are, and learning that is slow for a
  /// reason.
  fileprivate var isSpokenUnasked: Bool {
    if case .slow = self, case .trial(let trial) = cause { return trial.change != .none }
    return isFault
  }
}
