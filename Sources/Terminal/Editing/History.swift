#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The lines that have been typed, oldest first, and their file.
///
/// A line that begins with a space is for this moment only, and one of more than
/// ``maximumLineLength`` bytes is no line that anybody would edit: neither is remembered.
///
/// Each line is appended to the file when it is typed, in one write, so that two sessions at once
/// and a killed one lose nothing. A file that has grown to twice its limit is cut to the newest lines
/// by writing a new one and renaming it, under a lock that an appending session respects.
package struct History {
  package private(set) var lines: [String] = []
  /// Why the lines of this session are kept in memory only, if they are.
  package private(set) var failure: SystemError?

  package static let usualLimit = 2_000
  package static let maximumLineLength = 10_000

  private let path: String?
  private let limit: Int

  package init(path: String?, limit: Int = History.usualLimit) {
    self.path = path
    self.limit = limit
    guard let path else { return }
    do throws(SystemError) {
      let stored = try HistoryFile(path: path).read()
      lines = Array(stored.suffix(limit))
      if stored.count >= 2 * limit { try HistoryFile(path: path).trim(to: limit) }
    } catch {
      if error.code != ENOENT { failure = error }
    }
  }

  /// Remembers a line, unless it is blank, begins with a space, or is the same as the one before.
  package mutating func append(_ line: String) {
    guard line.contains(where: { !$0.isWhitespace }), line != lines.last else { return }
    guard !line.hasPrefix(" "), line.utf8.count <= Self.maximumLineLength, !hasControls(line) else {
      return
    }
    lines.append(line)
    if lines.count > limit { lines.removeFirst() }
    guard let path, failure == nil else { return }
    do throws(SystemError) {
      try HistoryFile(path: path).append(line)
    } catch {
      failure = error
    }
  }
}

/// The file of a history: UTF-8, a line an entry, for its owner only.
struct HistoryFile {
  let path: String

  /// More than this is never read: the newest lines are at the end.
  static let readLimit = 1 << 20

  func read() throws(SystemError) -> [String] {
    let file = try openFile(O_RDONLY)
    defer { close(file) }
    return try lines(of: file)
  }

  func append(_ line: String) throws(SystemError) {
    var file = try openCreating()
    defer { close(file) }
    lock(file)
    // Another session may have put a trimmed file in this one's place while we waited.
    if !isCurrent(file) {
      close(file)
      file = try openCreating()
      lock(file)
    }
    let end = lseek(file, 0, SEEK_END)
    var last: UInt8 = UInt8(ascii: "\n")
    if end > 0 { _ = retrying { pread(file, &last, 1, end - 1) } }
    try writeAll(Array(((last == UInt8(ascii: "\n") ? "" : "\n") + line + "\n").utf8), to: file)
  }

  func trim(to limit: Int) throws(SystemError) {
    let file = try openFile(O_RDWR)
    defer { close(file) }
    guard lock(file), isCurrent(file) else { return }
    let newest = try lines(of: file).suffix(limit)
    // The file may be a link into somebody's collection of settings: replace what it points to.
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    let target = resolved.map { String(cString: $0) } ?? path
    let new = open(target + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard new >= 0 else { throw SystemError() }
    defer { close(new) }
    try writeAll(Array(newest.map { $0 + "\n" }.joined().utf8), to: new)
    guard fsync(new) == 0, rename(target + ".new", target) == 0 else { throw SystemError() }
  }

  private func openCreating() throws(SystemError) -> Int32 {
    do throws(SystemError) {
      return try openFile(O_RDWR | O_APPEND | O_CREAT)
    } catch {
      guard error.code == ENOENT else { throw error }
      try makeFolder()
      return try openFile(O_RDWR | O_APPEND | O_CREAT)
    }
  }

  private func openFile(_ flags: Int32) throws(SystemError) -> Int32 {
    // O_NONBLOCK: a named pipe in the file's place must not hang the session.
    let file = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard file >= 0 else { throw SystemError() }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(file)
      throw SystemError(code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    return file
  }

  /// The entries of the newest `readLimit` bytes; left out are those that are not UTF-8, hold what
  /// could steer a terminal, or are too long.
  private func lines(of file: Int32) throws(SystemError) -> [String] {
    let size = lseek(file, 0, SEEK_END)
    let from = Swift.max(0, Int(size) - Self.readLimit)
    var bytes = [UInt8](repeating: 0, count: Int(size) - from)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        retrying {
          pread(file, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(from + done))
        }
      }
      guard count >= 0 else { throw SystemError() }
      if count == 0 { break }
      done += count
    }
    var entries = bytes[..<done].split(separator: UInt8(ascii: "\n"))
    if from > 0, !entries.isEmpty { entries.removeFirst() }
    return entries.map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
      .filter { $0.count <= History.maximumLineLength }
      .compactMap { String(validating: $0, as: UTF8.self) }.filter { !hasControls($0) }
  }

  /// Waits for the other session at most a moment: one that was stopped must not stop this one.
  @discardableResult private func lock(_ file: Int32) -> Bool {
    for _ in 0..<50 {
      if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
      _ = poll(nil, 0, 4)
    }
    return false
  }

  private func isCurrent(_ file: Int32) -> Bool {
    var ours = stat()
    var current = stat()
    return fstat(file, &ours) == 0 && stat(path, &current) == 0
      && ours.st_ino == current.st_ino && ours.st_dev == current.st_dev
  }

  private func makeFolder() throws(SystemError) {
    var folder = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
      folder += part + "/"
      if mkdir(folder, 0o700) != 0, errno != EEXIST, errno != EISDIR { throw SystemError() }
    }
  }
}
