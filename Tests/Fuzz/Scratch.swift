import Foundation

/// Files for code that reads only files; in memory, if the machine has a folder for that.
enum Scratch {
  static let folder: String = {
    let memory = "/dev/shm"
    let root = FileManager.default.isWritableFile(atPath: memory) ? memory : "/tmp"
    let path = "\(root)/backstep-fuzz-\(getpid())"
    must {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    return path
  }()

  /// Writes a file, replacing any earlier one, and returns its path.
  @discardableResult
  static func write(_ bytes: some Collection<UInt8>, to name: String) -> String {
    let path = "\(folder)/\(name)"
    must { try Data(bytes).write(to: URL(filePath: path)) }
    return path
  }

  /// The result of something that a fuzzer cannot do without.
  static func must<Result>(_ action: () throws -> Result) -> Result {
    do { return try action() } catch { fatalError("\(error)") }
  }
}
