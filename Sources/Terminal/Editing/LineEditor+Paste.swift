import CTerminal

// A pasted block goes into the line as it is, newlines included: it can be seen and edited, and
// nothing runs. Enter then hands its lines out one by one, in order, as if each had been typed.

extension LineEditor {
  static let maximumPasteLength = 1_000_000

  /// Reads up to the end of a paste; nil when it was interrupted.
  func readPaste() -> String? {
    let end: [Unicode.Scalar] = ["\u{1B}", "[", "2", "0", "1", "~"]
    var scalars: [Unicode.Scalar] = []
    while true {
      guard let scalar = nextCharacter() else { return nil }
      if scalar == "~", scalars.suffix(end.count - 1) == end.dropLast()[...] {
        return pastedText(scalars.dropLast(end.count - 1))
      }
      // Beyond the limit only the end of the paste is looked for.
      if scalars.count >= Self.maximumPasteLength + 2 * end.count { scalars.removeLast(end.count) }
      scalars.append(scalar)
    }
  }
}

/// What of a paste goes into the line: no control characters and no blank lines, for an empty line
/// typed alone may mean something (and a terminal turns CR LF into two line ends).
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

/// Bound to the sequence with which a terminal announces a paste.
let insertPaste: @convention(c) (OpaquePointer?, Int32) -> UInt8 = { handle, _ in
  guard let editor = lineEditor(handle) else { return UInt8(CC_ERROR) }
  guard let text = MainActor.assumeIsolated({ editor.readPaste() }) else { return UInt8(CC_EOF) }
  el_winsertstr(handle, wide(text))
  return UInt8(CC_REFRESH)
}
