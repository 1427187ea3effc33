import Course

/// A transcript in Markdown that grows as the session goes on: `source` runs it again, and
/// `backstep check` compares. Each line that was run is written whole, with what it printed, when
/// it is done; so the file of a session that was killed is a transcript too.
final class LogFile {
  /// What stands before a command.
  static let prompt = "backstep> "
  /// What it begins with.
  static let heading = "# A session with Backstep"
  /// What stands for any output.
  private static let any = "..."

  var path: String { file.path }
  /// Whether it can take more; a transcript that is too long is not read.
  private(set) var isFull = false
  private let file: AppendOnlyFile
  private let opening: String
  private var fence: Fence = .none
  private var bytes = 0
  private var lines = 0

  /// What lines are being written into.
  private enum Fence { case none, run, shown }

  /// A transcript in a file that is there and empty.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - opening: How the fence begins: its name, seed and width.
  ///   - replay: The lines that came before.
  /// - Throws: ``CommandError`` where it cannot be written.
  init(path: String, opening: String, after replay: Replay) throws(CommandError) {
    file = try AppendOnlyFile(path: path)
    self.opening = opening
    write(
      Self.heading + "\n\n"
        + "`source FILE` in Backstep runs it again; `backstep check FILE` compares.\n\n")
    if let gap = replay.gap {
      shown("The session before cannot be run again from its commands: \(gap).")
    } else if !replay.lines.isEmpty {
      let count = replay.lines.count
      write(
        count == 1
          ? "The first command came before the log; what it printed is left out.\n\n"
          : "The first \(count) commands came before the log; what they printed is left out.\n\n")
      append(replay.lines)
    }
  }

  /// Adds lines whose output is left out, where lines can be run again.
  func append(_ lines: [String]) {
    guard fence != .shown, !lines.isEmpty else { return }
    write(lines.map { Self.prompt + $0 + "\n" + Self.any + "\n" }.joined(), in: .run)
  }

  deinit { if fence != .none { write("```\n") } }

  /// Adds a line that was run, and what it printed.
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
    if fence == .run { write("```\n\n") }
    write(reason + " So `check` does not run this:\n\n```text\n")
    fence = .shown
  }

  private func write(_ text: String, in wanted: Fence) {
    var text = text
    if fence == .none, wanted == .run {
      text = "```\(opening)\n" + text
      fence = .run
    }
    let new = text.utf8.count { $0 == UInt8(ascii: "\n") }
    guard bytes + text.utf8.count + 8 <= SourceText.maximumBytes,
      lines + new + 2 <= SourceText.maximumLines
    else {
      isFull = true
      return
    }
    write(text)
  }

  private func write(_ text: String) {
    bytes += text.utf8.count
    lines += text.utf8.count { $0 == UInt8(ascii: "\n") }
    file.append(text)
  }

  // MARK: What is written

  /// A line that can be run again with what it prints; `nil` where it cannot be written.
  private static func run(_ recordedLine: RecordedLine) -> String? {
    if let instead = recordedLine.instead {
      guard instead.allSatisfy(SourceText.canHold) else { return nil }
      return prompt + "# by hand: " + clean(recordedLine.line) + "\n"
        + instead.map { prompt + $0 + "\n" + any + "\n" }.joined()
    }
    let line = recordedLine.line.trimmingBlanks
    guard SourceText.canHold(line) else {
      return recordedLine.didNothing ? prompt + "# a line that failed, with odd characters\n" : nil
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

  /// A text in which nothing can end a fence or steer a terminal.
  private static func clean(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      SourceText.canHold(String(line)) && !line.contains("```") ? String(line) : any
    }.joined(separator: "\n")
  }
}
