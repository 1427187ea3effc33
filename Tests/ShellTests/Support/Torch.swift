import Foundation

/// A Python with PyTorch: that of `BACKSTEP_PYTHON`, or one of the usual ones.
enum Torch {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static let python: String? = {
    let chosen = ProcessInfo.processInfo.environment["BACKSTEP_PYTHON"]
    return ([chosen, "python3", "/usr/bin/python3"].compactMap { $0 }).first {
      (try? launch($0, ["-c", Self.search])) != nil
    }
  }()

  /// Fails without PyTorch; importing it would take long.
  private static let search =
    "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)"

  static let isThere = python != nil
  static let absence = "no Python has PyTorch (BACKSTEP_PYTHON names one)"

  /// Runs a program with arguments and returns its output.
  @discardableResult
  static func run(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> String {
    guard let python else { throw Failure(description: absence) }
    return try launch(python, ["-c", program] + arguments, environment)
  }

  private static func launch(
    _ python: String, _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> String {
    let result = try Program.run(
      "/usr/bin/env", [python] + arguments,
      environment: ProcessInfo.processInfo.environment.merging(
        environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { own, _ in own }
      ) { $1 })
    guard result.status == 0 else { throw Failure(description: result.errors) }
    return result.output
  }
}
