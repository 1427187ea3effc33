import ArgumentParser
import Course

struct ScriptCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside.touchingFiles
  static let configuration = CommandConfiguration(
    named: "script", abstract: "Show the teacher's page for a lesson.",
    discussion: """
      script 12              what to draw on the board and to say, why each wrong answer is
                             tempting, what can be left out, how you know that they have it
      script 12 --at 4       the lines for its fourth part

      In a lesson, `script` alone shows the page for that lesson.
      """)

  @Argument(help: ArgumentHelp("A lesson of the course.", valueName: "lesson"))
  var name: String?
  @Option(help: ArgumentHelp("This part, counted from 1.", valueName: "part"))
  var at: String?

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let entry: LessonLibrary.Entry
    if let name {
      entry = try LessonLibrary.find(name)
    } else if let play = session.lesson {
      entry = play.entry
    } else {
      throw CommandError("Which lesson?", at: CommandError.end, hint: "script 5")
    }
    guard let page = entry.number.flatMap(TeacherScript.page) else {
      throw CommandError(
        "The script has no page for \(entry.label): it has one for each lesson of the course.",
        at: name, hint: "script 5")
    }
    guard let at else {
      return console.print(LessonText.prose(page, width: console.width()))
    }
    let part = try Arguments.integer(at, "--at", in: 1...entry.lesson.steps.count)
    let lines = TeacherScript.paragraph(on: page, forPart: part)
    guard !lines.isEmpty else {
      throw CommandError(
        "The script has no lines for part \(part), "
          + "`\(entry.lesson.steps[part - 1].title)`.", at: at, hint: "script \(entry.label)")
    }
    console.print(LessonText.prose(lines, width: console.width()))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.contains { !$0.hasPrefix("--") } ? [] : LessonLibrary.candidates
  }
}
