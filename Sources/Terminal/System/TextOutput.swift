import Synchronization
package import SystemPackage

/// Text to standard output or standard error. Each write arrives at once and whole. If standard
/// output cannot be written, all work stops, because nobody would see it: silently if the reader
/// has left (`backstep | head`). The text is UTF-8, except on a terminal that is not set to it:
/// there, letters that are not ASCII become `?`, which is reported once.
package final class TextOutput: TextOutputStream {
  package let descriptor: FileDescriptor
  /// Why nothing more is written: `EPIPE` if the reader has left, `ENOSPC` on a full disk.
  package private(set) var failure: Errno?
  private let isTerminal: Bool
  private let isASCII: Bool
  /// Whether a letter was replaced, which is reported at the end of the line.
  private var hasReplaced = false
  private static let hasTold = Mutex(false)

  package init(descriptor: FileDescriptor) {
    self.descriptor = descriptor
    isTerminal = descriptor.isTerminal
    isASCII = isTerminal && !TerminalDevice.isUTF8
    // Widths are counted as in UTF-8 anyway.
    if isASCII { useUTF8() }
  }

  package static func standardOutput() -> TextOutput { TextOutput(descriptor: .standardOutput) }
  package static func standardError() -> TextOutput { TextOutput(descriptor: .standardError) }

  /// Whether the reader has closed its end of the pipe, or the terminal is gone.
  package var isClosed: Bool {
    failure == .brokenPipe || isTerminal && failure == .ioError
  }

  package func write(_ text: String) {
    guard failure == nil, !text.isEmpty else { return }
    do throws(Errno) {
      try descriptor.writeWhole(Array((isASCII ? inASCII(text) : text).utf8))
    } catch {
      failure = error
      if descriptor == .standardOutput { Interrupt.stop() }
    }
  }

  /// The text with a `?` for every column of a character that is not ASCII.
  private func inASCII(_ text: String) -> String {
    var result = text
    if text.utf8.contains(where: { $0 >= 128 }) {
      hasReplaced = true
      result = ""
      for scalar in text.unicodeScalars {
        result +=
          scalar.isASCII ? String(scalar) : String(repeating: "?", count: displayWidth(of: scalar))
      }
    }
    guard hasReplaced, text.hasSuffix("\n") else { return result }
    hasReplaced = false
    let isFirst = Self.hasTold.withLock { told in
      defer { told = true }
      return !told
    }
    return isFirst
      ? result
        + "note: the locale (LANG) is not UTF-8, so non-ASCII characters are shown as `?`.\n"
      : result
  }
}
