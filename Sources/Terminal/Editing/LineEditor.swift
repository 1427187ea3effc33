// libedit's defects, and where we work around them:
//
// - A non-ASCII or invalid prompt crashes it in the C locale: the locale is set to UTF-8, and the
//   prompt is passed as wide characters (Prompt).
// - It does not distinguish Ctrl-C, end of file and a failed read, loses the line when the window
//   is resized, and echoes twice after Ctrl-Z and fg: we supply its characters and check for
//   signals ourselves (LineEditor+Keys). Its own signal handling affects the whole process group,
//   so it is never used.
// - It does not support bracketed paste: every pasted line would run at once (LineEditor+Paste).
// - It saves its history unsafely and rejects an empty file: History manages the file, and libedit
//   only receives the lines.
// - Its Tab completes file names only (LineEditor+Completion).
// - Its Up and Down go through all lines, and its search finds text anywhere in a line
//   (LineEditor+Recall).
// - It has no text that gives way to what is typed instead (LineEditor+Presenting).
// - It binds Home, End and Ctrl-arrows only as some terminals send them.
// - It draws on any output, and complains about an unknown TERM: without a terminal that can move
//   its cursor, lines are read without it (LineEditor+Plain).

import CTerminal
package import SystemPackage

/// Reads lines from the user at the terminal, with editing, history and completion.
///
/// libedit supports one instance at a time. It must be closed before the process ends; if that is
/// forgotten, the terminal is restored anyway.
@MainActor
package final class LineEditor {
  package enum Input: Equatable, Sendable {
    case line(String)
    /// Ctrl-C: the typed text is discarded, the session continues.
    case interrupted
    /// A line that the user wants to change in a text editor; it may be empty.
    case edit(String)
    /// Ctrl-D on an empty line, or the terminal is gone.
    case end
  }

  /// What Tab offers, given the line and the cursor's position in it, counted in characters.
  package var complete: (_ line: String, _ cursor: Int) -> Completions = { _, _ in .none }

  /// All lines read so far, oldest first, including those of earlier sessions.
  package var history: [String] { store.lines }

  /// Why this session's lines are not saved, if so.
  package var historyFailure: Errno? { store.failure }

  /// libedit's handle; `nil` if lines are read without it.
  private(set) var handle: OpaquePointer?
  private var memory: OpaquePointer?
  private var store: History

  /// Where prompts are written: standard output, or standard error if that is not a terminal.
  let output: FileDescriptor
  let hasUTF8: Bool
  let hasPaste: Bool

  private(set) var prompt = Prompt("")
  private var suggestion = ""
  private var isProposal = false
  /// Pasted lines not returned yet, and the count of interrupts when they were pasted.
  private var queue: ArraySlice<String> = []
  private var interruptsAtPaste: Int32 = 0

  /// The search through the history with Up and Down.
  private var search = HistorySearch()
  /// What the keys of a clicker do; `nil` outside presentations, where they do nothing.
  package var clicker: Clicker?
  /// How many characters of the line that is being read were typed.
  var typed = 0
  /// Whether that line began with a text that gives way to what is typed.
  var hasProposal = false
  /// Whether the line that is being read should be opened in a text editor.
  var wantsTextEditor = false

  /// Whether the last attempt to read a character was interrupted.
  var wasInterrupted = false
  /// A byte that did not belong to the character before it.
  var pushedBack: UInt8?

  /// - Parameter historyFile: The file that keeps lines from session to session; `nil` to keep
  ///   none. Its folder is made when the first line is saved.
  package init(historyFile: String?) {
    Interrupt.install()
    hasUTF8 = useUTF8()
    output = FileDescriptor.screen
    store = History(path: historyFile)
    var opened: OpaquePointer?
    if FileDescriptor.standardInput.isTerminal, output.isTerminal {
      _ = cle_guard_terminal(FileDescriptor.standardInput.rawValue, output.rawValue)
      if !TerminalDevice.isDumb { opened = cle_open("backstep", output.rawValue) }
    }
    handle = opened
    hasPaste = opened.map(Self.bindKeys) ?? false
    guard let opened else { return }
    cle_set_client(opened, Unmanaged.passUnretained(self).toOpaque())
    cle_set_reader(opened, readCharacter)
    memory = cle_history_open(opened, Int32(History.usualLimit))
    for line in store.lines { cle_history_enter(memory, wide(line)) }
  }

  /// Restores the terminal. Nothing can be read afterwards.
  package func close() {
    if let handle { el_end(handle) }
    if let memory { history_wend(memory) }
    handle = nil
    memory = nil
    cle_restore_terminal()
  }

  /// Puts an editable text into the next line that is read, as if it had been typed.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - isProposal: Whether it gives way to another text if that is typed before any other key.
  package func prefill(_ text: String, isProposal: Bool = false) {
    self.isProposal = isProposal
    suggestion = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }

  /// Whether there are pasted lines that have not been returned yet.
  package var hasPending: Bool { !queue.isEmpty }

  /// Moves pasted lines that have not been returned yet from the queue to the history.
  ///
  /// - Returns: How many there are, not counting blank lines.
  @discardableResult package func discardPending() -> Int {
    let lines = queue.filter { !$0.allSatisfy(\.isWhitespace) }
    queue = []
    for line in lines { _ = remembered(line, true) }
    return lines.count
  }

  /// Puts a line into the history.
  package func remember(_ line: String) {
    store.append(line)
    if let memory, store.lines.last == line { cle_history_enter(memory, wide(line)) }
  }

  /// Makes these the next lines, as if they had been pasted.
  package func enqueue(_ lines: [String]) {
    queue = lines + queue
    interruptsAtPaste = Interrupt.count
  }

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - text: The prompt.
  ///   - remembering: Whether the line goes into the history.
  ///   - isContinuation: Whether a Ctrl-C typed before the read abandons this line.
  /// - Returns: The line, or why there is none.
  package func read(
    prompt text: String, remembering: Bool = true, isContinuation: Bool = false
  ) -> Input {
    if Interrupt.count != interruptsAtPaste { queue = [] }
    prompt = Prompt(text, allowsNonASCII: hasUTF8)
    show(prompt.linesAbove)
    if let line = queue.popFirst() {
      show(text.dropFirst(prompt.linesAbove.count) + line + "\n")
      return remembered(line, remembering)
    }
    if Interrupt.isPending {
      // Ctrl-C came between two lines; the terminal has shown it as ^C.
      Interrupt.clear()
      show("\n")
      if isContinuation { return .interrupted }
    }
    let prefilled = suggestion
    suggestion = ""
    let input = if let handle { edit(handle, prefilled) } else { readPlainly(text, prefilled) }
    guard case .line(let block) = input else { return input }
    if wantsTextEditor { return .edit(block) }
    if block.hasSuffix(Self.textEditorMark) {
      return .edit(String(block.dropLast(Self.textEditorMark.count)))
    }
    // As in a script, no other character ends a line.
    var lines = block.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }[...]
    let first = lines.popFirst() ?? ""
    queue = ArraySlice(lines.map(String.init))
    interruptsAtPaste = Interrupt.count
    return remembered(String(first), remembering)
  }

  private func remembered(_ line: String, _ remembering: Bool) -> Input {
    if remembering { remember(line) }
    return .line(line)
  }

  /// The end of a line that should be changed in a text editor, as in psql.
  static let textEditorMark = "\\e"

  /// The line that Up or Down puts in place of the current one.
  func recall(isOlder: Bool, line: String, beforeCursor: String) -> String? {
    isOlder
      ? search.older(than: line, beforeCursor: beforeCursor, in: store.lines)
      : search.newer(than: line, in: store.lines)
  }

  private func edit(_ handle: OpaquePointer, _ prefilled: String) -> Input {
    guard cle_set_prompt(handle, prompt.encoded.map(wide) + [0]) else { return .end }
    if !prefilled.isEmpty { el_wpush(handle, wide(prefilled)) }
    wasInterrupted = false
    wantsTextEditor = false
    (typed, hasProposal) = (0, isProposal && !prefilled.isEmpty)
    search = HistorySearch()
    if hasPaste { show(Self.pasteOn) }
    cle_begin_editing()
    // libedit would draw the prompt first, and what is typed in between would be shown twice.
    cle_set_raw(handle, true)
    var count: Int32 = 0
    let characters = el_wgets(handle, &count)
    // The next call reuses libedit's buffer: copy at once.
    let line = characters.map { string($0, Int(count)) }
    cle_end_editing()
    if hasPaste { show(Self.pasteOff) }

    if wasInterrupted { return .interrupted }
    if wantsTextEditor { return .line(line ?? "") }
    guard let line, count > 0, !Interrupt.isEnding else {
      show("\n")
      return .end
    }
    return .line(line.last?.isNewline == true ? String(line.dropLast()) : line)
  }

  /// Writes to where the prompt is. The editor's own output has always been flushed at this point.
  func show(_ text: some StringProtocol) {
    guard !text.isEmpty else { return }
    try? output.writeWhole(Array(text.utf8))
  }
}

/// A string from libedit's wide characters.
func string(_ characters: UnsafePointer<wchar_t>, _ count: Int) -> String {
  var scalars = String.UnicodeScalarView()
  for index in 0..<Swift.max(0, count) {
    scalars.append(Unicode.Scalar(UInt32(bitPattern: characters[index])) ?? "\u{FFFD}")
  }
  return String(scalars)
}
