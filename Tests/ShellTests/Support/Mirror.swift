import Foundation
import TestSupport

/// A mirror on this machine, `terminal/mirror.py`, which ends with its owner.
final class Mirror {
  /// Whether the programs that it needs are installed.
  static let isPossible: Bool = {
    guard let backstep = try? Executable() else { return false }
    return (try? backstep.shell("curl --version && python3 --version"))?.status == 0
  }()

  struct DoesNotStart: Error {}

  /// The files it serves.
  let folder: String
  private let streams: TemporaryFolder
  private let process = Process()
  private let input = Pipe()
  private let port: Int

  init(serving folder: String) throws {
    self.folder = folder
    streams = try TemporaryFolder()
    let script = Checkout.url("Tests/ShellTests/terminal/mirror.py")
    let output = URL(filePath: try streams.write("", to: "out"))
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-B", script.path, folder, try streams.write("", to: "log"),
    ]
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    var port: Int?
    for _ in 0..<3_000 where port == nil {
      let text = try streams.read("out")
      if text.hasSuffix("\n") { port = Int(text.dropLast()) }
      if port == nil { usleep(10_000) }
    }
    guard let port else { throw DoesNotStart() }
    self.port = port
  }

  deinit { process.terminate() }

  /// Its address for some behaviour.
  func address(_ manner: String) -> String { "http://127.0.0.1:\(port)/\(manner)" }

  /// The requests that it received, one per line.
  func requests() throws -> [String] {
    try streams.read("log").split(separator: "\n").map(String.init)
  }
}
