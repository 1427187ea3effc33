import CTerminal
package import SystemPackage

/// A program that has the terminal to itself while it runs: the user's text editor or pager.
///
/// The program gets the terminal with the settings from before Backstep, and these are restored
/// even if the program crashes. Ctrl-C goes to the program. If Ctrl-Z stops the program, Backstep
/// stops with it; both continue together.
package enum ForegroundProgram {
  /// Runs a command line of the user's choice in the system's shell, so that `$EDITOR` means the
  /// same as elsewhere; the words after it reach the program unchanged.
  ///
  /// - Throws: `Errno` if nothing can be started.
  package static func run(_ commandLine: String, _ words: [String]) throws(Errno)
    -> NewProcess.Ending
  {
    // A single program replaces the shell that starts it, so that we see what happens to it.
    let isOne = !commandLine.contains { "=;&|\n".contains($0) }
    let ending = try lendingTerminal { () throws(Errno) in
      wait(
        for: try NewProcess(
          "/bin/sh", ["-c", "\(isOne ? "exec " : "")\(commandLine) \"$@\"", "sh"] + words,
          input: .standardInput, output: .screen, errors: .standardError))
    }
    if case .signal = ending, !TerminalDevice.isDumb {
      // The program had no time to leave its own screen and restore the cursor.
      let reset = "\u{1B}[?1049l\u{1B}[?2004l\u{1B}[?25h\u{1B}[m\r\n"
      try? FileDescriptor.screen.writeWhole(Array(reset.utf8))
    }
    return ending
  }

  /// Runs a command line with a text as its standard input.
  ///
  /// - Throws: `Errno` if nothing can be started.
  static func run(_ commandLine: String, on text: String) throws(Errno) -> NewProcess.Ending {
    try lendingTerminal { () throws(Errno) in
      let pipe = try Pipe()
      let process = try NewProcess(
        "/bin/sh", ["-c", commandLine], input: pipe.readEnd.descriptor, output: .standardOutput,
        errors: .standardError)
      let end = pipe.keepWriteEnd()
      // A program that does not read to the end closes its side; that is not an error.
      try? end.append(Array(text.utf8))
      try? end.close()
      return wait(for: process)
    }
  }

  private static func lendingTerminal(
    _ body: () throws(Errno) -> NewProcess.Ending
  ) throws(Errno) -> NewProcess.Ending {
    let settings = TerminalDevice.Settings()
    let ending = try body()
    settings?.putBack()
    // Ctrl-C was for the program.
    Interrupt.clear()
    return ending
  }

  private static func wait(for process: NewProcess) -> NewProcess.Ending {
    while true {
      if Interrupt.isEnding { process.terminate() }
      switch process.event(waits: !Interrupt.isEnding) {
      case .ended(let ending): return ending
      case .stopped: if let ending = stop(with: process) { return ending }
      case .continued: continue
      case .none: SystemCalls.pause(milliseconds: 10)
      }
    }
  }

  /// Stops Backstep because the program has stopped. When Backstep continues, so does the program.
  ///
  /// - Returns: How the program ended, if it ended instead.
  private static func stop(with process: NewProcess) -> NewProcess.Ending? {
    // Most editors stop the whole job, Backstep included; in that case both have continued by now.
    SystemCalls.pause(milliseconds: 20)
    switch process.event(waits: false) {
    case .ended(let ending): return ending
    case .continued: return nil
    case .stopped, .none: break
    }
    cle_suspend()
    process.resume()
    return nil
  }
}
