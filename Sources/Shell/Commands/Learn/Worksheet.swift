import ArgumentParser
import Course
import Rendering

struct WorksheetCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside.touchingFiles
  static let configuration = CommandConfiguration(
    named: "worksheet", abstract: "Write a lesson's sums with blanks and an answer key.",
    discussion: """
      worksheet 2 sums.html           one file that prints well; sums.md is Markdown
      worksheet 2 sums.html --faded   the last term of every sum is blank
      worksheet 2 sums.html --blank   all terms are blank
      worksheet 2 sums.html --seed 5  other numbers: weights, small images and whole numbers
      worksheet 2 sums.html --key key.html           the answer key in a file of its own
      worksheet 2 sums.html --students roster.csv    a sheet for each student, one key for all

      Without --seed, the numbers are those that the lesson shows on the screen. In the first sum
      of each kind, only the last term is blank; in later ones, all terms are. Without --key, the
      answer key is at the end, on a page of its own.

      Questions that quote the lesson's own numbers appear only on sheets whose numbers are not
      drawn.

      A roster has a line for each student, such as `42,Ada Lovelace`; the first column is the id,
      unless a header line calls another one `id` or `roll`. Each student's numbers are drawn from
      the id, so they are the same next time. The key then lists the results; for every term of
      one student's sums, use --seed with the seed on the sheet.
      """)

  @Argument(help: ArgumentHelp("A lesson, or a file.", valueName: "lesson")) var lesson: String
  @Argument(help: ArgumentHelp("A file that ends in .md or .html.", valueName: "file"))
  var file: String
  @Flag(help: "Leave the last term of every sum blank.") var faded = false
  @Flag(help: "Leave all terms blank.") var blank = false
  @Option(help: ArgumentHelp("Draw the numbers from this seed.", valueName: "n"))
  var seed: String?
  @Option(help: ArgumentHelp("A sheet for each student of this file.", valueName: "csv"))
  var students: String?
  @Option(help: ArgumentHelp("Write the answer key to this file.", valueName: "file"))
  var key: String?
  @Flag(help: "Overwrite an existing file.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let format = try Files.pageFormat(file)
    guard !faded || !blank else {
      throw CommandError("`--faded` and `--blank` cannot be combined.", at: "--blank")
    }
    guard key.map(Files.absolute) != Files.absolute(file) else {
      throw CommandError("The key needs a file of its own.", at: key, hint: "key.html")
    }
    let keyFormat = try key.map { try Files.pageFormat($0) }
    let entry = try LessonLibrary.find(lesson)
    for path in [file, key].compactMap(\.self) { try Files.checkWrite(to: path, force: force) }
    let title = "Worksheet: \(entry.lesson.title)"
    let (sheets, answers) =
      try students.map { roster in
        try pages(for: roster, of: entry, title: title, beside: session, on: console)
      } ?? page(of: entry, title: title, beside: session)
    var document = sheets.document
    if let key, let keyFormat {
      try Files.write(answers.document, as: keyFormat, to: key, force: force)
    } else {
      document.parts += answers.appendix
    }
    try Files.write(document, as: format, to: file, force: force)
    console.print(
      "Wrote \(sheets.summary) to \(file), "
        + (key.map { "and the answer key to \($0)." }
          ?? "with an answer key at the end."))
  }

  private typealias Sheets = (document: Document, summary: String)

  /// The answers, for a file of their own or for the end of the sheets.
  private struct Answers {
    let title: String
    let parts: [Document.Part]
    /// Whether the sheets before it have titles of their own.
    let followsSheets: Bool

    var document: Document {
      var document = Document(title: "Answer key. \(title)", parts: parts)
      document.running = document.title
      return document
    }

    var appendix: [Document.Part] {
      (followsSheets
        ? [.sheet("Answer key", running: "Answer key. \(title)")]
        : [.pageBreak, .heading("Answer key")]) + parts
    }
  }

  private var fading: WorksheetBuilder.Fading { faded ? .last : blank ? .all : .growing }

  private func page(
    of entry: LessonLibrary.Entry, title: String, beside session: Session
  ) throws -> (Sheets, Answers) {
    let seed = try seed.map { try Arguments.seed($0) }
    let sheet = try sheet(of: entry, seed.map { .drawn($0) } ?? .ofLesson, beside: session)
    var document = Document(title: title, parts: sheet.sheet(fading))
    document.running = title
    return (
      (document, "\(Self.content(of: sheet)) of lesson \(entry.label) (seed \(sheet.seed))"),
      Answers(title: title, parts: sheet.key, followsSheets: false)
    )
  }

  private func pages(
    for roster: String, of entry: LessonLibrary.Entry, title: String, beside session: Session,
    on console: Console
  ) throws -> (Sheets, Answers) {
    guard seed == nil else {
      throw CommandError(
        "`--students` draws each student's numbers from the id, so it does not take `--seed`.",
        at: "--seed")
    }
    let bytes = try Files.read(roster, atMost: 1 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandError("\(roster) is not UTF-8 text.", at: roster)
    }
    var (parts, key): ([Document.Part], [Document.Part]) = ([], [])
    var contents: [String] = []
    let students = try Roster(parsing: text, file: roster).students
    let others = try (1...Self.draws).map { seed in
      guard !console.isInterrupted() else { throw CommandError.stopped }
      return try WorksheetBuilder(entry, .drawn(seed), beside: session)
    }
    for student in students {
      guard !console.isInterrupted() else { throw CommandError.stopped }
      let sheet = try sheet(of: entry, for: student, like: others, beside: session)
      parts.append(.sheet(title, running: "\(title). \(student.name)"))
      parts += sheet.sheet(fading, for: student.name)
      contents.append(Self.content(of: sheet))
      key += [.subheading("\(student.name) (seed \(sheet.seed))")] + sheet.results
    }
    return (
      (
        Document(title: title, parts: parts),
        "\(Numbers.count(students.count, "sheet")) of lesson \(entry.label)"
          + (Set(contents).count == 1
            ? ",\(students.count == 1 ? "" : " each") with \(contents[0])," : "")
      ), Answers(title: title, parts: key, followsSheets: true)
    )
  }

  private func sheet(
    of entry: LessonLibrary.Entry, _ numbering: WorksheetBuilder.Numbering, beside session: Session
  ) throws -> WorksheetBuilder {
    let sheet = try WorksheetBuilder(entry, numbering, beside: session)
    guard !sheet.isEmpty else {
      throw CommandError("Lesson \(entry.label) has no sums to do on paper.", at: lesson)
    }
    return sheet
  }

  /// How often a student's numbers are drawn, at most.
  private static let draws: UInt64 = 6

  /// The first sheet drawn for a student that is as good as the best of some others: with as many
  /// sums, and as few results that are 0. If there is none, the one that comes closest. It depends on
  /// the id only.
  private func sheet(
    of entry: LessonLibrary.Entry, for student: Roster.Student, like others: [WorksheetBuilder],
    beside session: Session
  ) throws -> WorksheetBuilder {
    let sums = others.map(\.count).max() ?? 0
    func flaws(_ sheet: WorksheetBuilder) -> Int { max(0, sums - sheet.count) + sheet.zeros }
    let fewest = others.map(flaws).min() ?? 0
    var best = try sheet(of: entry, .drawn(student.seed), beside: session)
    for draw in 1..<Self.draws where flaws(best) > fewest {
      let next = try sheet(of: entry, .drawn(student.seed &+ draw), beside: session)
      if flaws(next) < flaws(best) { best = next }
    }
    return best
  }

  private static func content(of sheet: WorksheetBuilder) -> String {
    Numbers.count(sheet.count, "sum")
      + (sheet.questionCount == 0
        ? "" : " and \(Numbers.count(sheet.questionCount, "question"))")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.last {
    case nil: LessonLibrary.candidates + Completer.files(ending: ".md")
    case "--seed": []
    case "--students": Completer.files(ending: ".csv")
    default: Completer.files(ending: ".md") + Completer.files(ending: ".html")
    }
  }
}
