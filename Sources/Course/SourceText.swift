/// The lines of a Markdown file, checked so that they cannot harm a terminal or exhaust memory.
package struct SourceText: Hashable, Sendable {
  /// The name of the file in messages.
  package let file: String
  /// The lines without their line breaks.
  package let lines: [String]

  package static let maximumBytes = 1_000_000
  package static let maximumLines = 20_000
  package static let maximumLineLength = 2_000

  /// Reads the bytes of a file.
  package init(_ bytes: some Collection<UInt8>, file: String) throws(LessonError) {
    guard bytes.count <= Self.maximumBytes else {
      throw LessonError(
        file: file, line: 1, .tooLarge(bytes: bytes.count, limit: Self.maximumBytes))
    }
    var number = 0
    var lines: [String] = []
    for piece in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard number <= Self.maximumLines else {
        throw LessonError(file: file, line: number, .tooManyLines(limit: Self.maximumLines))
      }
      var text = piece
      if number == 1, text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
      guard let line = String(validating: text, as: UTF8.self) else {
        throw LessonError(file: file, line: number, .notUTF8)
      }
      lines.append(line.hasSuffix("\r") ? String(line.dropLast()) : line)
      guard text.count <= Self.maximumLineLength else {
        throw LessonError(file: file, line: number, .lineTooLong(limit: Self.maximumLineLength))
      }
      if let bad = lines[lines.count - 1].unicodeScalars.first(where: Self.isControl) {
        throw LessonError(file: file, line: number, .controlCharacter(code: bad.value))
      }
    }
    if lines.last == "" { lines.removeLast() }
    self.file = file
    self.lines = lines
  }

  /// Whether a line can be part of a file that is read.
  package static func canHold(_ line: String) -> Bool {
    line.utf8.count <= maximumLineLength - 20 && !line.unicodeScalars.contains(where: isControl)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: scalar != "\t"
    // The joiners only affect how the neighbouring letters are drawn.
    case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
    default: false
    }
  }

  /// Whether the file begins like a lesson.
  package var isLesson: Bool { lines.first.map { $0.trimmed() == "---" } ?? false }

  /// Whether it has parts, or the blocks of a question or a task, as only a lesson has.
  package var resemblesLesson: Bool {
    var index = 0
    while index < lines.count {
      let line = lines[index]
      if line.hasPrefix("## "), line.contains("<!-- step:") { return true }
      if let fence = Fence(opening: line) {
        if ["answer", "check", "solution"].contains(fence.name) { return true }
        index = fence.closing(from: index, in: self) ?? lines.count
      }
      index += 1
    }
    return false
  }
}

extension StringProtocol {
  /// The text without white space at both ends.
  func trimmed() -> String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
