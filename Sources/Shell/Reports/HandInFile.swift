import Course

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a student hands in: the journal of an assignment, with what identifies it.
struct HandInFile {
  let head: Head
  let lines: [LessonJournal.Line]
  /// The number of the first line of the journal that was changed after it was handed in, counted
  /// from 1; `nil` if none was.
  let changedLine: Int?
  /// Whether the end of the journal is missing.
  let isCutShort: Bool

  /// Whose work it is, and on what.
  struct Head: Codable, Hashable {
    let assignment: String
    /// The hash of the assignment's text.
    let checksum: String
    let student: String
    /// The version of Backstep that wrote it.
    let version: String
  }

  /// Why a file cannot be graded.
  enum Problem: Error, Hashable {
    case noJournal
    case unreadable(line: Int)
    case tooManyLines
  }

  static let maximumBytes = 1 << 24
  static let maximumLines = 20_000
  private static let fence = "```journal"

  init(_ entry: LessonLibrary.Entry, _ lines: [LessonJournal.Line]) {
    head = Head(
      assignment: entry.lesson.assignment?.name ?? entry.lesson.id, checksum: entry.checksum,
      student: entry.student ?? "", version: Version.text)
    // Where the student's files are is nobody's business.
    self.lines = lines.map { line in
      var line = line
      line.file = nil
      return line
    }
    (changedLine, isCutShort) = (nil, false)
  }

  // MARK: The file

  /// The lines of the journal, each after a hash of itself and of all lines before it.
  static func sealed(_ lines: [String]) -> [String] {
    var hash = StableHash()
    return lines.map { line in
      hash.combine(line.utf8)
      return "\(hash.text) \(line)"
    }
  }

  /// The part of the file that `backstep grade` reads.
  var sealedJournal: String {
    func text(_ value: some Encodable) -> String? {
      (try? LessonJournal.encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
    }
    let rows = [text(head)].compactMap(\.self) + lines.compactMap(text)
    return ([Self.fence] + Self.sealed(rows) + ["```"]).joined(separator: "\n") + "\n"
  }

  /// Reads a file that was handed in.
  ///
  /// - Throws: ``Problem``.
  init(reading bytes: [UInt8]) throws(Problem) {
    // A mail program or an editor may have written other line ends.
    let text = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    let fence = Array(Self.fence.utf8)
    guard let start = text.lastIndex(where: { $0.elementsEqual(fence) }) else { throw .noJournal }
    let rows = text[(start + 1)...].prefix { !$0.starts(with: "```".utf8) && !$0.isEmpty }
    isCutShort = rows.endIndex == text.endIndex || text[rows.endIndex].isEmpty
    guard rows.count <= Self.maximumLines else { throw .tooManyLines }
    let decoder = JSONDecoder()
    var (head, lines, hash) = (Head?.none, [LessonJournal.Line](), StableHash())
    var changedLine: Int?
    for (index, row) in rows.enumerated() {
      let isPart = isCutShort && index == rows.count - 1
      guard let space = row.firstIndex(of: UInt8(ascii: " ")) else {
        if isPart { break }
        throw .unreadable(line: start + index + 2)
      }
      let json = row[(space + 1)...]
      if isPart, (try? decoder.decode(LessonJournal.Line.self, from: Data(json))) == nil { break }
      hash.combine(json)
      if !row[..<space].elementsEqual(hash.text.utf8), changedLine == nil {
        changedLine = index + 1
      }
      do {
        if index == 0 {
          head = try decoder.decode(Head.self, from: Data(json))
        } else {
          lines.append(try decoder.decode(LessonJournal.Line.self, from: Data(json)))
        }
      } catch {
        throw .unreadable(line: start + index + 2)
      }
    }
    guard let head else { throw .noJournal }
    self.head = head
    self.lines = lines
    self.changedLine = changedLine
  }
}
