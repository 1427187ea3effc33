/// What makes a lesson an assignment: its name, and which help it allows.
package struct Assignment: Hashable, Sendable {
  /// The name under which it is handed in.
  package let name: String
  /// When it is due, in the teacher's words. It is shown and not enforced.
  package let due: String?
  /// How many hints each part gives at most; `nil` for all that it has.
  package let hints: Int?
  /// Whether `answer` shows answers and solutions.
  package let showsAnswers: Bool
  /// Whether `skip` does a task.
  package let allowsSkipping: Bool
  /// Whether `why` is locked while a question is open.
  package let locksWhy: Bool
  /// Whether each student gets numbers of their own.
  package let drawsNumbers: Bool

  /// The keys of the front matter that only an assignment has.
  static let keys = ["due", "hints", "answer", "skip", "why"]

  /// The seed of a student's numbers: weights, the order of the images, hidden bugs.
  package func seed(of student: String) -> UInt64 {
    var hash = StableHash(name.utf8)
    hash.combine([0])
    hash.combine(student.utf8)
    return hash.value
  }

  /// Whether a text can name a student: one to 64 characters, none of them a control character.
  package static func isStudent(_ text: String) -> Bool {
    text == text.trimmed() && (1...64).contains(text.count) && !text.contains("\t")
      && SourceText.canHold(text)
  }
}
