import Terminal
import Testing

@Suite struct CompletionTests {
  private func action(_ texts: [String], typed: String, next: Character? = nil) -> TabAction {
    TabAction(
      Completions(start: 0, candidates: texts.map { Candidate($0) }), typed: typed, next: next)
  }

  @Test func `nothing found, nothing happens`() {
    let nothing = action([], typed: "xyz")
    #expect(nothing.replacement == nil)
    #expect(nothing.list.isEmpty)
  }

  @Test func `the only candidate is completed and followed by a space`() {
    #expect(action(["confusion"], typed: "confu").replacement == "confusion ")
    #expect(action(["confusion"], typed: "confu").list.isEmpty)
  }

  @Test func `a space that is there already is not doubled`() {
    #expect(action(["pool"], typed: "po", next: " ").replacement == "pool")
    #expect(action(["pool"], typed: "pool", next: " ").replacement == nil)
  }

  @Test func `a folder waits for what is in it`() {
    let folder = Candidate("Lessons/", appendSpace: false)
    let action = TabAction(
      Completions(start: 0, candidates: [folder]), typed: "Les", next: nil)
    #expect(action.replacement == "Lessons/")
  }

  @Test func `several candidates extend to what they share and are listed`() {
    let several = action(["filters", "filename"], typed: "f")
    #expect(several.replacement == "fil")
    #expect(several.list.map(\.text) == ["filters", "filename"])
  }

  @Test func `what is expected is listed and never inserted`() {
    let hint = Candidate.hint("n", note: "how many steps")
    for (typed, candidates) in [("", [hint]), ("3", [hint]), ("", [hint, Candidate("--all")])] {
      let action = TabAction(
        Completions(start: 0, candidates: candidates), typed: typed, next: nil)
      #expect(action.replacement == nil)
      #expect(action.list == candidates)
    }
    let begun = TabAction(
      Completions(start: 0, candidates: [Candidate("value"), hint]), typed: "va", next: nil)
    #expect(begun.replacement == "value ")
    #expect(candidateLines([hint], columns: 80, rows: 9) == ["<n>   how many steps"])
  }

  @Test func `what is typed is never shortened`() {
    // A shell may match in the middle of a word: these do not begin like the typed text.
    let several = action(["conv.out", "pool.out"], typed: "out")
    #expect(several.replacement == nil)
    #expect(several.list.count == 2)
  }

  @Test func `the common prefix counts whole characters`() {
    #expect(commonPrefix("größe", "größer") == "größe")
    #expect(commonPrefix("e\u{301}a", "eb") == "")
  }
}

@Suite struct CandidateListTests {
  @Test func `columns are read downwards and fit the width`() {
    let lines = candidateLines("abcdefg".map { Candidate(String($0)) }, columns: 10, rows: 20)
    #expect(lines == ["a  d  g", "b  e", "c  f"])
  }

  @Test func `a few candidates with notes take a line each`() {
    let lines = candidateLines(
      [Candidate("conv", note: "8 maps"), Candidate("softmax"), Candidate("pool", note: "halves")],
      columns: 80, rows: 20)
    #expect(lines == ["conv      8 maps", "softmax", "pool      halves"])
  }

  @Test func `a note is cut at the edge of the window`() {
    let lines = candidateLines([Candidate("conv", note: "a long note")], columns: 12, rows: 20)
    #expect(lines == ["conv   a lo"])
  }

  @Test func `what does not fit on the screen is counted`() {
    let lines = candidateLines(
      (0..<100).map { Candidate("candidate\($0)") }, columns: 40, rows: 5)
    #expect(lines.count == 5)
    #expect(lines.last == "and 88 more")
  }

  @Test func `wide characters count two columns, and no line is wider than the window`() {
    useUTF8()
    let lines = candidateLines(
      ["世界", "abc", "d"].map { Candidate($0) }, columns: 11, rows: 20)
    #expect(lines == ["世界  d", "abc"])
  }

  @Test func `control characters in a file name do not reach the terminal`() {
    #expect(candidateLines([Candidate("a\u{1B}[2Jb")], columns: 80, rows: 9) == ["a[2Jb"])
  }
}
