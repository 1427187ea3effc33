import CTerminal
import SystemPackage

// In front of a class, a line is proposed to the teacher and gives way to what is typed instead. A
// clicker sends Page Down, Page Up and `b`.

/// What the keys of a clicker do while a line is read; Page Down enters it.
package struct Clicker: Hashable, Sendable {
  /// The line that Page Up enters.
  package let back: String
  /// Whether `b` as the first key of a line blanks the screen.
  package let blanks: Bool

  package init(back: String, blanks: Bool) {
    self.back = back
    self.blanks = blanks
  }
}

extension LineEditor {
  /// The next character for libedit. The first one of a line may put the proposal aside, or blank
  /// the screen.
  func nextKey() -> Unicode.Scalar? {
    // vi's keys can leave the cursor before an empty line.
    if let handle, let line = el_wline(handle)?.pointee, let cursor = line.cursor,
      let start = line.buffer, cursor < start
    {
      el_cursor(handle, Int32(start - cursor))
    }
    // After Ctrl-C, libedit may ask on: for a search, or for a command of its own.
    while !wasInterrupted, let scalar = nextCharacter() {
      // A Ctrl-D typed while a command was running arrives as NUL.
      if scalar == "\0" { continue }
      typed += 1
      guard typed == 1 else { return scalar }
      if scalar == "b", clicker?.blanks == true, !blankUntilKey() {
        typed = 0
        continue
      }
      if replacesProposal(by: String(scalar)) { putAsideProposal() }
      return scalar
    }
    return nil
  }

  /// Whether a key takes the place of the proposal: it is the first one, and inserts text.
  ///
  /// - Parameter key: The characters that the key sends, which have been read.
  /// - Returns: Whether it does.
  func replacesProposal(by key: String) -> Bool {
    let scalars = key.unicodeScalars
    return hasProposal && typed == scalars.count
      && (key == Self.pasteStart || scalars.allSatisfy { $0.value >= 32 && $0.value != 127 })
  }

  private func putAsideProposal() {
    let row = geometry?.cursorRow ?? 0
    replaceLine(handle, by: "")
    redraw(from: row)
  }

  /// Enters a line in place of the one that is being edited, or that one, as Enter would.
  fileprivate func enter(_ other: String? = nil) {
    if let other {
      let row = geometry?.cursorRow ?? 0
      replaceLine(handle, by: other)
      redraw(from: row)
    }
    leaveLine()
    guard let line = handle.flatMap({ el_wline($0)?.pointee }), let cursor = line.cursor,
      let end = line.lastchar
    else { return }
    el_cursor(handle, Int32(end - cursor))
    // libedit takes a line of no characters for the end of the input.
    el_winsertstr(handle, wide("\n"))
  }

  // MARK: A blank screen

  /// The terminal's other screen, which is empty; its own is kept as it is meanwhile. A terminal that
  /// has one screen ignores both.
  private static let (otherScreen, ownScreen) = ("\u{1B}[?1049h", "\u{1B}[?1049l")

  /// Shows nothing until a key is pressed.
  ///
  /// - Returns: Whether the `b` was typed as text after all: a letter follows it. Any other key does
  ///   nothing else.
  private func blankUntilKey() -> Bool {
    cle_note_other_screen(true)
    show(Self.otherScreen)
    var isResized = false
    var event = KeyEvent.next()
    while case .resize = event {
      isResized = true
      event = KeyEvent.next()
    }
    show(Self.ownScreen)
    cle_note_other_screen(false)
    if isResized { redraw(from: geometry?.cursorRow ?? 0) }
    switch event {
    case .byte(let byte):
      let isLetter = byte >= 128 || Character(UnicodeScalar(byte)).isLetter
      if isLetter, byte != UInt8(ascii: "b") {
        pushedBack = byte
        return true
      }
      if byte == 0x1B { skipRestOfKey() }
    case .interrupt: Interrupt.clear()
    case .suspend: suspend()
    case .resume: resume()
    case .end, .resize, .timeout: break
    }
    return false
  }

  /// Skips what a key sends after Escape, and all of a paste.
  private func skipRestOfKey() {
    var rest: [UInt8] = []
    while cle_can_read(cle_keyboard()), let byte = nextByte() {
      rest.append(byte)
      let isFirst = rest.count == 1 && (byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O"))
      if !isFirst, (0x40...0x7E).contains(byte) { break }
    }
    if rest == Array(Self.pasteStart.utf8.dropFirst()) { _ = readPaste() }
  }
}

/// Bound to Page Up.
let goBack: @convention(c) (OpaquePointer?, Int32) -> UInt8 = { handle, _ in
  guard let editor = lineEditor(handle) else { return UInt8(CC_ERROR) }
  return MainActor.assumeIsolated {
    guard let clicker = editor.clicker else { return UInt8(CC_NORM) }
    editor.enter(clicker.back)
    return UInt8(CC_NEWLINE)
  }
}

/// Bound to Page Down.
let goOn: @convention(c) (OpaquePointer?, Int32) -> UInt8 = { handle, _ in
  guard let editor = lineEditor(handle) else { return UInt8(CC_ERROR) }
  return MainActor.assumeIsolated {
    guard editor.clicker != nil else { return UInt8(CC_NORM) }
    editor.enter()
    return UInt8(CC_NEWLINE)
  }
}
