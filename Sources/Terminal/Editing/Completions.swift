/// One way to go on with a line.
package struct Candidate: Equatable, Sendable {
  /// What stands in the line when this is chosen, quoted as the line needs it.
  package var text: String
  /// What the list shows instead of `text`, where that is clearer.
  package var label: String?
  /// A few words on what it is.
  package var note: String?
  /// The word is complete: go on to the next.
  package var appendSpace: Bool
  /// Whether it only says what is expected: it is listed and never inserted.
  package private(set) var isHint = false

  package init(_ text: String, label: String? = nil, note: String? = nil, appendSpace: Bool = true)
  {
    self.text = text
    self.label = label
    self.note = note
    self.appendSpace = appendSpace
  }

  /// Says what is expected where nothing can be offered: `<n>   Report after every N updates.`
  package static func hint(_ label: String, note: String) -> Candidate {
    var hint = Candidate("", label: "<\(label)>", note: note)
    hint.isHint = true
    return hint
  }
}

/// What could replace the line from a place up to the cursor.
package struct Completions: Equatable, Sendable {
  /// The first replaced character, counted in characters from the start of the line.
  package var start: Int
  package var candidates: [Candidate]

  package init(start: Int, candidates: [Candidate]) {
    self.start = start
    self.candidates = candidates
  }

  package static let none = Completions(start: 0, candidates: [])
}

/// What Tab does.
package struct TabAction: Equatable {
  /// Replaces what is typed from `Completions.start` on; nil: leave it.
  package var replacement: String?
  /// Candidates to list, because several are left.
  package var list: [Candidate] = []

  /// - Parameters:
  ///   - completions: what the shell offers.
  ///   - typed: what stands between `completions.start` and the cursor.
  ///   - next: the character at the cursor, nil at the end of the line.
  package init(_ completions: Completions, typed: String, next: Character?) {
    let hints = completions.candidates.filter(\.isHint)
    let candidates = completions.candidates.filter { !$0.isHint }
    // What is expected is no word of the list: nothing is inserted that nobody began to type.
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
