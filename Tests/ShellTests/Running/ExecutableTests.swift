import Foundation
import TestSupport
import Testing

/// The executable: its arguments, its streams, its exit codes.
@Suite struct ExecutableTests {
  private var backstep: Executable

  init() throws { backstep = try Executable() }

  private static let commands = [
    "load toy", "# a \" comment; quit", "image 0 # here\u{2028}; forward", "image 0; forward",
    "probs", "# a comment", "", "backward; view", "maps conv 0",
    "route pool 0", "why softmax.d_totals[0]", "sgd 20", "curve", "test; confusion; wrong", "net",
    "data", "where", "help", "set", "print conv.filters",
  ]

  @Test func `the same commands by -c, from a file and from a pipe print the same bytes`() throws {
    let text = Self.commands.joined(separator: "\n")
    let file = try backstep.folder.write(text + "\n", to: "lab.bs")
    let fromFile = try backstep.run(file)
    #expect(fromFile.status == 0)
    #expect(fromFile.errors.isEmpty)
    #expect(fromFile.output.count > 2_000)
    #expect(try backstep.run(input: Array(text.utf8)) == fromFile)
    let windows = text.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try backstep.run(input: [0xEF, 0xBB, 0xBF] + Array(windows.utf8)) == fromFile)
    let options = Self.commands.map { "-c '\($0)'" }.joined(separator: " ")
    #expect(try backstep.shell("$B \(options)") == fromFile)
    #expect(try backstep.run("-c", text) == fromFile)
    #expect(try backstep.run("-c", "source lab.bs") == fromFile)
    #expect(try backstep.shell("cat lab.bs | $B") == fromFile)
  }

  @Test func `output is ASCII without escape codes, the same wherever it is`() throws {
    let text = Array(Self.commands.joined(separator: "\n").utf8)
    let plain = try backstep.run(input: text)
    #expect(plain.output.isASCII)
    #expect(!plain.output.contains("\u{1B}") && !plain.output.contains("\r"))
    var other = backstep
    for change in [
      ["LANG": "C", "LC_ALL": "C"], ["TERM": "dumb"], ["NO_COLOR": "1"], ["TERM": "xterm-256color"],
      ["COLUMNS": "200", "LINES": "3"],
    ] {
      other.environment = backstep.environment.merging(change) { $1 }
      #expect(try other.run(input: text) == plain, "\(change)")
    }
  }

  @Test func `a style in a script paints nothing, unless colours are asked for`() throws {
    let lines = ["image 7", "forward", "maps conv 2", "style"]
    let text = (["style blocks"] + lines).joined(separator: "\n") + "\n"
    let file = try backstep.folder.write(text, to: "style.bs")
    let options = (["style blocks"] + lines).map { "-c '\($0)'" }.joined(separator: " ")
    let plain = try backstep.run(file)
    #expect(plain.output.isASCII && !plain.output.contains("\u{1B}"))
    #expect(plain.output.contains("style blocks: plain characters"))
    let always = try backstep.run("--color", "always", file)
    #expect(always.output.contains("\u{1B}[38;5;") && always.output.contains("\u{2580}"))
    for (flags, expected) in [("", plain), ("--color always", always)] {
      #expect(try backstep.shell("$B \(flags) \(options)") == expected)
      #expect(try backstep.shell("$B \(flags) < style.bs") == expected)
      #expect(try backstep.shell("cat style.bs | $B \(flags)") == expected)
    }
    var other = backstep
    other.environment["NO_COLOR"] = "1"
    #expect(try other.run("--color", "always", file) == always)
    other.environment["CLICOLOR_FORCE"] = "1"
    #expect(try other.run(file) == plain)
    other.environment["NO_COLOR"] = nil
    #expect(try other.run(file) == always)
    #expect(try other.run("--color", "never", file) == plain)
    other.environment["COLORTERM"] = "truecolor"
    #expect(try other.run(file).output.contains("\u{1B}[38;2;"))
  }

  @Test func `it ends with 0 when all is done`() throws {
    for line in [
      "$B -c where", "$B </dev/null", "$B -c 'quit; nonsense'", "$B --version", "$B --help",
    ] {
      let result = try backstep.shell(line)
      #expect(result.status == 0, "\(line)")
      #expect(result.errors.isEmpty)
    }
  }

  @Test func `it ends with 1 at the first command that fails, and says where`() throws {
    let file = try backstep.folder.write("load toy\nimage 0; nonsense 1\nwhere\n", to: "lab.bs")
    let result = try backstep.run("lab.bs")
    #expect(result.status == 1)
    #expect(
      result.errors.hasPrefix("lab.bs:2: error: There is no command `nonsense`.\n"))
    #expect(result.errors.contains("  image 0; nonsense 1\n           ^^^^^^^^\n"))
    #expect(!result.output.contains("update 0"))
    #expect(try backstep.run(file).errors.hasPrefix("\(file):2: error: "))
    #expect(try backstep.run("-c", "where", "-c", "x").errors.hasPrefix("-c:2: error: "))
    #expect(
      try backstep.run(input: Array("where\nx\n".utf8)).errors.hasPrefix(
        "standard input:2: error: "))
    #expect(try backstep.run("no/such/file").status == 1)
    #expect(try backstep.run(backstep.folder.path).errors.contains("directory"))
  }

  @Test func `words that are not files say what they mean`() throws {
    #expect(try backstep.run("help", "ties") == backstep.run("-c", "help ties"))
    #expect(try backstep.run("help") == backstep.run("--help"))
    #expect(try backstep.run("version") == backstep.run("--version"))
    #expect(try backstep.shell("$B lessons </dev/null") == backstep.shell("$B lesson </dev/null"))
    #expect(try backstep.shell("$B tour </dev/null").output.contains("The tour"))
    for words in [["fetch", "mnist"], ["net"], ["image", "7"]] {
      let result = try backstep.shell("$B \(words.joined(separator: " "))")
      #expect(result.status == 2 && result.output.isEmpty)
      #expect(result.errors.contains("backstep -c '\(words.joined(separator: " "))'"))
    }
    // A file of that name is a file.
    try backstep.folder.write("where\n", to: "net")
    #expect(try backstep.run("net") == backstep.run("-c", "where"))
  }

  @Test(arguments: [
    "--foo", "bench nothing", "check", "no/such/file", "net", "version x", "--width 3",
    "--seed x", "lesson 5 5",
  ])
  func `an error on the command line begins as any other`(_ line: String) throws {
    let result = try backstep.shell("$B \(line) </dev/null")
    #expect(result.status != 0)
    #expect(result.errors.hasPrefix("error: "), "\(result.errors)")
  }

  @Test func `no line of its help loses its indentation`() throws {
    let lines = try backstep.run("--help").output.split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 })
    for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("backstep ") {
      #expect(next.first?.isLowercase != true || next.hasPrefix("backstep "), "\(next)")
    }
  }

  @Test func `with --keep-going it goes on, and still ends with 1`() throws {
    let result = try backstep.run("--keep-going", "-c", "x", "-c", "where", "-c", "y")
    #expect(result.status == 1)
    #expect(result.output.contains("update 0"))
    #expect(result.errors.contains("-c:1: error: ") && result.errors.contains("-c:3: error: "))
  }

  @Test(arguments: [
    "--nonsense", "-c", "--width 10", "--width x", "--width 100000", "--seed x", "--seed -1",
    "--seed 1.5", "-c where lab.bs", "a b",
  ])
  func `it ends with 2 where it is called wrongly`(_ arguments: String) throws {
    let result = try backstep.shell("$B \(arguments)")
    #expect(result.status == 2, "\(result)")
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test func `a script that is not text is one error with its line`() throws {
    for bytes in [Array("where\n".utf8) + [0xFF, 0x0A], Array("where\na\0b\n".utf8)] {
      let result = try backstep.run(input: bytes)
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("standard input:2: error: "))
    }
  }

  @Test func `the width is what is asked for`() throws {
    for width in [20, 40, 60, 132] {
      let result = try backstep.run(
        "--width", "\(width)", "-c", "load toy", "-c", "where", "-c", "image 0; forward; maps conv")
      #expect(result.status == 0)
      if width >= 60 {
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= max(width, 80) })
      }
    }
    #expect(try backstep.run("--width", "200", "-c", "maps conv").status == 1)
  }

  @Test func `the seed decides the weights`() throws {
    let outputs = try ["1", "2", "2"].map { seed in
      try backstep.run("--seed", seed, "-c", "print conv.filters[0]").output
    }
    #expect(outputs[0] != outputs[1])
    #expect(outputs[1] == outputs[2])
    #expect(try backstep.run("-c", "print conv.filters[0]").output == outputs[0])
  }

  @Test func `it ends quietly when nobody reads on`() throws {
    let lines = String(repeating: "help\n", count: 3_000)
    try backstep.folder.write(lines, to: "long.bs")
    let result = try backstep.shell("($B long.bs; echo $? >status) | head -1")
    #expect(result.output.split(separator: "\n").count == 1)
    #expect(result.errors.isEmpty)
    #expect(try backstep.folder.read("status") == "141\n")
  }

  @Test func `a script that others read the beginning of ends without a word`() throws {
    try backstep.folder.write(String(repeating: "help\n", count: 3_000), to: "long.bs")
    let result = try backstep.shell("($B -c 'source long.bs'; echo $? >status) | head -1")
    #expect(result.errors.isEmpty)
    #expect(try backstep.folder.read("status") == "141\n")
  }

  @Test func `a sourced file writes only where it is told`() throws {
    let result = try backstep.run("-c", "load toy; save a.safetensors; write conv.filters b.npy")
    #expect(result.status == 0)
    #expect(backstep.folder.names == ["a.safetensors", "b.npy"])
    #expect(
      try backstep.run("-c", "load toy; open a.safetensors; read conv.filters b.npy").status == 0)
  }

  @Test func `a transcript is begun by the script and can be run again`() throws {
    let made = try backstep.run("-c", "load toy; log lab.txt; image 0", "-c", "log off")
    #expect(made.status == 0)
    let again = try backstep.run("-c", "source lab.txt", "-c", "where")
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.output.contains("image 0: a 0"))
  }

  // MARK: Continued lines

  @Test func `a line with an open quote or bracket goes on in a file, a pipe and a sourced file`()
    throws
  {
    let script =
      "load toy\nset conv.filters[0,\n 1,2\n] 0.5 # [\necho 'a\nb' \"c\nd\"\nprint conv.filters[0,1,2]\n"
    let file = try backstep.folder.write(script, to: "lab.bs")
    let result = try backstep.run(file)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
    #expect(result.output.contains("\na b c d\n"))
    #expect(result.output.hasSuffix("conv.filters[0,1,2] = 0.5\n"))
    #expect(try backstep.run(input: Array(script.utf8)) == result)
    #expect(try backstep.run("-c", "source lab.bs") == result)
  }

  @Test func `a quote that is never closed is an error at the line where it began`() throws {
    try backstep.folder.write("load toy\nsgd 1\n\necho \"a\nsgd 5\nsgd 5\n", to: "lab.bs")
    let result = try backstep.run("lab.bs")
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("lab.bs:4: error: "))
    #expect(!result.output.contains("5 updates"))
    let piped = try backstep.shell("cat lab.bs | $B")
    #expect(piped.status == 1 && piped.errors.hasPrefix("standard input:4: error: "))
    #expect(try backstep.run("-c", "source lab.bs").errors.contains("lab.bs:4: "))
    // The commands of separate -c options do not continue each other.
    let single = try backstep.run("-c", "echo 'a", "-c", "echo b'")
    #expect(single.status == 1 && single.errors.hasPrefix("-c:1: error: "))
  }

  // MARK: Staying in the session

  @Test func `with -i standard input comes after the script`() throws {
    try backstep.folder.write("load toy\nsgd 3\n", to: "lab.bs")
    let file = try backstep.run("-i", "lab.bs", input: Array("where\n".utf8))
    #expect(file.status == 0 && file.output.contains("update 3"))
    let commands = try backstep.run(
      "--interactive", "-c", "load toy", "-c", "sgd 3", input: Array("where\n".utf8))
    #expect(commands == file)
    let failed = try backstep.run("-i", "-c", "nonsense", input: Array("where\n".utf8))
    #expect(failed.status == 1 && failed.output.contains("update 0"))
    #expect(try backstep.run("-i", "nofile").status == 1)
    let left = try backstep.run("-i", "-c", "quit", input: Array("nonsense\n".utf8))
    #expect(left.status == 0 && left.errors.isEmpty)
    for words in [["check", "a"], ["bench"], ["man"], ["lesson", "1"]] {
      let line = words.joined(separator: " ")
      #expect(try backstep.shell("$B -i \(line)").status == 2)
    }
  }
}
