import Testing

@testable import Shell

/// What is open at the end of a line, and lines that belong together.
@Suite struct LineScannerTests {
  private func open(_ line: String) -> Character? { Continuation(line).open }

  @Test(
    arguments: [
      ("", nil), ("step", nil), ("a 'b", "'"), ("a \"it's", "\""), ("a 'b' \"c\"", nil),
      ("set x [1 0", "["), ("set x [1 0]", nil), ("a [b [c]", "["), ("a]]", nil), ("a] b[", "["),
      ("a # [ '", nil), ("a#[", "["), ("[1 # 2", "["), ("a; b [", "["), ("'[' ]", nil),
      ("a # [\nb [", "["), ("a [\nb]", nil),
    ] as [(String, Character?)])
  func `a quote or a bracket is open, outside comments`(_ line: String, _ expected: Character?) {
    #expect(open(line) == expected)
  }

  @Test func `lines that are one are read as one`() {
    var line = Continuation("set conv.filters[0] [1 0 -1;")
    line.append("2 0 -2;")
    #expect(line.open == "[")
    line.append("1 0 -1]; echo \"a")
    #expect(line.open == "\"")
    line.append("b\"")
    #expect(line.open == nil)
    #expect(
      TokenizedLine(line.text).commands
        == TokenizedLine("set conv.filters[0] [1 0 -1; 2 0 -2; 1 0 -1]; echo \"a b\"").commands)
  }

  @Test func `line by line it knows what it would know of the whole`() {
    let parts = ["a", "'b", "[c", "d]", "\"e f\"", "# g", "h;", "[1 2", "]'"]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      let lines = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          parts[Int.random(in: parts.indices, using: &random)]
        }
        .joined(separator: " ")
      }
      var line = Continuation(lines[0])
      for next in lines.dropFirst() { line.append(next) }
      #expect(line.open == open(line.text), "\(lines)")
    }
  }

  @Test(arguments: [
    (["set image [1 2", "3 4]"], "set image [1 2; 3 4]"),
    (["set image [1 2;", "3 4]"], "set image [1 2; 3 4]"),
    (["set image [1 2,", " 3 4", "]"], "set image [1 2,  3 4 ]"),
    (["set image [", "1 2", "", "3 4", "]"], "set image [ 1 2 ; 3 4 ]"),
    (
      ["set image [[1. 2.", "  3. 4.]", " [5. 6.", "  7. 8.]]"],
      "set image [[1. 2.   3. 4.]  [5. 6.   7. 8.]]"
    ),
    (["print conv.out[1,", "2]"], "print conv.out[1, 2]"),
  ])
  func `a line break ends a row of a matrix that has no brackets of its own`(
    _ lines: [String], _ whole: String
  ) {
    var line = Continuation(lines[0])
    for next in lines.dropFirst() {
      #expect(line.continues(on: next))
      line.append(next)
    }
    #expect(line.open == nil)
    #expect(
      TokenizedLine(line.text).commands.map { $0.map(\.text) }
        == TokenizedLine(whole).commands.map { $0.map(\.text) })
  }

  @Test func `a command does not continue a bracket`() {
    let line = Continuation("set image [1 2")
    for next in ["image 0", "conv.filters[0] = 1", "# a comment", "quit", "e5"] {
      #expect(!line.continues(on: next), "\(next)")
    }
    for next in ["3 4]", "-1 2", ".5", "nan 1]", "  ", "]", "[3 4]]", "; 1"] {
      #expect(line.continues(on: next), "\(next)")
    }
    #expect(Continuation("echo 'a").continues(on: "image 0"))
  }

  @Test func `what never ends is not one line`() {
    var line = Continuation("[" + String(repeating: "a", count: 999_000))
    #expect(line.open == "[")
    line.append(String(repeating: "a", count: 2_000))
    #expect(line.open == nil)
  }
}
