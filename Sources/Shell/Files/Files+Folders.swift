import SystemPackage
import Terminal

extension Files {
  static func isFolder(_ path: String) -> Bool {
    FileSystem.type(expand(path)) == .directory
  }

  /// Whether there is anything at a path.
  static func isThere(_ path: String) -> Bool { FileSystem.type(expand(path)) != nil }

  /// Whether the path itself is a symbolic link.
  static func isLink(_ path: String) -> Bool {
    (try? Stat(expand(path), followTargetSymlink: false))?.type == .symbolicLink
  }

  /// The files of a folder whose names have this ending, sorted.
  static func names(in folder: String, ending: String) throws(CommandError) -> [String] {
    let entries: [String]
    do throws(Errno) {
      entries = try SystemCalls.names(in: expand(folder))
    } catch {
      throw CommandError("\(folder) cannot be read: \(error).", at: folder)
    }
    return entries.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }
      .map { folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)" }.sorted()
  }

  /// A file or folder that continues the beginning of a path.
  struct Continuation {
    /// The whole path, as it would be typed.
    let path: String
    /// The last part of it, with a slash after a folder's name.
    let name: String
    var isFolder: Bool { name.hasSuffix("/") }
  }

  /// The folders, and the files with one of the extensions, that continue a path, sorted.
  ///
  /// - Parameters:
  ///   - text: The beginning of a path.
  ///   - endings: The allowed endings of file names; every name has the empty ending.
  /// - Returns: The matches; none if the folder cannot be read.
  static func continuations(of text: String, endings: [String] = [""]) -> [Continuation] {
    let folder = text.lastIndex(of: "/").map { String(text[...$0]) } ?? ""
    let prefix = text.dropFirst(folder.count)
    var found: [Continuation] = []
    for name in (try? SystemCalls.names(in: folder.isEmpty ? "." : expand(folder))) ?? [] {
      guard name.lowercased().hasPrefix(prefix.lowercased()),
        !name.hasPrefix(".") || prefix.hasPrefix("."), isTypeable(name)
      else { continue }
      let isFolder = isFolder(folder + name)
      guard isFolder || endings.contains(where: name.hasSuffix) else { continue }
      // A word that begins with a dash would be read as an option.
      let start = folder.isEmpty && name.hasPrefix("-") ? "./" : folder
      let name = name + (isFolder ? "/" : "")
      found.append(Continuation(path: start + name, name: name))
    }
    return found.sorted { $0.path < $1.path }
  }

  /// Whether a name can be typed in a line: text without control characters.
  private static func isTypeable(_ name: String) -> Bool {
    name.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && $0 != "\u{FFFD}"
    }
  }

  /// Makes the folder for a file, and the folders above it.
  static func makeFolder(of path: String) throws(CommandError) {
    guard !Rehearsal.isOn else { throw CommandError("Nothing is written.") }
    if let current = Confinement.current {
      throw current.error("stays inside the working folder", at: path)
    }
    guard let failure = FileSystem.makeFolders(above: path) else { return }
    throw CommandError(
      "\(failure.folder) cannot be created: \(failure.reason).", at: failure.folder)
  }

  /// Removes a file if it exists.
  static func remove(_ path: String) { try? SystemCalls.remove(path) }

  /// The size of an ordinary file in bytes; `nil` if there is none.
  static func size(_ path: String) -> Int? {
    guard let status = try? Stat(path), status.type == .regular else { return nil }
    return Int(status.size)
  }

  /// Moves a file that was written in pieces to its final place, once its bytes are on the disk.
  static func settle(_ path: String, as place: String) throws(CommandError) {
    do throws(Errno) {
      try FileSystem.settle(path, as: place)
    } catch {
      throw CommandError("\(place) cannot be written: \(error).")
    }
  }
}
