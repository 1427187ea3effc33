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
  ///   - arguments: Its words.
  ///   - environment: What it sees of the environment; nil: all of this one.
  ///   - folder: Where it runs; nil: here.
  ///   - input: What it reads.
  /// - Returns: How it ended, and what it printed.
  /// - Throws: An error where it cannot be started.
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
