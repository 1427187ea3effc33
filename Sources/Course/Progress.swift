/// What a person has done of the lessons, as a text that survives damage: lines that cannot be
/// read are passed over.
package struct Progress: Hashable, Sendable {
  /// How far a person is in one lesson.
  package struct Entry: Hashable, Sendable {
    /// Whether it has been finished once.
    package var isDone = false
    /// The id of the step to go on with.
    package var step: String?

    package init(isDone: Bool = false, step: String? = nil) {
      self.isDone = isDone
      self.step = step
    }
  }

  private var entries: [String: Entry] = [:]

  package static let maximumBytes = 100_000
  private static let heading = "# Backstep: lessons done, and the step to go on with"

  package init() {}

  /// Reads what ``text`` wrote, whatever has happened to it since.
  package init(parsing text: String) {
    for line in text.prefix(Self.maximumBytes).split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ").map(String.init)
      guard let id = words.first, Self.isID(id) else { continue }
      switch words.dropFirst() {
      case ["done"]: entries[id] = Entry(isDone: true)
      case let rest where rest.count == 2 && rest.first == "at" && Self.isID(words[2]):
        entries[id] = Entry(step: words[2])
      case let rest where rest.count == 3 && Array(rest.prefix(2)) == ["done", "at"]:
        entries[id] = Entry(isDone: true, step: Self.isID(words[3]) ? words[3] : nil)
      default: continue
      }
    }
  }

  /// The entry of a lesson; empty where nothing is known.
  package subscript(lesson: String) -> Entry {
    get { entries[lesson] ?? Entry() }
    set { entries[lesson] = newValue == Entry() ? nil : newValue }
  }

  /// The text to keep.
  package var text: String {
    let lines = entries.sorted { $0.key < $1.key }.map { id, entry in
      ([id] + (entry.isDone ? ["done"] : []) + (entry.step.map { ["at", $0] } ?? []))
        .joined(separator: " ")
    }
    return ([Self.heading] + lines).joined(separator: "\n") + "\n"
  }

  /// Lower-case letters, digits and hyphens, a letter first.
  static func isID(_ text: String) -> Bool {
    guard let first = text.first, first.isASCII, first.isLowercase, text.utf8.count <= 64 else {
      return false
    }
    return text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
  }
}
