/// How well each topic of practice goes, as a text that survives damage: lines that cannot be read
/// are skipped.
package struct PracticeRecord: Hashable, Sendable {
  /// How one topic goes.
  package struct Entry: Hashable, Sendable {
    /// How many problems in a row, up to the last, were right at the first try.
    package private(set) var streak = 0
    /// How many problems were right at the first try.
    package private(set) var right = 0
    /// How many were not.
    package private(set) var wrong = 0
    /// Whether three in a row have been right at the first try.
    package private(set) var isMastered = false

    package init() {}

    fileprivate init(streak: Int, right: Int, wrong: Int, isMastered: Bool) {
      self.streak = streak
      self.right = right
      self.wrong = wrong
      self.isMastered = isMastered
    }

    /// Notes how a problem went.
    package mutating func note(isRight: Bool) {
      streak = isRight ? streak + 1 : 0
      if isRight { right += 1 } else { wrong += 1 }
      if streak >= PracticeRecord.needed { isMastered = true }
    }

    /// How often the topic comes up among mixed ones: more often if it is not mastered, or if the
    /// last problem was not right.
    package var weight: Int { (isMastered ? 1 : 3) + (streak == 0 && wrong > 0 ? 3 : 0) }
  }

  /// How many problems in a row must be right at the first try.
  package static let needed = 3
  package static let maximumBytes = 100_000
  private static let heading =
    "# Backstep: practice: topic, right in a row, right at the first try, not, mastered"

  private var entries: [String: Entry] = [:]

  package init() {}

  /// Reads a text written by ``text``, even if it was damaged since.
  package init(parsing text: String) {
    for line in text.prefix(Self.maximumBytes).split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ").map(String.init)
      let numbers = words.dropFirst().prefix(3).compactMap { Int($0) }
      guard let topic = words.first, Progress.isID(topic), numbers.count == 3,
        numbers.allSatisfy({ (0...1_000_000).contains($0) }), numbers[0] <= numbers[1],
        words.count == 4 || words.dropFirst(4) == ["mastered"]
      else { continue }
      entries[topic] = Entry(
        streak: numbers[0], right: numbers[1], wrong: numbers[2], isMastered: words.count == 5)
    }
  }

  /// The entry of a topic; empty if there is none.
  package subscript(topic: String) -> Entry {
    get { entries[topic] ?? Entry() }
    set { entries[topic] = newValue }
  }

  /// The text to store.
  package var text: String {
    let lines = entries.sorted { $0.key < $1.key }.map { topic, entry in
      "\(topic) \(entry.streak) \(entry.right) \(entry.wrong)"
        + (entry.isMastered ? " mastered" : "")
    }
    return ([Self.heading] + lines).joined(separator: "\n") + "\n"
  }
}
