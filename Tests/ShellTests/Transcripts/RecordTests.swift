import Foundation
import Shell
import TestSupport
import Testing

/// A recording can be played, and checked.
@Suite struct RecordTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var cast: String { folder["a.cast"] }

  private func faults() throws -> String {
    var report = ""
    let code = try MarkdownCheck.run([cast], blesses: false) { report += $0 + "\n" }
    return code == .done ? "" : report
  }

  /// The events of a recording, read by an independent JSON parser.
  static func events(
    _ text: String
  ) throws -> (header: [String: Any], events: [(Double, String, String)]) {
    let lines = text.split(separator: "\n").map { Data($0.utf8) }
    let header = try #require(try JSONSerialization.jsonObject(with: lines[0]) as? [String: Any])
    let events = try lines.dropFirst().map { line -> (Double, String, String) in
      let event = try #require(try JSONSerialization.jsonObject(with: line) as? [Any])
      try #require(event.count == 3)
      return (
        try #require(event[0] as? Double), try #require(event[1] as? String),
        try #require(event[2] as? String)
      )
    }
    return (header, events)
  }

  private func record(_ lines: [String], seed: UInt64 = 1, width: Int = 80) throws -> TestShell {
    let shell = try TestShell("image 7", seed: seed, width: width)
    try shell.run("record '\(cast)' --force")
    for line in lines { _ = shell.error(line) }
    return shell
  }

  private static let lines = [
    "forward", "maps conv 2", "prnt loss", "# a remark", "", "history", "why conv.out[2,10,18]",
    "set ties all", "where", "größe \"世界\" \\ \u{8}", "backward; update",
  ]

  @Test func `it is an asciicast of version 2`() throws {
    try record(Self.lines, seed: 3, width: 100).run("record off")
    let (header, events) = try Self.events(try folder.read("a.cast"))
    #expect(header["version"] as? Int == 2)
    #expect(header["width"] as? Int == 100 && header["height"] as? Int == 24)
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.0 <= $1.0 })
    let shown = events.filter { $0.1 == "o" }.map(\.2).joined()
    #expect(shown.contains("backstep> forward\r\ntraining image 7: a 3\r\n"))
    #expect(shown.contains("error: There is no command `prnt`.\r\n  prnt loss\r\n  ^^^^\r\n"))
    #expect(shown.contains("backstep> # a remark\r\n") && !shown.contains("record off\r\n"))
    #expect(!shown.replacingOccurrences(of: "\r\n", with: "").contains("\n"))
  }

  @Test func `a script gives the same bytes on every run`() throws {
    try record(Self.lines).run("record off")
    let first = try folder.read("a.cast")
    try record(Self.lines).run("record off")
    #expect(try folder.read("a.cast") == first)
  }

  @Test func `it checks, and what differs is told`() throws {
    let shell = try record(Self.lines, seed: 3, width: 100)
    // As if it were killed here: nothing more is written.
    #expect(try faults() == "")
    try shell.run("record off")
    #expect(try faults() == "")
    let text = try folder.read("a.cast")
    let changed = text.replacingOccurrences(of: "The answer is ", with: "The answer was ")
    #expect(changed != text)
    try folder.write(changed, to: "a.cast")
    #expect(try faults().contains("`forward` prints something else"))
  }

  @Test func `colours are kept, and do not count`() throws {
    let page = Page()
    let interpreter = Interpreter(
      session: try Session.digits(seed: 1, folders: .none),
      console: Console(screen: Screen(isColoured: true), output: { page.text += $0 }))
    for line in ["record '\(cast)'", "image 7", "forward", "maps conv 2", "record off"] {
      try interpreter.run(line)
    }
    #expect(try folder.read("a.cast").contains("\\u001b[38;5;"))
    #expect(try faults() == "")
  }

  private final class Page { var text = "" }

  @Test func `one that ends anywhere still checks or says what is wrong`() throws {
    try record(["forward", "where"]).run("record off")
    let lines = try folder.read("a.cast").split(separator: "\n")
    for count in [1, 2, lines.count / 2, lines.count - 1] {
      try folder.write(lines.prefix(count).joined(separator: "\n") + "\n", to: "a.cast")
      #expect(throws: Never.self) { try faults() }
    }
  }

  private static let header = #"{"version": 2, "width": 80, "height": 24"#

  /// Brackets or braces nested 100,000 deep.
  private static func nested(_ open: String, _ middle: String, _ close: String) -> String {
    String(repeating: open, count: 100_000) + middle + String(repeating: close, count: 100_001)
  }

  private static let noRecordings: [String] =
    ["", "x", "[]", "{}", #"{"version": 1, "width": 80, "height": 24}"#]
    + [
      #"{"version": 2, "width": 1e999, "height": 24}"#,
      header + #", "backstep": {"seed": -1}}"#,
      header + #", "x": "# + nested(#"{"x":"#, "1", "}"),
    ]
    + [
      #"[1, "o"]"#, #"[1, "o", "\ud800"]"#,
      #"[1, "o", "\u{1}"]"#.replacing(#"\u{1}"#, with: "\u{1}"),
      #"[1, "o", "a", "b"]"#, #"[1e999, "o", "a"]"#, #"["1", "o", "a"]"#,
      String(repeating: "[", count: 100_000), #"[1, "o", "# + nested("[", "", "]"),
    ].map { header + "}\n" + $0 }

  @Test(arguments: noRecordings.map { Hostile($0) })
  func `what is no recording is told`(_ hostile: Hostile) throws {
    try folder.write(hostile.text, to: "a.cast")
    #expect(try faults().contains("a.cast:"))
  }

  @Test func `it overwrites nothing unasked, and knows its name`() throws {
    let shell = try TestShell("load toy")
    #expect(shell.error("record '\(folder["a.txt"])'")?.hint?.hasSuffix(".cast") == true)
    try folder.write("mine", to: "a.cast")
    #expect(shell.error("record '\(cast)'")?.hint?.contains("--force") == true)
    let mixed = shell.error("step; record '\(cast)' --force; step")
    #expect(mixed?.problem.contains("on its line") == true)
    #expect(shell.error("record close")?.hint == "record off")
    #expect(try shell.run("record") == "There is no recording.\n")
    try shell.run("record '\(cast)' --force")
    #expect(try shell.run("record").contains(cast))
    try shell.run("record off")
  }
}

/// The recorded tour is what its script produces.
@Suite struct RecordedTourTests {
  private static let root = Checkout.root

  @Test func `the tour is what its script produces, and takes about two minutes`() throws {
    let backstep = try Executable()
    let lessons = URL(filePath: backstep.folder.path).appending(path: "Lessons")
    try FileManager.default.createDirectory(at: lessons, withIntermediateDirectories: true)
    for name in ["tour.txt", "seven.txt"] {
      try FileManager.default.copyItem(
        at: Self.root.appending(path: "Lessons/\(name)"), to: lessons.appending(path: name))
    }
    let result = try backstep.run("--keep-going", "Lessons/tour.txt")
    #expect(result.status == 1, "One slip is part of the story.")
    #expect(result.errors.split(separator: "\n").count { $0.contains(": error: ") } == 1)
    let made = try String(contentsOf: lessons.appending(path: "tour.cast"), encoding: .utf8)
    let kept = try String(
      contentsOf: Self.root.appending(path: "Lessons/tour.cast"), encoding: .utf8)
    #expect(made == kept, "backstep --keep-going Lessons/tour.txt makes it anew.")
    let (header, events) = try RecordTests.events(kept)
    #expect(header["width"] as? Int == 80 && header["height"] as? Int == 24)
    #expect((110...125).contains(try #require(events.last).0))
  }
}
