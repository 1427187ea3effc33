import ConvNet
import Course
import Terminal

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

  init(_ line: String) { self.line = line }

  /// Takes what was printed.
  func append(_ text: String) { printed += text }

  /// Notes that another run would print something else: it depends on files or on the person.
  func markUnrepeatable() { isRepeatable = false }

  /// Notes that a command of this name depends on a person, and which lines do the same without.
  /// Where it is not all of the line, nothing that follows can be had again.
  func replace(by lines: [String], for name: String) {
    let commands = TokenizedLine(line).commands
    if commands.count == 1, (try? CommandCatalog.find(commands[0][0].text).name) == name {
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
    let done = after.trainer.updates - before.trainer.updates
    let commands = TokenizedLine(line).commands
    let name = commands.first.flatMap { try? CommandCatalog.find($0[0].text).name }
    let isAlias = commands.first.map { before.aliases[$0[0].text] != nil } ?? false
    guard commands.count == 1, !isAlias, before.lesson == nil, let name else {
      if after.timeline.now != before.timeline.now { breakOff("Ctrl-C stopped `\(line)`") }
      return
    }
    switch name {
    case "sgd", "until": instead = done > 0 ? ["sgd \(done)"] : []
    case "train" where !commands[0].contains { $0.text.hasPrefix("--test") }:
      let start = before.timeline.now
      let tests = after.tests.filter { $0.clock > start }
      let rest = after.trainer.updates - (tests.last?.update ?? before.trainer.updates)
      instead =
        (tests.isEmpty ? [] : ["train \(tests.count)"]) + (rest > 0 ? ["sgd \(rest)"] : [])
    case "train", "source": breakOff("Ctrl-C stopped `\(line)`")
    default:
      let isSame = after.timeline.now == before.timeline.now
      if isSame, after.tests.count == before.tests.count { instead = [] }
    }
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
    let lines = recordedLine.instead ?? Self.repeatable(recordedLine.line)
    guard lines.allSatisfy(SourceText.canHold) else {
      if !recordedLine.didNothing {
        breakOff("a line has characters that no file of text may hold")
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

  /// What of a line is to be run again: not the keeping of transcripts, and not the leaving.
  static func repeatable(_ line: String) -> [String] {
    let commands = TokenizedLine(line).commands
    func isKept(_ words: [Word]) -> Bool {
      let name = try? CommandCatalog.find(words[0].text).name
      return !["log", "record", "quit", "history", "help"].contains(name)
    }
    if commands.allSatisfy(isKept) { return commands.isEmpty ? [] : [line] }
    let kept = commands.filter(isKept)
    guard !kept.isEmpty else { return [] }
    return [kept.map { $0.map(\.asTyped).joined(separator: " ") }.joined(separator: "; ")]
  }
}
