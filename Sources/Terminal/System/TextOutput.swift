package import SystemPackage

/// Text to standard output or standard error. Each write arrives at once and whole; when nobody
/// reads any more (`backstep | head`), output ends quietly.
package final class TextOutput: TextOutputStream {
  package let descriptor: FileDescriptor
  /// Why nothing is written any more: `EPIPE` where the reader has left, `ENOSPC` on a full disk.
  package private(set) var failure: Errno?

  package init(descriptor: FileDescriptor) { self.descriptor = descriptor }

  package static func standardOutput() -> TextOutput { TextOutput(descriptor: .standardOutput) }
  package static func standardError() -> TextOutput { TextOutput(descriptor: .standardError) }

  /// The reader has closed its end of the pipe, or the terminal is gone.
  package var isClosed: Bool { failure == .brokenPipe || failure == .ioError }

  package func write(_ text: String) {
    guard failure == nil, !text.isEmpty else { return }
    do throws(Errno) {
      try descriptor.writeWhole(Array(text.utf8))
    } catch {
      failure = error
    }
  }
}
