import Foundation

/// A program that is run to its end.
struct Program {
  struct Result: Equatable {
    let status: Int32
    let output: String
    let errors: String
  }

  private let process = Process()
  private let streams: TemporaryFolder

  /// A program to run. Standard streams are files, so that nothing ever waits for a full pipe.
  private init(
    _ path: String, _ arguments: [String], _ environment: [String: String]?, _ folder: String?,
    _ input: [UInt8]
  ) throws {
    streams = try TemporaryFolder()
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
  }

  private var result: Result {
    get throws {
      Result(
        status: process.terminationStatus, output: try streams.read("out"),
        errors: try streams.read("err"))
    }
  }

  /// Runs a program.
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
    let program = try Program(path, arguments, environment, folder, input)
    try program.process.run()
    program.process.waitUntilExit()
    return try program.result
  }

  /// Runs a program that mostly waits. Other tests run until it ends.
  static func run(
    _ path: String, _ arguments: [String], environment: [String: String]? = nil,
    in folder: String? = nil, input: [UInt8] = []
  ) async throws -> Result {
    let program = try Program(path, arguments, environment, folder, input)
    try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
      program.process.terminationHandler = { _ in ended.resume() }
      do { try program.process.run() } catch { ended.resume(throwing: error) }
    }
    return try program.result
  }
}
