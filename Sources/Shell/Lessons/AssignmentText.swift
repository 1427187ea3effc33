import ConvNet
import Course
import Rendering

/// What an assignment says of its rules.
enum AssignmentText {
  /// The lines under its title.
  static func opening(_ assignment: Assignment, for student: String) -> [String] {
    let whose = student.isEmpty ? "" : ", for \(student)"
    let due = assignment.due.map { ", due \($0)" } ?? ""
    return ["\(assignment.name)\(whose)\(due). `hand-in FILE` writes the file to hand in."]
      + (assignment.locksWhy
        ? [
          "While a question is open, `why` is locked, and so are commands that could show the "
            + "number asked for."
        ] : [])
  }

  /// Which commands help in a lesson or an assignment: ` Help: hint, answer, skip.`
  static func help(in assignment: Assignment?) -> String {
    guard let assignment else { return " Help: hint, answer, skip." }
    let hints =
      switch assignment.hints {
      case nil: "hint"
      case 0?: ""
      case let most?: "hint (up to \(Numbers.count(most)) per part)"
      }
    let words = [
      hints, assignment.showsAnswers ? "answer" : "", assignment.allowsSkipping ? "skip" : "",
    ].filter { !$0.isEmpty }
    return words.isEmpty ? "" : " Help: \(words.joined(separator: ", "))."
  }
}

extension LessonLibrary.Entry {
  /// The name of the file to hand in for an assignment: `hw1-42.md`.
  var handInName: String {
    let word = (student ?? "").map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return "\(lesson.assignment?.name ?? lesson.id)-\(String(word)).md"
  }
}

/// Keeps what would give an answer away locked while a question is open, in an assignment that wants
/// it so: `why`; and if a place is asked for, whatever could show its number.
struct AssignmentGuide: Observer {
  func objection(to command: RunCommand, in session: Session) -> CommandError? {
    guard let play = session.lesson, play.lesson.assignment?.locksWhy ?? false,
      let question = play.openQuestion
    else { return nil }
    let name = command.type.name
    let lock = "locked until you have answered the question."
    if name == "why" { return CommandError("`why` is \(lock)", at: name) }
    guard !question.places.isEmpty, mayShow(command, in: session) else { return nil }
    let line = ([name] + command.arguments.map(\.asTyped)).joined(separator: " ")
    return CommandError("`\(line)` could show the number asked for: it is \(lock)", at: name)
  }

  /// Whether a command could show a number that is computed: one that looks, tries or writes. `print`
  /// of what is given, the image and parameters, could not.
  private func mayShow(_ command: RunCommand, in session: Session) -> Bool {
    let name = command.type.name
    guard name == "print" else {
      return command.type.group == .look || command.type.group == .try
        || ["write", "until", "export"].contains(name)
    }
    let given = Set(
      session.trainer.parameterPlaces + ["image", "label"].map { Place(quantity: $0) })
    return !command.arguments.allSatisfy { word in
      (try? Place(parsing: word.text)).map { given.contains($0.whole) } ?? false
    }
  }
}
