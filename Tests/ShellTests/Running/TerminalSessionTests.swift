import Foundation
import TestSupport
import Testing

/// The executable in a real terminal: the tests in `terminal/`, which Python runs.
@Suite struct TerminalSessionTests {
  private static let script = Checkout.url("Tests/ShellTests/terminal/test_terminal.py").path

  /// Whether there is a Python that can drive a terminal.
  private static let canDrive: Bool = {
    guard let backstep = try? Executable() else { return false }
    return (try? backstep.shell("python3 -c 'import pexpect'"))?.status == 0
  }()

  @Test(.enabled(if: canDrive, "python3 with pexpect is missing"))
  func `a person at a terminal finds what a person expects`() async throws {
    var backstep = try Executable()
    backstep.environment["BACKSTEP"] = Executable.path
    let result = try await backstep.shell("python3 -B '\(Self.script)' 2>&1")
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("Ran "))
  }
}
