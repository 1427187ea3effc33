import CEmbedded
package import Course

/// The lessons that travel in the executable, and those in files.
package enum LessonLibrary {
  /// A lesson and where it stands in the course.
  package struct Entry {
    /// What it is called as a file: `08-route.md`.
    package let file: String
    /// The number its file name begins with.
    package let number: Int?
    package let lesson: Lesson
    /// Whether it travels in the executable; another is in a file of that path.
    package let isBuiltIn: Bool

    /// What it goes by on screen: its number, or its id.
    package var label: String { number.map(String.init) ?? lesson.id }
    /// What `lesson` is told to begin it.
    package var word: String { isBuiltIn ? label : Word.quoted(file) }
  }

  /// The names and texts of the lessons in the executable, in their order.
  package static var files: [(name: String, bytes: [UInt8])] {
    (0..<embedded_lesson_count()).map { index in
      let file = embedded_lesson(index)
      let bytes = UnsafeRawBufferPointer(start: file.bytes, count: file.count)
      return (String(cString: file.name), Array(bytes))
    }
  }

  /// All lessons in the executable.
  package static func all() throws(LessonError) -> [Entry] {
    var entries: [Entry] = []
    for file in files { entries.append(try entry(file.bytes, file: file.name)) }
    return entries
  }

  /// The lesson of a number, of a name (or the only one that begins so), or in a file.
  package static func find(_ name: String) throws -> Entry {
    if name.contains("/") || name.hasSuffix(".md") {
      return try entry(try Files.read(name), file: name, isBuiltIn: false)
    }
    let entries = try all()
    if let number = Int(name) {
      if let entry = entries.first(where: { $0.number == number }) { return entry }
      let numbers = entries.compactMap(\.number).map(String.init).joined(separator: ", ")
      throw CommandError("There is no lesson \(number).", at: name, hint: "lesson: \(numbers)")
    }
    return try Arguments.choice(name, "lesson", among: entries) { $0.lesson.id }
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
      file: file, number: Int(base.prefix { $0.isASCII && $0.isNumber }.prefix(4)),
      lesson: try Lesson(try SourceText(bytes, file: file)), isBuiltIn: isBuiltIn)
  }
}
