package import SystemPackage

/// A new file beside the place of another, which it takes once it is complete: whatever happens, what
/// stands there is whole.
package struct Replacement: ~Copyable {
  private let path: String
  private let temporary: String
  private let file: OpenFile

  /// - Parameters:
  ///   - path: The place; not a link.
  ///   - creating: The permissions of the new file, less those that the user's mask forbids.
  ///   - keeping: Those of the file that it replaces, mask or not.
  /// - Throws: `Errno` where it cannot be made.
  package init(
    of path: String, creating: FilePermissions, keeping: FilePermissions? = nil
  ) throws(Errno) {
    self.path = path
    temporary = "\(path).\(SystemCalls.processID).part"
    // A process of this number that was killed may have left one.
    try? SystemCalls.remove(temporary)
    file = try OpenFile(
      temporary, .writeOnly, options: [.create, .exclusiveCreate], permissions: creating)
    if let keeping { try? file.descriptor.setPermissions(keeping) }
  }

  /// Writes all that the file is to hold, and puts it in its place.
  package consuming func finish(with bytes: [UInt8]) throws(Errno) {
    let (path, temporary) = (path, temporary)
    do throws(Errno) {
      try file.append(bytes)
      try file.synchronize()
      try file.close()
      try SystemCalls.move(temporary, to: path)
    } catch {
      try? SystemCalls.remove(temporary)
      throw error
    }
  }
}
