import Terminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that ``Files/write(_:to:force:)`` has made, and that grows as the session goes on. Each
/// text is written whole and at once.
final class AppendOnlyFile {
  let path: String
  private let descriptor: Int32
  private let output: TextOutput

  /// - Throws: ``CommandError`` where it cannot be written.
  init(path: String) throws(CommandError) {
    let descriptor = open(Files.expand(path), O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CommandError("\(path) cannot be written: \(SystemError()).", at: path)
    }
    self.path = path
    self.descriptor = descriptor
    output = TextOutput(descriptor: descriptor)
  }

  deinit { close(descriptor) }

  func append(_ text: String) { output.write(text) }
}
