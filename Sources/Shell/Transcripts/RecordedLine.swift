import ConvNet
import Course

/// A line that is being run, as it will be recorded in a transcript or a recording.
final class RecordedLine {
  /// The line as it was typed.
  let line: String
  /// What was printed, without colours.
  private(set) var printed = ""
  /// The lines that do the same work without a user, if the line itself would not: what Ctrl-C
  /// stopped, what was drawn in an editor.
  private(set) var instead: [String]?
  /// Why nothing that follows can be reproduced by running lines.
  private(set) var gap: String?
  /// Whether another run prints the same in a transcript.
  private(set) var isRepeatable = true
  /// Whether another run prints the same on the screen: no speed was printed.
  var isSameOnScreen = true

  /// The files that it was about, by their names, if running it again needs them.
  private(set) var files: [String: [UInt8]] = [:]
  private static let mostBytes = 1 << 19

  /// Whether it failed without having done anything.
  var didNothing = false

  /// Whether it was run in a lesson, whose own commands may replace the workspace.
  var isGuided = false
  /// The commands of the line.
  let parts: [[Word]]
  private let commands: CommandTable
  private let aliases: [String: String]

  /// A line that is about to be run in a session.
  init(_ line: String, in session: Session) {
    self.line = line
    commands = session.commands
    parts = session.tokens(of: line).commands
    aliases = session.aliases
  }

  /// Records what was printed, up to the limit of a transcript.
  func append(_ text: String) {
    if printed.utf8.count <= SourceText.maximumBytes { printed += text }
  }

  /// Records that another run may print something else, depending on files or on the user.
  func markUnrepeatable() { isRepeatable = false }

  /// Records that a command of this name depends on the user, and which lines do the same without
  /// one. If the command is not the whole line, nothing that follows can be reproduced.
  func replace(by lines: [String], for name: String) {
    if parts.count == 1, (try? commands.find(parts[0][0].text).name) == name {
      instead = lines
    } else {
      breakOff("`\(name)` depended on a person")
    }
  }

  /// Records the files that a line was about.
  func keep(_ files: [String: [UInt8]]) {
    guard files.values.reduce(0, { $0 + $1.count }) <= Self.mostBytes else {
      return breakOff("its files are too large to be handed in")
    }
    self.files.merge(files) { $1 }
  }

  /// Records that nothing that follows can be reproduced, and why.
  func breakOff(_ reason: String) { gap = gap ?? reason }

  /// Records that Ctrl-C stopped the line.
  ///
  /// - Parameters:
  ///   - before: The session before the line.
  ///   - after: The session after it.
  func noteInterrupt(before: Session, after: Session) {
    markUnrepeatable()
    guard instead == nil, gap == nil else { return }
    let type = parts.first.flatMap { try? commands.find($0[0].text) }
    let isAlias = parts.first.map { before.aliases[$0[0].text] != nil } ?? false
    let isSame = after.timeline.point == before.timeline.point
    // In a lesson, the commands of the group `learn` run others.
    guard parts.count == 1, !isAlias, let type, !isGuided || type.group != .learn else {
      if !isSame { breakOff("Ctrl-C stopped `\(line)`") }
      return
    }
    switch type.traits.stopping {
    case .nothingIfStopped:
      if isSame, after.tests.count == before.tests.count { instead = [] }
    case .ifStopped(let lines):
      let tests = after.tests.filter { $0.point.time > before.timeline.now }
      let done = StoppedRun(
        words: parts[0].map(\.text), updates: after.trainer.updates - before.trainer.updates,
        tests: tests.count,
        updatesSinceTest: after.trainer.updates - (tests.last?.update ?? before.trainer.updates))
      instead = lines(done)
      if instead == nil { breakOff("Ctrl-C stopped `\(line)`") }
    }
  }

  /// The commands of the line to run again: all but those that manage transcripts, and `quit`.
  var repeatable: [String] {
    let kept = parts.filter {
      commands.innermost(of: $0.map(\.text), aliases: aliases)?.type.traits.replaying
        != .notReplayed
    }
    if kept.count == parts.count { return parts.isEmpty ? [] : [line] }
    guard !kept.isEmpty else { return [] }
    return [kept.map { $0.map(\.asTyped).joined(separator: " ") }.joined(separator: "; ")]
  }
}

/// The lines that lead from a new session to the present one.
struct Replay {
  private(set) var lines: [String] = []
  /// Why the lines do not lead there, if so.
  private(set) var gap: String?

  private static let maximumLines = 5_000

  /// Takes a line that was run.
  mutating func append(_ recordedLine: RecordedLine) {
    guard gap == nil else { return }
    if let reason = recordedLine.gap { return breakOff(reason) }
    let lines = recordedLine.instead ?? recordedLine.repeatable
    guard lines.allSatisfy(SourceText.canHold) else {
      if !recordedLine.didNothing {
        breakOff("a line has characters that a text file cannot hold")
      }
      return
    }
    self.lines += lines
    if self.lines.count > Self.maximumLines {
      breakOff("it had more than \(Self.maximumLines) commands")
    }
  }

  private mutating func breakOff(_ reason: String) {
    gap = reason
    lines = []
  }
}
