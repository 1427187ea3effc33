package import SystemPackage

/// The lines that have been typed, oldest first, and the file that stores them.
///
/// A line that begins with a space is not stored, as in other shells; neither is a line of more
/// than ``maximumLineLength`` bytes, which nobody would edit.
///
/// Each line is appended to the file when it is typed, in a single write, so that nothing is lost
/// when two sessions run at once or one is killed. A file that has grown to twice its limit is cut
/// down to the newest lines by writing a new file and renaming it, under a lock that an appending
/// session respects.
package struct History {
  package private(set) var lines: [String] = []
  /// Why the lines of this session are kept in memory only, if so.
  package private(set) var failure: Errno?

  package static let usualLimit = 2_000
  package static let maximumLineLength = 10_000

  private let path: String?
  private let limit: Int

  package init(path: String?, limit: Int = History.usualLimit) {
    // A link to /dev/null is how users say that nothing should be stored.
    let path = path.flatMap { FileSystem.isDevice($0) ? nil : $0 }
    self.path = path
    self.limit = limit
    guard let path else { return }
    do throws(Errno) {
      let stored = try HistoryFile(path: path).read()
      lines = Array(stored.suffix(limit))
      if stored.count >= 2 * limit { try HistoryFile(path: path).trim(to: limit) }
    } catch {
      if error != .noSuchFileOrDirectory { failure = error }
    }
  }

  /// Stores a line, unless it is blank, begins with a space, or equals the previous one.
  package mutating func append(_ line: String) {
    guard line.contains(where: { !$0.isWhitespace }), line != lines.last else { return }
    guard !line.hasPrefix(" "), line.utf8.count <= Self.maximumLineLength, !hasControls(line) else {
      return
    }
    lines.append(line)
    if lines.count > limit { lines.removeFirst() }
    guard let path, failure == nil else { return }
    do throws(Errno) {
      try HistoryFile(path: path).append(line)
    } catch {
      failure = error
    }
  }
}

/// The file of a history: UTF-8, one line per entry, accessible to its owner only.
struct HistoryFile {
  let path: String

  /// The maximum number of bytes that is read: the newest lines are at the end.
  static let readLimit = 1 << 20

  func read() throws(Errno) -> [String] { try lines(of: try open(.readOnly)) }

  func append(_ line: String) throws(Errno) {
    var file = try openCreating()
    lock(file)
    // Another session may have replaced the file by a trimmed one while this one waited.
    if !file.isAt(path) {
      file = try openCreating()
      lock(file)
    }
    let size = try file.status().size
    let last = size > 0 ? try file.read(1, from: size - 1).first : nil
    let isTorn = last.map { $0 != UInt8(ascii: "\n") } ?? false
    try file.append(Array(((isTorn ? "\n" : "") + line + "\n").utf8))
  }

  func trim(to limit: Int) throws(Errno) {
    let file = try open(.readWrite)
    guard lock(file), file.isAt(path) else { return }
    let newest = try lines(of: file).suffix(limit)
    // The file may be a link into the user's dotfiles: replace its target, not the link.
    let target = (try? SystemCalls.resolve(path)) ?? path
    try Replacement(of: target, creating: .ownerReadWrite)
      .finish(with: Array(newest.map { $0 + "\n" }.joined().utf8))
    // The lock must be held until here.
    try file.close()
  }

  private func openCreating() throws(Errno) -> OpenFile {
    do throws(Errno) {
      return try open(.readWrite, [.append, .create])
    } catch {
      guard error == .noSuchFileOrDirectory else { throw error }
      if let failure = FileSystem.makeFolders(above: path) { throw failure.reason }
      return try open(.readWrite, [.append, .create])
    }
  }

  private func open(
    _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions = []
  ) throws(Errno) -> OpenFile {
    // A named pipe in the file's place must not hang the session.
    let file = try OpenFile(
      path, mode, options: options.union(.nonBlocking), permissions: .ownerReadWrite)
    let type = try file.status().type
    guard type == .regular else { throw type == .directory ? .isDirectory : .invalidArgument }
    return file
  }

  /// The entries in the newest `readLimit` bytes, without those that are not UTF-8, contain
  /// characters that could control a terminal, or are too long.
  private func lines(of file: borrowing OpenFile) throws(Errno) -> [String] {
    let size = Int(try file.status().size)
    let from = Swift.max(0, size - Self.readLimit)
    var entries = try file.read(size - from, from: Int64(from))
      .split(separator: UInt8(ascii: "\n"))
    if from > 0, !entries.isEmpty { entries.removeFirst() }
    return entries.map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
      .filter { $0.count <= History.maximumLineLength }
      .compactMap { String(validating: $0, as: UTF8.self) }.filter { !hasControls($0) }
  }

  /// Waits for another session only briefly: a stopped session must not block this one.
  @discardableResult private func lock(_ file: borrowing OpenFile) -> Bool {
    for _ in 0..<50 {
      if file.descriptor.tryLock() { return true }
      SystemCalls.pause(milliseconds: 4)
    }
    return false
  }
}
