import ConvNet
import Datasets
import Lab
import Shell
import Terminal
import TestSupport
import Testing

/// Each generic suite of the shell tests every entry of the catalogues: a new entry is tested
/// automatically, or a test says where to add it.
struct CoverageTests {
  @Test(arguments: ["RobustnessTests", "CompletionEverywhereTests", "TorchTests"])
  func `every word and every option of a diagram occurs in each generic suite`(_ suite: String) {
    let lines =
      switch suite {
      case "RobustnessTests": RobustnessTests.networks
      case "CompletionEverywhereTests": CompletionEverywhereTests.sessions.flatMap { $0 }
      default: ExportSetup.samples.flatMap(\.lines)
      }
    let diagrams = lines.map { $0.replacing("net new ", with: "") }
    let missing = SampleNetwork.missing(
      in: diagrams, of: Diagram.vocabulary.map { ($0.word, $0.options) })
    #expect(
      missing.isEmpty,
      """
      \(suite) tries no \(missing.joined(separator: ", no ")). \
      Add it to one of the networks in Tests/Support/SampleNetwork.swift.
      """)
  }

  @Test func `the suites that walk through the commands meet every one`() throws {
    let met = Set(try TestShell().commands())
    let missing = Set(Invocation.commands).subtracting(met)
    #expect(
      missing.isEmpty,
      "`help` does not list \(missing.sorted().joined(separator: ", ")), so no suite tries it.")
    let apart = RobustnessTests.apart + CompletionEverywhereTests.apart
    let gone = Set(apart).subtracting(met)
    #expect(
      gone.isEmpty,
      "There is no command \(gone.sorted().joined(separator: ", ")): delete it from `apart`.")
  }

  /// Values for a setting: its choices, and values that are not in a list of choices.
  private func values(of setting: String, in shell: TestShell) -> [String] {
    let line = "set \(setting) "
    let choices = shell.interpreter.complete(line, line.count).candidates
      .filter { !$0.isHint }.map(\.text)
    return choices + ["0.25", "3", "step 2 0.5"]
  }

  @Test func `every setting takes something else, and back gives what it was before`() throws {
    for setup in ["load toy", "load toy; set batch 2; set optimizer momentum; sgd 2; forward"] {
      let shell = try TestShell()
      try shell.run(setup)
      let list = try shell.run("set").split(separator: "\n").filter { !$0.hasPrefix(" ") }
      for name in list.compactMap({ $0.split(separator: " ").first.map(String.init) }) {
        let before = (try shell.run("set \(name)"), try shell.run("set; view"))
        var changes = 0
        for value in values(of: name, in: shell) {
          let now = shell.session.timeline.now
          guard shell.error("set \(name) \(value)") == nil else { continue }
          changes += try shell.run("set \(name)") == before.0 ? 0 : 1
          let actions = shell.session.timeline.now - now
          // A setting that no number depends on is not an action, and back does not affect it.
          guard actions > 0 else { continue }
          try shell.run("back \(actions)")
          #expect(try shell.run("set; view") == before.1, "set \(name) \(value), then back")
        }
        #expect(
          changes > 0, "No value that is tried changes \(name): add one to values(of:in:).")
      }
    }
  }

  @Test(arguments: SampleNetwork.all)
  func `every bug on every kind of layer says why it cannot show, or runs`(
    _ network: SampleNetwork
  ) throws {
    for bug in BugCatalog.all {
      let shell = try TestShell(
        "load toy", "net new \(network.diagram(classes: 2))", "set batch 2", "bug on \(bug.name)")
      try shell.run("sgd 3; image 1; forward; backward; update; view; back 4; bug off")
      #expect(shell.session.trainer.bugs.isEmpty, "\(bug.name)")
    }
  }

  @Test func `every data set is loaded, or says where it was looked for`() throws {
    for kind in DatasetCatalog.all {
      let shell = try TestShell()
      let error = shell.error("load \(kind.word)")
      #expect(
        error.map { $0.problem.contains(kind.title) }
          ?? shell.session.provenance.data.contains(kind.word),
        "\(kind.word): \(error?.problem ?? shell.session.provenance.data)")
    }
  }
}
