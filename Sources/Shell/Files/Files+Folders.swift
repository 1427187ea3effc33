import Terminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Files {
  /// Whether a path is a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(expand(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The files of a folder whose names end so, in order.
  static func names(in folder: String, ending: String) throws(CommandError) -> [String] {
    guard let entries = entries(of: expand(folder)) else {
      throw CommandError("\(folder) cannot be read: \(SystemError()).", at: folder)
    }
    return entries.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }
      .map { folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)" }.sorted()
  }

  /// The names in a folder, in no order and without `.` and `..`; nil where it cannot be read.
  static func entries(of folder: String) -> [String]? {
    guard let directory = opendir(folder) else { return nil }
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

  /// A file or folder that the beginning of a path could go on to.
  struct Continuation {
    /// The whole path, as it would be typed.
    let path: String
    /// The last part of it; a folder's ends in a slash.
    let name: String
    var isFolder: Bool { name.hasSuffix("/") }
  }

  /// The folders, and the files of an ending, that a path could go on to, in order.
  ///
  /// - Parameters:
  ///   - text: The beginning of a path.
  ///   - ending: How a file's name is to end: endings with `|` between them; nothing: as it likes.
  /// - Returns: What is there; nothing where the folder cannot be read.
  static func continuations(of text: String, ending: String = "") -> [Continuation] {
    let folder = text.lastIndex(of: "/").map { String(text[...$0]) } ?? ""
    let prefix = text.dropFirst(folder.count)
    let endings = ending.isEmpty ? [""] : ending.split(separator: "|")
    var found: [Continuation] = []
    for name in entries(of: folder.isEmpty ? "." : expand(folder)) ?? [] {
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
  static func makeTemporaryFolder(_ beginning: String) throws(SystemError) -> String {
    let root = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    // mkdtemp(3) puts letters in the place of the six.
    var path = Array("\(root)/\(beginning)-XXXXXX".utf8CString)
    guard mkdtemp(&path) != nil else { throw SystemError() }
    return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes the folder that a file is to be in, and those above it.
  static func makeFolder(of path: String) throws(CommandError) {
    guard !isConfined else {
      throw CommandError("A lesson stays inside the working folder.", at: path)
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    for count in 1...max(parts.count, 1) {
      let folder = parts.prefix(count).joined(separator: "/")
      if folder.isEmpty || mkdir(folder, 0o700) == 0 || errno == EEXIST || errno == EISDIR {
        continue
      }
      throw CommandError("\(folder) cannot be made: \(SystemError()).", at: folder)
    }
  }

  /// Removes a folder and the files in it.
  static func removeFolder(_ folder: String) {
    for name in entries(of: folder) ?? [] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }
}
