import ArgumentParser
import Lab
import Rendering

struct ExerciseCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside.touchingFiles
  static let configuration = CommandConfiguration(
    named: "exercise", abstract: "Write an exercise: a part of a network to program.",
    discussion: """
      exercise                              lists the exercises
      exercise conv-backward mine           writes the folder mine
      exercise conv-backward mine --seed 5  other numbers, for practice

      The folder gets TASK.md, which says what is asked; layers.py, with functions to fill in;
      cases, with numbers to try them on; and run.py, which calls the functions and writes what
      they return to answers. run.py needs Python 3 and NumPy; any other language that writes .npy
      files will do. `judge mine` then says what is right, and what went wrong. Backstep itself
      never runs your code.
      """)

  @Argument(help: ArgumentHelp("An exercise; without one, all are listed.", valueName: "name"))
  var name: String?
  @Argument(help: ArgumentHelp("The folder to write.", valueName: "folder"))
  var folder: String?
  @Option(help: ArgumentHelp("The seed of the numbers; by default, the session's.", valueName: "n"))
  var seed: String?
  @Flag(help: "Replace the files of an existing folder, layers.py too.") var force = false

  var onlyLooks: Bool { name == nil }

  static var vocabulary: [Vocabulary] {
    [Vocabulary(command: "exercise", names: Exercises.all.map(\.name))]
  }

  func run(in session: inout Session, on console: Console) throws {
    guard let name else {
      let width = 2 + (Exercises.all.map(\.name.count).max() ?? 0)
      console.print(Exercises.all.map { $0.name.padded(to: width) + $0.summary })
      console.print("next: exercise conv-backward mine")
      return
    }
    let exercise = try Arguments.choice(name, "exercise", among: Exercises.all) { $0.name }
    guard let folder else {
      throw CommandError(
        "`exercise` needs the name of a folder to write.", at: CommandError.end,
        hint: "exercise \(exercise.name) mine")
    }
    let seed = try seed.map { UInt64(try Arguments.integer($0, "A seed", in: 0...Int.max)) }
    let own = ExerciseFolder(exercise, seed: seed ?? session.seed)
    let place = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    guard !place.isEmpty else { throw CommandError("A folder needs a name.", at: folder) }
    guard force || !Files.isThere(place) else {
      throw CommandError(
        "\(place) already exists.", at: folder,
        hint: "choose another name, or add --force, which also replaces your layers.py")
    }
    let cases = try own.cases()
    try Files.write(own.files(cases), into: place, force: force)
    console.print(
      "\(place): \(exercise.name) with seed \(own.seed): TASK.md, layers.py, run.py and "
        + "\(Numbers.count(cases.count, "case")).")
    console.print(
      "Read TASK.md, fill in layers.py, then run: python3 " + Word.quoted("\(place)/run.py"))
    if session.lesson?.entry.student != nil {
      console.print("Judge it here, in the assignment: then your results are handed in with it.")
    }
    console.print("next: judge \(Word.quoted(place))")
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.filter({ !$0.hasPrefix("-") }).count {
    case 0: Exercises.all.map { Offer($0.name, note: $0.summary) }
    case 1: Completer.folders
    default: []
    }
  }
}
