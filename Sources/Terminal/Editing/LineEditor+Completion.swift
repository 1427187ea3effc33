import CTerminal

extension LineEditor {
  /// How many characters before the cursor to delete, and the text to insert instead.
  struct Edit: Sendable {
    var deleted: Int
    var inserted: String
  }

  /// What Tab changes. Lists the candidates first if there are several.
  func tab(before: String, after: String) -> (edit: Edit?, hasListed: Bool) {
    // In a pasted block, only the line with the cursor counts.
    let lineBefore = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    let lineAfter = after.prefix { $0 != "\n" }
    var completions = complete(String(lineBefore + lineAfter), lineBefore.count)
    // A file name may contain a line break, which would run the text after it.
    completions.candidates.removeAll { hasControls($0.text) }
    let typed = String(lineBefore.dropFirst(Swift.max(0, completions.start)))
    let action = TabAction(completions, typed: typed, next: lineAfter.first)
    if !action.list.isEmpty {
      leaveLine()
      let lines = candidateLines(
        action.list, columns: TerminalDevice.width(of: output),
        rows: TerminalDevice.height(of: output) - 3)
      show(lines.map { $0 + "\r\n" }.joined())
    }
    let edit = action.replacement.map { Edit(deleted: typed.unicodeScalars.count, inserted: $0) }
    return (edit, !action.list.isEmpty)
  }
}

/// Bound to Tab.
let completeWord: @convention(c) (OpaquePointer?, Int32) -> UInt8 = { handle, _ in
  guard let editor = lineEditor(handle), let line = el_wline(handle)?.pointee,
    let start = line.buffer, let cursor = line.cursor, let end = line.lastchar
  else { return UInt8(CC_ERROR) }
  let before = string(start, cursor - start)
  let after = string(cursor, end - cursor)
  let (edit, hasListed) = MainActor.assumeIsolated { editor.tab(before: before, after: after) }
  if let edit {
    el_deletestr(handle, Int32(edit.deleted))
    el_winsertstr(handle, wide(edit.inserted))
  }
  if hasListed { cle_refresh(handle) }
  return UInt8(hasListed ? CC_NORM : CC_REFRESH)
}
