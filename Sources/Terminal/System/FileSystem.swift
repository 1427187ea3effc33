package import SystemPackage

/// What takes several system calls, and is done in one way.
package enum FileSystem {
  /// The type of what stands at a path, links followed; nil where nothing does.
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

  /// Gives a file that was written bit by bit its name, once its bytes are on the disk.
  package static func settle(_ path: String, as place: String) throws(Errno) {
    try OpenFile(path, .readOnly).synchronize()
    try SystemCalls.move(path, to: place)
  }
}
