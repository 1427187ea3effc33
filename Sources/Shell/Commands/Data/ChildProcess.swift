import SystemPackage
import Terminal

/// A program that runs alongside this one. It is started without a shell, so its arguments arrive
/// unchanged. It reads nothing, its standard output is discarded, and its standard error is kept.
final class ChildProcess {
  private let process: NewProcess
  private let errors: OpenFile
  /// How it ended; `nil` while it is running.
  private(set) var status: Int32?

  /// The environment variables it receives: the path, the user, and the network settings.
  private static let variables = [
    "PATH", "HOME", "LANG", "TMPDIR", "XDG_CONFIG_HOME", "CURL_HOME", "CURL_CA_BUNDLE",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
    "ALL_PROXY", "no_proxy", "NO_PROXY",
  ]

  /// Starts a program, found as a shell would find it.
  init(_ name: String, _ arguments: [String]) throws(Errno) {
    let seen = Self.variables.compactMap { name in environment(name).map { "\(name)=\($0)" } }
    let pipe = try Pipe()
    process = try NewProcess(
      name, arguments, environment: seen, input: nil, output: nil,
      errors: pipe.writeEnd.descriptor)
    errors = pipe.keepReadEnd()
  }

  /// Whether it has ended. Does not wait.
  var hasEnded: Bool {
    if status == nil { look(waits: false) }
    return status != nil
  }

  /// Ends it, by force if necessary, and waits until it has ended.
  func stop() {
    guard !hasEnded else { return }
    process.terminate()
    for _ in 0..<100 where !hasEnded { SystemCalls.pause(milliseconds: 10) }
    guard !hasEnded else { return }
    process.kill()
    while status == nil { look(waits: true) }
  }

  /// The beginning of what it wrote to standard error, once it has ended.
  func complaint() -> String {
    guard status != nil, let bytes = try? errors.descriptor.readAvailable(atMost: 4_096)
    else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func look(waits: Bool) {
    switch process.event(waits: waits) {
    case .ended(.code(let code)): status = code
    case .ended(.signal(let signal)): status = 128 + signal
    case .none, .stopped, .continued: break
    }
  }
}
