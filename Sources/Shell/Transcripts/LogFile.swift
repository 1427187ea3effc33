import Course
import SystemPackage

/// A transcript in Markdown that grows during the session: `source` runs it again, and `backstep
/// check` compares its output. Each line that was run is written when it is done, together with its
/// output, so the file of a session that was killed is also a valid transcript.
final class LogFile {
  /// The prompt before a command.
  static let prompt = "backstep> "
  /// The first line of the file.
  static let heading = "# A session with Backstep"
  /// Stands for any output.
  private static let any = "..."

  var path: String { file.path }
  /// Whether it is full; a transcript that is too long could not be read back.
  private(set) var isFull = false
  private let file: AppendOnlyFile
  private let opening: String
  private var fence: Fence = .none
  private var bytes = 0
  private var lines = 0

  /// The kind of fence that lines are being written into.
  private enum Fence { case none, run, shown }

  /// A transcript in a file that exists and is empty.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - opening: How a fence begins: its name, seed and width.
  ///   - replay: The lines that came before.
  /// - Throws: ``CommandError`` if it cannot be written.
  init(path: String, opening: String, after replay: Replay) throws(CommandError) {
    file = try AppendOnlyFile(path: path)
    self.opening = opening
    write(
      Self.heading + "\n\n"
        + "`source FILE` in Backstep runs it again; `backstep check FILE` compares.\n\n")
    if let gap = replay.gap {
      shown("The session so far cannot be run again from its commands: \(gap).")
    } else if !replay.lines.isEmpty {
      let count = replay.lines.count
      write(
        count == 1
          ? "The first command came before the log; what it printed is left out.\n\n"
          : "The first \(count) commands came before the log; what they printed is left out.\n\n")
      append(replay.lines)
    }
  }

  /// Adds lines without their output, if lines can be run again.
  func append(_ lines: [String]) {
    guard fence != .shown, !lines.isEmpty else { return }
    write(lines.map { Self.prompt + $0 + "\n" + Self.any + "\n" }.joined(), in: .run)
  }

  /// Why not everything could be written, if so.
  var failure: Errno? { file.failure }

  /// Ends the transcript; nothing is added afterwards.
  func end() {
    file.close(with: fence == .none ? "" : "```\n")
    fence = .none
  }

  deinit { end() }

  /// Adds a line that was run, and its output.
  func append(_ recordedLine: RecordedLine) {
    guard !isFull else { return }
    if fence != .shown, recordedLine.gap == nil, let text = Self.run(recordedLine) {
      return write(text, in: .run)
    }
    if fence != .shown {
      shown(
        "What follows cannot be run again: "
          + (recordedLine.gap ?? "a line has characters that a text file cannot hold") + ".")
    }
    write(
      Self.prompt + Self.clean(recordedLine.line) + "\n" + Self.clean(recordedLine.printed),
      in: .shown)
  }

  /// Begins the part that `check` does not run.
  private func shown(_ reason: String) {
    write(
      (fence == .run ? "```\n\n" : "") + reason
        + " So `check` does not run this:\n\n```text\n", leaving: .shown)
  }

  private func write(_ text: String, in wanted: Fence) {
    let opens = fence == .none && wanted == .run
    let text = (opens ? "```\(opening)\n" : "") + text
    let new = text.utf8.count { $0 == UInt8(ascii: "\n") }
    guard bytes + text.utf8.count + 8 <= SourceText.maximumBytes,
      lines + new + 2 <= SourceText.maximumLines
    else {
      isFull = true
      return
    }
    write(text, leaving: opens ? .run : fence)
  }

  /// Writes a text after which this fence is open.
  private func write(_ text: String, leaving next: Fence = .none) {
    bytes += text.utf8.count
    lines += text.utf8.count { $0 == UInt8(ascii: "\n") }
    file.append(text)
    file.keep()
    if failure == nil { fence = next }
  }

  // MARK: Formatting

  /// A comment of the log itself.
  private static func aside(_ text: String) -> String { "#(\(text))" }

  /// Whether a line is a comment that logs write, and not one of the user's.
  static func isAside(_ line: String) -> Bool { line.hasPrefix("#(") }

  /// A line that can be run again, with its output; `nil` if it cannot be written.
  private static func run(_ recordedLine: RecordedLine) -> String? {
    if let instead = recordedLine.instead {
      guard instead.allSatisfy(SourceText.canHold) else { return nil }
      return prompt + aside("by hand: " + clean(recordedLine.line)) + "\n"
        + instead.map { prompt + $0 + "\n" + any + "\n" }.joined()
    }
    let line = recordedLine.line.trimmingBlanks
    guard SourceText.canHold(line) else {
      return recordedLine.didNothing
        ? prompt + aside("a line that failed, with odd characters") + "\n" : nil
    }
    guard recordedLine.isRepeatable else { return prompt + line + "\n" + any + "\n" }
    let printed = recordedLine.printed.split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast(recordedLine.printed.hasSuffix("\n") ? 1 : 0).map { line -> String in
        let line = String(line)
        return SourceText.canHold(line) && Transcript.canExpect(line) ? line : any
      }
    return ([prompt + line] + (recordedLine.printed.isEmpty ? [] : printed))
      .map { $0 + "\n" }.joined()
  }

  /// A text in which nothing can end a fence or control a terminal.
  private static func clean(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      SourceText.canHold(String(line)) && !line.contains("```") ? String(line) : any
    }.joined(separator: "\n")
  }
}
