import SystemPackage
import Terminal

/// A file that ``Files/write(_:to:force:)`` has made, and that grows during the session. Each text
/// is written at once. If one cannot be written, the file is cut back to where it was last whole.
final class AppendOnlyFile {
  let path: String
  /// Why nothing more can be written, if so.
  private(set) var failure: Errno?
  private let file: OpenFile
  /// The number of bytes written so far, and of those that are worth keeping.
  private var (length, kept): (Int64, Int64) = (0, 0)
  private var isClosed = false

  /// - Throws: ``CommandError`` if it cannot be written.
  init(path: String) throws(CommandError) {
    do throws(Errno) {
      file = try OpenFile(Files.expand(path), .writeOnly, options: .append)
    } catch {
      throw CommandError("\(path) cannot be written: \(error).", at: path)
    }
    self.path = path
  }

  /// Adds a text, unless an earlier one has failed.
  func append(_ text: String) {
    guard failure == nil, !isClosed else { return }
    write(text)
  }

  /// Records that the file, as it is now, is whole.
  func keep() { if failure == nil { kept = length } }

  /// Ends the file with a text, which is tried even after a failure because it may be short enough.
  /// Nothing is added afterwards; ``failure`` says whether all of it is on the disk.
  func close(with text: String = "") {
    guard !isClosed else { return }
    isClosed = true
    write(text)
    do throws(Errno) {
      try file.synchronize()
    } catch {
      failure = failure ?? error
    }
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    do throws(Errno) {
      try file.append(bytes)
      length += Int64(bytes.count)
    } catch {
      failure = failure ?? error
      // Half a command would be worse than none.
      try? file.truncate(to: kept)
    }
  }
}
