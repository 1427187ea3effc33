import Foundation
import TestSupport
import Testing

/// A lesson, or a Markdown file with examples, that comes from a stranger: it makes files inside the
/// working folder, and nowhere else, whatever it tries.
@Suite struct StrangerTests {
  private let backstep: Executable
  /// Beside the working folder: nothing of it may change.
  private let outside: TemporaryFolder

  init() throws {
    backstep = try Executable()
    outside = try TemporaryFolder()
    try outside.write("mine", to: "mine.md")
  }

  /// `OUT` is the folder outside, `link` a link to it, and `mine.npy` a link to a file in it.
  static let tries = [
    "save OUT/x.safetensors", "save ../x.safetensors", "save a/../../x.safetensors",
    "save ~/../x.safetensors", "save '~/x.safetensors'", "save link/x.safetensors",
    "save \"link/x.safetensors\"", "sav link/x.safetensors", "write conv.filters OUT/x.npy",
    "write conv.filters link/x.npy", "write conv.filters mine.npy", "step; write image link/x.npy",
    "write conv.filters mine.npy --force", "read conv.filters link/x.npy",
    "log link/x.txt", "log x.txt", "report link/x.md", "report x.md", "worksheet 2 link/x.md",
    "worksheet 2 x.md", "source link/mine.md", "source mine.md", "fetch mnist",
    "fetch mnist --from http://127.0.0.1:9/", "record link/x.cast", "export link/x.pt",
    "picture link/x.png", "alias save 'quit'", "set pager OUT/x", "load mnist link",
    "save link/./x.safetensors", "save ./link/x.safetensors", "save link//x.safetensors",
  ]

  private func prepare(_ command: String) throws {
    let command = command.replacingOccurrences(of: "OUT", with: outside.path)
    try backstep.folder.write(
      """
      ---
      id: stranger
      title: A stranger
      minutes: 3
      start: load toy; image 0
      ---
      # A stranger

      Look.

      ## Look <!-- step: look -->
      ```backstep
      backstep> \(command)
      ...
      ```

      ## Closing <!-- step: closing -->
      Done.

      """, to: "stranger.md")
    try backstep.folder.write(
      "# Notes\n\n```backstep\nbackstep> load toy; image 0\n...\nbackstep> \(command)\n...\n```\n",
      to: "notes.md")
    let manager = FileManager.default
    try? manager.createSymbolicLink(
      atPath: backstep.folder["link"], withDestinationPath: outside.path)
    try? manager.createSymbolicLink(
      atPath: backstep.folder["mine.npy"], withDestinationPath: outside["mine.md"])
  }

  private func expectUntouched(_ what: String) throws {
    #expect(outside.names == ["mine.md"], "\(what)")
    #expect(try outside.read("mine.md") == "mine", "\(what)")
  }

  @Test(arguments: tries)
  func `a lesson changes nothing outside the working folder`(_ command: String) throws {
    try prepare(command)
    for line in [
      "$B check stranger.md", "echo 'lesson next' | $B lesson ./stranger.md",
      "printf 'lesson next\\nlesson next\\n' | $B --keep-going lesson ./stranger.md --present",
    ] {
      let result = try backstep.shell("timeout 60 sh -c '\(line.quotedInside)'")
      #expect(result.status < 124, "\(line): \(result)")
      try expectUntouched(line)
    }
    #expect(!backstep.folder.names.contains("x.txt") && !backstep.folder.names.contains("x.md"))
  }

  @Test(arguments: tries.filter { !$0.hasPrefix("fetch") })
  func `examples in a file that is checked change nothing outside it either`(
    _ command: String
  ) throws {
    try prepare(command)
    let result = try backstep.shell("timeout 60 $B check notes.md")
    #expect(result.status < 124, "\(result)")
    try expectUntouched(command)
  }

  @Test func `inside the working folder a lesson makes files, and overwrites none`() throws {
    try prepare("save x.safetensors")
    _ = try backstep.shell("$B check stranger.md")
    #expect(backstep.folder.names.contains("x.safetensors"))
    let before = try Data(contentsOf: URL(filePath: backstep.folder["x.safetensors"]))
    try prepare("set conv.filters 5; save x.safetensors")
    _ = try backstep.shell("$B check stranger.md")
    #expect(try Data(contentsOf: URL(filePath: backstep.folder["x.safetensors"])) == before)
  }

  /// Everything that a command writes goes through one door, which knows whose command it is.
  @Test func `no file of the shell opens another for writing but the door`() throws {
    let sources = Checkout.url("Sources")
    // The door; transcripts that go on in a file the door has made; what `fetch`, which no
    // lesson may use, has downloaded and checked, by a program that prints nowhere.
    let allowed = [
      "Files.swift", "Files+Several.swift", "AppendOnlyFile.swift", "Fetcher.swift",
      "ChildProcess.swift",
    ]
    let signs = [
      "O_WRONLY", "O_RDWR", "O_CREAT", "fopen(", "rename(", "FileManager", "FileHandle",
      ".writeOnly", ".readWrite", "Replacement(",
    ]
    var seen: Set<String> = []
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      let rooms = ["Shell", "Course", "Rendering", "ConvNet", "Lab", "Datasets"]
      guard file.pathExtension == "swift", rooms.contains(where: file.pathComponents.contains)
      else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      guard signs.contains(where: text.contains) else { continue }
      seen.insert(file.lastPathComponent)
    }
    #expect(seen.isSubset(of: allowed), "\(seen)")
    #expect(seen.contains("Files.swift"))
  }
}

extension String {
  /// As a part of a text in single quotes.
  fileprivate var quotedInside: String { replacingOccurrences(of: "'", with: "'\\''") }
}
