import Foundation
import TestSupport

/// The built executable, run as a user or a script runs it.
struct Executable {
  typealias Result = Program.Result

  /// It is beside the tests, because the build puts both in the same folder.
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

  /// No run takes nearly as long, also on a busy machine.
  private static let limit = DispatchTimeInterval.seconds(120)

  /// A home folder of its own, so that no user's settings or data have an effect.
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

  /// Runs a line that mostly waits. Other tests run until it ends.
  func shell(_ line: String) async throws -> Result {
    try await Program.run(
      "/bin/sh", ["-c", line], environment: variables, in: folder.path, limit: Self.limit)
  }

  private var variables: [String: String] {
    environment.merging(["B": path]) { own, _ in own }
  }

  private func launch(_ path: String, _ arguments: [String], input: [UInt8]) throws -> Result {
    try Program.run(
      path, arguments, environment: variables, in: folder.path, input: input, limit: Self.limit)
  }
}
