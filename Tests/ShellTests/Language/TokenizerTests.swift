import Shell
import TestSupport
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
      ("'a b' \"c;d\" '#e'", [["a b", "c;d", "#e"]]), ("don't b's", [["don't", "b's"]]),
      ("1'b c'd", [["1b cd"]]),
      ("'it''s' \"it's\" '\"'", [["its", "it's", "\""]]), ("'' \"\"", [["", ""]]),
      ("größe 世界", [["größe", "世界"]]),
      // A line ends as in a file, and so does a comment; other separators are blanks.
      ("a # b; c\nd", [["a"], ["d"]]), ("# it's\r\nd", [["d"]]), ("a\u{2028}b", [["a", "b"]]),
      ("a\u{85}b\u{2029}c\u{B}d", [["a", "b", "c", "d"]]), ("# a\u{2028}b", []),
    ] as [(Hostile, [[String]])])
  func `a line is commands of words`(_ line: Hostile, _ expected: [[String]]) {
    #expect(words(line.text) == expected)
  }

  @Test func `words know where they stand`() {
    let line = TokenizedLine("a 'b c' d[ 1 ];e").commands.joined()
    #expect(line.map(\.start) == [0, 2, 8, 15])
    #expect(line.map(\.end) == [1, 7, 14, 16])
    #expect(line.map(\.isQuoted) == [false, true, false, false])
  }

  static let awkward = [
    "", " ", "a b", "it's", "\"", "'\"'", "\"it's\"", "a;b", "#a", "[", "]", "x]; save y", "--help",
    ">", ">!", "-1", "1\"; save x; \"", "a\nb", "a\u{2028}b", "größe", "$(x)", "`x`", "\\",
  ]

  @Test(arguments: awkward)
  func `any words can be typed, and mean themselves`(_ word: String) {
    let line = TokenizedLine(words: ["step", word, word])
    #expect(line.commands.map { $0.map(\.text) } == [["step", word, word]])
    #expect(words(line.asTyped) == [["step", word, word]])
    // Once more, in the form that a log or a report would write.
    #expect(words(TokenizedLine(line.asTyped).asTyped) == [["step", word, word]])
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
