import CEmbedded
package import Course

/// The lessons that are built into the executable, and those in files.
package enum LessonLibrary {
  /// A lesson and its place in the course.
  package struct Entry {
    /// Its file name: `08-route.md`.
    package let file: String
    /// The number that its file name begins with, if it is built in.
    package let number: Int?
    package let lesson: Lesson
    /// Whether it is built in; any other lesson is in a file at that path.
    package let isBuiltIn: Bool

    /// Its name on the screen: its number, or its id.
    package var label: String { number.map(String.init) ?? lesson.id }
    /// The key of its progress. A file cannot pass for a built-in lesson, nor for another file.
    package var key: String {
      isBuiltIn ? lesson.id : Progress.key(of: lesson.id, inFile: Files.absolute(file))
    }
    /// The argument of `lesson` that begins it.
    package var word: String { isBuiltIn ? label : Word.quoted(file) }
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
  package static func all() throws(LessonError) -> [Entry] {
    var entries: [Entry] = []
    for file in files { entries.append(try entry(file.bytes, file: file.name)) }
    return entries
  }

  /// The lesson with a number or a name (or an unambiguous beginning of one), or in a file.
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

  /// The lesson with a key, in its file if it is not built in; `nil` if it is no longer there.
  static func lesson(key: String, file: String?) -> Entry? {
    if let file {
      guard let bytes = try? Files.read(file) else { return nil }
      return try? entry(bytes, file: file, isBuiltIn: false)
    }
    return (try? all())?.first { $0.key == key }
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
      lesson: try Lesson(try SourceText(bytes, file: file)), isBuiltIn: isBuiltIn)
  }
}
