import CEmbedded
package import Course

/// The lessons that are built into the executable, and those in files.
package enum LessonLibrary {
  /// A lesson and its place in the course.
  package struct Entry: Sendable {
    /// Its file name: `08-route.md`.
    package let file: String
    /// The number that its file name begins with, if it is built in.
    package let number: Int?
    package let lesson: Lesson
    /// Whether it is built in; any other lesson is in a file at that path.
    let isBuiltIn: Bool
    /// The hash of its text, which tells its versions apart.
    package let checksum: String
    /// Who takes it, if it is an assignment.
    package var student: String?

    /// Its name on the screen: its number, or its id.
    package var label: String { number.map(String.init) ?? lesson.id }
    /// The key of its progress. A file cannot pass for a built-in lesson, nor for another file; an
    /// assignment continues wherever its file is.
    package var key: String {
      if isBuiltIn { return lesson.id }
      guard let student, let assignment = lesson.assignment else {
        return Progress.key(of: lesson.id, inFile: Files.absolute(file))
      }
      return Progress.key(of: lesson.id, inFile: "/\(assignment.name)?student=\(student)")
    }
    /// The arguments of `lesson` that begin it.
    package var word: String {
      (isBuiltIn ? label : Word.quoted(file))
        + (student.map { " --student " + Word.quoted($0) } ?? "")
    }
    /// The seed of its numbers.
    package var seed: UInt64 {
      guard let student, let assignment = lesson.assignment, assignment.drawsNumbers else {
        return lesson.seed
      }
      return assignment.seed(of: student)
    }
  }

  /// The names and texts of the built-in lessons, in order.
  package static var files: [(name: String, bytes: [UInt8])] {
    (0..<embedded_lesson_count()).map { index in
      let file = embedded_lesson(index)
      let bytes = UnsafeRawBufferPointer(start: file.bytes, count: file.count)
      return (String(cString: file.name), Array(bytes))
    }
  }

  /// All built-in lessons.
  package static func all() throws(LessonError) -> [Entry] { try builtIn.get() }

  /// They cannot change while the program runs, so they are read only once.
  private static let builtIn = Result { () throws(LessonError) in
    var entries: [Entry] = []
    for file in files { entries.append(try entry(file.bytes, file: file.name)) }
    return entries
  }

  /// The lesson in a file, as a student takes it.
  static func lesson(inFile file: String, for student: String? = nil) throws -> Entry {
    var entry = try entry(try Files.read(file), file: file, isBuiltIn: false)
    entry.student = student
    return entry
  }

  /// The lesson with a number or a name (or an unambiguous beginning of one), or in a file.
  package static func find(_ name: String) throws -> Entry {
    if name.contains("/") || name.hasSuffix(".md") { return try lesson(inFile: name) }
    let entries = try all()
    if let number = Int(name) {
      if let entry = entries.first(where: { $0.number == number }) { return entry }
      let numbers = entries.compactMap(\.number)
      throw CommandError(
        "There is no lesson \(number): they are numbered from \(numbers.min() ?? 0) to "
          + "\(numbers.max() ?? 0).", at: name, hint: "lesson")
    }
    return try Arguments.choice(name, "lesson", among: entries) { $0.lesson.id }
  }

  /// The lesson of a line in the journal; `nil` if it is no longer there.
  static func lesson(of line: LessonJournal.Line) -> Entry? {
    if let file = line.file { return try? lesson(inFile: file, for: line.student) }
    return (try? all())?.first { $0.key == line.lesson }
  }

  /// The lessons for completion, by name.
  static var candidates: [Offer] {
    ((try? all()) ?? []).map { Offer($0.lesson.id, note: $0.lesson.title) }
  }

  private static func entry(
    _ bytes: [UInt8], file: String, isBuiltIn: Bool = true
  ) throws(LessonError) -> Entry {
    let base = file.split(separator: "/").last ?? ""
    return Entry(
      file: file,
      number: !isBuiltIn ? nil : Int(base.prefix { $0.isASCII && $0.isNumber }.prefix(4)),
      lesson: try Lesson(try SourceText(bytes, file: file)), isBuiltIn: isBuiltIn,
      checksum: StableHash(bytes).text)
  }
}
