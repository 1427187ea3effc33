/// The content of a ```backstep block: commands, and the output expected of each.
package struct Transcript: Hashable, Sendable {
  package let entries: [Entry]
  /// The kind of session in which it is run.
  package let setting: Setting

  /// A command and its output.
  package struct Entry: Hashable, Sendable {
    package let command: Command
    /// The expected lines, including `...` and tolerances.
    package let expected: [String]
  }

  /// The session in which a transcript is run, as given by the words after the name of the fence:
  /// ```` ```backstep seed=7 width=100 data=own ````.
  package struct Setting: Hashable, Sendable {
    /// The seed of the weights and of the order of the images.
    package var seed: UInt64 = 1
    /// The width of the screen in columns.
    package var width = 80
    /// Whether it begins with the user's own data instead of the bundled sample.
    package var usesOwnData = false

    package init() {}

    init(_ words: [String], line: Int, file: String) throws(LessonError) {
      for word in words {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { continue }
        let bad = LessonError(file: file, line: line, .badNumber(key: parts[0], value: parts[1]))
        switch parts[0] {
        case "seed":
          guard let seed = UInt64(parts[1]) else { throw bad }
          self.seed = seed
        case "width":
          guard let width = Int(parts[1]), (20...1_000).contains(width) else { throw bad }
          self.width = width
        case "data": usesOwnData = parts[1] == "own"
        default: continue
        }
      }
    }

    /// The words for this setting, without those that state a default.
    package var words: String {
      let usual = Setting()
      return (seed == usual.seed ? "" : " seed=\(seed)")
        + (width == usual.width ? "" : " width=\(width)") + (usesOwnData ? " data=own" : "")
    }
  }

  /// Whether a printed line, when expected, matches only itself and does not close a fence.
  package static func canExpect(_ line: String) -> Bool {
    let bare = line.trimmed()
    return command(in: line) == nil && !(bare.hasPrefix("```") && bare.allSatisfy { $0 == "`" })
      && LinePattern(line).matches(line)
  }

  /// Reads the lines between two fences; `first` is the line number of the first one in the file.
  init(
    _ lines: ArraySlice<String>, first: Int, file: String, setting: Setting = Setting()
  ) throws(LessonError) {
    self.setting = setting
    var entries: [Entry] = []
    var command: Command?
    var expected: [String] = []
    func finish() {
      if let command { entries.append(Entry(command: command, expected: expected)) }
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
    guard !entries.isEmpty else {
      throw LessonError(file: file, line: max(first - 1, 1), .emptySession)
    }
    self.entries = entries
  }

  /// The text after a prompt: `backstep> `, with or without a state word before the `>`.
  static func command(in line: String) -> String? {
    guard line.hasPrefix("backstep"), let end = line.firstIndex(of: ">") else { return nil }
    let state = line[..<end].dropFirst("backstep".count)
    guard state.isEmpty || state.hasPrefix(" ") else { return nil }
    let rest = line[line.index(after: end)...]
    guard rest.isEmpty || rest.hasPrefix(" ") else { return nil }
    return rest.trimmed()
  }

  /// All transcripts in a Markdown file, whatever else it contains.
  package static func all(in source: SourceText) throws(LessonError) -> [Transcript] {
    var found: [Transcript] = []
    var index = 0
    while index < source.lines.count {
      guard let fence = Fence(opening: source.lines[index]) else {
        index += 1
        continue
      }
      // An unclosed fence ends with the file, because that is how the log of a killed session ends.
      let end = fence.closing(from: index, in: source) ?? source.lines.count
      if fence.name == "backstep" {
        let setting = try Setting(fence.words, line: index + 1, file: source.file)
        found.append(
          try Transcript(
            source.lines[(index + 1)..<end], first: index + 2, file: source.file, setting: setting))
      }
      index = end + 1
    }
    return found
  }
}

/// The line that opens a fenced block.
struct Fence {
  let marks: Int
  /// The first word after the marks.
  let name: String
  /// The words after the name.
  let words: [String]

  init?(opening line: String) {
    let marks = line.prefix { $0 == "`" }.count
    guard marks >= 3 else { return nil }
    let rest = line.dropFirst(marks)
    guard !rest.contains("`") else { return nil }
    self.marks = marks
    let words = rest.split(whereSeparator: \.isWhitespace).map(String.init)
    name = words.first ?? ""
    self.words = Array(words.dropFirst())
  }

  /// The index of the line that closes the block opened by line `start`, if there is one.
  func closing(from start: Int, in source: SourceText) -> Int? {
    source.lines[(start + 1)...].firstIndex { line in
      let closing = line.trimmed()
      return closing.count >= marks && closing.allSatisfy { $0 == "`" }
    }
  }

  /// The index of the line that closes the block opened by line `start`.
  func end(from start: Int, in source: SourceText) throws(LessonError) -> Int {
    // A block that opens inside shows that this one should have been closed before it.
    guard let end = closing(from: start, in: source),
      !source.lines[(start + 1)..<end].contains(where: {
        Fence(opening: $0).map { !$0.name.isEmpty && $0.marks >= marks } ?? false
      })
    else {
      throw LessonError(file: source.file, line: start + 1, .fenceNotClosed(name))
    }
    return end
  }
}
