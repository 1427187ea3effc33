/// What a ```backstep block says: commands, and what each is expected to print.
package struct Transcript: Hashable, Sendable {
  package let exchanges: [Exchange]

  /// A command and its output.
  package struct Exchange: Hashable, Sendable {
    package let command: Command
    /// The lines that are expected, `...` and tolerances included.
    package let expected: [String]
  }

  /// Reads the lines between two fences, of which the first has the number `first` in the file.
  init(_ lines: ArraySlice<String>, first: Int, file: String) throws(LessonError) {
    var exchanges: [Exchange] = []
    var command: Command?
    var expected: [String] = []
    func finish() {
      if let command { exchanges.append(Exchange(command: command, expected: expected)) }
      expected = []
    }
    for (offset, line) in lines.enumerated() {
      if let text = Self.command(in: line) {
        finish()
        command = Command(text: text, line: first + offset)
      } else if command != nil {
        expected.append(line)
      } else if !line.trimmed().isEmpty {
        throw LessonError(file: file, line: first + offset, .outputBeforeCommand)
      }
    }
    finish()
    guard !exchanges.isEmpty else {
      throw LessonError(file: file, line: max(first - 1, 1), .emptySession)
    }
    self.exchanges = exchanges
  }

  /// What stands behind a prompt: `backstep> `, with or without a state word before the `>`.
  private static func command(in line: String) -> String? {
    guard line.hasPrefix("backstep"), let end = line.firstIndex(of: ">") else { return nil }
    let state = line[..<end].dropFirst("backstep".count)
    guard state.isEmpty || state.hasPrefix(" ") else { return nil }
    let rest = line[line.index(after: end)...]
    guard rest.isEmpty || rest.hasPrefix(" ") else { return nil }
    return rest.trimmed()
  }

  /// The transcripts of a Markdown file, whatever else it holds.
  package static func all(in source: SourceText) throws(LessonError) -> [Transcript] {
    var found: [Transcript] = []
    var index = 0
    while index < source.lines.count {
      guard let fence = Fence(opening: source.lines[index]) else {
        index += 1
        continue
      }
      let end = try fence.end(from: index, in: source)
      if fence.name == "backstep" {
        found.append(
          try Transcript(source.lines[(index + 1)..<end], first: index + 2, file: source.file))
      }
      index = end + 1
    }
    return found
  }
}

/// The line that opens a fenced block.
struct Fence {
  let marks: Int
  /// The first word behind the marks.
  let name: String

  init?(opening line: String) {
    let marks = line.prefix { $0 == "`" }.count
    guard marks >= 3 else { return nil }
    let rest = line.dropFirst(marks)
    guard !rest.contains("`") else { return nil }
    self.marks = marks
    name = rest.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
  }

  /// The index of the line that closes the block which line `start` opens.
  func end(from start: Int, in source: SourceText) throws(LessonError) -> Int {
    let end = source.lines[(start + 1)...].firstIndex { line in
      let closing = line.trimmed()
      return closing.count >= marks && closing.allSatisfy { $0 == "`" }
    }
    guard let end else {
      throw LessonError(file: source.file, line: start + 1, .fenceNotClosed(name))
    }
    return end
  }
}
