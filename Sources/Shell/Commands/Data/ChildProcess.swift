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

    defer { close(ends[1]) }
    let seen = Self.variables.compactMap { name in environment(name).map { "\(name)=\($0)" } }
    do throws(SystemError) {
      id = try NewProcess.start(name, arguments, environment: seen) { streams in
        posix_spawn_file_actions_addopen(&streams, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&streams, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&streams, ends[1], STDERR_FILENO)
      }
    } catch {
      close(ends[0])
      throw error
    }
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
      status =
        switch NewProcess.Ending(status: raw) {
        case .code(let code): code
        case .signal(let signal): 128 + signal
        }
    } else if ended < 0, errno != EINTR {
      status = -1
    }
  }
}
