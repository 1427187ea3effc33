import CEmbedded

/// The teacher's script, which is built into the executable: a page for each built-in lesson.
enum TeacherScript {
  /// Its text.
  static var text: String {
    let file = embedded_script()
    return String(
      decoding: UnsafeRawBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
  }

  /// The lines of a lesson's page: its heading, and paragraphs with an empty line before each; `nil`
  /// if there is no such page.
  static func page(ofLesson number: Int) -> [String]? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("## \(number) ") }) else { return nil }
    let page = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
    let end = page.lastIndex { !$0.isEmpty } ?? start
    return [lines[start].dropFirst(3)].map(String.init)
      + lines[(start + 1)..<(end + 1)].map(String.init)
  }

  /// The paragraph of a page for a part, counted from 1; empty if there is none.
  static func paragraph(on page: [String], forPart part: Int) -> [String] {
    guard let start = page.firstIndex(where: { $0.hasPrefix("**Part \(part), ") }) else {
      return []
    }
    return Array(page[start...].prefix { !$0.isEmpty })
  }
}
