import CTerminal

// A pasted block goes into the line unchanged, newlines included: it can be seen and edited, and
// nothing runs. Enter then returns its lines one by one, in order, as if each had been typed.

extension LineEditor {
  /// What a terminal sends before a paste.
  static let pasteStart = "\u{1B}[200~"
  static let maximumPasteLength = 1_000_000

  /// Reads up to the end of a paste; `nil` if it was interrupted.
  func readPaste() -> String? {
    let end: [Unicode.Scalar] = ["\u{1B}", "[", "2", "0", "1", "~"]
    var scalars: [Unicode.Scalar] = []
    while true {
      guard let scalar = nextCharacter() else { return nil }
      if scalar == "~", scalars.suffix(end.count - 1) == end.dropLast()[...] {
        return pastedText(scalars.dropLast(end.count - 1))
      }
      // Beyond the limit, only look for the end of the paste.
      if scalars.count >= Self.maximumPasteLength + 2 * end.count { scalars.removeLast(end.count) }
      scalars.append(scalar)
    }
  }
}

/// The part of a paste that goes into the line: no control characters and no blank lines, because
/// typing an empty line may have a meaning (and a terminal turns CR LF into two line ends).
package func pastedText(_ scalars: some Sequence<Unicode.Scalar>) -> String {
  var text = String.UnicodeScalarView()
  for scalar in scalars {
    switch scalar {
    case "\r", "\n": text.append("\n")
    case "\t": text.append(" ")
    default: if scalar.value >= 32, scalar.value != 127 { text.append(scalar) }
    }
  }
  let lines = String(text).split(separator: "\n")
  return lines.filter { $0.contains { !$0.isWhitespace } }.joined(separator: "\n")
}

/// Bound to the sequence that a terminal sends before a paste.
let insertPaste: @convention(c) (OpaquePointer?, Int32) -> UInt8 = { handle, _ in
  guard let editor = lineEditor(handle) else { return UInt8(CC_ERROR) }
  guard let text = MainActor.assumeIsolated({ editor.readPaste() }) else { return UInt8(CC_EOF) }
  if MainActor.assumeIsolated({ editor.replacesProposal(by: LineEditor.pasteStart) }) {
    replaceLine(handle, by: text)
  } else {
    el_winsertstr(handle, wide(text))
  }
  return UInt8(CC_REFRESH)
}
