import CTerminal

#if canImport(Glibc)
  package import Glibc
#elseif canImport(Darwin)
  package import Darwin
#endif

/// Starts other programs: their words reach them as they are.
package enum NewProcess {
  #if canImport(Darwin)
    package typealias Streams = posix_spawn_file_actions_t?
  #else
    package typealias Streams = posix_spawn_file_actions_t
  #endif

  /// How a program ended.
  package enum Ending: Equatable, Sendable {
    case code(Int32)
    case signal(Int32)

    /// What `waitpid` says of one that has ended. The macros of <sys/wait.h>: the low seven bits
    /// are the signal, the next eight the code.
    package init(status: Int32) {
      let signal = status & 0x7f
      self = signal == 0 ? .code(status >> 8 & 0xff) : .signal(signal)
    }
  }

  /// Starts a program that is found as a shell would find it (`posix_spawnp`).
  ///
  /// - Parameters:
  ///   - name: The program.
  ///   - arguments: Its words.
  ///   - environment: Lines of NAME=VALUE; nil: this process's environment.
  ///   - setStreams: Says where its standard streams lead.
  /// - Returns: Its number.
  /// - Throws: ``SystemError`` where it cannot be started.
  package static func start(
    _ name: String, _ arguments: [String], environment: [String]? = nil,
    setStreams: (inout Streams) -> Void
  ) throws(SystemError) -> Int32 {
    #if canImport(Darwin)
      var streams: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var streams = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&streams)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&streams)
      posix_spawnattr_destroy(&attributes)
    }
    setStreams(&streams)
    // A signal that is ignored or blocked here would be ignored or blocked there.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP] {
      sigaddset(&signals, signal)
    }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    var id = pid_t()
    let code = withStrings([name] + arguments) { arguments in
      guard let environment else {
        return posix_spawnp(&id, name, &streams, &attributes, arguments, cle_environment())
      }
      return withStrings(environment) { environment in
        posix_spawnp(&id, name, &streams, &attributes, arguments, environment)
      }
    }
    guard code == 0 else { throw SystemError(code: code) }
    return id
  }

  /// Strings as a list of C strings that ends with nil.
  private static func withStrings<R>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R
  ) -> R {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
