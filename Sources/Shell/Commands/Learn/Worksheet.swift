import ArgumentParser
import Course
import Rendering

struct WorksheetCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    commandName: "worksheet", abstract: "Write a lesson's sums with blanks and an answer key.",
    discussion: """
      worksheet 2 sums.md           Markdown; sums.html is one file that prints well
      worksheet 2 sums.md --faded   the last term of every sum is blank
      worksheet 2 sums.md --blank   all terms are blank
      worksheet 2 sums.md --seed 5  other numbers, if weights are drawn at random

      The lesson runs in a session of its own, so the numbers are those that it shows on the
      screen. In the first sum of each kind, only the last term is blank; in later ones, all terms
      are. The answer key is at the end, on a page of its own.
      """)

  @Argument(help: ArgumentHelp("A lesson, or a file.", valueName: "lesson")) var lesson: String
  @Argument(help: ArgumentHelp("A file that ends in .md or .html.", valueName: "file"))
  var file: String
  @Flag(help: "Leave the last term of every sum blank.") var faded = false
  @Flag(help: "Leave all terms blank.") var blank = false
  @Option(help: ArgumentHelp("Draw weights from this seed.", valueName: "n")) var seed: String?
  @Flag(help: "Overwrite an existing file.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let format = try Files.pageFormat(file)
    guard !faded || !blank else {
      throw CommandError("`--faded` and `--blank` cannot be combined.", at: "--blank")
    }
    let entry = try LessonLibrary.find(lesson)
    let seed = try seed.map { try Arguments.seed($0) } ?? entry.lesson.seed
    let sheet = try WorksheetBuilder(entry, seed: seed, beside: session)
    guard !sheet.isEmpty else {
      throw CommandError("Lesson \(entry.label) has no sums to do on paper.", at: lesson)
    }
    let document = sheet.document(faded ? .last : blank ? .all : .growing)
    try Files.write(Array(document.text(as: format).utf8), to: file, force: force)
    console.print(
      "Wrote \(Numbers.count(sheet.count, "sum")) of lesson \(entry.label), seed \(seed), "
        + "with an answer key, to \(file).")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.last {
    case nil: LessonLibrary.candidates + Completer.files(ending: ".md")
    case "--seed": []
    default: Completer.files(ending: ".md") + Completer.files(ending: ".html")
    }
  }
}
