import SystemPackage
import Terminal
import TestSupport
import Testing

@Suite struct HistoryTests {
  @Test func `lines come back in the next session, oldest first`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/state/backstep/history"
      var first = History(path: path)
      first.append("step")
      first.append("why conv.out[0,0,0]")
      #expect(History(path: path).lines == ["step", "why conv.out[0,0,0]"])
      #expect(mode(of: path) == 0o600)
      #expect(mode(of: folder + "/state/backstep") == 0o700)
    }
  }

  @Test func `a device in the place of the file keeps nothing, and is no fault`() {
    var history = History(path: "/dev/null")
    history.append("step")
    #expect(history.lines == ["step"])
    #expect(history.failure == nil)
    #expect(FileSystem.isDevice("/dev/null"))
  }

  @Test func `nothing is made on disk before a line is typed`() throws {
    try withTemporaryFolder { folder in
      _ = History(path: folder + "/state/history")
      #expect(mode(of: folder + "/state") == 0)
    }
  }

  @Test func `blank lines and repetitions are not remembered`() {
    var history = History(path: nil)
    for line in ["step", "step", "", "  ", "back", "step"] { history.append(line) }
    #expect(history.lines == ["step", "back", "step"])
  }

  @Test func `two sessions at once lose no line of each other`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/history"
      var one = History(path: path)
      var two = History(path: path)
      for number in 0..<50 {
        one.append("one \(number)")
        two.append("two \(number)")
      }
      let lines = History(path: path).lines
      #expect(lines.filter { $0.hasPrefix("one") } == (0..<50).map { "one \($0)" })
      #expect(lines.filter { $0.hasPrefix("two") } == (0..<50).map { "two \($0)" })
    }
  }

  @Test func `writers at the same time keep their lines whole`() async throws {
    let folder = try TemporaryFolder()
    let path = folder["history"]
    await withTaskGroup { group in
      for writer in 0..<4 {
        group.addTask {
          var history = History(path: path, limit: 10_000)
          for number in 0..<100 { history.append("writer \(writer) line \(number)") }
        }
      }
    }
    let lines = withExtendedLifetime(folder) { History(path: path, limit: 10_000).lines }
    #expect(Set(lines).count == 400)
    #expect(lines.count == 400)
  }

  @Test func `a file of twice the limit is cut to the newest, and older sessions go on appending`()
    throws
  {
    try withTemporaryFolder { folder in
      let path = folder + "/history"
      writeFile(path, (0..<19).map { "line \($0)\n" }.joined())
      var older = History(path: path, limit: 10)
      older.append("line 19")
      let newer = History(path: path, limit: 10)
      #expect(newer.lines == (10..<20).map { "line \($0)" })
      #expect(readFile(path) == (10..<20).map { "line \($0)\n" }.joined())
      older.append("line 20")
      #expect(readFile(path)?.hasSuffix("line 19\nline 20\n") == true)
      #expect(mode(of: path) == 0o600)
    }
  }

  @Test func `a torn last line does not swallow the next one`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/history"
      writeFile(path, "step\nba")
      var history = History(path: path)
      history.append("where")
      #expect(readFile(path) == "step\nba\nwhere\n")
    }
  }

  @Test func `a line that begins with a space, is too long or steers a terminal is not remembered`()
    throws
  {
    try withTemporaryFolder { folder in
      let path = folder + "/history"
      var history = History(path: path)
      let longest = String(repeating: "a", count: History.maximumLineLength)
      for line in [" secret", "step", "\u{1B}[2J", longest + "a", longest] { history.append(line) }
      #expect(history.lines == ["step", longest])
      #expect(readFile(path) == "step\n\(longest)\n")
    }
  }

  @Test func `a file that somebody has put rubbish into gives its good lines`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/history"
      let long = String(repeating: "b", count: History.maximumLineLength + 1)
      writeFile(path, "step\r\n\u{0}\u{0}\n\u{1B}]0;x\u{7}\n\(long)\nwhere\n")
      #expect(History(path: path).lines == ["step", "where"])
      writeFile(path, [UInt8](repeating: 0, count: 3 << 20))
      #expect(History(path: path).lines == [])
    }
  }

  @Test func `lines that are not UTF-8 are left out`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/history"
      writeFile(path, Array("step\n".utf8) + [0xFF, 0x0A] + Array("größer\n".utf8))
      #expect(History(path: path).lines == ["step", "größer"])
    }
  }

  @Test
  func `a file that cannot be read leaves the session with a history in memory, and says why`()
    throws
  {
    try withTemporaryFolder { folder in
      var history = History(path: folder)
      history.append("step")
      #expect(history.lines == ["step"])
      #expect(history.failure?.description == "Is a directory")
    }
  }
}
