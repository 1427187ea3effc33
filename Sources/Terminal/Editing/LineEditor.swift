// libedit's defects, and where they are worked round:
//
// - A non-ASCII or invalid prompt in the C locale crashes it: the locale is made UTF-8, the prompt
//   goes in as wide characters (Prompt).
// - It forgets the difference between Ctrl-C, end of file and a failed read, loses the line at a
//   resize, and echoes twice after Ctrl-Z and fg: it gets its characters from us, and we look at
//   signals (LineEditor+Keys). Its own signal handling hits the whole process group: never used.
// - It knows no bracketed paste: every pasted line would run at once (LineEditor+Paste).
// - It saves its history unsafely and refuses an empty file: History keeps the file, libedit only
//   gets the lines.
// - Its Tab knows only file names (LineEditor+Completion).
// - It binds Home, End and Ctrl-arrows only as some terminals send them.
// - It draws on whatever it is given, and chatters about a TERM it does not know: without a terminal
//   that can move its cursor, lines are read plainly (LineEditor+Plain).

import CTerminal
package import SystemPackage

/// Reads lines from the person at the terminal, with editing, history and completion.
///
/// libedit supports one at a time. It must be closed before the process ends; should that be
/// forgotten, the terminal is restored all the same.
@MainActor
package final class LineEditor {
  package enum Input: Equatable, Sendable {
    case line(String)
    /// Ctrl-C: what was typed is gone, the session goes on.
    case interrupted
    /// Ctrl-D on an empty line, or the terminal is gone.
    case end
  }

  /// What Tab offers: given the line and the cursor's place in it, in characters.
  package var complete: (_ line: String, _ cursor: Int) -> Completions = { _, _ in .none }

  /// Every line read, oldest first, those of earlier sessions included.
  package var history: [String] { store.lines }

  /// Why this session's lines are not saved, if they are not.
  package var historyFailure: Errno? { store.failure }

  /// libedit, or nil where lines are read plainly.
  private(set) var handle: OpaquePointer?
  private var memory: OpaquePointer?
  private var store: History

  /// Where prompts go: standard output, or standard error when the output is piped away.
  let output: FileDescriptor
  let hasUTF8: Bool
  let hasPaste: Bool

  private(set) var prompt = Prompt("")
  private var suggestion = ""
  /// Pasted lines that wait for their turn, and the count of interrupts when they were pasted.
  private var queue: ArraySlice<String> = []
  private var interruptsAtPaste: Int32 = 0

  /// How the last attempt to read a character ended.
  var wasInterrupted = false
  /// A byte that turned out not to belong to the character before it.
  var pushedBack: UInt8?

  /// - Parameter historyFile: where lines are remembered from session to session; nil: nowhere.
  ///   Its folder is made when the first line is saved.
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

  /// Puts the terminal back as it was. Nothing can be read afterwards.
  package func close() {
    if let handle { el_end(handle) }
    if let memory { history_wend(memory) }
    handle = nil
    memory = nil
    cle_restore_terminal()
  }

  /// Puts an editable text into the next line that is read, as if it had been typed.
  package func prefill(_ text: String) {
    suggestion = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }

  /// Whether pasted lines wait for their turn.
  package var hasPending: Bool { !queue.isEmpty }

  /// Puts pasted lines that have not been read yet into the history, unread.
  ///
  /// - Returns: How many they are, blank ones aside.
  @discardableResult package func discardPending() -> Int {
    let lines = queue.filter { !$0.allSatisfy(\.isWhitespace) }
    queue = []
    for line in lines { _ = remembered(line, true) }
    return lines.count
  }

  /// Reads a line. `remembering` says whether it goes into the history.
  package func read(prompt text: String, remembering: Bool = true) -> Input {
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
    }
    let prefilled = suggestion
    suggestion = ""
    let input = if let handle { edit(handle, prefilled) } else { readPlainly(text, prefilled) }
    guard case .line(let block) = input else { return input }
    var lines = block.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
    let first = lines.popFirst() ?? ""
    queue = ArraySlice(lines.map(String.init))
    interruptsAtPaste = Interrupt.count
    return remembered(String(first), remembering)
  }

  private func remembered(_ line: String, _ remembering: Bool) -> Input {
    if remembering {
      store.append(line)
      if let memory, store.lines.last == line { cle_history_enter(memory, wide(line)) }
    }
    return .line(line)
  }

  private func edit(_ handle: OpaquePointer, _ prefilled: String) -> Input {
    guard cle_set_prompt(handle, prompt.encoded.map(wide) + [0]) else { return .end }
    if !prefilled.isEmpty { el_wpush(handle, wide(prefilled)) }
    wasInterrupted = false
    if hasPaste { show(Self.pasteOn) }
    cle_begin_editing()
    var count: Int32 = 0
    let characters = el_wgets(handle, &count)
    // The next call reuses libedit's buffer: copy at once.
    let line = characters.map { string($0, Int(count)) }
    cle_end_editing()
    if hasPaste { show(Self.pasteOff) }

    if wasInterrupted { return .interrupted }
    guard let line, count > 0 else {
      show("\n")
      return .end
    }
    return .line(line.last?.isNewline == true ? String(line.dropLast()) : line)
  }

  /// Writes to where the prompt is. The editor's own drawing has been flushed whenever we are called.
  func show(_ text: some StringProtocol) {
    guard !text.isEmpty else { return }
    try? output.writeWhole(Array(text.utf8))
  }
}

/// A text of libedit's wide characters.
func string(_ characters: UnsafePointer<wchar_t>, _ count: Int) -> String {
  var scalars = String.UnicodeScalarView()
  for index in 0..<count {
    scalars.append(Unicode.Scalar(UInt32(bitPattern: characters[index])) ?? "\u{FFFD}")
  }
  return String(scalars)
}
