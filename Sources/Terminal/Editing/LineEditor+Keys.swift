import CTerminal

extension LineEditor {
  static let pasteOn = "\u{1B}[?2004h"
  static let pasteOff = "\u{1B}[?2004l"

  /// Binds the keys; returns `true` if bracketed paste may be switched on.
  static func bindKeys(_ handle: OpaquePointer) -> Bool {
    cle_add_function(handle, wide("backstep-complete"), wide("Complete the word"), completeWord)
    cle_add_function(handle, wide("backstep-paste"), wide("Insert pasted text"), insertPaste)
    cle_add_function(handle, wide("backstep-ignore"), wide("Do nothing"), ignoreKey)
    cle_add_function(handle, wide("backstep-last-word"), wide("Insert a last word"), insertLastWord)
    cle_add_function(handle, wide("backstep-older"), wide("Recall an older line"), recallOlder)
    cle_add_function(handle, wide("backstep-newer"), wide("Recall a newer line"), recallNewer)
    cle_add_function(handle, wide("backstep-page-up"), wide("Go back a part"), goBack)
    cle_add_function(handle, wide("backstep-page-down"), wide("Go on as Enter does"), goOn)
    cle_add_function(handle, wide("backstep-edit"), wide("Open a text editor"), openTextEditor)
    cle_use_emacs_keys(handle)
    for (keys, function) in bindings {
      for key in keys { cle_bind(handle, wide(key), wide(function)) }
    }
    // The user's ~/.editrc comes next, but a `bind -v` in it would remove our Tab.
    el_source(handle, nil)
    cle_bind(handle, wide("^I"), wide("backstep-complete"))
    // With vi's keys, Escape is a command of its own and cannot begin a sequence.
    if cle_uses_vi_keys(handle) { return false }
    cle_bind(handle, wide(pasteStart), wide("backstep-paste"))
    return true
  }

  private static var bindings: [(keys: [String], function: String)] {
    [
      (["\u{1B}[H", "\u{1B}OH", "\u{1B}[1~", "\u{1B}[7~"], "ed-move-to-beg"),
      (["\u{1B}[F", "\u{1B}OF", "\u{1B}[4~", "\u{1B}[8~"], "ed-move-to-end"),
      (["\u{1B}[1;5C", "\u{1B}[1;3C", "\u{1B}[5C"], "em-next-word"),
      (["\u{1B}[1;5D", "\u{1B}[1;3D", "\u{1B}[5D"], "ed-prev-word"),
      (["\u{1B}[3~"], "ed-delete-next-char"),
      (["^R"], "em-inc-search-prev"),
      (["\u{1B}."], "backstep-last-word"),
      (["\u{1B}[A", "\u{1B}OA", "^P"], "backstep-older"),
      (["\u{1B}[B", "\u{1B}OB", "^N"], "backstep-newer"),
      (["^X^E"], "backstep-edit"),
      (["^W"], "ed-delete-prev-word"),
      (["^U"], "vi-kill-line-prev"),
      (["\u{1B}[5~"], "backstep-page-up"),
      (["\u{1B}[6~"], "backstep-page-down"),
      // Insert, Shift-Tab: ignore them, so that they leave nothing in the line.
      (["\u{1B}[2~", "\u{1B}[Z"], "backstep-ignore"),
    ]
  }

  /// The next character typed; `nil` after an interrupt or at the end of the input.
  func nextCharacter() -> Unicode.Scalar? {
    guard let first = nextByte() else { return nil }
    let length =
      switch first {
      case 0x00...0x7F: 1
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 0
      }
    var bytes = [first]
    while bytes.count < length {
      guard let byte = nextByte() else { return nil }
      guard byte & 0xC0 == 0x80 else {
        pushedBack = byte
        break
      }
      bytes.append(byte)
    }
    // Invalid UTF-8 is shown as such; libedit would drop it silently.
    return String(validating: bytes, as: UTF8.self)?.unicodeScalars.first ?? "\u{FFFD}"
  }

  /// The next byte typed. Signals that arrive while waiting are handled.
  func nextByte() -> UInt8? {
    if let byte = pushedBack {
      pushedBack = nil
      return byte
    }
    while true {
      switch KeyEvent.next() {
      case .byte(let byte): return byte
      case .end: return nil
      case .interrupt:
        Interrupt.clear()
        wasInterrupted = true
        leaveLine("^C")
        return nil
      case .resize: redraw(from: geometry?.cursorRow ?? 0)
      case .suspend: suspend()
      case .resume: resume()
      case .timeout: continue
      }
    }
  }

  /// The positions of prompt, line and cursor in the window at its current width.
  var geometry: LineGeometry? {
    guard let handle, let line = el_wline(handle)?.pointee else { return nil }
    guard let start = line.buffer, let cursor = line.cursor, let end = line.lastchar else {
      return nil
    }
    return LineGeometry(
      promptWidth: prompt.width,
      beforeCursor: string(start, cursor - start),
      afterCursor: string(cursor, end - cursor),
      columns: TerminalDevice.width(of: output))
  }

  /// Moves the cursor to the end of the line, even if that is rows below, and starts a new line.
  func leaveLine(_ mark: String = "") {
    guard let geometry else { return show("\n") }
    let rows = geometry.endRow - geometry.cursorRow
    show("\r" + (rows > 0 ? "\u{1B}[\(rows)B" : ""))
    show((geometry.endColumn > 0 ? "\u{1B}[\(geometry.endColumn)C" : "") + mark + "\r\n")
  }

  /// Clears the prompt and the line, which begin `rows` above the cursor, and redraws them.
  func redraw(from rows: Int) {
    guard let handle else { return }
    let rows = Swift.min(rows, TerminalDevice.height(of: output) - 1)
    show("\r" + (rows > 0 ? "\u{1B}[\(rows)A" : "") + "\u{1B}[J")
    el_resize(handle)
    cle_refresh(handle)
  }

  func suspend() {
    leaveLine()
    setRaw(false)
    cle_suspend()
    resume()
  }

  /// Redraws the line after a stop, during which the terminal's mode may have changed.
  func resume() {
    setRaw(true)
    redraw(from: 0)
  }

  private func setRaw(_ raw: Bool) {
    guard let handle else { return }
    // libedit caches the terminal's mode and does nothing if that is already the requested one.
    cle_set_raw(handle, false)
    if raw { cle_set_raw(handle, true) }
    if hasPaste { show(raw ? Self.pasteOn : Self.pasteOff) }
  }
}

/// The editor that a libedit callback is for.
func lineEditor(_ handle: OpaquePointer?) -> LineEditor? {
  guard let handle, let client = cle_client(handle) else { return nil }
  return Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
}

/// libedit's source of characters.
let readCharacter: @convention(c) (OpaquePointer?, UnsafeMutablePointer<wchar_t>?) -> Int32 = {
  guard let editor = lineEditor($0) else { return -1 }
  guard let scalar = MainActor.assumeIsolated({ editor.nextKey() }) else { return -1 }
  $1?.pointee = wide(scalar)
  return 1
}

/// Bound to Alt-. : inserts the last word of the previous line.
private let insertLastWord: @convention(c) (OpaquePointer?, Int32) -> UInt8 = { handle, _ in
  guard let editor = lineEditor(handle) else { return UInt8(CC_ERROR) }
  let line = MainActor.assumeIsolated { editor.history.last ?? "" }
  guard let word = line.split(separator: " ").last else { return UInt8(CC_ERROR) }
  el_winsertstr(handle, wide(String(word)))
  return UInt8(CC_REFRESH)
}

private let ignoreKey: @convention(c) (OpaquePointer?, Int32) -> UInt8 = { _, _ in UInt8(CC_NORM) }
