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

  /// A folder that takes all that is written, where nothing may be written elsewhere: while a
  /// transcript is checked, its commands write there, and read from there what they wrote.
  @TaskLocal static var scratch: String?

  /// Does something that may write files, into a folder that is gone afterwards.
  static func inScratch(_ body: () -> Void) throws(CommandError) {
    let folder: String
    do throws(SystemError) {
      folder = try makeTemporaryFolder("backstep-check")
    } catch {
      throw CommandError("There is no place for the files of a check: \(error).")
    }
    defer { removeFolder(folder) }
    $scratch.withValue(folder, operation: body)
  }

  /// Where a path is read: with `~` for the home folder.
  static func expand(_ path: String) -> String {
    if let kept = scratched(path), access(kept, F_OK) == 0 { return kept }
    return atHome(path)
  }

  /// Where a path is in the scratch folder.
  private static func scratched(_ path: String) -> String? {
    let path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    return scratch.map { folder in
      folder + "/"
        + path.utf8.map { $0 == UInt8(ascii: "/") ? "%" : "\(UnicodeScalar($0))" }
        .joined()
    }
  }

  private static func atHome(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = environment("HOME") else { return path }
    return home + path.dropFirst()
  }

  /// All bytes of an ordinary file.
  static func read(
    _ path: String, atMost most: Int = largest
  ) throws(CommandError) -> [UInt8] {
    // Without O_NONBLOCK, opening a named pipe waits for somebody to write to it.
    let descriptor = open(expand(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, "cannot be opened") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw CommandError("\(path) is not an ordinary file.", at: path)
    }
    guard Int(status.st_size) <= most else {
      throw CommandError("\(path) is larger than \(most) bytes.", at: path)
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
  static func read<Value>(_ path: String, as parse: ([UInt8]) throws -> Value) throws -> Value {
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

  /// Refuses a name that is another word for `off`: no file is meant.
  static func checkIsName(_ word: String) throws(CommandError) {
    guard Synonyms.meanings(of: word).contains("off") else { return }
    throw CommandError("`off` ends it, not `\(word)`.", at: word, instead: "off")
  }

  /// Whether the commands that run are somebody else's, a lesson's say: they may make files inside
  /// the working folder, and overwrite none.
  @TaskLocal static var isConfined = false

  /// Writes all bytes to a file, or none: they go to a new file beside it, which then takes its
  /// name. A link goes on leading to where it led. Nothing else writes files for a command.
  static func write(_ bytes: [UInt8], to path: String, force: Bool) throws(CommandError) {
    let location = try location(of: path)
    var status = stat()
    let isThere = stat(location, &status) == 0
    if isThere {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw CommandError("\(path) is there and is not an ordinary file.", at: path)
      }
      guard force, !isConfined else {
        throw CommandError(
          "\(path) is there already.", at: path, hint: isConfined ? nil : "the same with --force")
      }
    }
    let temporary = "\(location).\(getpid()).part"
    // A process of this number that was killed may have left one.
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path, "cannot be written") }
    if isThere { _ = fchmod(descriptor, status.st_mode & 0o777) }
    let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    var code = errno
    let isClosed = close(descriptor) == 0
    if isWritten, !isClosed { code = errno }
    if isWritten, isClosed {
      if rename(temporary, location) == 0 { return }
      code = errno
    }
    unlink(temporary)
    throw failure(
      path, "cannot be written; what was there is as it was", SystemError(code: code))
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Glue.write(descriptor, $0 + written, buffer.count - written) } ?? 0
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  /// Where a path leads for one who writes.
  static func location(of path: String) throws(CommandError) -> String {
    guard !path.isEmpty else { throw CommandError("A file needs a name.") }
    if let kept = scratched(path) { return kept }
    var location = expand(path)
    var status = stat()
    if lstat(location, &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
      guard let target = resolved(location) else {
        throw CommandError("\(path) is a link that leads nowhere.", at: path)
      }
      location = target
    }
    guard isConfined else { return location }
    let folder = location.lastIndex(of: "/").map { String(location[...$0]) } ?? "."
    guard let here = resolved("."), let place = resolved(folder) else {
      throw failure(path, "cannot be written")
    }
    guard (place + "/").hasPrefix(here == "/" ? here : here + "/") else {
      throw CommandError("A lesson stays inside the working folder.", at: path)
    }
    return location
  }

  /// The path without links and dots.
  private static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  private static func failure(
    _ path: String, _ what: String, _ reason: SystemError = SystemError()
  ) -> CommandError {
    let problem = "\(path) \(what): \(reason)."
    return CommandError(problem, at: path, hint: near(path))
  }

  /// The file that the name of one that is not there was meant to be.
  static func near(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, !name.isEmpty else { return nil }
    let folder = path.dropLast(name.count)
    let names = continuations(of: String(folder)).map(\.name)
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
