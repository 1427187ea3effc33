import CTerminal

/// Puts a text in place of the line that is being edited; the screen does not change yet.
func replaceLine(_ handle: OpaquePointer?, by text: String) {
  guard let line = el_wline(handle)?.pointee, let start = line.buffer, let cursor = line.cursor,
    let end = line.lastchar
  else { return }
  el_cursor(handle, Int32(end - cursor))
  el_deletestr(handle, Int32(end - start))
  el_winsertstr(handle, wide(text))
}

/// Replaces the edited line by the one that Up or Down recalls.
private func recall(_ handle: OpaquePointer?, isOlder: Bool) -> UInt8 {
  guard let editor = lineEditor(handle), let line = el_wline(handle)?.pointee,
    let start = line.buffer, let cursor = line.cursor, let end = line.lastchar
  else { return UInt8(CC_ERROR) }
  let whole = string(start, end - start)
  let before = string(start, cursor - start)
  let recalled = MainActor.assumeIsolated {
    editor.recall(isOlder: isOlder, line: whole, beforeCursor: before)
  }
  guard let recalled else { return UInt8(CC_NORM) }
  replaceLine(handle, by: recalled)
  return UInt8(CC_REFRESH)
}

/// Bound to Up.
let recallOlder: @convention(c) (OpaquePointer?, Int32) -> UInt8 = { handle, _ in
  recall(handle, isOlder: true)
}

/// Bound to Down.
let recallNewer: @convention(c) (OpaquePointer?, Int32) -> UInt8 = { handle, _ in
  recall(handle, isOlder: false)
}

/// Bound to Ctrl-X Ctrl-E: ends the line, which is then opened in a text editor.
let openTextEditor: @convention(c) (OpaquePointer?, Int32) -> UInt8 = { handle, _ in
  guard let editor = lineEditor(handle) else { return UInt8(CC_ERROR) }
  MainActor.assumeIsolated {
    editor.wantsTextEditor = true
    editor.leaveLine()
  }
  return UInt8(CC_NEWLINE)
}
