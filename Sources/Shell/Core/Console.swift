package import Rendering
import Terminal

/// Where commands write, and what they may know about it.
package final class Console {
  /// Whether a person is watching, so that progress is worth drawing.
  package let isInteractiveTerminal: Bool
  /// Whether the person has pressed Ctrl-C since the command began.
  package let isInterrupted: () -> Bool
  /// What the screen can show, and what the user wants from it.
  var screen: Screen
  private let screenWidth: () -> Int
  private let output: (String) -> Void
  /// Shows a text that may be longer than the screen; nil if nobody is there to turn pages.
  private let pager: ((String) -> Void)?
  /// What waits for the pager, while it is collected.
  private var collected: String?
  /// Whether long texts may stop after every screenful.
  var isPaging = true
  /// Whether nothing is shown.
  var isSilent = false
  private var progressLength = 0
  private var keptWidth: Int?
  private var parts = Parts()
  private var listeners: [any ConsoleListener] = []
  /// Whether lines that suggest the next command are left out: in a lesson, the lesson does that.
  var hidesHints = false
  /// Whether there is a prompt where a line can be typed for the user.
  let hasPrompt: Bool

  package init(
    width: @escaping () -> Int = { 80 }, isInteractiveTerminal: Bool = false,
    hasPrompt: Bool = false,
    isInterrupted: @escaping () -> Bool = { false }, screen: Screen = Screen(),
    pager: ((String) -> Void)? = nil, output: @escaping (String) -> Void
  ) {
    screenWidth = width
    self.isInteractiveTerminal = isInteractiveTerminal
    self.hasPrompt = hasPrompt
    self.isInterrupted = isInterrupted
    self.screen = screen
    self.pager = pager
    self.output = output
  }

  /// The current number of columns.
  package func width() -> Int { keptWidth ?? screenWidth() }

  /// Whether the width stays what it was when this became true.
  var keepsWidth = false {
    didSet { keptWidth = keepsWidth ? keptWidth ?? screenWidth() : nil }
  }

  /// The state of a feature.
  subscript<Part: ConsolePart>(_ type: Part.Type) -> Part {
    if let part = parts[type] { return part }
    let part = Part()
    parts[type] = part
    if let listener = part as? any ConsoleListener { listeners.append(listener) }
    return part
  }

  private var isHeard: Bool { listeners.contains { $0.isListening } }

  /// Shows the rest of the output as it is printed, without paging.
  func showAsItComes() {
    if let collected, !collected.isEmpty { output(collected) }
    collected = nil
  }

  /// Collects what `body` prints and shows it a screenful at a time, if a person is watching. What
  /// was collected before progress is drawn is shown at once.
  func paged<Result>(_ isWanted: Bool, _ body: () throws -> Result) rethrows -> Result {
    guard let pager, isWanted, isPaging, collected == nil else { return try body() }
    collected = ""
    defer {
      let text = collected ?? ""
      collected = nil
      // Somebody who pressed Ctrl-C wants the prompt, and to see what became of the work.
      if !text.isEmpty { isInterrupted() ? output(text) : pager(text) }
    }
    return try body()
  }

  private func show(_ text: String) {
    guard !isSilent else { return }
    if collected == nil { output(text) } else { collected?.append(text) }
    for listener in listeners { listener.show(text) }
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
    show(shown + "\n")
    note(shown + "\n")
  }

  /// Prints a text followed by a remark that is true of this run only, such as how fast it was.
  package func print(_ text: String, remark: String) {
    clearProgress()
    show(Self.wrap(text + remark, width: width()) + "\n")
    for listener in listeners { listener.noteRemark() }
    note(Self.wrap(text, width: width()) + "\n")
  }

  private func note(_ text: String) {
    for listener in listeners where listener.isListening { listener.note(text) }
  }

  /// The beginning of lines that suggest the next command.
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

  /// Prints a block, in colours if there are any; a log keeps it without.
  package func print(_ block: TextBlock) {
    clearProgress()
    let block = hidesHints ? withoutHints(block) : block
    show(block.lines(in: screen.style).map { $0 + "\n" }.joined())
    guard isHeard else { return }
    note(block.lines.map { $0 + "\n" }.joined())
  }

  private func withoutHints(_ block: TextBlock) -> TextBlock {
    TextBlock(
      rows: zip(block.rows, block.lines).filter { !$0.1.hasPrefix(Self.hint) }.map(\.0))
  }

  /// Prints a picture as the screen can show it; a log keeps it in plain characters.
  package func print(_ picture: (Style.Marks) throws -> TextBlock) rethrows {
    let style = screen.style
    let plain = style.marks == .characters || isHeard ? try picture(.characters) : nil
    guard style.marks == .blocks else { return print(plain ?? TextBlock()) }
    clearProgress()
    show(try picture(.blocks).lines(in: style).map { $0 + "\n" }.joined())
    if let plain { note(plain.lines.map { $0 + "\n" }.joined()) }
  }

  package func print(_ lines: [String]) {
    if !lines.isEmpty { print(lines.joined(separator: "\n")) }
  }

  /// Shows a temporary line if a person is watching; the next text takes its place.
  package func progress(_ text: String) {
    guard isInteractiveTerminal, !isSilent else { return }
    if let collected, !collected.isEmpty { output(collected) }
    if collected != nil { collected = "" }
    let line = String(text.prefix(max(width() - 1, 1)))
    show("\r" + line + String(repeating: " ", count: max(0, progressLength - line.count)))
    progressLength = line.count
  }

  private func clearProgress() {
    guard progressLength > 0 else { return }
    show("\r" + String(repeating: " ", count: progressLength) + "\r")
    progressLength = 0
  }
}
