package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The system calls that swift-system does not have. Only this file imports the C library, apart
/// from ConvNet, which has no dependencies and imports it itself.
package enum SystemCalls {
  // MARK: Paths

  /// `rename(2)`.
  package static func move(_ path: String, to target: String) throws(Errno) {
    try check(rename(path, target))
  }

  /// `unlink(2)`.
  package static func remove(_ path: String) throws(Errno) { try check(unlink(path)) }

  /// `mkdir(2)`.
  package static func makeFolder(
    _ path: String, permissions: FilePermissions
  ) throws(Errno) {
    try check(mkdir(path, permissions.rawValue))
  }

  /// `rmdir(2)`: the folder must be empty.
  package static func removeFolder(_ path: String) throws(Errno) { try check(rmdir(path)) }

  /// `mkdtemp(3)`: makes a new folder whose path is this one plus some characters.
  static func makeUniqueFolder(_ beginning: String) throws(Errno) -> String {
    var path = Array((beginning + "XXXXXX").utf8CString)
    guard mkdtemp(&path) != nil else { throw last }
    return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// `realpath(3)`: the path without links and dots.
  package static func resolve(_ path: String) throws(Errno) -> String {
    guard let found = realpath(path, nil) else { throw last }
    defer { free(found) }
    return String(cString: found)
  }

  /// `access(2)`: whether this process may run the program.
  package static func canExecute(_ path: String) -> Bool { access(path, X_OK) == 0 }

  /// `readdir(3)`: the names in a folder, in no particular order and without `.` and `..`.
  package static func names(in folder: String) throws(Errno) -> [String] {
    guard let directory = opendir(folder) else { throw last }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  // MARK: Processes

  /// The ID of this process.
  static var processID: Int32 { getpid() }

  /// `kill(2)` with no signal: whether a process with this ID exists.
  package static func isRunning(_ process: Int32) -> Bool {
    kill(process, 0) == 0 || errno != ESRCH
  }

  /// `getuid(2)`: the user that this process belongs to.
  static var userID: UInt32 { getuid() }

  package static func endProcess(_ code: Int32) -> Never { exit(code) }

  /// A signal to send to a child process.
  enum Signal {
    case terminate, kill, `continue`
  }

  static func send(_ signal: Signal, to process: Int32) {
    let number =
      switch signal {
      case .terminate: SIGTERM
      case .kill: SIGKILL
      case .continue: SIGCONT
      }
    kill(process, number)
  }

  /// Waits, unless a signal arrives first.
  package static func pause(milliseconds: Int32) { _ = poll(nil, 0, milliseconds) }

  /// `setenv(3)`.
  static func setEnvironment(_ name: String, to value: String) { _ = setenv(name, value, 1) }

  // MARK: Errors

  /// The error of the call that has just failed.
  fileprivate static var last: Errno { Errno(rawValue: errno) }

  fileprivate static func check(_ result: Int32) throws(Errno) {
    guard result == 0 else { throw last }
  }
}

/// The value of an environment variable; `nil` if it is not set.
package func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

extension FileDescriptor {
  /// `isatty(3)`.
  package var isTerminal: Bool { isatty(rawValue) == 1 }

  /// `fsync(2)`: waits until the bytes are on the disk.
  func synchronize() throws(Errno) { try SystemCalls.check(fsync(rawValue)) }

  /// `fchmod(2)`.
  func setPermissions(_ permissions: FilePermissions) throws(Errno) {
    try SystemCalls.check(fchmod(rawValue, permissions.rawValue))
  }

  /// `flock(2)`: takes the lock, unless another process holds it.
  func tryLock() -> Bool { flock(rawValue, LOCK_EX | LOCK_NB) == 0 }

  /// Prevents child processes from inheriting the descriptor.
  func closeOnExecution() { _ = fcntl(rawValue, F_SETFD, FD_CLOEXEC) }

  /// Waits until more can be written.
  func waitUntilWritable() {
    var target = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
    _ = poll(&target, 1, -1)
  }
}
