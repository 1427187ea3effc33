import Shell
import Testing

@Suite struct TokenizerTests {
  private func words(_ line: String) -> [[String]] {
    TokenizedLine(line).commands.map { $0.map(\.text) }
  }

  @Test(
    arguments: [
      ("", []), ("   \t ", []), ("step", [["step"]]), (" step   3\t", [["step", "3"]]),
      ("a; b 1 ;c", [["a"], ["b", "1"], ["c"]]), (";; a ;;", [["a"]]),
      ("# all", []), ("a # b", [["a"]]), ("a#b", [["a#b"]]), ("a;#b;c", [["a"]]),
      ("print conv.out[ 0, 1 , 2 ]", [["print", "conv.out[0,1,2]"]]),
      ("a[1;2] b", [["a[1;2]", "b"]]), ("a] b[ c", [["a]", "b[c"]]),
      ("'a b' \"c;d\" '#e'", [["a b", "c;d", "#e"]]), ("a'b c'd", [["ab cd"]]),
      ("'it''s' \"it's\" '\"'", [["its", "it's", "\""]]), ("'' \"\"", [["", ""]]),
      ("größe 世界", [["größe", "世界"]]),
    ] as [(String, [[String]])])
  func `a line is commands of words`(_ line: String, _ expected: [[String]]) {
    #expect(words(line) == expected)
  }

  @Test func `words know where they stand`() {
    let line = TokenizedLine("a 'b c' d[ 1 ];e").commands.joined()
    #expect(line.map(\.start) == [0, 2, 8, 15])
    #expect(line.map(\.end) == [1, 7, 14, 16])
    #expect(line.map(\.isQuoted) == [false, true, false, false])
  }

  @Test func `an open quote is told`() {
    #expect(TokenizedLine("a 'b").openQuote == "'")
    #expect(TokenizedLine("a \"it's").openQuote == "\"")
    #expect(TokenizedLine("a 'b' \"c\"").openQuote == nil)
  }

  @Test func `the last command is the one being typed`() {
    #expect(TokenizedLine("a; b c").last.map(\.text) == ["b", "c"])
    #expect(TokenizedLine("a;").last.isEmpty)
    #expect(TokenizedLine("a # b").endsInComment)
    #expect(!TokenizedLine("a '# b").endsInComment)
  }
}
