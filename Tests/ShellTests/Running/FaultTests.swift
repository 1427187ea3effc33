import Foundation
import TestSupport
import Testing

/// Faults of the machine, one by one, and what the user finds afterwards.
///
/// | fault | what happens |
/// |---|---|
/// | the disk is full, or a file must not grow | one error; the old file is whole; no leftovers |
/// | the same under a log or a recording | one error; whole commands only; the exit code tells |
/// | standard output is full | one error at once |
/// | the process is asked to end | the log is whole, temporary folders are removed |
/// | the folder cannot be written to | one error |
/// | it is killed while it saves | the file is the old one or the new one, whole |
/// | the file changes while it is read | it is read, or one error |
/// | standard input, output or error is closed | it works; no file is taken for the stream |
/// | no file descriptors are left | one error; the old file is whole |
/// | no memory is left | it ends; the old file is whole |
/// | a name with escape sequences, line breaks or changes of direction | shown with `?` |
/// | a link in place of the file | its target is written; a broken link is refused |
/// | files that source each other | one error, 16 deep |
/// | numbers out of range | one error each |
///
/// What happens when the terminal disappears is in `terminal/test_terminal.py`, and what an
/// untrusted lesson may do is in `StrangerTests`.
@Suite struct FaultTests {
  private let backstep: Executable

  init() throws { backstep = try Executable() }

  private var folder: TemporaryFolder { backstep.folder }

  /// Some megabytes of weights, so that it takes a while to write them.
  private static let large = "-c 'load toy' -c 'net new fc 20000, fc 100, softmax 2'"

  /// Whether the file can be read completely, into the large network.
  private func isWhole(_ name: String) throws -> Bool {
    try backstep.shell("$B \(Self.large) -c 'open \(name)'").status == 0
  }

  private func save(_ name: String) throws {
    try #require(try backstep.shell("$B \(Self.large) -c 'save \(name)'").status == 0)
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: folder[name]))
  }

  // MARK: Full disk

  @Test func `a file that may grow no more is one error, and the old one stays`() throws {
    let old = try folder.write("old", to: "a.safetensors")
    for command in [
      "save a.safetensors --force", "save b.safetensors", "write conv.filters c.npy",
      "worksheet 2 d.html", "report e.html", "net > f.txt", "net >! a.safetensors",
      "net >> a.safetensors", "net >> g.txt", "data --json > h.json",
    ] {
      // Not a byte.
      let result = try backstep.shell(
        "(ulimit -f 0; $B -c 'image 0; forward' -c '\(command)') 2>&1 | cat")
      #expect(result.output.contains("cannot be written"), "\(command): \(result)")
    }
    #expect(folder.names == ["a.safetensors"])
    #expect(try String(contentsOfFile: old, encoding: .utf8) == "old")
  }

  @Test(arguments: ["log off", "where"])
  func `a log or a recording that may grow no more is one error, and holds whole commands`(
    _ last: String
  ) throws {
    for (name, start) in [("a.md", "log a.md"), ("a.cast", "record a.cast")] {
      let result = try backstep.shell(
        """
        (ulimit -f 8; $B --keep-going -c 'load toy; image 0' -c '\(start)' -c where -c 'view' \
          -c 'help sgd' -c 'forward; view' -c 'help layers; help net; help detect; help curve' \
          -c '\(last)' 2>&1
          echo code $?) | cat
        """)
      #expect(result.output.contains("\(name) could not be written: File too large."), "\(result)")
      #expect(result.output.components(separatedBy: "could not be written").count == 2)
      #expect(!result.output.contains("is complete"))
      #expect(result.output.hasSuffix("code 1\n"))
      let check = try backstep.run("check", name)
      #expect(check.status == 0, "\(check)")
      #expect(!check.output.contains(" 0 commands"))
      #expect(try folder.read(name).hasSuffix(name == "a.md" ? "```\n" : "]\n"))
      try FileManager.default.removeItem(atPath: folder[name])
    }
  }

  @Test func `a log that fails with the session is an error of the session`() throws {
    let result = try backstep.shell(
      """
      (ulimit -f 1; $B -c 'load toy' -c 'log a.md' -c 'image 0' -c 'forward; backward; view' 2>&1
        echo code $?) | cat
      """)
    #expect(result.output.hasSuffix("code 1\n"), "\(result)")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func `a full standard output is one error at once`() throws {
    for line in [
      "$B --help", "$B --version", "$B man", "$B -c where", "$B -c 'sgd 100000000'",
      "$B --keep-going -c 'sgd 100000000' -c 'sgd 100000000'", "echo help | $B", "$B lesson 0",
    ] {
      let result = try backstep.shell("\(line) > /dev/full")
      #expect(result.status == 1, "\(line): \(result)")
      #expect(result.errors == "error: The output cannot be written: No space left on device.\n")
    }
  }

  @Test(.enabled(if: Machine.mounts, "no file system can be mounted here"))
  func `a full disk is one error, and the old file stays`() throws {
    let result = try backstep.shell(
      """
      mkdir small; unshare -m sh -c '
        mount -t tmpfs -o size=64k none small || exit 9
        cd small; echo old > a.safetensors
        $B \(Self.large.replacingOccurrences(of: "'", with: "\"")) -c "save a.safetensors --force"
          echo status $?; cat a.safetensors; ls'
      """)
    #expect(result.output.contains("status 1\nold\na.safetensors\n"), "\(result)")
    #expect(result.errors.contains("on device"))
  }

  @Test func `a folder that cannot be written to is one error`() throws {
    let result = try backstep.shell("$B -c 'load toy; save /proc/a.safetensors'")
    #expect(result.status == 1)
    #expect(result.errors.contains("cannot be written"))
  }

  @Test(.enabled(if: Machine.changesUser, "nobody else can be played here"))
  func `a folder of somebody else is one error`() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    let result = try backstep.shell(
      "setpriv --reuid=65534 --regid=65534 --clear-groups $B -c 'load toy; save a.safetensors'")
    #expect(result.status == 1)
    #expect(result.errors.contains("Permission denied"), "\(result)")
    #expect(folder.names.isEmpty)
  }

  // MARK: Killed

  @Test func `killed while it saves, it leaves the old file or the new one, whole`() throws {
    try save("a.safetensors")
    // When the new file appears, and again as it grows. There is nothing to wait for after `done`;
    // the `wait` of some shells sleeps forever on a child that has ended.
    for size in [0, 1_000_000, 8_000_000] {
      _ = try backstep.shell(
        """
        ($B \(Self.large) -c 'init --seed 2' -c 'save a.safetensors --force'; : > done) &
        while [ ! -e done ]; do
          for part in a.safetensors.*.part; do
            [ -e "$part" ] && [ "$(wc -c < "$part")" -ge \(size) ] || continue
            id=${part#a.safetensors.}; kill -KILL "${id%.part}"
          done
        done
        rm -f done *.part
        """)
      #expect(try isWhole("a.safetensors"), "killed at \(size) bytes")
    }
  }

  @Test(arguments: ["TERM", "HUP"])
  func `asked to end, it completes its log and leaves no folder`(_ signal: String) throws {
    let result = try backstep.shell(
      """
      mkdir tmp; export TMPDIR=$PWD/tmp
      $B -c 'log a.md' -c 'sgd 3' -c 'sgd 100000000' > out & p=$!
      until grep -q '^update' out; do :; done; kill -\(signal) $p; wait $p; echo $?
      printf '```backstep\nbackstep> write conv.filters a.npy\nbackstep> sgd 100000000\n' > c.md
      $B check c.md > out & p=$!
      until ls tmp/*/a.npy 2>/dev/null; do :; done >&2; kill -\(signal) $p; wait $p; echo $?; ls tmp
      """)
    let code = signal == "TERM" ? "143" : "129"
    #expect(result.output == "\(code)\n\(code)\n", "\(result)")
    #expect(try folder.read("a.md").hasSuffix("\n...\n```\n"))
    #expect(try backstep.run("check", "a.md").status == 0)
  }

  @Test func `folders that a killed process left are removed by the next`() throws {
    let result = try backstep.shell(
      """
      mkdir tmp; export TMPDIR=$PWD/tmp; echo mine > mine; mkdir tmp/backstep.1.abcdef tmp/backstep.x.y
      ln -s .. tmp/backstep.999999998.abcdef
      printf '```backstep\nbackstep> write conv.filters a.npy\nbackstep> sgd 100000000\n' > c.md
      $B check c.md > out & p=$!
      until ls tmp/*/a.npy 2>/dev/null; do :; done >&2; kill -KILL $p; wait $p; ls tmp | wc -l
      printf '```backstep\nbackstep> help\n...\n' > d.md; $B check d.md; ls tmp; ls mine
      """)
    #expect(
      result.output.hasSuffix(
        "4\n1 file, 1 command: all as written.\nbackstep.1.abcdef\nbackstep.999999998.abcdef\n"
          + "backstep.x.y\nmine\n"), "\(result)")
  }

  // MARK: Changing files

  @Test func `a file that changes while it is read is read, or is one error`() throws {
    try save("a.safetensors")
    let result = try backstep.shell(
      """
      cp a.safetensors b.safetensors
      (while [ -e b.safetensors ]; do
        head -c 100000 a.safetensors > b.safetensors; cat a.safetensors > b.safetensors
      done) & p=$!
      n=0; while [ $n -lt 12 ]; do
        $B \(Self.large) -c 'open b.safetensors' >/dev/null 2>err; echo $?; n=$((n + 1))
      done
      rm b.safetensors; kill $p
      """)
    let codes = result.output.split(separator: "\n")
    #expect(codes.count == 12)
    #expect(codes.allSatisfy { ["0", "1"].contains($0) }, "\(result.output)")
  }

  // MARK: Streams

  @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
  func `with closed streams files are files`(_ closed: String) throws {
    let result = try backstep.shell(
      "$B -c 'load toy; save a.safetensors; help; nonsense' \(closed)")
    #expect(result.status == 1)
    #expect(try backstep.shell("$B -c 'load toy; open a.safetensors'").status == 0)
    #expect(try backstep.shell("$B \(closed)").status == 0)
  }

  // MARK: Limits of the system

  @Test func `without file descriptors it is one error, and the old file stays`() throws {
    try backstep.shell("$B -c 'load toy; save a.safetensors'").expectDone()
    let old = try bytes("a.safetensors")
    // With three, the system cannot even load the program.
    for limit in 4...9 {
      try old.write(to: URL(filePath: folder["a.safetensors"]))
      let result = try backstep.shell(
        "ulimit -n \(limit); $B -c 'load toy; init --seed 3; save a.safetensors --force'"
      )
      #expect([0, 1, 127].contains(result.status), "\(limit): \(result)")
      if result.status == 1 { #expect(try bytes("a.safetensors") == old) }
    }
    #expect(folder.names == ["a.safetensors"])
  }

  @Test func `without memory it ends, and the old file is whole`() throws {
    try save("a.safetensors")
    let old = try bytes("a.safetensors")
    for limit in [20_000, 60_000, 100_000, 140_000, 200_000] {
      let result = try backstep.shell(
        """
        ulimit -v \(limit); ulimit -c 0
        $B \(Self.large) -c 'set softmax.biases 1' -c 'save a.safetensors --force'
        """)
      #expect(try result.status == 0 || bytes("a.safetensors") == old, "\(limit)")
      #expect(try isWhole("a.safetensors"))
      if result.status == 0 { break }
    }
  }

  // MARK: Names

  @Test(
    arguments: ["a\u{1B}[31mb", "a\u{1B}]0;x\u{7}b", "a\nb", "a\u{202E}b", "a\rb"] as [Hostile])
  func `a name that could steer the terminal never does`(_ hostile: Hostile) throws {
    let name = hostile.text
    let commands = [
      "load toy; forward", "save \"\(name).safetensors\"", "open \"\(name).safetensors\"",
      "write conv.filters \"\(name).npy\"", "read conv.filters \"\(name).npy\"",
      "log \"\(name)\"", "log", "log off", "source \"\(name)\"", "report \"\(name).md\"",
      "worksheet 2 \"\(name).md\"", "lesson \"./\(name).md\"", "load mnist \"\(name)\"",
      "open \"\(name).safetensors2\"", "alias \"\(name)\" step", "help \"\(name)\"",
      "set \"\(name)\" 1", "\"\(name)\"", "lesson \"\(name)\"", "history \"\(name)\"",
    ]
    var arguments = ["--keep-going"]
    for command in commands { arguments += ["-c", command] }
    let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
    for line in ["$B \(quoted)", "$B '\(name)2'", "$B check '\(name)2'", "$B lesson '\(name)'"] {
      let result = try backstep.shell(line)
      let text = result.output + result.errors
      #expect(
        text.unicodeScalars.allSatisfy { scalar in
          scalar == "\n"
            || scalar.properties.generalCategory != .control
              && scalar.properties.generalCategory != .format
        }, "\(text)")
      #expect([0, 1, 2].contains(result.status))
    }
  }

  @Test func `a link is written through, and one that leads nowhere is refused`() throws {
    let result = try backstep.shell(
      """
      mkdir deep; echo old > deep/a.safetensors; chmod 600 deep/a.safetensors
      ln -s deep/a.safetensors a.safetensors; ln -s nowhere b.safetensors
      ln -s c.safetensors c.safetensors
      $B --keep-going -c 'load toy' -c 'save a.safetensors' -c 'save a.safetensors --force' \
        -c 'save b.safetensors --force' -c 'save c.safetensors --force'
      readlink a.safetensors b.safetensors; ls -l deep/a.safetensors | cut -c1-10; ls deep
      """)
    #expect(result.output.hasSuffix("deep/a.safetensors\nnowhere\n-rw-------\na.safetensors\n"))
    #expect(result.errors.contains("a.safetensors already exists"))
    #expect(result.errors.contains("b.safetensors is a broken link"))
    #expect(result.errors.contains("c.safetensors is a broken link"))
    #expect(try backstep.shell("$B -c 'load toy; open a.safetensors'").status == 0)
  }

  // MARK: Permissions

  @Test(arguments: [("022", "-rw-r--r--"), ("077", "-rw-------"), ("000", "-rw-r--r--")])
  func `a new file is for all to read and for its owner to write, less what the mask forbids`(
    _ mask: String, _ permissions: String
  ) throws {
    let result = try backstep.shell(
      """
      umask \(mask)
      $B -c 'load toy; save a.safetensors; write conv.filters b.npy; export torch c' >/dev/null
      ls -l a.safetensors b.npy c/model.py | cut -c 1-10
      """)
    #expect(
      result.output.split(separator: "\n").map(String.init)
        == [String](repeating: permissions, count: 3), "\(result)")
  }

  @Test func `a file that is replaced keeps its permissions, whatever the mask`() throws {
    let result = try backstep.shell(
      """
      umask 077; for mode in 600 640 666 755; do
        echo old > a.safetensors; chmod $mode a.safetensors
        $B -c 'load toy; save a.safetensors --force' >/dev/null
        ls -l a.safetensors | cut -c 1-10
      done
      """)
    #expect(
      result.output == "-rw-------\n-rw-r-----\n-rw-rw-rw-\n-rwxr-xr-x\n", "\(result)")
  }

  // MARK: Scripts

  @Test func `files that source each other end in one error`() throws {
    try folder.write("step\nsource b.bs\n", to: "a.bs")
    try folder.write("source a.bs\nsource a.bs\n", to: "b.bs")
    let result = try backstep.shell("$B a.bs")
    #expect(result.status == 1)
    #expect(result.errors.contains("too deep"))
  }

  @Test(arguments: [
    "99999999999999999999", "9223372036854775807", "-9223372036854775808", "1e308", "0x7fffffff",
  ])
  func `numbers beyond all bounds are one error each`(_ number: String) throws {
    for line in [
      "step \(number)", "back \(number)", "goto \(number)", "goto 0.\(number)", "image \(number)",
      "init --seed \(number)", "history \(number)", "set batch \(number)", "maps conv \(number)",
      "image 0; forward; shift \(number) 0", "load toy --train \(number)", "wrong \(number)",
      "net new conv3x3 \(number)", "net new fc \(number), softmax 10", "print conv.out[\(number)]",
      "set schedule step \(number) 2", "detect --updates \(number)", "train --report \(number)",
      "until update > \(number) --limit \(number)",
    ] {
      let result = try backstep.shell("$B -c '\(line)'")
      #expect([0, 1].contains(result.status), "\(line): \(result)")
    }
    #expect(try backstep.shell("$B --seed \(number) -c where").status != 139)
  }
}

extension Executable.Result {
  fileprivate func expectDone() { #expect(status == 0, "\(errors)") }
}

/// What can be tested on this machine.
private enum Machine {
  static let mounts = succeeds("unshare -m sh -c 'mount -t tmpfs -o size=64k none /mnt'")
  static let changesUser = succeeds(
    "setpriv --reuid=65534 --regid=65534 --clear-groups $B -c where")

  private static func succeeds(_ line: String) -> Bool {
    (try? Executable().shell(line))?.status == 0
  }
}
