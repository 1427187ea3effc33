import ArgumentParser
import Shell
import Terminal

@main
struct Backstep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backstep",
    abstract: "Step a small convolutional network, forwards and backwards.",
    discussion: """
      backstep                       starts the shell; type `help start` there
      backstep FILE                  runs the commands in a file
      backstep < FILE                runs commands from a pipe
      backstep -c CMD [-c CMD]...    runs commands
      backstep -i FILE               runs a file (or -c commands), then starts the shell
      backstep lesson [NAME]         starts a lesson; without a name, lists them
      backstep tour                  starts the first lesson, the tour
      backstep help [WORD]           prints this page, or the shell's help for WORD
      backstep check PATH...         runs the examples in Markdown files, lessons, recordings
      backstep grade FOLDER --of FILE
                                     grades what was handed in for an assignment
      backstep bench [NETWORK]       measures where the time of a training step goes
      backstep man                   prints the manual page
      backstep version               prints the version

      Exit codes: 0 done, 1 a command failed, 2 usage, 3 a check differs, or a grade needs a look, 130 interrupted, 141 nobody reads the output.
      """,
    version: Version.long)

  @Argument(
    help: ArgumentHelp(
      "A file of commands, or one of the words above.", valueName: "file"),
    completion: .custom { words, index, prefix in
      Invocation.candidates(for: prefix, at: index, in: words)
    })
  var words: [String] = []
  @Option(
    name: .customShort("c"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run a command; may be repeated.", valueName: "cmd"),
    completion: .list(Invocation.commands))
  var commands: [String] = []
  @Flag(
    name: [.customShort("i"), .long], help: "With a file or -c: stay at the prompt afterwards.")
  var interactive = false
  @Option(help: ArgumentHelp("Draw weights and order from this seed.", valueName: "n"))
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Format the output for N columns.", valueName: "n"))
  var width: Int?
  @Option(help: ArgumentHelp("Colour the pictures: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto
  @Flag(name: .customLong("no-init"), help: "Do not run the init file.")
  var noInit = false
  @Flag(help: "In a script, continue after a command that fails.")
  var keepGoing = false
  @Flag(help: "With check: write the actual output into the files.")
  var bless = false
  @Flag(help: "With lesson: type each command for a teacher who presents it.")
  var present = false
  @Option(
    help: ArgumentHelp("With lesson: begin at this part, counted from 1.", valueName: "part"))
  var at: String?

  @Flag(help: "With bench, check and grade: print JSON, for scripts.")
  var json = false
  @Flag(help: "With bench: measure training while displays are drawn.")
  var live = false
  @Option(
    name: .customLong("of"), help: ArgumentHelp("With grade: the assignment.", valueName: "file"))
  var assignment: String?
  @Option(help: ArgumentHelp("With grade: write a table for a spreadsheet.", valueName: "file"))
  var csv: String?
  @Flag(help: "With grade: overwrite the table and the pages.") var force = false
  @Option(
    help: ArgumentHelp("With grade: write a page for each student.", valueName: "folder"))
  var feedback: String?
  @Option(
    help: ArgumentHelp(
      "With check and grade: how long a file may take (grade: \(Grading.usualLimit) by default).",
      valueName: "seconds"))
  var limit: Int?
  @Option(help: ArgumentHelp("With lesson: who takes an assignment.", valueName: "name"))
  var student: String?

  /// The task that the arguments ask for.
  enum Task {
    case session, script(String), lesson(String?), check([String]), grade(String?)
    case bench([String]), man
    case help([String]), version
  }

  var task: Task {
    switch words.first {
    case nil: .session
    case "lesson", "lessons": .lesson(words.dropFirst().first)
    case "tour": .lesson("tour")
    case "help": .help(Array(words.dropFirst()))
    case "version": .version
    case "check": .check(Array(words.dropFirst()))
    case "grade": .grade(words.dropFirst().first)
    case "bench": .bench(Array(words.dropFirst()))
    case "man": .man
    case let file?: .script(file)
    }
  }

  func validate() throws {
    if let first = words.first, !commands.isEmpty {
      throw ValidationError("`\(first)` and -c cannot be combined.")
    }
    switch task {
    case .check(let paths) where paths.isEmpty:
      throw ValidationError("Which files? backstep check Lessons README.md")
    case .grade(let folder) where folder == nil || assignment == nil:
      throw ValidationError("Which folder, and which assignment? backstep grade FOLDER --of hw1.md")
    case .bench(let names):
      if let unknown = names.first(where: { !Bench.networks.contains($0) }) {
        throw ValidationError(
          "`\(unknown)` is not a network that bench can measure; these are: "
            + Bench.networks.joined(separator: ", ") + ".")
      }
    case .script(let word)
    where Invocation.commands.contains(word) && FileSystem.type(word) == nil:
      throw ValidationError(
        "`\(word)` is a command of the shell, not a file. Try: backstep -c "
          + "'\(words.joined(separator: " "))'")
    case .grade where words.count > 2,
      .lesson where words.count > 2 || words.count == 2 && words[0] != "lesson",
      .script where words.count > 1, .man where words.count > 1, .version where words.count > 1:
      throw ValidationError("Unexpected argument `\(words[words.count - 1])`.")
    default: break
    }
    switch task {
    case .session, .script: break
    default: if interactive { throw ValidationError("-i needs a file or -c.") }
    }
    let word = words.first
    let hasLesson = word == "lesson" && words.count > 1
    let faults: [(isThere: Bool, message: String)] = [
      (
        json && !["bench", "check", "grade"].contains(word),
        "--json goes with bench, check and grade."
      ),
      (
        word != "grade" && (force || assignment ?? csv ?? feedback != nil),
        "--of, --csv, --feedback and --force go with grade."
      ),
      (limit != nil && word != "grade" && word != "check", "--limit goes with check and grade."),
      (bless && json, "--bless rewrites what differs, so --json has nothing to list."),
      (!(1...3_600).contains(limit ?? 1), "--limit is from 1 to 3600 seconds."),
      (
        student != nil && !hasLesson,
        "--student goes with an assignment: backstep lesson hw1.md --student 42"
      ),
      (live && (words != ["bench"] || json), "--live goes with bench: backstep bench --live"),
      (bless && word != "check", "--bless goes with check."),
      (present && !hasLesson, "--present goes with a lesson: backstep lesson 5 --present"),
      (at != nil && !hasLesson, "--at goes with a lesson: backstep lesson 5 --at 3"),
      (!(20...1_000).contains(width ?? 80), "--width is from 20 to 1000."),
    ]
    if let fault = faults.first(where: \.isThere) { throw ValidationError(fault.message) }
  }
}

extension ColorChoice: ExpressibleByArgument {}
