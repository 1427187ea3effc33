import Foundation
import TestSupport
import Testing

/// The random tests that watch a separate process: short runs of `terminal/interruption.py` and
/// `terminal/memory.py`.
@Suite struct RandomProcessTests {
  private static let canDrive: Bool = {
    guard let backstep = try? Executable() else { return false }
    return (try? backstep.shell("python3 -c 'import pexpect'"))?.status == 0
  }()

  private func run(_ script: String) async throws {
    var backstep = try Executable()
    backstep.environment["BACKSTEP"] = Executable.path
    let path = Checkout.url("Tests/ShellTests/terminal/\(script)").path
    let result = try await backstep.shell("python3 -B '\(path)' --brief 2>&1")
    #expect(result.status == 0, "\(result.output)")
    print(result.output.split(separator: "\n").last { $0.contains("failures") } ?? "")
  }

  @Test(.enabled(if: canDrive, "python3 with pexpect is missing"))
  func `Ctrl-C is obeyed by every command`() async throws { try await run("interruption.py") }

  @Test(.enabled(if: canDrive, "python3 with pexpect is missing"))
  func `no session takes more memory than its bound`() async throws { try await run("memory.py") }
}
