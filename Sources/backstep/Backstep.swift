import ArgumentParser
import Shell
import SystemPackage
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
  private enum Task {
    case session, script(String), lesson(String?), check([String]), grade(String?)
    case bench([String]), man
    case help([String]), version
  }

  private var task: Task {
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

  static func main() {
    let output = TextOutput.standardOutput()
    let errors = TextOutput.standardError()
    Interrupt.install()
    TerminalDevice.findPackedDescriptions()
    do {
      let command = try parse()
      let code = MainActor.assumeIsolated { command.run(output, errors) }
      end(code, output, errors)
    } catch {
      let isAsked = exitCode(for: error) == .success
      let message = fullMessage(
        for: error, columns: isAsked ? CommandHelp.unwrapped : TerminalDevice.width())
      let isScript = CommandLine.arguments.contains { $0.hasPrefix("--generate-completion-script") }
      let text =
        (isAsked && isScript
          ? Invocation.completionScript(message)
          : Invocation.message(message, width: TerminalDevice.width())) + "\n"
      (isAsked ? output : errors).write(text)
      end(isAsked ? .done : .usage, output, errors)
    }
  }

  /// Ends the process: with the signal that asked for it, if there was one; without a word if the
  /// reader has left; with an error if the output could not be written.
  private static func end(
    _ code: Shell.ExitCode, _ output: TextOutput, _ errors: TextOutput
  ) -> Never {
    Interrupt.endIfAsked()
    var code = code
    if output.isClosed {
      code = .unread
    } else if let failure = output.failure {
      errors.write("error: The output cannot be written: \(failure).\n")
      code = .commandFailed
    }
    SystemCalls.endProcess(code.rawValue)
  }

  /// What the screen can show.
  private var screen: Screen {
    Screen(
      isColoured: color.isWanted(on: .standardOutput), isColourAsked: color == .always,
      mixesColours: TerminalDevice.mixesColours, hasFewColours: TerminalDevice.hasFewColours,
      showsBlocks: FileDescriptor.standardOutput.isTerminal && TerminalDevice.isUTF8,
      coloursErrors: color.isWanted(on: .standardError))
  }

  @MainActor
  private func run(_ output: TextOutput, _ errors: TextOutput) -> Shell.ExitCode {
    switch task {
    case .man:
      output.write(ManualPage.text(help: Self.helpMessage(columns: CommandHelp.unwrapped)))
      return .done
    case .version:
      output.write(Self.configuration.version + "\n")
      return .done
    case .help(let words) where words.isEmpty:
      output.write(
        Invocation.message(
          Self.helpMessage(columns: CommandHelp.unwrapped), width: TerminalDevice.width()) + "\n")
      return .done
    default: break
    }
    if case .check(let paths) = task { return check(paths, output, errors) }
    if case .grade(let folder?) = task { return grade(folder, output, errors) }
    if case .bench(let names) = task {
      return bench(names.isEmpty ? Bench.networks : names, output, errors)
    }
    return errors.reporting { () throws(CommandError) in
      let session = try Session.digits(seed: seed, folders: Folders.current.data)
      let interpreter = Interpreter(session: session, console: console(on: output))
      let code = run(interpreter, output, errors)
      let end = errors.reporting { () throws(CommandError) in
        try interpreter.finish()
        return .done
      }
      return code == .done ? end : code
    }
  }

  /// Whether the commands are in a file, or after -c.
  private var isScript: Bool {
    if case .script = task { return true }
    return !commands.isEmpty
  }

  /// Whether a user types commands.
  private var isInteractive: Bool {
    (!isScript || interactive) && FileDescriptor.standardInput.isTerminal
  }

  private func console(on output: TextOutput) -> Console {
    let isOnTerminal = FileDescriptor.standardOutput.isTerminal
    let isInteractiveTerminal = isInteractive && isOnTerminal && !TerminalDevice.isDumb
    let fixedWidth = width
    return Console(
      width: { fixedWidth ?? (isOnTerminal ? max(TerminalDevice.width(), 20) : 80) },
      height: { TerminalDevice.height() }, isInteractiveTerminal: isInteractiveTerminal,
      hasPrompt: isInteractive,
      isInterrupted: { Interrupt.isPending },
      screen: screen, pager: isInteractiveTerminal ? { Pager(output).show($0) } : nil,
      clearing: isInteractiveTerminal ? { TerminalDevice.clearing() } : nil,
      output: output.write)
  }

  /// Runs the commands of a session.
  @MainActor
  private func run(
    _ interpreter: Interpreter, _ output: TextOutput, _ errors: TextOutput
  ) -> Shell.ExitCode {
    if case .help(let words) = task {
      return ScriptRunner(interpreter: interpreter, errors: errors, keepsGoing: false)
        .run(words: ["help"] + words, name: "help")
    }
    let folders = Folders.current
    if isInteractive {
      FileSystem.removeAbandonedFolders()
      interpreter.keepProgress(in: folders.progressFile)
    }
    let runner = ScriptRunner(interpreter: interpreter, errors: errors, keepsGoing: keepGoing)
    let shell =
      isInteractive
      ? InteractiveShell(
        interpreter: interpreter, historyFile: folders.historyFile, output: output, errors: errors)
      : nil
    if !noInit, let path = folders.initFile { shell?.runInitFile(path) }
    if isScript {
      // Nobody turns pages while a script runs.
      interpreter.console.isPaging = false
      let code = runScript(runner, errors)
      guard interactive, !interpreter.session.isOver, output.failure == nil, !Interrupt.isEnding
      else {
        shell?.close()
        return code
      }
      Interrupt.clear()
      return shell?.run(greets: false)
        ?? runner.run(ScriptLines(descriptor: .standardInput), name: "standard input")
    }
    var firstCommand: [String]?
    if case .lesson(let name) = task {
      firstCommand =
        ["lesson"] + (name.map { [$0] } ?? []) + (present ? ["--present"] : [])
        + (at.map { ["--at", $0] } ?? [])
        + (student.map { ["--student", $0] } ?? [])
    }
    guard let shell else {
      if let firstCommand {
        let code = runner.run(words: firstCommand, name: "lesson")
        guard code == .done else { return code }
      }
      return runner.run(ScriptLines(descriptor: .standardInput), name: "standard input")
    }
    return shell.run(beginningWith: firstCommand)
  }

  /// The lines of the commands, each with the number of its -c, separated as in a file.
  private var commandLines: [ScriptRunner.Line] {
    commands.enumerated().flatMap { index, text in
      text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        .map { (index + 1, .success(String($0))) }
    }
  }

  /// Runs the commands after `-c`, or those in the file.
  private func runScript(_ runner: ScriptRunner, _ errors: TextOutput) -> Shell.ExitCode {
    guard case .script(let file) = task else {
      return runner.run(commandLines, name: "-c", continues: false)
    }
    // Someone else may have handed it in.
    if Files.isMarkdown(file) { return runner.run(words: ["source", file], name: file) }
    do throws(ScriptLineError) {
      return runner.run(try ScriptLines(path: file), name: file)
    } catch {
      errors.write("error: \(withoutControls("\(error)")).\n")
      return .commandFailed
    }
  }

  @MainActor
  private func bench(
    _ networks: [String], _ output: TextOutput, _ errors: TextOutput
  ) -> Shell.ExitCode {
    errors.reporting { () throws(CommandError) in
      if live {
        return try Bench.live(
          folders: Folders.current.data, output: { output.write($0) },
          isInterrupted: { Interrupt.isPending })
      }
      return try Bench.run(
        networks, asJSON: json, output: { output.write($0) },
        isInterrupted: { Interrupt.isPending })
    }
  }

  @MainActor
  private func grade(
    _ folder: String, _ output: TextOutput, _ errors: TextOutput
  ) -> Shell.ExitCode {
    var grading = Grading(of: assignment ?? "")
    grading.limit = limit ?? Grading.usualLimit
    (grading.csv, grading.feedback, grading.asJSON) = (csv, feedback, json)
    grading.force = force
    return errors.reporting { () throws(CommandError) in
      try grading.run(folder) { output.write($0) }
    }
  }

  @MainActor
  private func check(
    _ paths: [String], _ output: TextOutput, _ errors: TextOutput
  ) -> Shell.ExitCode {
    errors.reporting { () throws(CommandError) in
      try MarkdownCheck.run(paths, blesses: bless, limit: limit, asJSON: json) {
        output.write($0 + "\n")
      }
    }
  }
}

extension ColorChoice: ExpressibleByArgument {}
