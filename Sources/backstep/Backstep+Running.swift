import ArgumentParser
import Shell
import SystemPackage
import Terminal

extension Backstep {
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
      let end =
        shell?.run(greets: false)
        ?? runner.run(ScriptLines(descriptor: .standardInput), name: "standard input")
      return end == .done ? code : end
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
