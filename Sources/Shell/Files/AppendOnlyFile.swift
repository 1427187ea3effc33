import SystemPackage
import Terminal

/// A file that ``Files/write(_:to:force:)`` has made, and that grows as the session goes on. Each
/// text is written whole and at once.
final class AppendOnlyFile {
  let path: String
  private let file: OpenFile
  private let output: TextOutput

  /// - Throws: ``CommandError`` where it cannot be written.
  init(path: String) throws(CommandError) {
    let file: OpenFile
    do throws(Errno) {
      file = try OpenFile(Files.expand(path), .writeOnly, options: .append)
    } catch {
      throw CommandError("\(path) cannot be written: \(error).", at: path)
    }
    self.path = path
    output = TextOutput(descriptor: file.descriptor)
    self.file = consume file
  }

  func append(_ text: String) { output.write(text) }
}
