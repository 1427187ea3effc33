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
      backstep                       interactive
      backstep FILE                  runs the commands in a file
      backstep < FILE                the same from a pipe
      backstep -c CMD [-c CMD]...    runs commands
      backstep lesson [NAME]         takes a lesson; without a name, lists them
      backstep check PATH...         runs the examples in Markdown files, lessons, recordings
      backstep bench [NETWORK]       measures where the time of a training step goes
      backstep man                   prints the manual page

      Exit codes: 0 done, 1 a command failed, 2 usage, 3 a check differs, 130 interrupted.
      """,
    version: "backstep 0.1.0")

  @Argument(
    help: ArgumentHelp(
      "A file of commands; or `lesson`, `check`, `bench` or `man`.", valueName: "file"),
    completion: .custom { words, index, prefix in
      Invocation.candidates(for: prefix, at: index, in: words)
    })
  var words: [String] = []
  @Option(
    name: .customShort("c"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run a command; may be repeated.", valueName: "cmd"),
    completion: .list(Invocation.commands))
  var commands: [String] = []
  @Option(help: ArgumentHelp("Draw weights and order from this seed.", valueName: "n"))
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Lay out for so many columns.", valueName: "n"))
  var width: Int?
  @Option(help: ArgumentHelp("Colour the pictures: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto
  @Flag(name: .customLong("no-init"), help: "Do not run the init file.")
  var noInit = false
  @Flag(help: "In a script, go on after a command that fails.")
  var keepGoing = false
  @Flag(help: "With check: write what came into the files.")
  var bless = false
  @Flag(help: "With lesson: type each next command for a teacher who shows it.")
  var present = false

  @Flag(help: "With bench: print JSON, for scripts.")
  var json = false

  /// What the words ask for.
  private enum Task {
    case session, script(String), lesson(String?), check([String]), bench([String]), man
  }

  private var task: Task {
    switch words.first {
    case nil: .session
    case "lesson": .lesson(words.dropFirst().first)
    case "check": .check(Array(words.dropFirst()))
    case "bench": .bench(Array(words.dropFirst()))
    case "man": .man
    case let file?: .script(file)
    }
  }

  func validate() throws {
    if let first = words.first, !commands.isEmpty {
      throw ValidationError("`\(first)` and -c exclude each other.")
    }
    switch task {
    case .check(let paths) where paths.isEmpty:
      throw ValidationError("Which files? backstep check Lessons README.md")
    case .bench(let names):
      if let unknown = names.first(where: { !Bench.networks.contains($0) }) {
        throw ValidationError(
          "`\(unknown)` is none of the networks to measure: "
            + Bench.networks.joined(separator: ", ") + ".")
      }
    case .lesson where words.count > 2, .script where words.count > 1,
      .man where words.count > 1:
      throw ValidationError("`\(words[words.count - 1])` is one word too many.")
    default: break
    }
    if json, words.first != "bench" { throw ValidationError("--json goes with bench.") }
    if bless, words.first != "check" { throw ValidationError("--bless goes with check.") }
    if present, words.first != "lesson" || words.count < 2 {
      throw ValidationError("--present goes with a lesson: backstep lesson 4 --present")
    }
    if let width, !(20...1_000).contains(width) {
      throw ValidationError("--width is from 20 to 1000.")
    }
  }

  static func main() {
    do {
      let command = try parse()
      MainActor.assumeIsolated { SystemCalls.endProcess(command.start().rawValue) }
    } catch {
      let isAsked = exitCode(for: error) == .success
      let message = fullMessage(for: error, columns: TerminalDevice.width())
      let isScript = CommandLine.arguments.contains { $0.hasPrefix("--generate-completion-script") }
      let text = (isAsked && isScript ? Invocation.completionScript(message) : message) + "\n"
      (isAsked ? TextOutput.standardOutput() : TextOutput.standardError()).write(text)
      SystemCalls.endProcess(isAsked ? 0 : Shell.ExitCode.usage.rawValue)
    }
  }

  @MainActor
  private func start() -> Shell.ExitCode {
    Interrupt.install()
    let output = TextOutput.standardOutput()
    let errors = TextOutput.standardError()
    let code = run(output, errors)
    // A reader who has left is no fault; a full disk is.
    guard let failure = output.failure, !output.isClosed else { return code }
    errors.write("error: the output cannot be written: \(failure).\n")
    return .commandFailed
  }

  /// What can be shown.
  private var screen: Screen {
    Screen(
      isColoured: color.isWanted(on: .standardOutput), isColourAsked: color == .always,
      mixesColours: TerminalDevice.mixesColours,
      showsBlocks: FileDescriptor.standardOutput.isTerminal && TerminalDevice.isUTF8,
      coloursErrors: color.isWanted(on: .standardError))
  }

  @MainActor
  private func run(_ output: TextOutput, _ errors: TextOutput) -> Shell.ExitCode {
    if case .man = task {
      output.write(ManualPage.text(help: Self.helpMessage(columns: 400)))
      return .done
    }
    if case .check(let paths) = task { return check(paths, output, errors) }
    if case .bench(let names) = task {
      return bench(names.isEmpty ? Bench.networks : names, output, errors)
    }
    var isScript = !commands.isEmpty
    if case .script = task { isScript = true }
    let isInteractive = !isScript && FileDescriptor.standardInput.isTerminal
    let isOnTerminal = FileDescriptor.standardOutput.isTerminal
    let isInteractiveTerminal = isInteractive && isOnTerminal && !TerminalDevice.isDumb
    let fixedWidth = width
    let console = Console(
      width: { fixedWidth ?? (isOnTerminal ? max(TerminalDevice.width(), 20) : 80) },
      isInteractiveTerminal: isInteractiveTerminal,
      hasPrompt: isInteractive,
      isInterrupted: { Interrupt.isPending || output.isClosed },
      screen: screen, pager: isInteractiveTerminal ? { Pager(output).show($0) } : nil,
      output: output.write)
    let folders = Folders.current
    let session: Session
    do throws(CommandError) {
      session = try Session.digits(seed: seed, folders: folders.data)
    } catch {
      errors.write(error.report(in: "", origin: "error: ") + "\n")
      return .commandFailed
    }
    let interpreter = Interpreter(session: session, console: console)
    if isInteractive { interpreter.keepProgress(in: folders.progressFile) }
    let runner = ScriptRunner(
      interpreter: interpreter, output: output, errors: errors, keepsGoing: keepGoing)
    if !commands.isEmpty {
      return runner.run(
        commands.enumerated().map { ($0.offset + 1, .success($0.element)) }, name: "-c")
    }
    if case .script(let file) = task {
      do throws(ScriptLineError) {
        return runner.run(try ScriptLines(path: file), name: file)
      } catch {
        errors.write("error: \(withoutControls("\(error)")).\n")
        return .commandFailed
      }
    }
    var firstLine: String?
    if case .lesson(let name) = task {
      firstLine =
        "lesson " + (name.map { "\"\($0)\"" } ?? "") + (present ? " --present" : "")
    }
    guard isInteractive else {
      if let firstLine {
        let code = runner.run([(1, .success(firstLine))], name: "lesson")
        guard code == .done else { return code }
      }
      return runner.run(ScriptLines(descriptor: .standardInput), name: "standard input")
    }
    let shell = InteractiveShell(
      interpreter: interpreter, historyFile: folders.historyFile, output: output, errors: errors)
    if !noInit, let path = folders.initFile { shell.runInitFile(path) }
    return shell.run(beginningWith: firstLine)
  }

  @MainActor
  private func bench(
    _ networks: [String], _ output: TextOutput, _ errors: TextOutput
  ) -> Shell.ExitCode {
    do throws(CommandError) {
      return try Bench.run(
        networks, asJSON: json, output: { output.write($0) },
        isInterrupted: { Interrupt.isPending || output.isClosed })
    } catch {
      errors.write(error.report(in: "", origin: "error: ") + "\n")
      return .commandFailed
    }
  }

  @MainActor
  private func check(
    _ paths: [String], _ output: TextOutput, _ errors: TextOutput
  ) -> Shell.ExitCode {
    do throws(CommandError) {
      return try MarkdownCheck.run(paths, blesses: bless) { output.write($0 + "\n") }
    } catch {
      errors.write(error.report(in: "", origin: "error: ") + "\n")
      return .commandFailed
    }
  }
}

extension ColorChoice: ExpressibleByArgument {}
