import Foundation
import TestSupport

/// A program that is run to its end.
struct Program {
  struct Result: Equatable {
    let status: Int32
    let output: String
    let errors: String
  }

  /// A program took longer than it may, and was killed.
  struct Hung: Error {}

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

  private func start(limit: DispatchTimeInterval?) throws -> DispatchWorkItem {
    try process.run()
    let id = process.processIdentifier
    // The group has whatever the program has started.
    let end = DispatchWorkItem { _ = (kill(-id, SIGKILL), kill(id, SIGKILL)) }
    if let limit { DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: end) }
    return end
  }

  private var result: Result {
    get throws {
      if process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL {
        throw Hung()
      }
      return Result(
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
  ///   - limit: How long it may take.
  /// - Returns: How it ended, and what it printed.
  /// - Throws: An error if it cannot be started, and ``Hung``.
  static func run(
    _ path: String, _ arguments: [String], environment: [String: String]? = nil,
    in folder: String? = nil, input: [UInt8] = [], limit: DispatchTimeInterval? = nil
  ) throws -> Result {
    let program = try Program(path, arguments, environment, folder, input)
    let end = try program.start(limit: limit)
    defer { end.cancel() }
    program.process.waitUntilExit()
    return try program.result
  }

  /// Runs a program that mostly waits. Other tests run until it ends.
  static func run(
    _ path: String, _ arguments: [String], environment: [String: String]? = nil,
    in folder: String? = nil, input: [UInt8] = [], limit: DispatchTimeInterval? = nil
  ) async throws -> Result {
    let program = try Program(path, arguments, environment, folder, input)
    var end: DispatchWorkItem?
    try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
      program.process.terminationHandler = { _ in ended.resume() }
      do { end = try program.start(limit: limit) } catch { ended.resume(throwing: error) }
    }
    end?.cancel()
    return try program.result
  }
}
