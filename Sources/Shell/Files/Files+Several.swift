import Terminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Files {
  /// Writes several files into a folder, or none: all are written beside their places first.
  ///
  /// - Parameters:
  ///   - files: Names in the folder and contents.
  ///   - folder: The folder, which is made where there is none; the one above it is there.
  ///   - force: Whether files that are there are replaced.
  /// - Throws: ``CommandError`` where the folder or one of the files cannot be written.
  static func write(
    _ files: [(name: String, bytes: [UInt8])], into folder: String, force: Bool
  ) throws(CommandError) {
    let place = try location(of: folder)
    let isNew = mkdir(place, 0o755) == 0
    let failure = SystemError()
    guard isNew || isFolder(folder) else {
      throw CommandError(
        failure.code == EEXIST
          ? "\(folder) is there and is no folder." : "\(folder) cannot be made: \(failure).",
        at: folder)
    }
    var staged: [(from: String, to: String)] = []
    do throws(CommandError) {
      let there = files.map(\.name).filter { exists("\(folder)/\($0)") }
      guard force || there.isEmpty else {
        throw CommandError(
          "\(folder) has \(there.joined(separator: ", ")) already.", at: folder,
          hint: "the same with --force, or another folder")
      }
      for name in there where isFolder("\(folder)/\(name)") {
        throw CommandError("\(folder)/\(name) is there and is a folder.", at: folder)
      }
      for (name, bytes) in files {
        let path = "\(folder)/\(name)"
        try write(bytes, to: path + ".new", force: true)
        staged.append((try location(of: path + ".new"), try location(of: path)))
      }
      for (number, file) in staged.enumerated() where rename(file.from, file.to) != 0 {
        let error = SystemError()
        staged.removeFirst(number)
        throw CommandError("\(folder) cannot be written: \(error).", at: folder)
      }
    } catch {
      for file in staged { unlink(file.from) }
      if isNew { rmdir(place) }
      throw CommandError(error.problem, at: folder, hint: error.hint)
    }
  }

  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(expand(path), &status) == 0
  }

  /// A path from the root of all folders on.
  static func absolute(_ path: String) -> String {
    guard let resolved = realpath(expand(path), nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
