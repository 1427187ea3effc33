import Foundation
import Shell
import TestSupport
import Testing

/// A lesson, or a Markdown file with examples, from an untrusted source: it makes files inside the
/// working folder and nowhere else, whatever it tries.
@Suite struct StrangerTests {
  private let backstep: Executable
  /// A folder beside the working folder, in which nothing may change.
  private let outside: TemporaryFolder

  init() throws {
    backstep = try Executable()
    outside = try TemporaryFolder()
    try outside.write("mine", to: "mine.md")
  }

  /// `OUT` is the outside folder, `link` a link to it, and `mine.npy` a link to a file in it.
  static let tries = [
    "save OUT/x.safetensors", "save ../x.safetensors", "save a/../../x.safetensors",
    "save ~/../x.safetensors", "save '~/x.safetensors'", "save link/x.safetensors",
    "save \"link/x.safetensors\"", "sav link/x.safetensors", "write conv.filters OUT/x.npy",
    "write conv.filters link/x.npy", "write conv.filters mine.npy", "step; write image link/x.npy",
    "write conv.filters mine.npy --force", "read conv.filters link/x.npy",
    "log link/x.txt", "log x.txt", "report link/x.md", "report x.md", "hand-in x.md",
    "worksheet 2 link/x.md",
    "worksheet 2 x.md", "play image --svg link/x.svg", "source link/mine.md", "source mine.md",
    "fetch mnist",
    "fetch mnist --from http://127.0.0.1:9/", "record link/x.cast", "export link/x.pt",
    "picture link/x.png", "alias save 'quit'", "set pager OUT/x", "load mnist link",
    "draw --save .bash_profile", "draw --save .txt", "draw --save x", "draw --save x.sh",
    "draw --save .hidden/x.txt", "draw --save ./.hidden/x.txt", "save .x.safetensors",
    "sgd 1 > link/x.txt", "sgd 1 >> link/x.txt", "sgd 1 >> mine.npy", "sgd 1 >! mine.npy",
    "sgd 1 > .hidden.txt", "sgd 1 > x.sh", "sgd 1 >> x", "net >> .bash_profile",
    "time save link/x.safetensors", "repeat 1 time log link/x.txt", "net > link/x.svg",
    "curve --csv > OUT/x.csv", "save link/./x.safetensors", "save ./link/x.safetensors",
    "save link//x.safetensors", "exercise relu link/x", "exercise relu OUT/x",
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
    try? manager.createDirectory(
      atPath: backstep.folder[".hidden"], withIntermediateDirectories: false)
    try? manager.createSymbolicLink(
      atPath: backstep.folder["link"], withDestinationPath: outside.path)
    try? manager.createSymbolicLink(
      atPath: backstep.folder["mine.npy"], withDestinationPath: outside["mine.md"])
  }

  /// One of the ways to run a file: each is tried with every third command.
  private static func inTurn(_ command: String, _ lines: String...) -> String {
    lines[(tries.firstIndex(of: command) ?? 0) % lines.count]
  }

  private func expectUntouched(_ what: String) throws {
    #expect(outside.names == ["mine.md"], "\(what)")
    #expect(try outside.read("mine.md") == "mine", "\(what)")
  }

  @Test(arguments: tries)
  func `a lesson changes nothing outside the working folder`(_ command: String) throws {
    try prepare(command)
    let line = Self.inTurn(
      command, "$B check stranger.md", "echo 'lesson next' | $B lesson ./stranger.md",
      "printf 'lesson next\\nlesson next\\n' | $B --keep-going lesson ./stranger.md --present")
    let result = try backstep.shell(line)
    #expect(result.status < 128, "\(line): \(result)")
    try expectUntouched(line)
    #expect(!backstep.folder.names.contains { ["x.txt", "x.md", "x", "x.sh"].contains($0) })
    try expectNothingHidden()
  }

  private func expectNothingHidden() throws {
    #expect(backstep.folder.names.filter { $0.hasPrefix(".") } == [".hidden"])
    let hidden = try FileManager.default.contentsOfDirectory(atPath: backstep.folder[".hidden"])
    #expect(hidden.isEmpty)
  }

  @Test(arguments: tries.filter { !$0.hasPrefix("fetch") })
  func `a log that was handed in changes nothing outside the working folder`(
    _ command: String
  ) throws {
    try prepare(command)
    let line = Self.inTurn(
      command, "$B -c 'source notes.md'", "$B notes.md", "echo 'source notes.md' | $B")
    let result = try backstep.shell(line)
    #expect(result.status < 128, "\(line): \(result)")
    try expectUntouched(line)
    try expectNothingHidden()
  }

  private func handIn(_ commands: String...) throws {
    try backstep.folder.write(
      "# A session with Backstep\n\n```backstep\n"
        + commands.map { "backstep> \($0)\n" }.joined() + "```\n", to: "lab.md")
  }

  @Test(arguments: ["log mine.md --force", "record mine.cast --force", "fetch mnist"])
  func `what only the person may do says so, and how it is allowed`(_ command: String) throws {
    try handIn(command)
    let result = try backstep.run("-c", "source lab.md")
    #expect(result.status == 1)
    #expect(result.errors.contains("cannot use `\(command.prefix { $0 != " " })`"), "\(result)")
    #expect(result.errors.contains("source --trust lab.md"))
    #expect(backstep.folder.names == ["lab.md"])
  }

  @Test func `a file that is trusted, or of plain commands, may do what its owner may`() throws {
    try handIn("load toy", "log mine.txt", "save a.safetensors", "log off")
    #expect(try backstep.run("-c", "source --trust lab.md").status == 0)
    #expect(backstep.folder.names == ["a.safetensors", "lab.md", "mine.txt"])
    try backstep.folder.write("load toy\nsave a.safetensors --force\nlog b.txt\n", to: "lab.txt")
    #expect(try backstep.run("-c", "source lab.txt").status == 0)
    #expect(backstep.folder.names.contains("b.txt"))
  }

  @Test func `a file that was handed in cannot trust another for its reader`() throws {
    try backstep.folder.write("log mine.txt\n", to: "plain.txt")
    try handIn("source --trust plain.txt")
    #expect(try backstep.run("-c", "source lab.md").status == 1)
    #expect(!backstep.folder.names.contains("mine.txt"))
  }

  @Test func `what a handed-in file chooses ends with it, and a log of the reader goes on`() throws
  {
    try handIn("alias where quit", "set pager off", "log off")
    let shell = try TestShell("alias own step")
    try shell.run("log '\(backstep.folder["mine.md"])'")
    try shell.run("source '\(backstep.folder["lab.md"])'")
    #expect(shell.session.aliases == ["own": "step"])
    #expect(try shell.run("set pager").contains("pager is on"))
    #expect(try shell.run("log").contains("mine.md"))
    try shell.run("log off")
  }

  @Test(
    arguments: [
      "1\"; save PWN.safetensors; \"", "x'; save PWN.safetensors; '", "a\nsave PWN.safetensors",
      "; save PWN.safetensors", "4 --present; save PWN.safetensors", "#",
    ] as [Hostile])
  func `the name of a lesson is a name`(_ name: Hostile) throws {
    let result = try backstep.run("lesson", name.text)
    #expect(result.status == 1)
    #expect(backstep.folder.names.isEmpty)
  }

  @Test func `a solution that is typed for a teacher is the lesson's`() throws {
    let text = """
      ---
      id: shown
      title: Shown
      start: load toy; image 0
      ---
      # Shown

      ## Turn <!-- step: turn -->
      Your turn.

      ```check
      image[0,0] > 5
      ```
      <details><summary>Hint</summary>set</details>
      <details><summary>Solution</summary>

      ```solution
      save \(outside["x.safetensors"])
      set image[0,0] 6
      ```
      </details>

      ## Closing <!-- step: closing -->
      Done.

      """
    let file = try backstep.folder.write(text, to: "shown.md")
    let shell = try TestShell("lesson '\(file)' --present", "answer", hasPrompt: true)
    #expect(shell.session.suggestion.hasPrefix("save "))
    #expect(
      shell.error(shell.session.suggestion)?.problem.contains("the working folder")
        == true)
    try expectUntouched("answer")
  }

  @Test func `words of an alias that are quoted stay words`() throws {
    let shell = try TestShell("alias s step", "alias two \"image 0; image\"")
    #expect(shell.error("s '\"; save PWN.safetensors; \"'") != nil)
    #expect(!FileManager.default.fileExists(atPath: "PWN.safetensors"))
    #expect(try shell.run("alias d draw 'my file.txt' --label 3").contains("draw \"my file.txt\""))
    #expect(shell.error("d")?.problem.contains("my file.txt") == true)
    try shell.run("two 7")
    #expect(try shell.run("where").contains("image 7"))
    #expect(shell.error("alias open \"image '\"")?.problem.contains("not closed") == true)
  }

  @Test func `a lesson that looks like one in the executable does not pass for it`() throws {
    let text = """
      ---
      id: image
      title: An impostor
      ---
      # An impostor

      ## Look <!-- step: look -->
      Done.

      """
    try backstep.folder.write(text, to: "stranger.md")
    let shell = try TestShell(hasPrompt: true)
    shell.interpreter.keepProgress(in: backstep.folder["progress"])
    try shell.run("lesson '\(backstep.folder["stranger.md"])'")
    #expect(try backstep.folder.read("progress").contains("stranger.md#image done"))
    #expect(!(try shell.run("lesson").contains("done")))
    #expect(shell.session.prompt == "backstep> ")
  }

  @Test func `--bless changes no file that a link in a folder leads to`() throws {
    let wrong = "```backstep\nbackstep> load toy\nnonsense\n```\n"
    try outside.write(wrong, to: "mine.md")
    try backstep.folder.write("```backstep\nbackstep> load toy\n...\n```\n", to: "a.md")
    try FileManager.default.createSymbolicLink(
      atPath: backstep.folder["link.md"], withDestinationPath: outside["mine.md"])
    let result = try backstep.run("check", ".", "--bless")
    #expect(result.status == 3, "\(result)")
    #expect(try outside.read("mine.md") == wrong)
    // A file that is named explicitly is meant.
    #expect(try backstep.run("check", "link.md", "--bless").status == 0)
    #expect(try outside.read("mine.md") != wrong)
  }

  @Test(arguments: tries.filter { !$0.hasPrefix("fetch") })
  func `examples in a file that is checked change nothing outside it either`(
    _ command: String
  ) throws {
    try prepare(command)
    let result = try backstep.shell("$B check notes.md")
    #expect(result.status < 128, "\(result)")
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

  /// Everything that a command writes goes through one function, which knows whose command it is.
  @Test func `no file of the shell opens another for writing but the door`() throws {
    let sources = Checkout.url("Sources")
    // That function; transcripts that continue in a file it has made; the downloads of `fetch`,
    // which no lesson may use: they are checked, and the program that writes them prints nothing;
    // and the library's own function, which the shell does not call.
    let allowed = [
      "Files.swift", "Files+Several.swift", "AppendOnlyFile.swift", "Fetcher.swift",
      "ChildProcess.swift", "WholeFile.swift",
    ]
    let signs = [
      ".save(to:",
      "O_WRONLY", "O_RDWR", "O_CREAT", "fopen(", "rename(", "FileHandle", ".writeOnly",
      ".readWrite", "Replacement(", "createFile(", "createDirectory(", "createSymbolicLink(",
      "removeItem(", "moveItem(", "copyItem(", "replaceItem", ".write(to: URL", "atomically:",
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
