import Lab
import Shell
import Testing

/// The learning rate that is blamed is the one with which it happened, whatever it is now.
@Suite struct LearningRateDiagnosisTests {
  /// The rates that trials blame and propose, and the shell's words.
  private func blame(_ lines: String) throws -> (old: Double, new: Double, text: String)? {
    let shell = try TestShell()
    for line in lines.split(separator: ";") { try shell.run(String(line)) }
    let text = try shell.run("diagnose")
    let findings = shell.session.timeline.diagnose(knownRate: 0.005)
    for case .trial(let trial)? in findings.map(\.cause) {
      if case .learningRate(let new, let old) = trial.change { return (old, new, text) }
    }
    return nil
  }

  private func isNear(_ one: Double?, _ two: Double) -> Bool {
    one.map { abs($0 / two - 1) < 1e-6 } ?? false
  }

  @Test(arguments: [
    "set learning-rate 5;sgd 20", "set learning-rate 5;sgd 20;set learning-rate 0.005",
    "sgd 100;set learning-rate 5;sgd 20",
    "sgd 100;set learning-rate 5;sgd 20;set learning-rate 1e-4",
    "set learning-rate 5;sgd 20;set learning-rate 0",
  ])
  func `a rate that did damage is blamed, also when it is in force no longer`(_ lines: String)
    throws
  {
    let found = try #require(try blame(lines))
    #expect(isNear(found.old, 5), "\(found.old)")
    #expect(found.new < 1)
    #expect(found.text.contains(", 5,"))
    #expect(!found.text.contains(", 0.005,"))
  }

  @Test(arguments: [
    "set learning-rate 1e-8;sgd 400", "set learning-rate 1e-8;sgd 400;set learning-rate 0.005",
    "set learning-rate 0;sgd 400;set learning-rate 0.005",
  ])
  func `so is a rate that was too small`(_ lines: String) throws {
    let found = try #require(try blame(lines))
    #expect(found.old < 1e-7, "\(found.old)")
    #expect(isNear(found.new, 0.005))
  }

  @Test func `a rate that is changed between good ones is not blamed`() throws {
    #expect(try blame("sgd 600;set learning-rate 0.002;sgd 100;set learning-rate 0.01") == nil)
  }
}
