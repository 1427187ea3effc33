package import Terminal

/// How a run ended, as the exit code of the process.
package enum ExitCode: Int32, Sendable {
  case done = 0
  case commandFailed = 1
  case usage = 2
  case checkDiffers = 3
  case interrupted = 130
  /// As a shell says that a process ended because nobody read its output any more.
  case unread = 141
}

extension TextOutput {
  /// Runs a task and writes its error, if there is one.
  ///
  /// - Returns: What the task returns, or ``ExitCode/commandFailed``.
  package func reporting(_ task: () throws(CommandError) -> ExitCode) -> ExitCode {
    do throws(CommandError) {
      return try task()
    } catch {
      write(error.report(in: "", origin: "error: ") + "\n")
      return .commandFailed
    }
  }
}

/// Runs commands without a user: from a file, a pipe or the command line.
package struct ScriptRunner {
  package typealias Line = (number: Int, text: Result<String, ScriptLineError>)

  let interpreter: Interpreter
  let errors: TextOutput
  let keepsGoing: Bool

  package init(interpreter: Interpreter, errors: TextOutput, keepsGoing: Bool) {
    self.interpreter = interpreter
    self.errors = errors
    self.keepsGoing = keepsGoing
  }

  /// Runs the lines of a script up to the first one that fails.
  ///
  /// - Parameters:
  ///   - lines: The script.
  ///   - name: The name of the script in errors.
  ///   - continues: Whether a line with an open quote or bracket continues on the next line.
  /// - Returns: How it ended.
  package func run(
    _ lines: some Sequence<Line>, name: String, continues: Bool = true
  ) -> ExitCode {
    var code = ExitCode.done
    let whole = WholeLines(lines.makeIterator()) { !continues || interpreter.standsAlone($0) }
    for (number, text) in whole {
      var line = ""
      do throws(CommandError) {
        do throws(ScriptLineError) {
          line = try text.get()
        } catch {
          if error == .interrupted { return .interrupted }
          throw CommandError("\(error).")
        }
        try interpreter.run(line)
      } catch {
        code = report(error, in: line, origin: "\(name):\(number): error: ")
        if code == .interrupted || !keepsGoing { return code }
      }
      if Interrupt.isPending { return .interrupted }
      if interpreter.session.isOver { break }
    }
    return code == .done ? verdict : code
  }

  /// How a run ends in which no command failed.
  private var verdict: ExitCode {
    interpreter.session.hasFoundFault ? .commandFailed : .done
  }

  /// Runs a command of these words, whatever they contain.
  package func run(words: [String], name: String) -> ExitCode {
    do throws(CommandError) {
      try interpreter.run(words: words)
    } catch {
      return report(error, in: "", origin: "\(name): error: ")
    }
    return Interrupt.isPending ? .interrupted : verdict
  }

  private func report(_ error: CommandError, in line: String, origin: String) -> ExitCode {
    if Interrupt.isPending { return .interrupted }
    errors.write(
      error.report(
        in: line, origin: origin, width: interpreter.console.width(),
        style: interpreter.console.screen.errorStyle) + "\n")
    return .commandFailed
  }
}
