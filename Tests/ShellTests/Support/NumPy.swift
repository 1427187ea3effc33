import Foundation

/// A Python with NumPy: that of `BACKSTEP_PYTHON`, or one of the usual ones.
enum NumPy {
  private static let python: String? = {
    let chosen = ProcessInfo.processInfo.environment["BACKSTEP_PYTHON"]
    return ([chosen, "python3", "/usr/bin/python3"].compactMap { $0 }).first {
      (try? Program.run("/usr/bin/env", [$0, "-c", "import numpy"]))?.status == 0
    }
  }()

  static let isThere = python != nil
  static let absence = "no Python has NumPy (BACKSTEP_PYTHON names one)"

  /// Runs a program in a file.
  static func run(_ file: String, _ arguments: [String] = []) throws -> Program.Result {
    try Program.run("/usr/bin/env", [python ?? "python3", "-B", "-W", "ignore", file] + arguments)
  }
}
