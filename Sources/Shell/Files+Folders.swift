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
    guard let directory = opendir(expand(folder)) else {
      throw CommandError("\(folder) cannot be read: \(SystemError()).", at: folder)
    }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          String(cString: $0)
        }
      }
      if name.hasSuffix(ending), !name.hasPrefix(".") {
        found.append(folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)")
      }
    }
    return found.sorted()
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
    guard let directory = opendir(folder) else { return }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
            String(cString: $0)
          }
        })
    }
    closedir(directory)
    for name in names where name != "." && name != ".." { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }
}
