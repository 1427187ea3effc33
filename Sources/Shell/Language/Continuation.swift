import Terminal

/// Lines that belong together, because a quote or a bracket is open at the end of all but the last.
/// Between the rows of a matrix, a line break counts as a semicolon; elsewhere, as a space.
package struct Continuation {
  package private(set) var text: String
  private var scanner = LineScanner()

  /// Longer texts are not taken for one line.
  static let maximumLength = 1_000_000

  package init(_ first: String) {
    text = first
    for character in first { _ = scanner.take(character) }
  }

  /// What is open at the end: a quote, or `[`; `nil` if the line is complete.
  package var open: Character? { text.utf8.count > Self.maximumLength ? nil : scanner.open }

  /// Whether the next line can belong to this one: in a bracket there are numbers and brackets, and
  /// no commands. A command there shows that the bracket was never closed.
  package func continues(on line: String) -> Bool {
    guard open == "[", let first = line.first(where: { !$0.isWhitespace }) else {
      return open != nil
    }
    let word = line.drop { $0.isWhitespace }.prefix { !$0.isWhitespace && !",;]".contains($0) }
    return !first.isLetter && first != "#" || Double(word) != nil
  }

  /// Adds the next line.
  package mutating func append(_ line: String) {
    let added = (endsRow(before: line) ? "; " : " ") + line
    text += added
    for character in added { _ = scanner.take(character) }
  }

  /// Whether a row of numbers ends here: the rows that NumPy prints are in brackets of their own, in
  /// which a long row may continue.
  private func endsRow(before line: String) -> Bool {
    guard scanner.openQuote == nil, scanner.isMatrix, scanner.depth == 1,
      let last = text.last(where: { !$0.isWhitespace }),
      let next = line.first(where: { !$0.isWhitespace })
    else { return false }
    return !"[],;".contains(last) && !"[],;".contains(next)
  }
}

/// The lines of a script, each joined with those that continue it.
struct WholeLines<Lines: IteratorProtocol>: IteratorProtocol, Sequence
where Lines.Element == ScriptLines.Element {
  private var lines: Lines
  private var pending: ScriptLines.Element?
  /// Whether a line stands alone, whatever is open at its end.
  private let standsAlone: (String) -> Bool

  init(_ lines: Lines, standsAlone: @escaping (String) -> Bool = { _ in false }) {
    self.lines = lines
    self.standsAlone = standsAlone
  }

  /// The next line, with the number of its first part. If a part cannot be read, that error comes
  /// instead, with its own number.
  mutating func next() -> ScriptLines.Element? {
    guard let first = pending ?? lines.next() else { return nil }
    pending = nil
    guard case .success(let text) = first.text, !standsAlone(text) else { return first }
    var whole = Continuation(text)
    while whole.open != nil, let next = lines.next() {
      guard case .success(let text) = next.text else { return next }
      guard whole.continues(on: text) else {
        pending = next
        break
      }
      whole.append(text)
    }
    return (first.number, .success(whole.text))
  }
}
