import ArgumentParser
import Course
import Rendering

struct ReportCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a lab report on what you did.",
    discussion: """
      report lab.html --name "Ada Lovelace" --roll 42
      report lab.md                    Markdown; .html is one file that prints well
      report lab.md --of 28            on lesson 28; --of own: on your work outside lessons
      report lab.md --hypothesis "..." --conclusion "..."

      A report has objectives, a hypothesis, the experiment, observations (the commands and what
      they printed), inferences and a conclusion; your own sentences appear where a lesson asked
      for them. Without --of, it is on what you did last. Empty parts get lines to write on.
      """)

  @Argument(help: ArgumentHelp("A file that ends in .md or .html.", valueName: "file"))
  var file: String
  @Option(help: ArgumentHelp("Your name.", valueName: "name")) var name: String?
  @Option(help: ArgumentHelp("Your roll number.", valueName: "roll")) var roll: String?
  @Option(help: ArgumentHelp("A lesson, or `own`.", valueName: "lesson")) var of: String?
  @Option(help: ArgumentHelp("What the experiment should find out.", valueName: "text"))
  var objectives: String?
  @Option(help: ArgumentHelp("What you expected.", valueName: "text")) var hypothesis: String?
  @Option(help: ArgumentHelp("What the observations mean.", valueName: "text"))
  var inferences: String?
  @Option(help: ArgumentHelp("What you know now.", valueName: "text")) var conclusion: String?
  @Flag(help: "Overwrite an existing file.") var force = false

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let format = try Files.pageFormat(file)
    let chapters = session.chapters
    let chapter = try chapter(among: chapters)
    var report = LabReport(chapter: chapter)
    report.name = name.map(NegativeNumber.unshield)
    report.roll = roll.map(NegativeNumber.unshield)
    report.additions = [
      .objectives: objectives, .hypothesis: hypothesis, .inferences: inferences,
      .conclusion: conclusion,
    ].compactMapValues { $0 }
    try Files.write(
      Array(report.document.text(as: format).utf8), to: file, force: force)
    let commands = chapter.entries.count(where: \.isCommand)
    let what = chapter.lesson.map { "lesson \($0.label), \($0.lesson.title)" } ?? "your own work"
    console.print(
      "Wrote the report on \(what) to \(file): \(Numbers.count(commands, "command")), "
        + "\(Numbers.count(chapter.entries.count(where: \.isSentence), "sentence")).")
    let others = chapters.filter { $0.label != chapter.label }
    if of == nil, !others.isEmpty {
      console.print("Other reports: " + others.map { "--of \($0.label)" }.joined(separator: ", "))
    }
    if name == nil || roll == nil {
      console.print("next: report \(Word.quoted(file)) --name \"...\" --roll ... --force")
    }
  }

  private func chapter(
    among chapters: [Notebook.Chapter]
  ) throws(CommandError) -> Notebook.Chapter {
    guard let latest = chapters.last else {
      throw CommandError("There is nothing to report yet.", at: of, hint: "lesson 28")
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
}
