import Course
import Rendering

/// The students of a class, from a file with a line for each.
struct Roster {
  /// A student.
  struct Student {
    /// What the numbers of the student's sheet are drawn from.
    let id: String
    /// The whole line, as a name on a sheet.
    let name: String

    /// The seed of the student's numbers, which depends on the id only.
    var seed: UInt64 { StableHash(id.utf8).value & 0xFFFF_FFFF }
  }

  private static let most = 1_000
  private static let longestField = 100
  /// Names of columns, by which a first line is known as a header; those that hold an id come first.
  private static let ids = [
    "id", "student id", "student_id", "roll", "roll number", "roll no", "number", "matriculation",
  ]
  private static let headers =
    ids + ["student", "name", "full name", "first name", "last name", "surname", "email", "group"]

  let students: [Student]

  /// Reads comma-separated lines: a name, an id, or both. The id is in the column that a header line
  /// calls so, or else in the first.
  ///
  /// - Parameters:
  ///   - text: The text of the file.
  ///   - file: Its name, for errors.
  /// - Throws: ``CommandError`` with the line that is wrong.
  init(parsing text: String, file: String) throws(CommandError) {
    func error(_ line: Int, _ problem: String) -> CommandError {
      CommandError("Line \(line) of \(file) \(problem).", at: file)
    }
    var (students, column): ([Student], Int) = ([], 0)
    var lines: [String: Int] = [:]
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated() where !line.allSatisfy(\.isWhitespace)
    {
      let number = index + 1
      guard let fields = Self.fields(of: line) else { throw error(number, "has an open quote") }
      let names = fields.map { $0.lowercased() }
      if students.isEmpty, lines.isEmpty, names.contains(where: Self.headers.contains) {
        column = Self.ids.lazy.compactMap { names.firstIndex(of: $0) }.first ?? 0
        lines[""] = number
        continue
      }
      let id = fields.indices.contains(column) ? fields[column] : ""
      guard !id.isEmpty else { throw error(number, "has nothing in column \(column + 1), the id") }
      guard fields.allSatisfy({ $0.count <= Self.longestField }) else {
        throw error(number, "has more than \(Self.longestField) characters between two commas")
      }
      if let other = lines.updateValue(number, forKey: id) {
        throw error(number, "has the id `\(id)`, which line \(other) already has")
      }
      let others = fields.enumerated().filter { $0.offset != column && !$0.element.isEmpty }
      students.append(
        Student(id: id, name: (others.map(\.element) + [id]).joined(separator: ", ")))
      guard students.count <= Self.most else {
        throw error(
          number, "is student \(Numbers.count(students.count)); the limit is \(Self.most)")
      }
    }
    guard !students.isEmpty else {
      throw CommandError(
        "\(file) has no students: it needs a line for each, such as `42,Ada Lovelace`.", at: file)
    }
    self.students = students
  }

  /// The fields of a line, without quotes and the spaces around them; `nil` if a quote is open.
  private static func fields(of line: Substring) -> [String]? {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted, ";" where !isQuoted, "\t" where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return isQuoted ? nil : fields.map(\.trimmingBlanks)
  }
}
