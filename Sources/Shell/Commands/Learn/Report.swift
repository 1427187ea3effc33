import ArgumentParser
import Course
import Rendering

struct ReportCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside.touchingFiles
  static let configuration = CommandConfiguration(
    named: "report", abstract: "Write a lab report on what you did.",
    discussion: """
      report lab.html --name "Ada Lovelace" --roll 42 --course "Physics 101"
      report lab.md                    Markdown, with its figures in a folder beside it
      report lab.html --of 28          on lesson 28; --of own: on your work outside lessons
      report lab.html --clean          without wrong answers; their number is still given
      report lab.html --first-person   "I trained it" instead of "It was trained"
      report lab.html --conclusion "..."
      report --edit                    opens your sentences in your text editor to revise them

      A report has objectives, a hypothesis, the experiment, results, observations (the commands
      and what they showed, with figures), inferences and a conclusion; your own sentences appear
      where a lesson asked for them. Without --of, it is on what you did last. Empty parts get
      lines to write on. An .html file prints well, also to PDF. Hints, revealed answers and parts
      that were not done are always listed.
      """)

  @Argument(help: ArgumentHelp("A file that ends in .md or .html.", valueName: "file"))
  var file: String?
  @Option(help: ArgumentHelp("Your name.", valueName: "name")) var name: String?
  @Option(help: ArgumentHelp("Your roll number.", valueName: "roll")) var roll: String?
  @Option(help: ArgumentHelp("The course.", valueName: "course")) var course: String?
  @Option(help: ArgumentHelp("A lesson, or `own`.", valueName: "lesson")) var of: String?
  @Option(help: ArgumentHelp("What the experiment should find out.", valueName: "text"))
  var objectives: String?
  @Option(help: ArgumentHelp("What you expected.", valueName: "text")) var hypothesis: String?
  @Option(help: ArgumentHelp("What the observations mean.", valueName: "text"))
  var inferences: String?
  @Option(help: ArgumentHelp("What you know now.", valueName: "text")) var conclusion: String?
  @Flag(help: "Leave out wrong answers.") var clean = false
  @Flag(help: "Write in the first person.") var firstPerson = false
  @Flag(help: "Revise your sentences in your text editor.") var edit = false
  @Flag(help: "Overwrite an existing file.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard file != nil || edit else {
      throw CommandError(
        "`report` needs the name of a file.", at: CommandError.end, hint: "report lab.html")
    }
    let format = try file.map { try Files.pageFormat($0) }
    let chapters = session.chapters
    var chapter = try chapter(among: chapters)
    if edit { try revise(&chapter, in: &session, on: console) }
    guard let file, let format else { return }
    try Files.checkWrite(to: file, force: force)
    var report = LabReport(
      chapter: chapter, figures: try session.figures(of: chapter, on: console), isClean: clean)
    report.voice = firstPerson ? .firstPerson : .passive
    let author = session[Author.self].noting(name: name, roll: roll, course: course)
    (report.name, report.course) = (author.name, author.course)
    report.roll = author.roll ?? chapter.lesson?.student
    report.additions = [
      .objectives: objectives, .hypothesis: hypothesis, .inferences: inferences,
      .conclusion: conclusion,
    ].compactMapValues { $0 }
    let document = report.document
    try Files.write(document, as: format, to: file, force: force)
    let commands = chapter.entries.count(where: \.isCommand)
    let what = chapter.lesson.map { "lesson \($0.label) (\($0.lesson.title))" } ?? "your own work"
    let notes = chapter.entries.count(where: \.isRemark)
    let counts =
      [
        Numbers.count(commands, "command"), Numbers.count(document.figures.count, "figure"),
        Numbers.count(chapter.entries.count(where: \.isSentence), "sentence"),
      ] + (notes > 0 ? [Numbers.count(notes, "note")] : [])
    console.print(
      "Wrote the report on \(what) to \(file): \(counts.joined(separator: ", ")).")
    if let mark = report.mark { console.print("Each page says: \(mark).") }
    let others = chapters.filter { $0.label != chapter.label }
    if of == nil, !others.isEmpty {
      console.print("Other reports: " + others.map { "--of \($0.label)" }.joined(separator: ", "))
    }
    if report.name == nil || report.roll == nil {
      console.print("next: report \(Word.quoted(file)) --name \"...\" --roll ... --force")
    }
  }

  /// Lets the user revise the sentences of a chapter in their editor.
  private func revise(
    _ chapter: inout Notebook.Chapter, in session: inout Session, on console: Console
  ) throws {
    guard let edit = console.edit else {
      throw CommandError(
        "An editor opens only for a line that is typed at the prompt.", at: "--edit")
    }
    let sentences = ReportEditing(chapter)
    let edited = try edit(sentences.text)
    TextEditor.forget(edited)
    guard let text = String(validating: edited.bytes, as: UTF8.self) else {
      throw CommandError("The edited text is not UTF-8, so nothing was changed.")
    }
    let changes = sentences.changes(in: text)
    for (section, text) in changes {
      let text = String(text.prefix(Notebook.maximumTextLength))
      let kind: Notebook.Kind =
        if section.step == nil, let part = section.part { .part(part, text) } else {
          .sentence(text, isOwn: true)
        }
      let entry = Notebook.Entry(kind, step: section.step)
      chapter.add(entry)
      session.notebook.revise(entry, in: chapter)
    }
    console.print(
      changes.isEmpty
        ? "The sentences were not changed."
        : "Revised \(Numbers.count(changes.count, "sentence")) of the report.")
    if file == nil {
      console.print("next: report lab.html" + (of.map { " --of \($0)" } ?? ""))
    }
  }

  private func chapter(among chapters: [Notebook.Chapter]) throws -> Notebook.Chapter {
    guard let latest = chapters.last else {
      let lesson = try of.map(LessonLibrary.find)?.word ?? "28"
      throw CommandError("There is nothing to report yet.", at: of, hint: "lesson \(lesson)")
    }
    guard let of else { return latest }
    if let chapter = chapters.first(where: { $0.label == of }) { return chapter }
    return try Arguments.choice(of, "report", among: chapters) {
      $0.lesson?.lesson.id ?? $0.label
    }
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.last {
    case nil: Completer.files(ending: ".md") + Completer.files(ending: ".html")
    case "--of":
      session.chapters.map {
        Offer($0.label, note: $0.lesson?.lesson.title ?? "your work outside lessons")
      }
    default: []
    }
  }
}

/// Who writes the reports of a session: what was said once is known from then on.
private struct Author: SessionPart {
  private(set) var name: String?
  private(set) var roll: String?
  private(set) var course: String?

  init(in workspace: Workspace) {}

  /// Takes what is said now.
  mutating func noting(name: String?, roll: String?, course: String?) -> Author {
    self.name = name.map(NegativeNumber.unshield) ?? self.name
    self.roll = roll.map(NegativeNumber.unshield) ?? self.roll
    self.course = course.map(NegativeNumber.unshield) ?? self.course
    return self
  }
}

extension Notebook.Chapter {
  /// The name that `report --of` uses for it.
  var label: String { lesson?.label ?? "own" }
}

extension Files {
  /// The page format that a file's name asks for.
  static func pageFormat(_ path: String) throws(CommandError) -> Document.Format {
    guard let format = Document.Format(file: path) else {
      throw CommandError(
        "The name of the file must end in .md or .html.", at: path, hint: path + ".html")
    }
    return format
  }

  /// Writes a page. Markdown has its figures in a folder beside it.
  static func write(
    _ document: Document, as format: Document.Format, to path: String, force: Bool
  ) throws(CommandError) {
    let folder = String(path.dropLast(format.rawValue.count)) + "-figures"
    let figures = format == .markdown ? document.figures : []
    if !figures.isEmpty {
      try checkWrite(to: path, force: force)
      try write(
        figures.map { ($0.name, Array($0.svg.utf8)) }, into: folder, force: force)
    }
    let name = folder.split(separator: "/").last.map(String.init) ?? folder
    try write(Array(document.text(as: format, figuresIn: name).utf8), to: path, force: force)
  }
}
