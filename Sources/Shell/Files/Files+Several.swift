import SystemPackage
import Terminal

extension Files {
  /// Writes several files into a folder, or none: all are first written beside their final places.
  ///
  /// - Parameters:
  ///   - files: Names within the folder, perhaps in a folder of their own, and contents.
  ///   - folder: The folder, which is made if it does not exist; the folder above it must exist.
  ///   - force: Whether existing files are replaced.
  /// - Throws: ``CommandError`` if the folder or one of the files cannot be written.
  static func write(
    _ files: [(name: String, bytes: [UInt8])], into folder: String, force: Bool
  ) throws(CommandError) {
    let place = try location(of: folder)
    var made = try makeFolder(folder) ? [place] : []
    var staged: [(from: String, to: String)] = []
    do throws(CommandError) {
      let there = files.map(\.name).filter { FileSystem.type(expand("\(folder)/\($0)")) != nil }
      guard force || there.isEmpty else {
        throw CommandError(
          "\(folder) already contains \(there.joined(separator: ", ")).", at: folder,
          hint: "add --force, or choose another folder")
      }
      for name in there where isFolder("\(folder)/\(name)") {
        throw CommandError("\(folder)/\(name) exists and is a folder.", at: folder)
      }
      for inner in Set(files.compactMap { innerFolder(of: $0.name) }).sorted() {
        let path = "\(folder)/\(inner)"
        if try makeFolder(path) { made.append(try location(of: path)) }
      }
      for (name, bytes) in files {
        let path = "\(folder)/\(name)"
        try Confinement.checkEnding(path)
        try put(bytes, to: path + ".new", force: true)
        staged.append((try location(of: path + ".new"), try location(of: path)))
      }
      while let file = staged.first {
        do throws(Errno) {
          try SystemCalls.move(file.from, to: file.to)
        } catch {
          throw CommandError("\(folder) cannot be written: \(error).", at: folder)
        }
        staged.removeFirst()
      }
    } catch {
      for file in staged { remove(file.from) }
      for folder in made.reversed() { try? SystemCalls.removeFolder(folder) }
      throw CommandError(error.problem, at: folder, hint: error.hint)
    }
  }

  /// The folder in a name such as `cases/toy.npy`.
  private static func innerFolder(of name: String) -> Substring? {
    name.lastIndex(of: "/").map { name[..<$0] }
  }

  /// Makes a folder unless it exists.
  ///
  /// - Returns: Whether it is new.
  private static func makeFolder(_ path: String) throws(CommandError) -> Bool {
    let place = try location(of: path)
    do throws(Errno) {
      try SystemCalls.makeFolder(
        place, permissions: FilePermissions(rawValue: 0o755))
      return true
    } catch {
      guard isFolder(path) else {
        throw CommandError(
          error == .fileExists
            ? "\(path) exists and is not a folder." : "\(path) cannot be created: \(error).",
          at: path)
      }
      return false
    }
  }

  /// The absolute form of a path.
  static func absolute(_ path: String) -> String {
    (try? SystemCalls.resolve(expand(path))) ?? path
  }
}
