/// Where commands write, and what they may know of it.
package final class Console {
  /// How many columns there are.
  package let width: () -> Int
  /// Whether a person watches, so that progress is worth drawing.
  package let isWatched: Bool
  /// Whether the person has pressed Ctrl-C since the command began.
  package let isInterrupted: () -> Bool
  private let output: (String) -> Void
  private var progressLength = 0
  /// Gets all that is printed, too.
  var log: LogFile?

  package init(
    width: @escaping () -> Int = { 80 }, isWatched: Bool = false,
    isInterrupted: @escaping () -> Bool = { false }, output: @escaping (String) -> Void
  ) {
    self.width = width
    self.isWatched = isWatched
    self.isInterrupted = isInterrupted
    self.output = output
  }

  /// Prints a text and ends the line.
  package func print(_ text: String = "") {
    clearProgress()
    output(text + "\n")
    log?.append(text + "\n")
  }

  /// Prints lines.
  package func print(_ lines: [String]) {
    if !lines.isEmpty { print(lines.joined(separator: "\n")) }
  }

  /// Shows a passing line where a person watches; the next text takes its place.
  package func progress(_ text: String) {
    guard isWatched else { return }
    let line = String(text.prefix(max(width() - 1, 1)))
    output("\r" + line + String(repeating: " ", count: max(0, progressLength - line.count)))
    progressLength = line.count
  }

  private func clearProgress() {
    guard progressLength > 0 else { return }
    output("\r" + String(repeating: " ", count: progressLength) + "\r")
    progressLength = 0
  }
}
