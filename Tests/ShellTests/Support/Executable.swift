import Foundation

/// The built executable, run as a person or a script runs it.
struct Executable {
  struct Result: Equatable {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Beside the tests, which the build has put in the same folder.
  static let path: String? = {
    let arguments = ProcessInfo.processInfo.arguments + [Bundle.main.bundlePath]
    for argument in arguments where argument.hasPrefix("/") || argument.contains(".build") {
      var folder = URL(filePath: argument).standardizedFileURL
      for _ in 0..<5 {
        folder.deleteLastPathComponent()
        let candidate = folder.appending(path: "backstep").path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
          !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: candidate)
        {
          return candidate
        }
      }
    }
    return nil
  }()

  struct Missing: Error {}

  /// A home of its own, so that nobody's settings or data count.
  let folder: TemporaryFolder
  private let path: String
  var environment: [String: String]

  init() throws {
    guard let path = Self.path else { throw Missing() }
    self.path = path
    folder = try TemporaryFolder()
    let inherited = ProcessInfo.processInfo.environment
    environment = inherited.filter {
      ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"].contains($0.key)
    }
    environment["HOME"] = folder.path
    environment["LANG"] = "C.UTF-8"
    environment["SWIFT_BACKTRACE"] = "enable=no"
  }

  /// Runs it with arguments, and `input` on standard input.
  func run(_ arguments: String..., input: [UInt8] = []) throws -> Result {
    try launch(path, arguments, input: input)
  }

  /// Runs a line of the system's shell, in which `$B` is the executable.
  func shell(_ line: String) throws -> Result {
    try launch("/bin/sh", ["-c", line], input: [])
  }

  /// Standard streams are files, so that nothing ever waits for a full pipe.
  private func launch(_ path: String, _ arguments: [String], input: [UInt8]) throws -> Result {
    let streams = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = environment.merging(["B": self.path]) { own, _ in own }
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardInput = try FileHandle(
      forReadingFrom: URL(filePath: streams.write(input, to: "in")))
    process.standardOutput = try FileHandle(
      forWritingTo: URL(filePath: streams.write("", to: "out")))
    process.standardError = try FileHandle(
      forWritingTo: URL(filePath: streams.write("", to: "err")))
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try streams.read("out"),
      errors: try streams.read("err"))
  }
}
