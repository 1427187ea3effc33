package import Terminal

/// How a run ended, as the process says it.
package enum ExitCode: Int32, Sendable {
  case done = 0
  case commandFailed = 1
  case usage = 2
  case checkDiffers = 3
  case interrupted = 130
}

/// Runs commands without a person: from a file, a pipe or the command line.
package struct ScriptRunner {
  let interpreter: Interpreter
  let errors: TextOutput
  let output: TextOutput
  let keepsGoing: Bool

  package init(
    interpreter: Interpreter, output: TextOutput, errors: TextOutput, keepsGoing: Bool
  ) {
    self.interpreter = interpreter
    self.output = output
    self.errors = errors
    self.keepsGoing = keepsGoing
  }

  /// Runs the lines of a script up to the first that fails.
  ///
  /// - Parameters:
  ///   - lines: The script.
  ///   - name: What errors call it.
  /// - Returns: How it ended.
  package func run(
    _ lines: some Sequence<(number: Int, text: Result<String, ScriptLineError>)>, name: String
  ) -> ExitCode {
    var code = ExitCode.done
    for (number, text) in lines {
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
        if Interrupt.isPending { return .interrupted }
        errors.write(
          error.report(
            in: line, origin: "\(name):\(number): error: ", width: interpreter.console.width(),
            inColour: interpreter.console.screen.coloursErrors)
            + "\n")
        code = .commandFailed
        if !keepsGoing { return code }
      }
      if Interrupt.isPending { return .interrupted }
      if interpreter.session.isOver || output.isClosed { break }
    }
    return code
  }
}
