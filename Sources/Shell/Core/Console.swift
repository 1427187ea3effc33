import ConvNet
package import Rendering
import Terminal

/// Where commands write, and what they may know about it.
package final class Console {
  private let isWatched: Bool
  private let hasInterrupt: () -> Bool
  /// What the screen can show, and what the user wants from it.
  var screen: Screen
  private let screenWidth: () -> Int
  /// The current number of rows.
  let height: () -> Int
  private let output: (String) -> Void
  /// Shows a text that may be longer than the screen; `nil` if there is nobody to turn pages.
  private let pager: ((String) -> Void)?
  /// What clears the screen; `nil` if it cannot be cleared.
  private let clearing: (() -> String)?
  /// Output that is being collected for the pager.
  private var collected: String?
  /// The output that goes to a file, and the maximum number of bytes it may have.
  private var redirected: (text: String, limit: Int)?
  /// Whether long texts may pause after every screenful.
  package var isPaging = true
  /// Whether output is suppressed.
  var isSilent = false
  private var progressLength = 0
  private var redrawn = RedrawnLines()
  private var hasRedrawn = false
  /// What was printed since lines were drawn in place; it appears above them when they are drawn again,
  /// so that both tell of the same moment.
  private var heldBack = ""
  private var keptWidth: Int?
  private var parts = Parts()
  private var listeners: [any ConsoleListener] = []
  /// Whether lines that suggest the next command are left out: in a lesson, the lesson does that.
  var hidesHints = false
  /// Whether several pictures are to be seen together.
  var sharesScreen = false
  /// A fault found after a line was run, such as a full disk under the log; the line fails with it.
  var fault: CommandError?
  /// Whether to leave out remarks that are true of this run only, on which a comparison would fail.
  var hidesRemarks = false
  /// Whether there is a prompt into which a line can be typed for the user.
  let hasPrompt: Bool

  package init(
    width: @escaping () -> Int = { 80 }, height: @escaping () -> Int = { 24 },
    isInteractiveTerminal: Bool = false,
    hasPrompt: Bool = false,
    isInterrupted: @escaping () -> Bool = { Interruption.isRequested }, screen: Screen = Screen(),
    pager: ((String) -> Void)? = nil, clearing: (() -> String)? = nil,
    output: @escaping (String) -> Void
  ) {
    screenWidth = width
    self.height = height
    isWatched = isInteractiveTerminal
    self.hasPrompt = hasPrompt
    hasInterrupt = isInterrupted
    self.screen = screen
    self.pager = pager
    self.clearing = clearing
    self.output = output
  }

  /// Whether a user is watching, so that progress is worth drawing.
  package var isInteractiveTerminal: Bool { isWatched && redirected == nil }

  /// Whether what is printed appears on the screen rather than in a file.
  var isOnScreen: Bool { redirected == nil }

  /// Whether work should stop: the user has pressed Ctrl-C since the command began, or the output
  /// to a file is too long.
  package func isInterrupted() -> Bool { hasInterrupt() || isOverfull }

  private var isOverfull: Bool { redirected.map { $0.text.utf8.count > $0.limit } ?? false }

  /// The current number of columns.
  package func width() -> Int { keptWidth ?? screenWidth() }

  /// Whether the width is fixed at its value from when this became true.
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

  /// Collects what `body` prints and shows it a screenful at a time, if a user is watching. What
  /// was collected before progress is drawn is shown at once.
  func paged<Result>(_ isWanted: Bool, _ body: () throws -> Result) rethrows -> Result {
    guard let pager, isWanted, isPaging, collected == nil, redirected == nil else {
      return try body()
    }
    collected = ""
    defer {
      let text = collected ?? ""
      collected = nil
      // A user who pressed Ctrl-C wants the prompt, and to see what happened to the work.
      if !text.isEmpty { isInterrupted() ? output(text) : pager(text) }
    }
    return try body()
  }

  /// The maximum number of bytes that one command may write to a file.
  static let longestText = 1 << 28

  /// What `body` prints, in the form for a file: without colours, progress, and lines that suggest
  /// the next command. None of it is shown.
  ///
  /// - Throws: What `body` throws, or an error if it prints too much.
  func redirecting(
    atMost limit: Int = longestText, _ body: () throws(CommandError) -> Void
  ) throws(CommandError) -> String {
    let outer = redirected
    clearProgress()
    redirected = ("", limit)
    defer { redirected = outer }
    try body()
    guard !isOverfull else {
      throw CommandError(
        "The output is longer than \(Numbers.count(limit)) bytes; nothing was written.")
    }
    return redirected?.text ?? ""
  }

  private func show(_ text: String) {
    // Output with something missing in the middle is not shown.
    guard !Interruption.isGivenUp else { return }
    guard redirected == nil else {
      if !isOverfull { redirected?.text += text }
      return
    }
    guard !isSilent else { return }
    guard redrawn.isEmpty else {
      heldBack += text
      return
    }
    if collected == nil { output(text) } else { collected?.append(text) }
    for listener in listeners { listener.show(text) }
  }

  /// Prints a text and ends the line; running text is broken between words. Characters that could
  /// control a terminal, such as an escape sequence in the name of a file, become `?`.
  package func print(_ text: String = "") {
    clearProgress()
    var text = withoutControls(text)
    if leavesHintsOut, text.contains(Self.hint) {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let kept = lines.filter { !$0.hasPrefix(Self.hint) }
      if kept.isEmpty { return }
      text = kept.joined(separator: "\n")
    }
    let shown = Self.wrap(text, width: width())
    show(faintHints(in: shown) + "\n")
    note(shown + "\n")
  }

  /// The lines that suggest the next command, fainter than what they follow.
  private func faintHints(in text: String) -> String {
    guard style.colours != .none, text.contains(Self.hint) else { return text }
    var isHint = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      isHint = line.hasPrefix(Self.hint) || isHint && line.hasPrefix("  ")
      return TextBlock(String(line), isHint ? .faint : nil).lines(in: style)[0]
    }.joined(separator: "\n")
  }

  /// Prints a text followed by a remark that is true of this run only, such as how fast it was.
  package func print(_ text: String, remark: String) {
    clearProgress()
    show(Self.wrap(text + remark, width: width()) + "\n")
    if redirected == nil { for listener in listeners { listener.noteRemark() } }
    note(Self.wrap(text, width: width()) + "\n")
  }

  /// Prints a line that is true of this run only, such as how long it took.
  package func print(remark: String) {
    guard !hidesRemarks else { return }
    clearProgress()
    show(remark + "\n")
    guard redirected == nil else { return }
    for listener in listeners { listener.noteRemark() }
  }

  /// Prints lines for other programs, however long they are.
  package func print(data text: String) {
    clearProgress()
    let text = withoutControls(text)
    show(text)
    note(text)
  }

  private func note(_ text: String) {
    for listener in listeners where listener.isListening {
      if redirected == nil || listener.hearsRedirected { listener.note(text) }
    }
  }

  /// How blocks are turned into lines.
  var style: Style { redirected == nil ? screen.style : .ascii }

  /// What pictures are made of, and how large they may be. A line for the prompt and one for a hint
  /// remain; in a lesson, some for its text.
  var marks: Style.Marks {
    var marks = style.marks
    if drawsLarge { marks.room = height() - (hidesHints ? Self.rowsOfLesson : 2) }
    return marks
  }

  /// How many rows of a lesson's text are to be seen below a large picture, with the prompt.
  private static let rowsOfLesson = 10

  /// Whether pictures may take the whole screen: if the user said so, or a large window has colours. A
  /// recording may be played in a smaller one.
  private var drawsLarge: Bool {
    guard redirected == nil, !sharesScreen, cast == nil else { return false }
    return switch screen.choice {
    case .large: true
    case .auto:
      isWatched && style.colours != .none && width() >= Screen.largeWindow.columns
        && height() >= Screen.largeWindow.rows
    case .ascii, .blocks: false
    }
  }

  private var leavesHintsOut: Bool { hidesHints || redirected != nil }

  /// How lines begin that suggest the next command.
  static let hint = "next: "

  /// The text with long lines broken between words.
  static func wrap(_ text: String, width: Int) -> String {
    guard text.utf8.count > width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.screenWidth > width else { return String(line) }
      if line.hasPrefix(hint) { return wrapHint(line, width: width) }
      let indent = line.prefix { $0 == " " }.count
      return TextBlock.wrapped(String(line.dropFirst(indent)), width: width - indent, hanging: 2)
        .indented(indent).lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// A line of suggestions, broken between commands rather than inside them where that is possible.
  private static func wrapHint(_ line: Substring, width: Int) -> String {
    // Commands end with a comma or a semicolon, or before a gap.
    var lines = [""]
    var rest = line
    while !rest.isEmpty {
      let end =
        rest.indices.first { index in
          let next = rest.index(after: index)
          guard next < rest.endIndex, rest[next] == " " else { return false }
          return ",;".contains(rest[index])
            || rest.index(after: next) < rest.endIndex && rest[rest.index(after: next)] == " "
        }.map { rest.index(after: $0) } ?? rest.endIndex
      let unit = rest[..<end]
      let isFirst = lines[lines.count - 1].allSatisfy { $0 == " " }
      if !isFirst, lines[lines.count - 1].screenWidth + unit.screenWidth > width {
        lines.append("  " + unit.drop { $0 == " " })
      } else {
        lines[lines.count - 1] += unit
      }
      rest = rest[end...]
    }
    return lines.map { line in
      TextBlock.wrapped(line, width: width, hanging: 2).lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// Prints a block, in colour if possible; a log gets it without colour.
  package func print(_ block: TextBlock) {
    clearProgress()
    let block = leavesHintsOut ? withoutHints(block) : block
    show(block.lines(in: style).map { $0 + "\n" }.joined())
    guard isHeard else { return }
    note(block.lines.map { $0 + "\n" }.joined())
  }

  private func withoutHints(_ block: TextBlock) -> TextBlock {
    TextBlock(
      rows: zip(block.rows, block.lines).filter { !$0.1.hasPrefix(Self.hint) }.map(\.0))
  }

  /// Prints a picture in the screen's style; a log gets it in plain characters.
  package func print(_ picture: (Style.Marks) throws -> TextBlock) rethrows {
    let marks = marks
    guard marks.areBlocks else { return print(try picture(marks)) }
    let plain = isHeard ? try picture(.characters) : nil
    clearProgress()
    show(try picture(marks).lines(in: style).map { $0 + "\n" }.joined())
    if let plain { note(plain.lines.map { $0 + "\n" }.joined()) }
  }

  package func print(_ lines: [String]) {
    if !lines.isEmpty { print(lines.joined(separator: "\n")) }
  }

  /// Shows a temporary line if a user is watching; the next text replaces it.
  package func progress(_ text: String) {
    guard isInteractiveTerminal, !isSilent else { return }
    let line = text.clipped(to: max(width() - 1, 1))
    guard redrawn.isEmpty else {
      let lines = Array(redrawn.lines.dropLast()) + [line]
      return showAtOnce(redrawn.drawing(lines, below: takeHeldBack(), columns: screenWidth()))
    }
    let length = line.screenWidth
    showAtOnce("\r" + line + String(repeating: " ", count: max(0, progressLength - length)))
    progressLength = length
  }

  /// Shows temporary lines if a user is watching, below what is printed; the next ones are drawn in
  /// their place, until the command ends.
  func redraw(_ lines: [String]) {
    guard isInteractiveTerminal, !isSilent else { return }
    if redrawn.isEmpty { clearProgress() }
    hasRedrawn = true
    showAtOnce(redrawn.drawing(lines, below: takeHeldBack(), columns: screenWidth()))
  }

  /// Whether lines were drawn in place since this was asked last.
  func takeRedrawn() -> Bool {
    defer { hasRedrawn = false }
    return hasRedrawn
  }

  /// Whether there are lines that are drawn in place.
  var isRedrawing: Bool { !redrawn.isEmpty }

  /// Removes the lines that are drawn in place, and the progress of what was stopped.
  func endRedrawing() {
    clearProgress()
    if !redrawn.isEmpty { showAtOnce(redrawn.clearing(columns: screenWidth()) + takeHeldBack()) }
  }

  private func takeHeldBack() -> String {
    defer { heldBack = "" }
    return heldBack
  }

  private func clearProgress() {
    guard progressLength > 0 else { return }
    // The terminal has perhaps shown ^C after it.
    showAtOnce("\r" + String(repeating: " ", count: progressLength + 2) + "\r")
    progressLength = 0
  }

  /// Begins a new screen on a terminal that a user watches. A log does not notice.
  func clear() {
    guard let clearing, redirected == nil, !isSilent, !Interruption.isGivenUp else { return }
    clearProgress()
    showAtOnce(clearing())
  }

  /// Shows a text that does not wait for the pager, after the text that does.
  private func showAtOnce(_ text: String) {
    if let collected, !collected.isEmpty { output(collected) }
    if collected != nil { collected = "" }
    output(text)
    for listener in listeners { listener.show(text) }
  }
}
