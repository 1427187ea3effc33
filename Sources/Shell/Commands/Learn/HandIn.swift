import ArgumentParser
import Course
import Rendering

struct HandInCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside.touchingFiles
  static let configuration = CommandConfiguration(
    named: "hand-in", abstract: "Write the file to hand in for an assignment.",
    discussion: """
      hand-in hw1-42.md      what you did in the assignment that you took last

      The file shows your work part by part, and then holds its journal: every line that you typed,
      with the answers, tries and hints. For teachers, `backstep grade FOLDER --of hw1.md` runs the
      journals again, each with the numbers of its student, and recomputes the right answers.

      That shows whether these lines give these results, not who typed them. Times, and the number
      of tries and hints, can be altered by someone who edits the file and its hashes; numbers and
      what was printed cannot, because grading computes them.
      """)

  @Argument(help: ArgumentHelp("A file that ends in .md.", valueName: "file"))
  var file: String
  @Flag(help: "Overwrite an existing file.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    try Files.check(file, ending: ".md")
    guard session.keepsJournal else {
      throw CommandError(
        "What you do is not kept in this session, so there is nothing to hand in.",
        hint: "start `backstep` in a terminal")
    }
    let entry = try session.lastAssignment()
    let handIn = HandInFile(entry, try session.journaledLines(of: entry.key))
    let bytes = Array(handIn.text(of: entry).utf8)
    guard handIn.lines.count < HandInFile.maximumLines, bytes.count <= HandInFile.maximumBytes
    else {
      throw CommandError(
        "The journal of this assignment is too long to be graded.",
        hint: "lesson forget \(entry.word)")
    }
    try Files.write(bytes, to: file, force: force)
    let chapter = Notebook.Chapter(entry, from: handIn.lines.lastAttempt)
    let asked = entry.lesson.asking
    let done = Set(chapter.entries.filter(\.kind.isOwnWork).compactMap(\.step))
    let missing = asked.filter { !done.contains($0) }
    console.print(
      "Wrote \(file): \(asked.count - missing.count) of \(Numbers.count(asked.count, "part")) "
        + "done, for \(entry.student ?? "").")
    if let first = missing.first {
      console.print(
        "Not done by you: " + missing.map { entry.lesson.steps[$0].title }.joined(separator: "; "))
      console.print("next: lesson \(entry.word) --at \(first + 1)")
    }
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    guard words.isEmpty else { return [] }
    let name = (try? session.lastAssignment())?.handInName
    return name.map { [Offer($0, note: "for the assignment that you took last")] }
      ?? Completer.files(ending: ".md")
  }
}

extension Session {
  /// The assignment in progress, or the one that was last worked on.
  ///
  /// - Throws: ``CommandError`` if there is none, or its file is gone.
  fileprivate func lastAssignment() throws(CommandError) -> LessonLibrary.Entry {
    if let entry = lesson?.entry, entry.student != nil { return entry }
    guard let line = try journaledLines().last(where: { $0.student != nil }), let file = line.file
    else {
      throw CommandError("You have not begun an assignment.", hint: "lesson hw1.md --student 42")
    }
    guard let entry = LessonLibrary.lesson(of: line) else {
      throw CommandError("The assignment cannot be read at \(file) any more.", at: file)
    }
    return entry
  }
}
