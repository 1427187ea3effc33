import SystemPackage
import Terminal

extension Files {
  static func isFolder(_ path: String) -> Bool {
    FileSystem.type(expand(path)) == .directory
  }

  /// The files of a folder whose names end so, in order.
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
    /// The last part of it; a folder's ends in a slash.
    let name: String
    var isFolder: Bool { name.hasSuffix("/") }
  }

  /// The folders, and the files with one of some endings, that continue a path, in order.
  ///
  /// - Parameters:
  ///   - text: The beginning of a path.
  ///   - endings: How the names of files may end; every name has the empty ending.
  /// - Returns: What is there; nothing if the folder cannot be read.
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
      // What begins with a dash would be an option.
      let start = folder.isEmpty && name.hasPrefix("-") ? "./" : folder
      let name = name + (isFolder ? "/" : "")
      found.append(Continuation(path: start + name, name: name))
    }
    return found.sorted { $0.path < $1.path }
  }

  /// Whether a name can stand in a line: text without control characters.
  private static func isTypeable(_ name: String) -> Bool {
    name.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && $0 != "\u{FFFD}"
    }
  }

  /// Makes a new folder where temporary files are kept, whose name begins so.
  static func makeTemporaryFolder(_ beginning: String) throws(Errno) -> String {
    let root = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    return try SystemCalls.makeUniqueFolder("\(root)/\(beginning)-")
  }

  /// Makes the folder that a file is to be in, and those above it.
  static func makeFolder(of path: String) throws(CommandError) {
    guard !isConfined else {
      throw CommandError("A lesson stays inside the working folder.", at: path)
    }
    guard let failure = FileSystem.makeFolders(above: path) else { return }
    throw CommandError(
      "\(failure.folder) cannot be made: \(failure.reason).", at: failure.folder)
  }

  /// Removes a folder and the files in it.
  static func removeFolder(_ folder: String) {
    for name in (try? SystemCalls.names(in: folder)) ?? [] { remove("\(folder)/\(name)") }
    try? SystemCalls.removeFolder(folder)
  }

  /// Removes a file, if there is one.
  static func remove(_ path: String) { try? SystemCalls.remove(path) }

  /// How many bytes an ordinary file has; nil where there is none.
  static func size(_ path: String) -> Int? {
    guard let status = try? Stat(path), status.type == .regular else { return nil }
    return Int(status.size)
  }

  /// Moves a file that was written bit by bit to its final place, once its bytes are on the disk.
  static func settle(_ path: String, as place: String) throws(CommandError) {
    do throws(Errno) {
      try FileSystem.settle(path, as: place)
    } catch {
      throw CommandError("\(place) cannot be written: \(error).")
    }
  }
}
