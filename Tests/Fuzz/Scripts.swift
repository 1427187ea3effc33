import Shell
import SystemPackage
import Terminal

/// Files that a session reads by itself when it begins.
enum Scripts {
  /// The bytes are an init file.
  static func initFile(_ bytes: [UInt8]) {
    guard bytes.count < 2_000, Lines.isHarmless(String(decoding: bytes, as: UTF8.self)) else {
      return
    }
    let path = Scratch.write(bytes, to: "init")
    guard let lines = try? ScriptLines(path: path) else { return }
    _ = ScriptRunner(
      interpreter: Lines.interpreter(), errors: TextOutput(descriptor: nowhere), keepsGoing: true
    ).run(lines, name: path)
  }

  private static let nowhere = Scratch.must { try FileDescriptor.open("/dev/null", .writeOnly) }

  /// The bytes are a history file: it is read, a line is added, and the next session has that line.
  static func history(_ bytes: [UInt8]) {
    let path = Scratch.write(bytes, to: "history")
    var history = History(path: path, limit: 20)
    history.append("step")
    let next = History(path: path, limit: 20)
    precondition(next.lines.last == "step", "the line is lost")
    precondition(next.lines.count <= 20, "more lines than the limit")
  }
}
