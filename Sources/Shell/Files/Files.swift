import ConvNet
import SystemPackage
import Terminal

/// Reading and writing of whole files: nothing half-written, nothing overwritten unasked.
enum Files {
  /// The largest file that is read whole.
  static let largest = 1 << 30

  /// A folder that takes all that is written, where nothing may be written elsewhere: while a
  /// transcript is checked, its commands write there, and read from there what they wrote.
  @TaskLocal static var scratch: String?

  /// Does something that may write files, into a folder that is gone afterwards.
  static func inScratch(_ body: () -> Void) throws(CommandError) {
    let folder: String
    do throws(Errno) {
      folder = try makeTemporaryFolder("backstep-check")
    } catch {
      throw CommandError("There is no place for the files of a check: \(error).")
    }
    defer { removeFolder(folder) }
    $scratch.withValue(folder, operation: body)
  }

  /// Where a path is read: with `~` for the home folder.
  static func expand(_ path: String) -> String {
    if let kept = scratched(path), FileSystem.type(kept) != nil { return kept }
    return atHome(path)
  }

  /// Where a path is in the scratch folder.
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

  /// All bytes of an ordinary file.
  static func read(
    _ path: String, atMost most: Int = largest
  ) throws(CommandError) -> [UInt8] {
    let file: OpenFile
    do throws(Errno) {
      // Opening a named pipe would wait for a writer.
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
    do throws(Errno) {
      return try file.read(Int(status.size))
    } catch {
      throw failure(path, "cannot be read", error)
    }
  }

  /// What `parse` makes of a file's bytes; where they are not in its format, the error names the
  /// file.
  static func read<Value>(_ path: String, as parse: ([UInt8]) throws -> Value) throws -> Value {
    let bytes = try read(path)
    do {
      return try parse(bytes)
    } catch let error as FileFormatError {
      throw CommandError("\(path): \(error).", at: path)
    }
  }

  /// Checks that a path that is there is no pipe or device, which could keep one waiting for ever.
  static func checkOrdinary(_ path: String) throws(CommandError) {
    guard let type = FileSystem.type(expand(path)) else { return }
    guard type == .regular || type == .directory else {
      throw CommandError("\(path) is not an ordinary file.", at: path)
    }
  }

  /// Checks that a path ends as its format asks.
  static func check(_ path: String, ending: String) throws(CommandError) {
    guard path.hasSuffix(ending), path != ending else {
      throw CommandError(
        "The file's name has to end in \(ending), so that others know what it is.", at: path,
        hint: path + ending)
    }
  }

  /// Refuses a name that is another word for `off`: no file is meant.
  static func checkIsName(_ word: String) throws(CommandError) {
    guard Synonyms.meanings(of: word).contains("off") else { return }
    throw CommandError("`off` ends it, not `\(word)`.", at: word, instead: "off")
  }

  /// Whether the commands that run are somebody else's, a lesson's say: they may make files inside
  /// the working folder, and overwrite none.
  @TaskLocal static var isConfined = false

  /// Writes all bytes to a file, or none: they go to a new file beside it, which then takes its
  /// name. A link goes on leading to where it led. Nothing else writes files for a command.
  static func write(_ bytes: [UInt8], to path: String, force: Bool) throws(CommandError) {
    let location = try location(of: path)
    let old = try? Stat(location)
    if let old {
      guard old.type == .regular else {
        throw CommandError("\(path) is there and is not an ordinary file.", at: path)
      }
      guard force, !isConfined else {
        throw CommandError(
          "\(path) is there already.", at: path, hint: isConfined ? nil : "the same with --force")
      }
    }
    let new: Replacement
    do throws(Errno) {
      new = try Replacement(
        of: location, creating: FilePermissions(rawValue: 0o644),
        keeping: old.map { $0.permissions.intersection(FilePermissions(rawValue: 0o777)) })
    } catch {
      throw failure(path, "cannot be written", error)
    }
    do throws(Errno) {
      try new.finish(with: bytes)
    } catch {
      throw failure(path, "cannot be written; what was there is unchanged", error)
    }
  }

  /// Where a path leads for one who writes.
  static func location(of path: String) throws(CommandError) -> String {
    guard !path.isEmpty else { throw CommandError("A file needs a name.") }
    if let kept = scratched(path) { return kept }
    var location = expand(path)
    if (try? Stat(location, followTargetSymlink: false))?.type == .symbolicLink {
      guard let target = try? SystemCalls.resolve(location) else {
        throw CommandError("\(path) is a link that leads nowhere.", at: path)
      }
      location = target
    }
    guard isConfined else { return location }
    let folder = location.lastIndex(of: "/").map { String(location[...$0]) } ?? "."
    let (here, place): (String, String)
    do throws(Errno) {
      (here, place) = (try SystemCalls.resolve("."), try SystemCalls.resolve(folder))
    } catch {
      throw failure(path, "cannot be written", error)
    }
    guard (place + "/").hasPrefix(here == "/" ? here : here + "/") else {
      throw CommandError("A lesson stays inside the working folder.", at: path)
    }
    return location
  }

  private static func failure(_ path: String, _ what: String, _ reason: Errno) -> CommandError {
    CommandError("\(path) \(what): \(reason).", at: path, hint: near(path))
  }

  /// The file that the name of one that is not there was meant to be.
  static func near(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, !name.isEmpty else { return nil }
    let folder = path.dropLast(name.count)
    let names = continuations(of: String(folder)).map(\.name)
    return Spelling.slip(of: String(name), among: names).map { String(folder) + $0 }
  }
}
