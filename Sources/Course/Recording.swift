#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A recording of a session (asciicast v2), as commands and their output.
package struct Recording: Sendable {
  /// The meaning of a marker event for `check`.
  package enum Mark: String, CaseIterable {
    /// The output of the last command is not compared.
    case any = "any output"
    /// The line after the mark is run instead of the last command.
    case instead = "in its place: "
    /// From here on, nothing can be run again; the reason follows the mark.
    case stop = "no further: "
  }

  /// A command and what the screen showed for it.
  package struct Entry: Hashable, Sendable {
    package let command: Command
    package var printed: [String]
    /// Whether the output is compared.
    package var isCompared = true
    /// The lines that are run instead of the command, if there are any.
    package var instead: [String]?
  }

  /// The kind of session in which it is run.
  package private(set) var setting = Transcript.Setting()
  /// How pictures were drawn: `ascii`, `coloured`, `true-colour` or `half-blocks`.
  package private(set) var style = "ascii"
  /// The lines that were run before the recording began.
  package private(set) var before: [String] = []
  /// The commands in order, up to the first that cannot be run again.
  package private(set) var entries: [Entry] = []

  package static let maximumBytes = 16 << 20

  /// Whether the name of a file says that it is a recording.
  package static func isNamed(_ file: String) -> Bool { file.hasSuffix(".cast") }

  /// Reads a file's bytes.
  ///
  /// - Throws: ``LessonError`` with the line that does not belong in a recording.
  package init(_ bytes: [UInt8], file: String) throws(LessonError) {
    guard bytes.count <= Self.maximumBytes else {
      throw LessonError(
        file: file, line: 1, .tooLarge(bytes: bytes.count, limit: Self.maximumBytes))
    }
    var screen = ScreenText()
    var marks: [(lines: Int, mark: Mark, text: String)] = []
    var isStopped = false
    var pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if pieces.last?.isEmpty ?? false { pieces.removeLast() }
    guard !pieces.isEmpty else { throw LessonError(file: file, line: 1, .noRecording) }
    let decoder = JSONDecoder()
    for (index, piece) in pieces.enumerated() where !isStopped {
      func value<Value: Decodable>(
        _ type: Value.Type, else problem: LessonError.Problem
      ) throws(LessonError) -> Value {
        guard String(validating: piece, as: UTF8.self) != nil else {
          throw LessonError(file: file, line: index + 1, .notUTF8)
        }
        guard let value = try? decoder.decode(type, from: Data(piece)) else {
          throw LessonError(file: file, line: index + 1, problem)
        }
        return value
      }
      guard index > 0 else {
        let header = try value(Header.self, else: .noRecording)
        guard header.version == 2 else { throw LessonError(file: file, line: 1, .noRecording) }
        isStopped = take(header)
        continue
      }
      let event = try value(Event.self, else: .notAnEvent)
      if event.kind == "o" { screen.append(event.text, number: index + 1) }
      guard event.kind == "m",
        let mark = Mark.allCases.first(where: { event.text.hasPrefix($0.rawValue) })
      else { continue }
      marks.append((screen.count, mark, String(event.text.dropFirst(mark.rawValue.count))))
      isStopped = mark == .stop
    }
    read(screen.all, marks)
  }

  /// The first line.
  private struct Header: Decodable {
    let version: Int
    let width: Int
    let height: Int
    let backstep: Own?

    /// Fields that Backstep adds, which say how the session can be run again.
    struct Own: Decodable {
      let seed: UInt64?
      let style: String?
      let data: String?
      let before: [String]?
      let gap: String?
    }
  }

  /// Any other line: `[1.5, "o", "text"]`.
  private struct Event: Decodable {
    let kind: String
    let text: String

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      _ = try values.decode(Double.self)
      kind = try values.decode(String.self)
      text = try values.decode(String.self)
      guard values.isAtEnd else {
        throw DecodingError.dataCorruptedError(in: values, debugDescription: "more than three")
      }
    }
  }

  /// Reads the header; returns `true` if nothing in the recording can be run again.
  private mutating func take(_ header: Header) -> Bool {
    setting.width = min(max(header.width, 20), 1_000)
    guard let own = header.backstep else { return false }
    setting.seed = own.seed ?? setting.seed
    setting.usesOwnData = own.data == "own"
    style = own.style ?? style
    before = own.before ?? before
    return own.gap != nil
  }

  private mutating func read(
    _ lines: [(number: Int, text: String)], _ marks: [(lines: Int, mark: Mark, text: String)]
  ) {
    var marks = marks[...]
    for (index, line) in lines.enumerated() {
      while let mark = marks.first, mark.lines <= index {
        take(mark.mark, mark.text)
        marks.removeFirst()
      }
      if let text = Transcript.command(in: line.text) {
        entries.append(Entry(command: Command(text: text, line: line.number), printed: []))
      } else if !entries.isEmpty {
        entries[entries.count - 1].printed.append(line.text)
      }
    }
    for mark in marks { take(mark.mark, mark.text) }
    // The prompt at which the recording was ended.
    if let last = entries.last, last.command.text.isEmpty, last.printed.isEmpty {
      entries.removeLast()
    }
  }

  private mutating func take(_ mark: Mark, _ text: String) {
    guard !entries.isEmpty else { return }
    let last = entries.count - 1
    switch mark {
    case .any: entries[last].isCompared = false
    case .instead: entries[last].instead = (entries[last].instead ?? []) + [text]
    case .stop: entries.removeLast()
    }
  }
}
