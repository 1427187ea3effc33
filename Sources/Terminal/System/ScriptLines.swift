import CTerminal
package import SystemPackage

/// Why a script could not be read any further.
package enum ScriptLineError: Error, Equatable, Sendable, CustomStringConvertible {
  case cannotOpen(path: String, Errno)
  case isDirectory(path: String)
  case cannotRead(Errno)
  case notUTF8(column: Int)
  case looksLikeUTF16
  case containsNUL(column: Int)
  case tooLong(limit: Int)
  case interrupted

  package var description: String {
    switch self {
    case .cannotOpen(let path, let reason): "cannot open \(path): \(reason)"
    case .isDirectory(let path): "\(path) is a directory, not a script"
    case .cannotRead(let reason): "cannot read any further: \(reason)"
    case .notUTF8(let column): "byte \(column) of this line is not UTF-8; save the file as UTF-8"
    case .looksLikeUTF16: "this is UTF-16 text; save the file as UTF-8"
    case .containsNUL(let column): "byte \(column) of this line is NUL; this is not a text file"
    case .tooLong(let limit): "this line is longer than \(limit) bytes; break it into several"
    case .interrupted: "interrupted"
    }
  }
}

/// The lines of a script, from a file or a pipe, each as soon as it is complete. Lines end in LF or
/// CR LF, the last line may have no line break, and a byte order mark is skipped. After an error,
/// there are no more lines: in a file that is not text, they would be errors, too.
package final class ScriptLines: Sequence, IteratorProtocol {
  package typealias Element = (number: Int, text: Result<String, ScriptLineError>)

  package static let maximumLineLength = 1_000_000

  private let descriptor: FileDescriptor
  /// The file, if we have to close it.
  private let file: OpenFile?
  private var buffer: [UInt8] = []
  /// Where the next line starts in `buffer`, and how far it has been searched for its end.
  private var start = 0
  private var searched = 0
  private var number = 0
  private var isAtEnd = false
  private var hasFailed = false

  /// Reads from an open descriptor, which is not closed.
  package init(descriptor: FileDescriptor) {
    self.descriptor = descriptor
    file = nil
  }

  package init(path: String) throws(ScriptLineError) {
    let file: OpenFile
    do throws(Errno) {
      file = try OpenFile(path, .readOnly)
    } catch {
      throw .cannotOpen(path: path, error)
    }
    if (try? file.status())?.type == .directory { throw .isDirectory(path: path) }
    descriptor = file.descriptor
    self.file = consume file
  }

  package func next() -> Element? {
    guard !hasFailed else { return nil }
    do throws(ScriptLineError) {
      guard let bytes = try nextBytes() else { return nil }
      return (number, .success(try text(of: bytes)))
    } catch {
      hasFailed = true
      return (number, .failure(error))
    }
  }

  private func nextBytes() throws(ScriptLineError) -> ArraySlice<UInt8>? {
    if buffer.count > start { number += 1 }
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { (start, searched) = (end + 1, end + 1) }
        return try checked(buffer[start..<end])
      }
      searched = buffer.count
      _ = try checked(buffer[start...])
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return buffer[start...]
      }
      let hadNothing = start == buffer.count
      try readMore()
      if hadNothing, start < buffer.count { number += 1 }
    }
  }

  /// Checks a line even before its end has arrived: a pipe of zeros never sends one.
  private func checked(_ line: ArraySlice<UInt8>) throws(ScriptLineError) -> ArraySlice<UInt8> {
    if number == 1, line.starts(with: [0xFF, 0xFE]) || line.starts(with: [0xFE, 0xFF]) {
      throw .looksLikeUTF16
    }
    if let index = line.firstIndex(of: 0) {
      throw .containsNUL(column: index - line.startIndex + 1)
    }
    if line.count > Self.maximumLineLength { throw .tooLong(limit: Self.maximumLineLength) }
    return line
  }

  private func text(of line: ArraySlice<UInt8>) throws(ScriptLineError) -> String {
    var line = line
    if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    if let text = String(validating: line, as: UTF8.self) { return text }
    throw .notUTF8(column: validPrefix(of: line) + 1)
  }

  private func validPrefix(of line: ArraySlice<UInt8>) -> Int {
    var decoder = UTF8()
    var bytes = line.makeIterator()
    var length = 0
    while case .scalarValue(let scalar) = decoder.decode(&bytes) {
      length += UTF8.width(scalar)
    }
    return length
  }

  private func readMore() throws(ScriptLineError) {
    buffer.removeSubrange(..<start)
    searched -= start
    start = 0
    while true {
      // A pipe may stay silent forever; Ctrl-C must still work.
      if cle_wait(descriptor.rawValue, -1) != 0 {
        if Interrupt.isPending { throw .interrupted }
        continue
      }
      do throws(Errno) {
        guard let bytes = try descriptor.readAvailable(atMost: 65_536) else { continue }
        isAtEnd = bytes.isEmpty
        buffer += bytes
        return
      } catch {
        throw .cannotRead(error)
      }
    }
  }
}
