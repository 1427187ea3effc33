import ConvNet
import Foundation
import Lab
import Shell
import Testing

/// How often diagnosis is right, on trainings that it was not tuned to. `BACKSTEP_DIAGNOSIS=all`
/// tries all of them, after 500 and 2,000 updates, and prints a table; `BACKSTEP_DIAGNOSIS="all zero"`
/// those whose description contains that; otherwise a spread of them is tried.
@Suite(.serialized) struct DiagnosisTableTests {
  private static let wanted = ProcessInfo.processInfo.environment["BACKSTEP_DIAGNOSIS"]
  private static let isWhole = wanted != nil
  private let digits: DataSplit

  init() throws { digits = try Session.digits(seed: 1, folders: .none).trainer.data }

  private func chosen(_ cases: [DiagnosisCase], every spacing: Int) -> [DiagnosisCase] {
    switch Self.wanted {
    case nil: stride(from: 0, to: cases.count, by: spacing).map { cases[$0] }
    case "all": cases
    case let part?: cases.filter { $0.description.contains(part) }
    }
  }

  private var counts: [Int] { Self.isWhole ? [500, 2_000] : [500] }

  @Test func `a sound training is accused of nothing`() throws {
    var (quiet, all) = (0, 0)
    for sound in chosen(DiagnosisTable.healthy, every: 7) {
      for updates in counts {
        let findings = try sound.timeline(updates: updates, digits: digits).diagnose()
        tell(sound, updates, findings)
        let alarms = findings.filter { $0.isFault }
        #expect(alarms.isEmpty, "\(sound.description), \(updates) updates")
        all += 1
        quiet += alarms.isEmpty ? 1 : 0
      }
    }
    if Self.isWhole { print("without alarm \(quiet) of \(all)") }
  }

  @Test func `the cause is named for nine faults in ten`() throws {
    var (named, all, missed) = (0, 0, [String]())
    for faulty in chosen(DiagnosisTable.planted, every: 7) {
      for updates in counts {
        let timeline = try faulty.timeline(updates: updates, digits: digits)
        guard timeline.state.bugs.allSatisfy({ $0.obstacle(in: timeline.state) == nil }) else {
          continue
        }
        let findings = timeline.diagnose()
        let isNamed = findings.contains { $0.kinds.contains(faulty.fault?.cause) }
        tell(faulty, updates, findings, isNamed ? "named " : "MISSED")
        all += 1
        named += isNamed ? 1 : 0
        if !isNamed { missed.append(faulty.description) }
      }
    }
    if Self.isWhole { print("named \(named) of \(all)") }
    #expect(10 * named >= 9 * all, "missed: \(missed.joined(separator: "\n"))")
  }

  private func tell(
    _ row: DiagnosisCase, _ updates: Int, _ findings: [Diagnosis], _ verdict: String? = nil
  ) {
    guard Self.isWhole else { return }
    let isAccused = findings.contains(where: \.isFault)
    let names = findings.map { "\($0)".prefix(330) }
    print(
      verdict ?? (isAccused ? "ALARM " : "sound "), updates, row.description, "::",
      names.joined(separator: " ++ "))
  }
}

extension Diagnosis {
  /// The kinds of cause that a finding names.
  fileprivate var kinds: [String?] {
    let own: [String] =
      switch self {
      case .dead: ["dead"]
      case .notFinite(let origin) where origin.edit != nil: ["weights"]
      case .diverged(let divergence) where divergence.edit != nil: ["weights"]
      default: []
      }
    return own + (cause.map { [$0.kind] } ?? [])
  }
}

extension Diagnosis.Cause {
  fileprivate var kind: String {
    switch self {
    case .zeroRate: "rate"
    case .frozen: "frozen"
    case .output, .gradient, .notConserved, .update, .misreported: "bug"
    case .wrongLabel, .drawing: "bug"
    case .firstWeights, .identicalUnits: "weights"
    case .unrelatedLabels: "labels"
    case .sorted: "sorted"
    case .equalImages, .largeInputs: "pixels"
    case .trial(let trial):
      switch trial.change {
      case .withoutEdits, .freshWeights: "weights"
      case .learningRate: "rate"
      case .pixels: "pixels"
      case .unfrozen: "frozen"
      case .none: "nothing"
      }
    }
  }
}
