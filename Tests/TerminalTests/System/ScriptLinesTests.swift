import SystemPackage
import Terminal
import TestSupport
import Testing

@Suite struct ScriptLinesTests {
  /// The lines of a pipe that carried `bytes` and was closed.
  private func lines(_ bytes: [UInt8]) -> [ScriptLines.Element] {
    let lines = try? withTemporaryFolder { folder in
      let path = folder + "/script"
      writeFile(path, bytes)
      return Array(try ScriptLines(path: path))
    }
    return lines ?? []
  }

  private func texts(_ script: String) -> [String?] {
    lines(Array(script.utf8)).map { try? $0.text.get() }
  }

  private func failure(_ bytes: [UInt8]) -> (Int, ScriptLineError)? {
    guard let last = lines(bytes).last, case .failure(let error) = last.text else { return nil }
    return (last.number, error)
  }

  @Test func `lines are numbered from one, blank ones too`() {
    let all = lines(Array("step\n\nback\n".utf8))
    #expect(all.map(\.number) == [1, 2, 3])
    #expect(all.map { try? $0.text.get() } == ["step", "", "back"])
  }

  @Test(arguments: ["step\nback", "step\r\nback\r\n", "\u{FEFF}step\nback\n"] as [Hostile])
  func `the last line may lack its end, lines may end in CR LF, a byte order mark is skipped`(
    script: Hostile
  ) {
    #expect(texts(script.text) == ["step", "back"])
  }

  @Test func `an empty script has no lines`() {
    #expect(lines([]).isEmpty)
    #expect(lines([0x0A]).count == 1)
  }

  @Test func `non-ASCII text arrives as it was written`() {
    #expect(texts("# größer 世界\n") == ["# größer 世界"])
  }

  @Test func `invalid UTF-8 is one error with its line and byte, and ends the script`() {
    let all = lines(Array("step\nset ".utf8) + [0xE9] + Array("\nback\n".utf8))
    #expect(all.count == 2)
    #expect(all.last?.number == 2)
    #expect(all.last?.text == .failure(.notUTF8(column: 5)))
  }

  @Test func `a NUL byte is found before its line ends`() {
    let found = failure(Array("a\nb".utf8) + [0, 0, 0])
    #expect(found?.0 == 2)
    #expect(found?.1 == .containsNUL(column: 2))
  }

  @Test func `UTF-16 is named as such`() {
    #expect(failure([0xFF, 0xFE, 0x73, 0x00, 0x0A, 0x00])?.1 == .looksLikeUTF16)
  }

  @Test func `a line of the longest length is read, one byte more is an error`() {
    let longest = [UInt8](repeating: 0x61, count: ScriptLines.maximumLineLength)
    #expect(
      lines(longest + [0x0A]).first?.text == .success(String(decoding: longest, as: UTF8.self)))
    #expect(failure([0x0A] + longest + [0x61])?.0 == 2)
    #expect(failure([0x0A] + longest + [0x61])?.1 == .tooLong(limit: 1_000_000))
  }

  @Test func `a pipe that stays open gives each line as it comes`() throws {
    let ends = try FileDescriptor.pipe()
    let script = ScriptLines(descriptor: ends.readEnd)
    for word in ["step", "back"] {
      try ends.writeEnd.writeAll(Array((word + "\n").utf8))
      #expect(script.next()?.text == .success(word))
    }
    try ends.writeEnd.close()
    #expect(script.next() == nil)
    try ends.readEnd.close()
  }

  @Test func `a script that is missing or a directory is refused with its name`() {
    #expect(throws: ScriptLineError.isDirectory(path: "/")) { try ScriptLines(path: "/") }
    let missing = #expect(throws: ScriptLineError.self) { try ScriptLines(path: "/no/such") }
    #expect(missing?.description == "cannot open /no/such: No such file or directory")
  }
}
