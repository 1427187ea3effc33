#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Text to standard output or standard error. Each write arrives at once and whole; when nobody
/// reads any more (`backstep | head`), output ends quietly.
package final class TextOutput: TextOutputStream {
  package let descriptor: Int32
  /// Why nothing is written any more: `EPIPE` where the reader has left, `ENOSPC` on a full disk.
  package private(set) var failure: SystemError?

  package init(descriptor: Int32) { self.descriptor = descriptor }

  package static func standardOutput() -> TextOutput { TextOutput(descriptor: STDOUT_FILENO) }
  package static func standardError() -> TextOutput { TextOutput(descriptor: STDERR_FILENO) }

  /// The reader has closed its end of the pipe, or the terminal is gone.
  package var isClosed: Bool { failure?.code == EPIPE || failure?.code == EIO }

  package func write(_ text: String) {
    guard failure == nil, !text.isEmpty else { return }
    do throws(SystemError) {
      try writeAll(Array(text.utf8), to: descriptor)
    } catch {
      failure = error
    }
  }
}
