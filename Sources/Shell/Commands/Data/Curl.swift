import SystemPackage
import Terminal

/// Downloads by the program `curl`: it knows proxies, certificates and how to go on where a
/// download broke off, and costs the executable nothing.
enum Curl {
  /// How a download ended.
  enum Outcome: Equatable {
    case done
    /// The person pressed Ctrl-C.
    case interrupted
    /// More came than was to come.
    case tooLarge
    /// The server does not go on in the middle of the file.
    case cannotResume
    case failed(String)
  }

  /// Downloads a file, or the rest of one.
  ///
  /// - Parameters:
  ///   - address: What to download.
  ///   - path: Where to: what is there already is the beginning.
  ///   - most: How many bytes the file may have.
  ///   - isInterrupted: Whether to stop; asked all the time.
  ///   - progress: Told all the time how many bytes there are.
  /// - Returns: How it ended.
  /// - Throws: ``CommandError`` where there is no curl.
  static func download(
    _ address: String, to path: String, atMost most: Int, isInterrupted: () -> Bool,
    progress: (Int) -> Void
  ) throws(CommandError) -> Outcome {
    let child = try start(address, to: path)
    while !child.hasEnded {
      let size = Files.size(path) ?? 0
      progress(size)
      if isInterrupted() || size > most {
        child.stop()
        return size > most ? .tooLarge : .interrupted
      }
      SystemCalls.pause(milliseconds: 50)
    }
    if isInterrupted() { return .interrupted }
    if Files.size(path) ?? 0 > most { return .tooLarge }
    let complaint = child.complaint()
    switch child.status {
    case 0: return .done
    // 33: no ranges. 36: the file is longer than the server's. 416: there is nothing behind.
    case 33, 36: return .cannotResume
    case 22 where complaint.contains(" 416"): return .cannotResume
    case let code: return .failed(reason(complaint, code ?? -1))
    }
  }

  private static func start(
    _ address: String, to path: String
  ) throws(CommandError) -> ChildProcess {
    do throws(Errno) {
      return try ChildProcess(
        "curl",
        [
          "--silent", "--show-error", "--no-buffer", "--fail", "--location", "--globoff",
          "--proto", "=http,https", "--proto-redir", "=http,https", "--max-redirs", "10",
          "--connect-timeout", "15", "--speed-limit", "500", "--speed-time", "30",
          "--continue-at", "-", "--output", path, "--url", address,
        ])
    } catch {
      guard error == .noSuchFileOrDirectory else {
        throw CommandError("Could not start curl: \(error).")
      }
      throw CommandError(
        "The program curl, which does the downloading, is not installed.",
        hint: "sudo apt-get install curl, then fetch mnist")
    }
  }

  /// `curl: (22) The requested URL returned error: 404` without its beginning.
  private static func reason(_ complaint: String, _ code: Int32) -> String {
    let line = complaint.split(whereSeparator: \.isNewline).first { $0.hasPrefix("curl: ") }
    guard let line, let end = line.firstIndex(of: ")") else { return "curl ended with \(code)" }
    return String(line[line.index(after: end)...].drop { $0 == " " })
  }
}
