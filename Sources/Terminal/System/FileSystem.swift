package import SystemPackage

/// Operations that take several system calls.
package enum FileSystem {
  /// The type of the file at a path, after following links; nil if there is none.
  package static func type(_ path: String) -> FileType? { (try? Stat(path))?.type }

  /// Whether a path leads to a device such as /dev/null.
  package static func isDevice(_ path: String) -> Bool {
    type(path) == .characterSpecial || type(path) == .blockSpecial
  }

  /// Makes the folders on the path to a file, for the user only.
  ///
  /// - Returns: The first folder that could not be made, and why.
  package static func makeFolders(
    above path: String
  ) -> (folder: String, reason: Errno)? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    for count in parts.indices.map({ $0 + 1 }) {
      let folder = parts.prefix(count).joined(separator: "/")
      guard !folder.isEmpty else { continue }
      do throws(Errno) {
        try SystemCalls.makeFolder(folder, permissions: .ownerReadWriteExecute)
      } catch {
        if error != .fileExists, error != .isDirectory { return (folder, error) }
      }
    }
    return nil
  }

  /// Removes a folder and everything in it; links are removed but not followed.
  package static func removeFolder(_ folder: String) {
    for name in (try? SystemCalls.names(in: folder)) ?? [] {
      let path = "\(folder)/\(name)"
      if (try? Stat(path, followTargetSymlink: false))?.type == .directory {
        removeFolder(path)
      } else {
        try? SystemCalls.remove(path)
      }
    }
    try? SystemCalls.removeFolder(folder)
  }

  /// Makes a new folder for temporary files. Its name tells which process it belongs to, so that a
  /// later process can remove it if this one is killed.
  package static func makeTemporaryFolder() throws(Errno) -> String {
    removeAbandonedFolders()
    return try SystemCalls.makeUniqueFolder(
      "\(temporaryRoot)/\(temporaryPrefix)\(SystemCalls.processID).")
  }

  /// Removes the temporary folders of this user's processes that no longer exist.
  package static func removeAbandonedFolders() {
    let root = temporaryRoot
    for name in (try? SystemCalls.names(in: root)) ?? [] where name.hasPrefix(temporaryPrefix) {
      let parts = name.dropFirst(temporaryPrefix.count).split(separator: ".")
      guard parts.count == 2, let process = Int32(parts[0]), process > 0,
        !SystemCalls.isRunning(process),
        let status = try? Stat("\(root)/\(name)", followTargetSymlink: false),
        status.type == .directory, status.userID.rawValue == SystemCalls.userID
      else { continue }
      removeFolder("\(root)/\(name)")
    }
  }

  private static var temporaryRoot: String {
    environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
  }

  private static let temporaryPrefix = "backstep."

  /// Moves a file that was written in pieces to its final place, once its bytes are on the disk.
  package static func settle(_ path: String, as place: String) throws(Errno) {
    try OpenFile(path, .readOnly).synchronize()
    try SystemCalls.move(path, to: place)
  }
}
