/// One way to continue a line.
package struct Candidate: Equatable, Sendable {
  /// The text to insert in the line, quoted as the line requires.
  package var text: String
  /// What the list shows instead of `text`, if that is clearer.
  package var label: String?
  /// A short description.
  package var note: String?
  /// Whether the word is complete, so that a space follows it.
  package var appendSpace: Bool
  /// Whether it only says what is expected: it is listed but never inserted.
  package private(set) var isHint = false

  package init(_ text: String, label: String? = nil, note: String? = nil, appendSpace: Bool = true)
  {
    self.text = text
    self.label = label
    self.note = note
    self.appendSpace = appendSpace
  }

  /// Says what is expected where there is nothing to offer: `<n>   Report after every N updates.`
  package static func hint(_ label: String, note: String) -> Candidate {
    var hint = Candidate("", label: "<\(label)>", note: note)
    hint.isHint = true
    return hint
  }
}

/// What could replace the text from a position up to the cursor.
package struct Completions: Equatable, Sendable {
  /// The position of the first replaced character, counted from the start of the line.
  package var start: Int
  package var candidates: [Candidate]

  package init(start: Int, candidates: [Candidate]) {
    self.start = start
    self.candidates = candidates
  }

  package static let none = Completions(start: 0, candidates: [])
}

/// The effect of pressing Tab.
package struct TabAction: Equatable {
  /// The text that replaces the typed text from `Completions.start`; `nil` to leave it unchanged.
  package var replacement: String?
  /// The candidates to list if there are several.
  package var list: [Candidate] = []

  /// - Parameters:
  ///   - completions: What the shell offers.
  ///   - typed: The text between `completions.start` and the cursor.
  ///   - next: The character at the cursor; `nil` at the end of the line.
  package init(_ completions: Completions, typed: String, next: Character?) {
    let hints = completions.candidates.filter(\.isHint)
    let candidates = completions.candidates.filter { !$0.isHint }
    // If a hint is listed too, nothing is inserted until the user has begun to type.
    guard let first = candidates.first, hints.isEmpty || !typed.isEmpty else {
      list = completions.candidates
      return
    }
    if candidates.count == 1 {
      let text = first.text + (first.appendSpace && next != " " ? " " : "")
      if text != typed { replacement = text }
      return
    }
    let prefix = candidates.dropFirst().reduce(first.text) { commonPrefix($0, $1.text) }
    if prefix != typed, prefix.count >= typed.count { replacement = prefix }
    list = candidates
  }
}

package func commonPrefix(_ a: String, _ b: String) -> String {
  String(zip(a, b).prefix { $0 == $1 }.map(\.0))
}
