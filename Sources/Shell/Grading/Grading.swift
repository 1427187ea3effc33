import Course
import Rendering
import Terminal

/// Grades the files that were handed in for an assignment.
package struct Grading {
  /// The file of the assignment.
  package let assignment: String
  /// How many seconds the replay of one file may take.
  package var limit = Self.usualLimit
  /// Where to write a table in CSV.
  package var csv: String?
  /// The folder for a page of feedback for each student and the page of their sentences.
  package var feedback: String?
  /// Whether to overwrite existing files.
  package var force = false
  /// Whether to print JSON instead of text.
  package var asJSON = false

  package static let usualLimit = 20
  private static let maximumFiles = 2_000

  package init(of assignment: String) { self.assignment = assignment }

  /// Grades the files of a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder, or one file.
  ///   - output: Receives what is printed.
  /// - Returns: ``ExitCode/checkDiffers`` if there is something that a teacher should look at.
  /// - Throws: ``CommandError`` if there is nothing to grade, or a file cannot be written.
  package func run(_ folder: String, output: (String) -> Void) throws(CommandError) -> ExitCode {
    let entry: LessonLibrary.Entry
    do {
      entry = try LessonLibrary.lesson(inFile: assignment)
    } catch {
      throw CommandError(error)
    }
    guard entry.lesson.assignment != nil else {
      throw CommandError(
        "\(assignment) is not an assignment: its front matter has no line `assignment: hw1`.",
        at: assignment)
    }
    let files = try files(in: folder)
    if let csv { try Files.checkWrite(to: csv, force: force) }
    if let feedback, Files.absolute(feedback) == Files.absolute(folder) {
      throw CommandError(
        "The pages need a folder of their own: they are not to be graded.", at: feedback)
    }
    let start = try Session.digits(seed: entry.lesson.seed, folders: .none)
    // An assignment that cannot begin is nobody's fault but its author's.
    _ = try start.beginning(entry.lesson, seed: entry.seed)
    var submissions: [Submission] = []
    for file in files {
      submissions.append(Submission(file, of: entry, from: start, limit: limit))
      if Interrupt.isPending { return .interrupted }
    }
    submissions = submissions.compared
    let table = DataTable(columns: GradeText.columns, rows: submissions.map(GradeText.row))
    if let csv {
      let safe = DataTable(columns: table.columns, rows: table.rows.map { $0.map(Self.inert) })
      try Files.write(Array(DataTable.Format.csv.text(of: safe).utf8), to: csv, force: force)
    }
    if let feedback { try write(Feedback(lesson: entry.lesson), on: submissions, to: feedback) }
    output(
      asJSON
        ? DataTable.Format.json.text(of: table)
        : withoutControls(GradeText.lines(submissions).joined(separator: "\n")) + "\n")
    if !asJSON { for sentence in written(submissions) { output(sentence + "\n") } }
    let isClean = submissions.allSatisfy { submission in
      GradeText.replay(submission) == "ok" && submission.graded?.warnings.isEmpty ?? false
    }
    return isClean ? .done : .checkDiffers
  }

  /// What was written besides the table on the screen.
  private func written(_ submissions: [Submission]) -> [String] {
    let pages = submissions.count { $0.graded != nil }
    return (csv.map { ["The table is in \($0)."] } ?? [])
      + (feedback.map {
        ["\(Numbers.count(pages, "page")) of feedback, and sentences.md, are in \($0)."]
      } ?? [])
  }

  /// A text that no spreadsheet takes for a formula.
  private static func inert(_ value: DataTable.Value) -> DataTable.Value {
    guard case .text(let text) = value, let first = text.first, "=+-@\t".contains(first) else {
      return value
    }
    return .text("'" + text)
  }

  private func files(in folder: String) throws(CommandError) -> [String] {
    guard Files.isFolder(folder) else {
      guard Files.isThere(folder) else {
        throw CommandError("\(folder) does not exist.", at: folder)
      }
      return [folder]
    }
    let assignment = Files.absolute(assignment)
    let files = try Files.names(in: folder, ending: ".md").filter {
      Files.absolute($0) != assignment
    }
    guard !files.isEmpty else {
      throw CommandError("\(folder) has no file that ends in .md.", at: folder)
    }
    guard files.count <= Self.maximumFiles else {
      throw CommandError(
        "\(folder) has \(Numbers.count(files.count)) files; at most "
          + "\(Numbers.count(Self.maximumFiles)) are graded at once.", at: folder)
    }
    return files
  }

  private func write(
    _ feedback: Feedback, on submissions: [Submission], to folder: String
  ) throws(CommandError) {
    func write(_ document: Document, _ name: String) throws(CommandError) {
      let path = "\(folder)/\(name)"
      try Files.makeFolder(of: path)
      try Files.write(Array(document.text(as: .markdown).utf8), to: path, force: force)
    }
    for submission in submissions {
      guard let graded = submission.graded else { continue }
      try write(feedback.page(graded), submission.file.dropLast(".md".count) + "-feedback.md")
    }
    try write(feedback.sentences(submissions), "sentences.md")
  }
}
