import SystemPackage
import Terminal

/// Downloads with the program `curl`, which handles proxies, certificates and resuming, and adds
/// nothing to the size of the executable.
enum Curl {
  /// How a download ended.
  enum Outcome: Equatable {
    case done
    /// The user pressed Ctrl-C.
    case interrupted
    /// The server sent more bytes than the file may have.
    case tooLarge
    /// The server cannot resume in the middle of the file.
    case cannotResume
    case failed(String)
  }

  /// Downloads a file, or the rest of a file.
  ///
  /// - Parameters:
  ///   - address: What to download.
  ///   - path: Where to save it. An existing file is taken to be the beginning.
  ///   - most: The maximum size of the file in bytes.
  ///   - isInterrupted: Whether to stop; polled during the download.
  ///   - progress: Called during the download with the number of bytes so far.
  /// - Returns: How the download ended.
  /// - Throws: ``CommandError`` if `curl` is not available.
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
    // 33: no range support. 36: the file is longer than the server's. 416: nothing is left to send.
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
        "`fetch` downloads with the program curl, which is not installed.",
        hint: "sudo apt-get install curl, then fetch mnist")
    }
  }

  /// `curl: (22) The requested URL returned error: 404`, without the prefix.
  private static func reason(_ complaint: String, _ code: Int32) -> String {
    let line = complaint.split(whereSeparator: \.isNewline).first { $0.hasPrefix("curl: ") }
    guard let line, let end = line.firstIndex(of: ")") else {
      return "curl exited with status \(code)"
    }
    return String(line[line.index(after: end)...].drop { $0 == " " })
  }
}
