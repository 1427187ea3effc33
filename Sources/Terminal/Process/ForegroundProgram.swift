import CTerminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that has the terminal to itself while it runs: a person's text editor.
package enum ForegroundProgram {
  /// Runs a command line of the person's own choice by the system's shell, so that `$EDITOR` means
  /// here what it means elsewhere; the words behind it reach the program as they are.
  ///
  /// The terminal is given away as it was before Backstep, and is put back as it was given, also
  /// where the program crashes. Ctrl-C is the program's. Where the program is stopped by Ctrl-Z,
  /// Backstep stops with it; both go on together.
  ///
  /// - Throws: ``SystemError`` where nothing can be started.
  package static func run(_ commandLine: String, _ words: [String]) throws(SystemError)
    -> NewProcess.Ending
  {
    let settings = TerminalDevice.Settings()
    let ending = wait(for: try start(commandLine, words))
    settings?.putBack()
    if case .signal = ending, !TerminalDevice.isDumb {
      // It had no time to leave its own screen and to bring the cursor back.
      try? writeAll(Array("\u{1B}[?1049l\u{1B}[?2004l\u{1B}[?25h\u{1B}[m\r\n".utf8), to: screen)
    }
    Interrupt.clear()
    return ending
  }

  /// Where it draws: standard output, or standard error when the output is piped away.
  private static var screen: Int32 {
    TerminalDevice.isTerminal(STDOUT_FILENO) ? STDOUT_FILENO : STDERR_FILENO
  }

  private static func start(
    _ commandLine: String, _ words: [String]
  ) throws(SystemError) -> pid_t {
    // Where it is one program the shell makes way for it, and what happens to it is seen here.
    let isOne = !commandLine.contains { "=;&|\n".contains($0) }
    let arguments = ["-c", "\(isOne ? "exec " : "")\(commandLine) \"$@\"", "sh"] + words
    return try NewProcess.start("/bin/sh", arguments) { streams in
      posix_spawn_file_actions_adddup2(&streams, screen, STDOUT_FILENO)
    }
  }

  private static func wait(for id: pid_t) -> NewProcess.Ending {
    var status: Int32 = 0
    while true {
      let found = waitpid(id, &status, WUNTRACED)
      guard found == id else {
        if found < 0, errno == EINTR { continue }
        return .code(-1)
      }
      // The macros of <sys/wait.h>: 0x7f is stopped.
      guard status & 0xff == 0x7f else { return NewProcess.Ending(status: status) }
      stop(with: id)
    }
  }

  /// Stops as the program has; when Backstep goes on, so does the program.
  private static func stop(with id: pid_t) {
    // Most editors stop the whole job and so us: then it goes on already, and so do we.
    usleep(20_000)
    var status: Int32 = 0
    guard waitpid(id, &status, WCONTINUED | WNOHANG) != id else { return }
    cle_suspend()
    kill(id, SIGCONT)
  }
}
