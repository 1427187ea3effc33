import Terminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A transcript that grows as the session goes on; `source` can run it again.
final class LogFile {
  /// What stands before a command.
  static let prompt = "backstep> "

  let path: String
  private let descriptor: Int32
  private let output: TextOutput

  /// A transcript in a file that is there and empty.
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
