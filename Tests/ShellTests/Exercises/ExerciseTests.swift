import ConvNet
import Foundation
import Lab
import Shell
import TestSupport
import Testing

/// `exercise` and `judge`, without a Python.
@Suite struct ExerciseTests {
  private static func cases(_ exercise: Exercise, seed: UInt64 = 1) throws -> [ExerciseCase] {
    try exercise.cases(seed: seed, digits: try TestShell().session.trainer.data.training)
  }

  @Test(arguments: Exercises.all.map(\.name))
  func `the right numbers as answers are right, others are wrong, and none are missing`(
    _ name: String
  ) throws {
    let exercise = try #require(Exercises.all.first { $0.name == name })
    let folder = try TemporaryFolder()
    let shell = try TestShell()
    try shell.run("exercise \(name) \(folder["own"]) --seed 4")
    #expect(folder.names == ["own"])
    let listed = try FileManager.default.contentsOfDirectory(atPath: folder["own"]).sorted()
    #expect(listed == ["TASK.md", "cases", "layers.py", "run.py"])
    let before = shell.state
    #expect(try shell.run("judge \(folder["own"])").contains("not written yet"))
    #expect(shell.state == before && shell.session.hasFoundFault)
    try FileManager.default.createDirectory(
      atPath: folder["own/answers"], withIntermediateDirectories: true)
    let cases = try Self.cases(exercise, seed: 4)
    #expect(cases.count >= 3)
    for own in cases {
      #expect(!own.results.isEmpty && !own.inputs.isEmpty)
      for result in own.results {
        #expect(result.tensor.values.allSatisfy { $0.isFinite })
        #expect(result.tensor.values.contains { $0 != 0 }, "\(own.name).\(result.name)")
        try folder.write(
          NPYFile.encode(result.tensor), to: "own/answers/\(own.name).\(result.name).npy")
      }
    }
    let fresh = try TestShell()
    let all = try fresh.run("judge \(folder["own"])")
    #expect(!fresh.session.hasFoundFault && !all.contains("wrong"))
    // Every place that is judged can be looked at.
    for own in cases {
      for result in own.results {
        let answer = "own/answers/\(own.name).\(result.name).npy"
        var wrong = result.tensor
        wrong.values[wrong.values.count - 1] += 100
        try folder.write(NPYFile.encode(wrong), to: answer)
        let said = try fresh.run("judge \(folder["own"])")
        let next = try #require(said.split(separator: "\n").last { $0.hasPrefix("next: ") })
        #expect(fresh.error(String(next.dropFirst(6))) == nil, "\(next)")
        #expect(next.contains(result.place.description), "\(next)")
        try folder.write(NPYFile.encode(result.tensor), to: answer)
      }
    }
  }

  @Test(arguments: Exercises.all.map(\.name))
  func `the cases depend on the seed and on nothing else`(_ name: String) throws {
    let exercise = try #require(Exercises.all.first { $0.name == name })
    func numbers(_ seed: UInt64) throws -> [[UInt32]] {
      try Self.cases(exercise, seed: seed).flatMap { own in
        (own.inputs + own.results).map { $0.tensor.values.map(\.bitPattern) }
      }
    }
    let (first, again, other) = (try numbers(3), try numbers(3), try numbers(4))
    let (isSame, isOther) = (first == again, first != other)
    #expect(isSame && isOther)
    // Every call is made in some case, and every result is asked for by a call.
    let called = Set(exercise.calls.flatMap(\.results))
    let wanted = try Self.cases(exercise).flatMap { $0.results.map(\.name) }
    #expect(Set(wanted) == called)
    for function in exercise.calls.compactMap({ $0.expression.split(separator: "(").first }) {
      #expect(exercise.functions.contains("def \(function)("), "\(function)")
    }
  }

  private func exercise(_ name: String) throws -> (folder: TemporaryFolder, shell: TestShell) {
    let folder = try TemporaryFolder()
    let shell = try TestShell()
    try shell.run("exercise \(name) \(folder["own"])")
    try FileManager.default.createDirectory(
      atPath: folder["own/answers"], withIntermediateDirectories: true)
    return (folder, shell)
  }

  @Test func `another shape is told, and a transposed array is called so`() throws {
    let (folder, shell) = try exercise("dense-backward")
    let own = try #require(try Self.cases(Exercises.all[3]).first)
    let right = try #require(own.results.first { $0.name == "d_weights" }).tensor
    let name = "own/answers/toy.d_weights.npy"
    func verdict() throws -> String {
      let lines = try shell.run("judge \(folder["own"])").split(separator: "\n")
      return String(try #require(lines.first { $0.contains("d_weights") }))
    }
    try folder.write(NPYFile.encode(Tensor(Shape(3, 2), right.values)), to: name)
    let turned = try verdict()
    #expect(turned.contains("2x3") && turned.contains("3x2") && turned.contains("transposed"))
    #expect(shell.session.trainer.step.position > 1)
    try folder.write(NPYFile.encode(Tensor(Shape(6), right.values)), to: name)
    #expect(try !verdict().contains("transposed"))
    // Axes of length 1 do not count.
    try folder.write(NPYFile.encode(Tensor(Shape(1, 2, 1, 3), right.values)), to: name)
    #expect(try verdict().contains("right"))
    var off = right
    off.values[4] = .nan
    try folder.write(NPYFile.encode(off), to: name)
    #expect(try verdict().contains("fc.d_weights[1,1]"))
  }

  @Test func `damaged answers and records are errors, never crashes`() throws {
    let (folder, shell) = try exercise("relu")
    try folder.write("no array", to: "own/answers/toy.out.npy")
    #expect(try shell.run("judge \(folder["own"]) --csv").contains("toy,out,unreadable"))
    for record in [
      "", "{", "[]", "{\"exercise\": \"relu\"}",
      "{\"exercise\": \"relu\", \"seed\": -1, \"version\": 1}",
      "{\"exercise\": \"relu\", \"seed\": 1e99, \"version\": 1}",
      "{\"exercise\": \"../relu\", \"seed\": 1, \"version\": 1}",
      "{\"exercise\": \"relu\", \"seed\": 1, \"version\": 99}",
      String(repeating: "[", count: 60_000), String(repeating: " ", count: 70_000),
    ] {
      try folder.write(record, to: "own/cases/exercise.json")
      let before = shell.state
      #expect(shell.error("judge \(folder["own"])") != nil, "\(record.prefix(60))")
      #expect(shell.state == before)
    }
    #expect(shell.error("judge \(folder["none"])")?.word == folder["none"])
    // Changed inputs in the folder change nothing.
    try folder.write(
      "{\"exercise\": \"relu\", \"seed\": 18446744073709551615, \"version\": 1, \"cases\": 5}",
      to: "own/cases/exercise.json")
    try folder.write("junk", to: "own/cases/toy.x.npy")
    #expect(shell.error("judge \(folder["own"])") == nil)
  }

  @Test func `an existing folder is not touched without --force, and no half is left`() throws {
    let (folder, shell) = try exercise("relu")
    let line = "exercise conv-forward \(folder["own"])"
    #expect(shell.error(line)?.hint?.contains("--force") == true)
    #expect(try folder.read("own/TASK.md").hasPrefix("# relu"))
    try shell.run(line + " --force")
    #expect(try folder.read("own/TASK.md").hasPrefix("# conv-forward"))
    try folder.write("a file", to: "blocked")
    #expect(shell.error("exercise relu \(folder["blocked"]) --force") != nil)
    try FileManager.default.createDirectory(
      atPath: folder["half"], withIntermediateDirectories: true)
    try folder.write("a file", to: "half/cases")
    #expect(shell.error("exercise relu \(folder["half"]) --force") != nil)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder["half"]) == ["cases"])
    #expect(shell.error("exercise relu \(folder["no/where"])") != nil)
    #expect(folder.names == ["blocked", "half", "own"])
  }

  @Test func `every exercise is listed, and offered`() throws {
    let shell = try TestShell()
    let text = try shell.run("exercise")
    for exercise in Exercises.all { #expect(text.contains("\(exercise.name)  ")) }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(shell.error("exercise conv-backwrad x")?.word == "conv-backwrad")
    #expect(shell.error("exercise conv-backward")?.word == "")
  }

  @Test func `the case is without the bug that was on, and back returns to it`() throws {
    let (folder, shell) = try exercise("relu")
    try shell.run("bug on conv-flipped; image 3")
    let before = shell.state.numbers
    try folder.write(
      NPYFile.encode(Tensor<Float>(Shape(3, 3), repeating: 9)), to: "own/answers/toy.out.npy")
    try shell.run("judge \(folder["own"])")
    #expect(shell.session.trainer.bugs.isEmpty)
    #expect(shell.session.diagram == "relu")
    while shell.session.diagram == "relu" { try shell.run("back") }
    let isSame = shell.state.numbers == before
    #expect(isSame && !shell.session.trainer.bugs.isEmpty)
  }

  @Test func `a judgement that is not all right ends a run with 1, after the rest of it`() throws {
    let backstep = try Executable()
    let result = try backstep.run("-c", "exercise relu own", "-c", "judge own", "-c", "echo on")
    #expect(result.status == 1 && result.errors.isEmpty)
    #expect(result.output.hasSuffix("on\n"))
    let right = try backstep.run("-c", "exercise relu other", "-c", "where")
    #expect(right.status == 0)
  }
}
