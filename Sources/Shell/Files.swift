import ConvNet
import Terminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reading and writing of whole files: nothing half-written, nothing overwritten unasked.
enum Files {
  /// The largest file that is read whole.
  static let largest = 1 << 30

  /// A path with `~` for the home folder.
  static func expand(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }

  /// All bytes of an ordinary file.
  static func read(_ path: String) throws(CommandError) -> [UInt8] {
    // Without O_NONBLOCK, opening a named pipe waits for somebody to write to it.
    let descriptor = open(expand(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, "cannot be opened") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw CommandError("\(path) is not an ordinary file.", at: path)
    }
    guard Int(status.st_size) <= largest else {
      throw CommandError("\(path) is larger than \(largest) bytes.", at: path)
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { Glue.read(descriptor, $0 + filled, buffer.count - filled) } ?? 0
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "cannot be read") }
      if count == 0 { break }
      filled += count
    }
    return Array(bytes.prefix(filled))
  }

  /// What `parse` makes of a file's bytes; where they are not in its format, the error names the
  /// file.
  static func read<Content>(_ path: String, as parse: ([UInt8]) throws -> Content) throws -> Content
  {
    let bytes = try read(path)
    do {
      return try parse(bytes)
    } catch let error as FileFormatError {
      throw CommandError("\(path): \(error).", at: path)
    }
  }

  /// Checks that a path that is there is no pipe or device, which could keep one waiting for ever.
  static func checkOrdinary(_ path: String) throws(CommandError) {
    var status = stat()
    guard stat(expand(path), &status) == 0 else { return }
    let type = status.st_mode & S_IFMT
    guard type == S_IFREG || type == S_IFDIR else {
      throw CommandError("\(path) is not an ordinary file.", at: path)
    }
  }

  /// Checks that a path ends as its format asks.
  static func check(_ path: String, ending: String) throws(CommandError) {
    guard path.hasSuffix(ending), path != ending else {
      throw CommandError(
        "The file's name has to end in \(ending), so that others know what it is.", at: path,
        hint: path + ending)
    }
  }

  /// Writes all bytes to a file, or none: they go to a new file beside it, which then takes its
  /// name.
  static func write(_ bytes: [UInt8], to path: String, force: Bool) throws(CommandError) {
    guard !path.isEmpty else { throw CommandError("A file needs a name.") }
    let location = expand(path)
    var status = stat()
    if stat(location, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw CommandError("\(path) is there and is not an ordinary file.", at: path)
      }
      guard force else {
        throw CommandError("\(path) is there already.", at: path, hint: "the same with --force")
      }
    }
    let temporary = "\(location).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path, "cannot be written") }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Glue.write(descriptor, $0 + written, buffer.count - written) } ?? 0
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      written += count
    }
    let isComplete = written == bytes.count && fsync(descriptor) == 0
    let error = failure(path, "cannot be written; what was there is as it was")
    guard close(descriptor) == 0, isComplete, rename(temporary, location) == 0 else {
      unlink(temporary)
      throw error
    }
  }

  private static func failure(_ path: String, _ what: String) -> CommandError {
    let problem = "\(path) \(what): \(SystemError())."
    return CommandError(problem, at: path, hint: near(path))
  }

  /// The file that the name of one that is not there was meant to be.
  static func near(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, !name.isEmpty else { return nil }
    let folder = path.dropLast(name.count)
    let names = Completer.paths(like: String(folder), ending: "").compactMap(\.label)
    return Spelling.slip(of: String(name), among: names).map { String(folder) + $0 }
  }
}

/// The C calls whose names this room's own functions shadow.
private enum Glue {
  static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, buffer, count)
    #else
      Darwin.read(descriptor, buffer, count)
    #endif
  }

  static func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, buffer, count)
    #else
      Darwin.write(descriptor, buffer, count)
    #endif
  }
}
