import Terminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that runs beside this one, started without a shell: its words reach it as they are.
/// It reads nothing, and what it prints goes nowhere, but for its errors.
final class ChildProcess {
  private let id: pid_t
  private let errors: Int32
  /// How it ended, once it has.
  private(set) var status: Int32?

  /// What of the environment it gets to see: where programs are, who the user is, and how the
  /// network is reached from here.
  private static let variables = [
    "PATH", "HOME", "LANG", "TMPDIR", "XDG_CONFIG_HOME", "CURL_HOME", "CURL_CA_BUNDLE",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
    "ALL_PROXY", "no_proxy", "NO_PROXY",
  ]

  /// Starts a program that is found as a shell would find it (`posix_spawnp`).
  init(_ name: String, _ arguments: [String]) throws(SystemError) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SystemError() }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

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
      close(ends[1])
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    // A signal that is ignored or blocked here would be ignored or blocked there.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    let environment = Self.variables.compactMap { name in
      getenv(name).map { "\(name)=" + String(cString: $0) }
    }
    var id = pid_t()
    let code = Self.withStrings([name] + arguments) { arguments in
      Self.withStrings(environment) { environment in
        posix_spawnp(&id, name, &actions, &attributes, arguments, environment)
      }
    }
    guard code == 0 else {
      close(ends[0])
      throw SystemError(code: code)
    }
    self.id = id
    errors = ends[0]
  }

  deinit { close(errors) }

  /// Whether it has ended; asks without waiting.
  var hasEnded: Bool {
    if status == nil { wait(WNOHANG) }
    return status != nil
  }

  /// Ends it, if need be by force, and waits until it has.
  func stop() {
    guard !hasEnded else { return }
    kill(id, SIGTERM)
    for _ in 0..<100 where !hasEnded { usleep(10_000) }
    guard !hasEnded else { return }
    kill(id, SIGKILL)
    while status == nil { wait(0) }
  }

  /// What it said of its failure, once it has ended; the beginning of that.
  func complaint() -> String {
    guard status != nil else { return "" }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = read(errors, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }

  private func wait(_ options: Int32) {
    var raw: Int32 = 0
    let ended = waitpid(id, &raw, options)
    if ended == id {
      // The macros of <sys/wait.h>: the low seven bits are the signal, the next eight the code.
      let signal = raw & 0x7f
      status = signal == 0 ? (raw >> 8) & 0xff : 128 + signal
    } else if ended < 0, errno != EINTR {
      status = -1
    }
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
