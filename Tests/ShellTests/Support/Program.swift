import Foundation

/// A program that is run to its end.
struct Program {
  struct Result: Equatable {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs a program. Standard streams are files, so that nothing ever waits for a full pipe.
  ///
  /// - Parameters:
  ///   - path: The program.
  ///   - arguments: Its arguments.
  ///   - environment: Its environment; `nil` for the one of this process.
  ///   - folder: The folder where it runs; `nil` for the current one.
  ///   - input: Its standard input.
  /// - Returns: How it ended, and what it printed.
  /// - Throws: An error if it cannot be started.
  static func run(
    _ path: String, _ arguments: [String], environment: [String: String]? = nil,
    in folder: String? = nil, input: [UInt8] = []
  ) throws -> Result {
    let streams = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    if let environment { process.environment = environment }
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
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
