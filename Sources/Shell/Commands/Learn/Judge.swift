import ArgumentParser
import ConvNet
import Lab
import Rendering

struct JudgeCommand: TabularCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside.touchingFiles
  static let configuration = CommandConfiguration(
    named: "judge", abstract: "Compare the results of your code with the right ones.",
    discussion: """
      judge mine          the folder of an exercise, after python3 mine/run.py
      judge mine --json   the same for other programs

      For a wrong result, it names the first wrong number and, if there is one, the slip that gives
      the same numbers. The session then holds the first case with a wrong result, so that `why`
      explains any of its numbers; `back` returns to your earlier work.
      Differences of up to 1e-4 of a result's largest number, or up to 1e-7, count as rounding.
      The right results are computed from the exercise's name and its seed, not read from the
      folder.

      In an assignment, your results are handed in with it, and graded.

      With `backstep -c "judge mine"`, the exit code is 0 if everything is right, and otherwise 1.
      """)

  @Argument(help: ArgumentHelp("The folder of an exercise.", valueName: "folder"))
  var folder: String

  @OptionGroup var data: DataOptions

  var onlyLooks: Bool { false }

  static let columns = [
    DataTable.Column("case", .text, "the name of the case"),
    DataTable.Column("result", .text, "the name of the result"),
    DataTable.Column("verdict", .text, "right, wrong, shape, missing or unreadable"),
    DataTable.Column("error", .number, "the largest error, over the largest number"),
    DataTable.Column("place", .text, "where the first wrong number is"),
    DataTable.Column("yours", .number, "the number there"),
    DataTable.Column("ours", .number, "the right number there"),
    DataTable.Column("wrong", .integer, "how many numbers are wrong"),
    DataTable.Column("slip", .text, "the name of the slip that gives the same numbers"),
  ]

  /// A result and what was found for it.
  private struct Finding {
    let own: ExerciseCase
    let result: ExerciseCase.Numbers
    let answer: Answer
  }

  private enum Answer {
    case missing
    case unreadable(String)
    case judged(Judgement)

    var isRight: Bool {
      if case .judged(.right) = self { true } else { false }
    }

    var fault: Judgement.Fault? {
      if case .judged(.wrong(let fault)) = self { fault } else { nil }
    }
  }

  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    try session.checkIsNotPractising()
    let (own, findings) = try judged(in: &session, on: console)
    adopt(findings, of: own, in: &session)
    return findings.map { finding in
      let start: [DataTable.Value] = [.text(finding.own.name), .text(finding.result.name)]
      let rest = [DataTable.Value](repeating: .missing, count: Self.columns.count - 3)
      switch finding.answer {
      case .missing: return start + [.text("missing")] + rest
      case .unreadable: return start + [.text("unreadable")] + rest
      case .judged(.wrongShape): return start + [.text("shape")] + rest
      case .judged(.right(let error)):
        return start + [.text("right"), .number(error)] + rest.dropFirst()
      case .judged(.wrong(let fault)):
        return start + [
          .text("wrong"), .number(fault.error), .text("\(fault.place)"), .single(fault.yours),
          .single(fault.ours), .integer(fault.count),
          fault.slips.isEmpty
            ? .missing : .text(fault.slips.map(\.name).joined(separator: " or ")),
        ]
      }
    }
  }

  func run(in session: inout Session, on console: Console) throws {
    try session.checkIsNotPractising()
    let (own, findings) = try judged(in: &session, on: console)
    let widths = [
      findings.map(\.own.name.count).max() ?? 0, findings.map(\.result.name.count).max() ?? 0,
    ]
    console.print("\(own.exercise.name), seed \(own.seed)")
    var said: Set<String> = []
    for finding in findings {
      console.print(
        finding.own.name.padded(to: widths[0] + 2) + finding.result.name.padded(to: widths[1] + 2)
          + sentence(finding.answer))
      guard let slips = finding.answer.fault?.slips.sentence else { continue }
      let isNew = said.insert(slips).inserted
      console.print("  " + (isNew ? slips : "The same slip."))
    }
    let right = findings.count(where: \.answer.isRight)
    guard right < findings.count else {
      console.print("All \(right) results are right.")
      console.print("next: exercise")
      return
    }
    let hadBug = !session.trainer.bugs.isEmpty
    console.print("\(right) of \(findings.count) results are right.")
    let chosen = adopt(findings, of: own, in: &session)
    guard let chosen else {
      console.print("next, outside Backstep: python3 " + Word.quoted("\(place)/run.py"))
      return
    }
    console.print(
      "The session now holds the case \(chosen.own.name): \(chosen.own.diagram)"
        + (hadBug ? ", without the bug that was on." : "."))
    let spot = chosen.answer.fault?.place ?? chosen.result.place
    let isExplained = (try? session.trainer.explain(spot)) != nil
    console.print("next: \(isExplained ? "why" : "print") \(spot)")
  }

  private func sentence(_ answer: Answer) -> String {
    switch answer {
    case .missing: "not written yet: python3 \(Word.quoted("\(place)/run.py"))"
    case .unreadable(let problem): problem
    case .judged(.right(let error)):
      error == 0
        ? "right, to the last digit"
        : "right; largest relative error \(Numbers.compact(error, digits: 2))"
    case .judged(.wrongShape(let misfit)): JudgeText.sentence(misfit)
    case .judged(.wrong(let fault)): JudgeText.sentence(fault)
    }
  }

  /// The folder without a last slash.
  private var place: String {
    folder.hasSuffix("/") && folder.count > 1 ? String(folder.dropLast()) : folder
  }

  /// The largest answer that is read, in bytes.
  private static let largestAnswer = 1 << 24

  /// The exercise of the folder, and what was found. The score is noted, and in a lesson also the
  /// files, because they are handed in with it.
  private func judged(
    in session: inout Session, on console: Console
  ) throws -> (own: ExerciseFolder, findings: [Finding]) {
    let record = try ExerciseFolder.record(in: place)
    let own = try ExerciseFolder(record, in: place)
    var files = [ExerciseFolder.recordName: record]
    let findings = try own.cases().flatMap { own in
      own.results.map { result in
        let name = ExerciseFolder.answer(result.name, in: own)
        return Finding(own: own, result: result, answer: answer(result, in: own, &files[name]))
      }
    }
    session.notebook.note(
      Score(
        subject: own.exercise.name, seed: own.seed, right: findings.count(where: \.answer.isRight),
        all: findings.count))
    if session.isInLesson {
      let named = files.map { ("\(place)/\($0.key)", $0.value) }
      console.recordedLine?.keep(Dictionary(uniqueKeysWithValues: named))
    }
    return (own, findings)
  }

  private func answer(
    _ result: ExerciseCase.Numbers, in own: ExerciseCase, _ bytes: inout [UInt8]?
  ) -> Answer {
    let path = "\(place)/\(ExerciseFolder.answer(result.name, in: own))"
    guard Files.isThere(path) else { return .missing }
    do {
      let read = try Files.read(path, atMost: Self.largestAnswer)
      bytes = read
      let array = try NPYFile.array(read)
      return .judged(own.judge(array.shape, array.values(as: Float.self), as: result))
    } catch let error as FileFormatError {
      if case .noElements(_, let shape) = error.problem {
        return .judged(own.judge(shape, [], as: result))
      }
      return .unreadable("\(path): \(error)")
    } catch {
      return .unreadable(CommandError(error).problem)
    }
  }

  /// Takes the first case with a wrong result into the session.
  ///
  /// - Returns: The first wrong result.
  @discardableResult
  private func adopt(
    _ findings: [Finding], of own: ExerciseFolder, in session: inout Session
  ) -> Finding? {
    if findings.contains(where: { !$0.answer.isRight }) { session.hasFoundFault = true }
    let wrong = findings.first { finding in
      if case .judged = finding.answer { !finding.answer.isRight } else { false }
    }
    guard let wrong else { return nil }
    let line = "judge \(Word.quoted(place))"
    session.workspace.replace(
      with: wrong.own.start,
      as: Provenance(
        preset: nil, data: line,
        source: "the case \(wrong.own.name) of \(own.exercise.name)", folder: nil),
      with: [], saying: line)
    for action in wrong.own.actions { session.workspace.perform(action) }
    return wrong
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.isEmpty ? Completer.folders : []
  }
}
