import ConvNet
import Course

/// A line that is being run, as a transcript or a recording will have it.
final class RecordedLine {
  /// The line as it was typed.
  let line: String
  /// What was printed, without colours.
  private(set) var printed = ""
  /// The lines that do the same without a person, where the line itself would not: what Ctrl-C
  /// stopped, what was drawn in an editor.
  private(set) var instead: [String]?
  /// Why nothing that follows could be had again by running lines.
  private(set) var gap: String?
  /// Whether another run prints the same, in the words of a transcript.
  private(set) var isRepeatable = true
  /// Whether another run prints the same, in the words of a screen: no speed was told.
  var isSameOnScreen = true

  /// Whether it failed, and had done nothing before.
  var didNothing = false

  /// Whether it was run in a lesson, which may replace the workspace.
  var isGuided = false
  private let commands: CommandTable

  init(_ line: String, commands: CommandTable) {
    self.line = line
    self.commands = commands
  }

  /// Takes what was printed.
  func append(_ text: String) { printed += text }

  /// Notes that another run would print something else: it depends on files or on the person.
  func markUnrepeatable() { isRepeatable = false }

  /// Notes that a command of this name depends on a person, and which lines do the same without.
  /// Where it is not all of the line, nothing that follows can be had again.
  func replace(by lines: [String], for name: String) {
    let parts = TokenizedLine(line).commands
    if parts.count == 1, (try? commands.find(parts[0][0].text).name) == name {
      instead = lines
    } else {
      breakOff("`\(name)` depended on a person")
    }
  }

  /// Notes that nothing that follows can be had again, and why.
  func breakOff(_ reason: String) { gap = gap ?? reason }

  /// Notes that Ctrl-C stopped the line.
  ///
  /// - Parameters:
  ///   - before: The session before the line.
  ///   - after: The session after it.
  func noteInterrupt(before: Session, after: Session) {
    markUnrepeatable()
    guard instead == nil, gap == nil else { return }
    let parts = TokenizedLine(line).commands
    let type = parts.first.flatMap { try? commands.find($0[0].text) }
    let isAlias = parts.first.map { before.aliases[$0[0].text] != nil } ?? false
    let isSame = after.timeline.now == before.timeline.now
    guard parts.count == 1, !isAlias, !isGuided, let type else {
      if !isSame { breakOff("Ctrl-C stopped `\(line)`") }
      return
    }
    switch type.traits.stopping {
    case .nothingIfStopped:
      if isSame, after.tests.count == before.tests.count { instead = [] }
    case .ifStopped(let lines):
      let tests = after.tests.filter { $0.clock > before.timeline.now }
      let done = StoppedRun(
        words: parts[0].map(\.text), updates: after.trainer.updates - before.trainer.updates,
        tests: tests.count,
        updatesSinceTest: after.trainer.updates - (tests.last?.update ?? before.trainer.updates))
      instead = lines(done)
      if instead == nil { breakOff("Ctrl-C stopped `\(line)`") }
    }
  }

  /// The commands of the line to run again: all but those that keep transcripts, and `quit`.
  var repeatable: [String] {
    let parts = TokenizedLine(line).commands
    let kept = parts.filter {
      (try? commands.find($0[0].text))?.traits.replaying != .notReplayed
    }
    if kept.count == parts.count { return parts.isEmpty ? [] : [line] }
    guard !kept.isEmpty else { return [] }
    return [kept.map { $0.map(\.asTyped).joined(separator: " ") }.joined(separator: "; ")]
  }
}

/// The lines that lead from a new session to the present one.
struct Replay {
  private(set) var lines: [String] = []
  /// Why they do not, where they do not.
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
