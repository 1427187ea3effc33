import ConvNet
import Lab
import Shell
import Testing

@Suite struct BugDiagnosisTests {
  @Test func `no setting is blamed for a bug`() throws {
    var tried = 0
    for bug in BugCatalog.all {
      let shell = try TestShell("bug on \(bug.name)")
      guard bug.applies(to: shell.session.trainer) else { continue }
      tried += 1
      try shell.run("sgd 100")
      for finding in shell.session.timeline.diagnose() {
        if case .trial(let trial)? = finding.cause {
          #expect([.none].contains(trial.change), "\(bug.name): \(finding)")
        }
        if case .firstWeights? = finding.cause { Issue.record("\(bug.name): \(finding)") }
      }
    }
    #expect(tried >= 12)
  }

  @Test func `units whose gradient is wrong are explained by that`() throws {
    let shell = try TestShell("bug on conv-assign; sgd 100")
    let found = shell.session.timeline.diagnose()
    let dead = found.filter { if case .dead = $0 { true } else { false } }
    guard case .gradient(let place, _)? = dead.first?.cause else {
      Issue.record("\(found)")
      return
    }
    #expect(place == Place(layer: "conv", quantity: "filters"))
    #expect(found.count { $0.cause == dead.first?.cause } == 1)
  }
}
