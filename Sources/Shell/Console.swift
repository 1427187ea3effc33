package import Rendering
import Terminal

/// Where commands write, and what they may know of it.
package final class Console {
  /// How many columns there are.
  package let width: () -> Int
  /// Whether a person watches, so that progress is worth drawing.
  package let isWatched: Bool
  /// Whether the person has pressed Ctrl-C since the command began.
  package let isInterrupted: () -> Bool
  /// What the screen can show, and what the person wants of it.
  var screen: Screen
  private let output: (String) -> Void
  /// Shows a text that may be longer than the screen; nil where nobody turns pages.
  private let pager: ((String) -> Void)?
  /// What waits for the pager, while it is collected.
  private var collected: String?
  /// Whether long texts may stop on the way.
  var isPaging = true
  /// Whether nothing is shown.
  var isSilent = false
  private var progressLength = 0
  /// Gets all that is printed, too.
  var log: LogFile?
  /// Gets what a command prints, for the notebook, while it runs.
  var page: Printout?
  /// Whether lines that say what could be done next are left out: in a lesson, it is the lesson
  /// that says so.
  var hidesHints = false
  /// Whether there is a prompt into which a line can be typed for a person.
  let hasPrompt: Bool

  package init(
    width: @escaping () -> Int = { 80 }, isWatched: Bool = false, hasPrompt: Bool = false,
    isInterrupted: @escaping () -> Bool = { false }, screen: Screen = Screen(),
    pager: ((String) -> Void)? = nil, output: @escaping (String) -> Void
  ) {
    self.width = width
    self.isWatched = isWatched
    self.hasPrompt = hasPrompt
    self.isInterrupted = isInterrupted
    self.screen = screen
    self.pager = pager
    self.output = output
  }

  /// Collects what `body` prints, where a person watches, and shows it a screenful at a time. What
  /// was collected before progress is drawn is shown at once.
  func paged<Result>(_ isWanted: Bool, _ body: () throws -> Result) rethrows -> Result {
    guard let pager, isWanted, isPaging, collected == nil else { return try body() }
    collected = ""
    defer {
      let text = collected ?? ""
      collected = nil
      if !text.isEmpty { pager(text) }
    }
    return try body()
  }

  private func put(_ text: String) {
    guard !isSilent else { return }
    if collected == nil { output(text) } else { collected?.append(text) }
  }

  /// Prints a text and ends the line; running text is broken between words. What could steer a
  /// terminal, such as an escape sequence in the name of a file, becomes `?`.
  package func print(_ text: String = "") {
    clearProgress()
    var text = withoutControls(text)
    if hidesHints, text.contains(Self.hint) {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let kept = lines.filter { !$0.hasPrefix(Self.hint) }
      if kept.isEmpty { return }
      text = kept.joined(separator: "\n")
    }
    let shown = Self.wrap(text, width: width())
    put(shown + "\n")
    log?.append(shown + "\n")
    page?.append(shown + "\n")
  }

  /// What lines begin with that say what could be done next.
  static let hint = "next: "

  /// The text with every line that is too long broken between words.
  static func wrap(_ text: String, width: Int) -> String {
    guard text.utf8.count > width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.count > width else { return String(line) }
      let indent = line.prefix { $0 == " " }.count
      return TextBlock.wrapped(String(line.dropFirst(indent)), width: width - indent, hanging: 2)
        .indented(indent).lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// Prints a block, in colours where there are any; a log keeps it without.
  package func print(_ block: TextBlock) {
    clearProgress()
    let block = hidesHints ? withoutHints(block) : block
    put(block.lines(in: screen.style).map { $0 + "\n" }.joined())
    guard log != nil || page != nil else { return }
    let text = block.lines.map { $0 + "\n" }.joined()
    log?.append(text)
    page?.append(text)
  }

  private func withoutHints(_ block: TextBlock) -> TextBlock {
    TextBlock(
      rows: zip(block.rows, block.lines).filter { !$0.1.hasPrefix(Self.hint) }.map(\.0))
  }

  /// Prints a picture as the screen can show it; a log keeps the one of characters.
  package func print(_ picture: (Style.Marks) throws -> TextBlock) rethrows {
    let style = screen.style
    let plain =
      style.marks == .characters || log != nil || page != nil
      ? try picture(.characters) : nil
    guard style.marks == .blocks else { return print(plain ?? TextBlock()) }
    clearProgress()
    put(try picture(.blocks).lines(in: style).map { $0 + "\n" }.joined())
    guard let text = plain.map({ $0.lines.map { $0 + "\n" }.joined() }) else { return }
    log?.append(text)
    page?.append(text)
  }

  /// Prints lines.
  package func print(_ lines: [String]) {
    if !lines.isEmpty { print(lines.joined(separator: "\n")) }
  }

  /// Shows a passing line where a person watches; the next text takes its place.
  package func progress(_ text: String) {
    guard isWatched, !isSilent else { return }
    if let collected, !collected.isEmpty { output(collected) }
    if collected != nil { collected = "" }
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
