/// The user's progress through the lessons, as a text that survives damage: lines that cannot be
/// read are skipped.
package struct Progress: Hashable, Sendable {
  /// How far the user is in one lesson.
  package struct Entry: Hashable, Sendable {
    /// Whether it has been finished at least once.
    package var isDone = false
    /// The id of the step to continue with.
    package var step: String?

    package init(isDone: Bool = false, step: String? = nil) {
      self.isDone = isDone
      self.step = step
    }
  }

  private var entries: [String: Entry] = [:]

  package static let maximumBytes = 100_000
  private static let heading = "# Backstep: lessons done, and the part to continue with"

  package init() {}

  /// Reads a text written by ``text``, even if it was damaged since.
  package init(parsing text: String) {
    for line in text.prefix(Self.maximumBytes).split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ").map(String.init)
      guard let id = words.first, Self.isKey(id) else { continue }
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

  /// The key for the progress of a lesson in a file: `/home/ada/pool.md#pool`.
  package static func key(of id: String, inFile path: String) -> String {
    let escaped = path.utf8.map { byte -> String in
      let isPlain = (33..<127).contains(byte) && byte != UInt8(ascii: "%")
      let hexadecimal = String(256 + Int(byte), radix: 16).dropFirst()
      return isPlain ? String(UnicodeScalar(byte)) : "%" + hexadecimal
    }
    return "\(escaped.joined())#\(id)"
  }

  /// Whether a word is the id of a lesson, or a path followed by one.
  private static func isKey(_ word: String) -> Bool {
    guard word.hasPrefix("/"), let mark = word.lastIndex(of: "#") else { return isID(word) }
    return word.utf8.count <= 4_096 && word.utf8.allSatisfy { (33..<127).contains($0) }
      && isID(String(word[word.index(after: mark)...]))
  }

  /// The entry of a lesson; empty if there is none.
  package subscript(lesson: String) -> Entry {
    get { entries[lesson] ?? Entry() }
    set { entries[lesson] = newValue == Entry() ? nil : newValue }
  }

  /// The text to store.
  package var text: String {
    let lines = entries.sorted { $0.key < $1.key }.map { id, entry in
      ([id] + (entry.isDone ? ["done"] : []) + (entry.step.map { ["at", $0] } ?? []))
        .joined(separator: " ")
    }
    return ([Self.heading] + lines).joined(separator: "\n") + "\n"
  }

  /// Whether a text is lower-case letters, digits and hyphens, starting with a letter.
  static func isID(_ text: String) -> Bool {
    guard let first = text.first, first.isASCII, first.isLowercase, text.utf8.count <= 64 else {
      return false
    }
    return text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
  }
}
