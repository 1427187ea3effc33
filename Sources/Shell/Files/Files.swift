import ConvNet
import SystemPackage
import Terminal

/// Reads and writes whole files: no file is ever half-written, and none is overwritten without
/// being asked to.
package enum Files {
  /// The size of the largest file that is read whole, in bytes.
  static let largest = 1 << 30

  /// A folder that receives everything that is written, if nothing may be written elsewhere. While
  /// a transcript is checked, its commands write there, and read back from there what they wrote.
  @TaskLocal static var scratch: String?

  /// Whether only files in the scratch folder can be read: elsewhere, there seem to be none.
  @TaskLocal private static var isSealed = false

  /// Runs something that may write files, in a folder that is removed afterwards.
  ///
  /// - Parameters:
  ///   - sealed: Whether it may read no other files either.
  ///   - body: What to run.
  /// - Throws: ``CommandError`` if no such folder can be created.
  static func inScratch(sealed: Bool = false, _ body: () -> Void) throws(CommandError) {
    let folder: String
    do throws(Errno) {
      folder = try FileSystem.makeTemporaryFolder()
    } catch {
      throw CommandError("No temporary folder could be created for the files of a check: \(error).")
    }
    defer { FileSystem.removeFolder(folder) }
    $scratch.withValue(folder) { $isSealed.withValue(sealed, operation: body) }
  }

  /// Where a path is read, with `~` for the home folder.
  static func expand(_ path: String) -> String {
    if let kept = scratched(path), isSealed || FileSystem.type(kept) != nil { return kept }
    return atHome(path)
  }

  /// The path's counterpart in the scratch folder.
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

  /// All bytes of an ordinary file. After an ``Interruption`` the rest is missing.
  static func read(
    _ path: String, atMost most: Int = largest
  ) throws(CommandError) -> [UInt8] {
    let file: OpenFile
    do throws(Errno) {
      // Opening a named pipe would block until there is a writer.
      file = try OpenFile(expand(path), .readOnly, options: .nonBlocking)
    } catch {
      throw failure(path, "cannot be opened", error)
    }
    let status: Stat
    do throws(Errno) {
      status = try file.status()
    } catch {
      throw failure(path, "cannot be opened", error)
    }
    guard status.type == .regular else {
      throw CommandError("\(path) is not an ordinary file.", at: path)
    }
    guard status.size <= most else {
      throw CommandError("\(path) is larger than \(most) bytes.", at: path)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.size))
    do throws(Errno) {
      for part in Interruption.parts(of: Int(status.size), size: 1 << 24) {
        bytes += try file.read(part.count)
      }
      return bytes
    } catch {
      throw failure(path, "cannot be read", error)
    }
  }

  /// Reads a small text file, if there is one, and writes it with a change. One that cannot be read
  /// is left as it is.
  ///
  /// - Throws: ``CommandError`` if it cannot be read, is too large, or cannot be written.
  static func update(
    _ path: String, atMost most: Int, _ change: (String) -> String
  ) throws(CommandError) {
    let old = isThere(path) ? try read(path, atMost: most) : []
    try makeFolder(of: path)
    try write(Array(change(String(decoding: old, as: UTF8.self)).utf8), to: path, force: true)
  }

  /// What `parse` makes of a file's bytes. If they are not in its format, the error names the file.
  static func read<Value>(_ path: String, as parse: ([UInt8]) throws -> Value) throws -> Value {
    let bytes = try read(path)
    do {
      let value = try parse(bytes)
      guard !Interruption.isGivenUp else { throw CommandError.stopped }
      return value
    } catch let error as FileFormatError {
      throw CommandError("\(path): \(error)", at: path)
    }
  }

  /// Checks that an existing path is not a pipe or device, which could block forever.
  static func checkOrdinary(_ path: String) throws(CommandError) {
    guard let type = FileSystem.type(expand(path)) else { return }
    guard type == .regular || type == .directory else {
      throw CommandError("\(path) is not an ordinary file.", at: path)
    }
  }

  /// Whether a file's name says that it is Markdown.
  package static func isMarkdown(_ path: String) -> Bool {
    [".md", ".markdown"].contains { path.lowercased().hasSuffix($0) }
  }

  /// Checks that a path has the extension of its format.
  static func check(_ path: String, ending: String) throws(CommandError) {
    guard path.hasSuffix(ending) else {
      throw CommandError(
        "The file's name must end in \(ending), so that other programs know what it is.", at: path,
        instead: path + ending)
    }
    guard path != ending, !path.hasSuffix("/" + ending) else {
      throw CommandError(
        "The file needs a name before \(ending).", at: path,
        instead: path.dropLast(ending.count) + "lab" + ending)
    }
  }

  /// Refuses a name that is a synonym of `off`, because it is not meant as a file.
  static func checkIsName(_ word: String) throws(CommandError) {
    guard Synonyms.meanings(of: word).contains("off") else { return }
    throw CommandError("To stop, use `off`, not `\(word)`.", at: word, instead: "off")
  }

  /// Writes all bytes to a file, or none: they go to a new file beside it, which is then renamed. A
  /// symbolic link keeps its target. Commands write files in no other way. After an
  /// ``Interruption`` nothing is written.
  static func write(_ bytes: [UInt8], to path: String, force: Bool) throws(CommandError) {
    try Confinement.checkEnding(path)
    try put(bytes, to: path, force: force)
  }

  /// The same, with any extension.
  static func put(_ bytes: [UInt8], to path: String, force: Bool) throws(CommandError) {
    // Part of the bytes may be missing.
    guard !Interruption.isGivenUp else { throw .stopped }
    let new = try replacement(of: path, force: force)
    do throws(Errno) {
      try new.finish(with: bytes, until: { Interruption.isRequested })
    } catch .canceled {
      throw .stopped
    } catch {
      throw failure(path, "cannot be written, so nothing was changed", error)
    }
  }

  /// Checks whether a file could be written, before the work for it is done.
  static func checkWrite(to path: String, force: Bool) throws(CommandError) {
    try Confinement.checkEnding(path)
    try replacement(of: path, force: force).abandon()
  }

  private static func replacement(
    of path: String, force: Bool
  ) throws(CommandError) -> Replacement {
    let location = try location(of: path)
    let old = try? Stat(location)
    if let old {
      guard old.type == .regular else {
        throw CommandError("\(path) exists and is not an ordinary file.", at: path)
      }
      if let current = Confinement.current, !isSealed {
        throw current.error("cannot overwrite files, and \(path) exists", at: path)
      }
      guard force else {
        throw CommandError(
          "\(path) already exists.", at: path, hint: "add --force")
      }
    }
    do throws(Errno) {
      return try Replacement(
        of: location, creating: FilePermissions(rawValue: 0o644),
        keeping: old.map { $0.permissions.intersection(FilePermissions(rawValue: 0o777)) })
    } catch {
      throw failure(path, "cannot be written", error)
    }
  }

  /// Appends all bytes to a file, or none; makes the file if it does not exist.
  static func append(_ bytes: [UInt8], to path: String) throws(CommandError) {
    let location = try location(of: path)
    guard FileSystem.type(location) != nil else { return try write(bytes, to: path, force: false) }
    let file = try openToAppend(path, at: location)
    do throws(Errno) {
      try file.appendWhole(bytes)
    } catch {
      throw failure(path, "cannot be written, so nothing was changed", error)
    }
  }

  /// Checks whether a file could be appended to, before the work for it is done.
  static func checkAppend(to path: String) throws(CommandError) {
    let location = try location(of: path)
    guard FileSystem.type(location) != nil else { return try checkWrite(to: path, force: false) }
    _ = try openToAppend(path, at: location)
  }

  private static func openToAppend(
    _ path: String, at location: String
  ) throws(CommandError) -> OpenFile {
    // What is sealed changes only its own scratch folder.
    if let current = Confinement.current, !isSealed {
      throw current.error("cannot change files", at: path)
    }
    guard FileSystem.type(location) == .regular else {
      throw CommandError("\(path) exists and is not an ordinary file.", at: path)
    }
    do throws(Errno) {
      return try OpenFile(location, .writeOnly, options: .append)
    } catch {
      throw failure(path, "cannot be written", error)
    }
  }

  /// Where a path leads when writing to it.
  static func location(of path: String) throws(CommandError) -> String {
    guard !path.isEmpty else { throw CommandError("The file name is empty.") }
    guard !Rehearsal.isOn else { throw CommandError("Nothing is written.") }
    if let kept = scratched(path) { return kept }
    var location = expand(path)
    if (try? Stat(location, followTargetSymlink: false))?.type == .symbolicLink {
      guard let target = try? SystemCalls.resolve(location) else {
        throw CommandError("\(path) is a broken link.", at: path)
      }
      location = target
    }
    guard let current = Confinement.current else { return location }
    let folder = location.lastIndex(of: "/").map { String(location[...$0]) } ?? "."
    let (here, place): (String, String)
    do throws(Errno) {
      (here, place) = (try SystemCalls.resolve("."), try SystemCalls.resolve(folder))
    } catch {
      throw failure(path, "cannot be written", error)
    }
    let root = here == "/" ? here : here + "/"
    guard (place + "/").hasPrefix(root) else {
      throw current.error("stays inside the working folder", at: path)
    }
    let name = location.split(separator: "/").last ?? ""
    try current.checkIsVisible("\((place + "/").dropFirst(root.count))\(name)", typed: path)
    return location
  }

  private static func failure(_ path: String, _ what: String, _ reason: Errno) -> CommandError {
    CommandError("\(path) \(what): \(reason).", at: path, instead: near(path))
  }

  /// The existing file that was probably meant by the name of one that does not exist.
  static func near(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, !name.isEmpty else { return nil }
    let folder = path.dropLast(name.count)
    let names = continuations(of: String(folder)).map(\.name)
    // If the file exists, it was meant.
    guard !names.contains(String(name)) else { return nil }
    return Spelling.slip(of: String(name), among: names).map { String(folder) + $0 }
  }
}
