import CTerminal
package import SystemPackage

/// A program that has the terminal to itself while it runs: the user's text editor or pager.
///
/// The program gets the terminal with the settings from before Backstep, and these are restored
/// even if the program crashes. Ctrl-C goes to the program. If Ctrl-Z stops the program, Backstep
/// stops with it; both continue together.
package enum ForegroundProgram {
  /// Runs a command line of the user's choice in the system's shell, so that `$EDITOR` means here
  /// what it means elsewhere; the words after it reach the program unchanged.
  ///
  /// - Throws: `Errno` if nothing can be started.
  package static func run(_ commandLine: String, _ words: [String]) throws(Errno)
    -> NewProcess.Ending
  {
    // Where it is one program the shell makes way for it, and what happens to it is seen here.
    let isOne = !commandLine.contains { "=;&|\n".contains($0) }
    let ending = try lendingTerminal { () throws(Errno) in
      wait(
        for: try NewProcess(
          "/bin/sh", ["-c", "\(isOne ? "exec " : "")\(commandLine) \"$@\"", "sh"] + words,
          input: .standardInput, output: .screen, errors: .standardError))
    }
    if case .signal = ending, !TerminalDevice.isDumb {
      // It had no time to leave its own screen and to bring the cursor back.
      let reset = "\u{1B}[?1049l\u{1B}[?2004l\u{1B}[?25h\u{1B}[m\r\n"
      try? FileDescriptor.screen.writeWhole(Array(reset.utf8))
    }
    return ending
  }

  /// Runs a command line with a text as its input.
  ///
  /// - Throws: `Errno` if nothing can be started.
  static func run(_ commandLine: String, on text: String) throws(Errno) -> NewProcess.Ending {
    try lendingTerminal { () throws(Errno) in
      let pipe = try Pipe()
      let process = try NewProcess(
        "/bin/sh", ["-c", commandLine], input: pipe.readEnd.descriptor, output: .standardOutput,
        errors: .standardError)
      let end = pipe.keepWriteEnd()
      // A program that does not read to the end closes its side; that is no fault.
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
      switch process.event(waits: true) {
      case .ended(let ending): return ending
      case .stopped: if let ending = stop(with: process) { return ending }
      case .continued, .none: continue
      }
    }
  }

  /// Stops Backstep because the program has stopped; when Backstep continues, so does the program.
  ///
  /// - Returns: How the program ended, if it did that instead.
  private static func stop(with process: NewProcess) -> NewProcess.Ending? {
    // Most editors stop the whole job, Backstep included: then both have continued by now.
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
