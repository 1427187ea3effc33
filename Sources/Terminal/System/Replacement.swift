package import SystemPackage

/// A new file beside another, which it replaces once it is complete: whatever happens, there is
/// always a whole file at that path.
package struct Replacement: ~Copyable {
  private let path: String
  private let temporary: String
  private let file: OpenFile

  /// - Parameters:
  ///   - path: The path of the file to replace; not a symbolic link.
  ///   - creating: The permissions of the new file, minus those that the user's mask excludes.
  ///   - keeping: The permissions of the replaced file, regardless of the mask.
  /// - Throws: `Errno` if it cannot be made.
  package init(
    of path: String, creating: FilePermissions, keeping: FilePermissions? = nil
  ) throws(Errno) {
    let temporary = "\(path).\(SystemCalls.processID).part"
    // A killed process with the same ID may have left one behind.
    try? SystemCalls.remove(temporary)
    let file = try OpenFile(
      temporary, .writeOnly, options: [.create, .exclusiveCreate], permissions: creating)
    if let keeping { try? file.descriptor.setPermissions(keeping) }
    self.path = path
    self.temporary = temporary
    self.file = file
  }

  /// How many bytes are put on the disk at once.
  private static let block = 1 << 24

  /// Leaves the file at that path unchanged.
  package consuming func abandon() { try? SystemCalls.remove(temporary) }

  /// Writes the whole content of the file and moves it into place.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - shouldStop: Asked between the blocks of a long content.
  /// - Throws: `Errno` if nothing was changed: `canceled` if the work should stop.
  package consuming func finish(
    with bytes: [UInt8], until shouldStop: () -> Bool = { false }
  ) throws(Errno) {
    let (path, temporary) = (path, temporary)
    do throws(Errno) {
      for start in stride(from: 0, to: bytes.count, by: Self.block) {
        if start > 0, shouldStop() { throw .canceled }
        try file.append(Array(bytes[start..<min(start + Self.block, bytes.count)]))
        try file.synchronize()
      }
      try file.close()
      try SystemCalls.move(temporary, to: path)
    } catch {
      try? SystemCalls.remove(temporary)
      throw error
    }
  }
}
