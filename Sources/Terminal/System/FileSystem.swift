package import SystemPackage

/// Operations that take several system calls.
package enum FileSystem {
  /// The type of the file at a path, after following links; nil if there is none.
  package static func type(_ path: String) -> FileType? { (try? Stat(path))?.type }

  /// Makes the folders on the way to a file, for the user only.
  ///
  /// - Returns: The first that could not be made, and why.
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

  /// Moves a file that was written bit by bit to its final place, once its bytes are on the disk.
  package static func settle(_ path: String, as place: String) throws(Errno) {
    try OpenFile(path, .readOnly).synchronize()
    try SystemCalls.move(path, to: place)
  }
}
