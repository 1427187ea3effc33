import CLibEdit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that has the terminal to itself while it runs: a person's text editor.
package enum ForegroundProgram {
  /// How it ended.
  package enum Ending: Equatable, Sendable {
    case code(Int32)
    case signal(Int32)
  }

  /// Runs a command line of the person's own choice by the system's shell, so that `$EDITOR` means
  /// here what it means elsewhere; the words behind it reach the program as they are.
  ///
  /// The terminal is given away as it was before Backstep, and is put back as it was given, also
  /// where the program crashes. Ctrl-C is the program's. Where the program is stopped by Ctrl-Z,
  /// Backstep stops with it; both go on together.
  ///
  /// - Throws: ``SystemError`` where nothing can be started.
  package static func run(_ commandLine: String, _ words: [String]) throws(SystemError) -> Ending {
    let terminal = STDIN_FILENO
    var settings = termios()
    let isKnown = tcgetattr(terminal, &settings) == 0
    let ending = wait(for: try start(commandLine, words))
    if isKnown { tcsetattr(terminal, TCSADRAIN, &settings) }
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
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, screen, STDOUT_FILENO)
    // What is ignored here would be ignored there.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP] {
      sigaddset(&signals, signal)
    }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    // Where it is one program the shell makes way for it, and what happens to it is seen here.
    let isOne = !commandLine.contains { "=;&|\n".contains($0) }
    let arguments = ["sh", "-c", "\(isOne ? "exec " : "")\(commandLine) \"$@\"", "sh"] + words
    var copies: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    copies.append(nil)
    var id = pid_t()
    let code = posix_spawn(&id, "/bin/sh", &actions, &attributes, copies, cle_environment())
    guard code == 0 else { throw SystemError(code: code) }
    return id
  }

  private static func wait(for id: pid_t) -> Ending {
    var status: Int32 = 0
    while true {
      let found = waitpid(id, &status, WUNTRACED)
      guard found == id else {
        if found < 0, errno == EINTR { continue }
        return .code(-1)
      }
      // The macros of <sys/wait.h>: 0x7f is stopped; else the low seven bits are the signal, and
      // the next eight the code.
      guard status & 0xff == 0x7f else {
        let signal = status & 0x7f
        return signal == 0 ? .code(status >> 8 & 0xff) : .signal(signal)
      }
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
