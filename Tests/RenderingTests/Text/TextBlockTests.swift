import Rendering
import Testing

@Suite struct TextBlockTests {
  @Test func `blocks of unequal height stand beside one another at the top`() {
    let block = TextBlock(["a", "bb", "c"]).beside(TextBlock(["x"]), gap: 1)
    #expect(block.lines == ["a  x", "bb", "c"])
  }

  @Test func `what does not fit beside flows to the next band`() {
    let block = TextBlock.flow([TextBlock("one"), TextBlock("two"), TextBlock("three")], width: 8)
    #expect(block.lines == ["one  two", "three"])
  }

  @Test func `text breaks between words, and inside one only where it must`() {
    #expect(TextBlock.wrapped("one two three", width: 8).lines == ["one two", "three"])
    #expect(TextBlock.wrapped("abcdefgh ij", width: 4).lines == ["abcd", "efgh", "ij"])
    #expect(TextBlock.wrapped("a b c", width: 3, hanging: 1).lines == ["a b", " c"])
  }

  @Test func `text is text, and what steers a terminal becomes a question mark`() {
    #expect(TextBlock("caf\u{E9}\t").lines == ["caf\u{E9}?"])
    #expect(TextBlock("cafe\u{301}!").lines == ["cafe\u{301}!"])
    #expect(TextBlock("a\u{1B}\u{202E}\u{2028}b").lines == ["a???b"])
    let hindi = "\u{938}\u{902}\u{935}\u{932}\u{928} \u{915}\u{94D}\u{200D}\u{937}"
    #expect(TextBlock(hindi).lines == [hindi])
    #expect(TextBlock(hindi).lines(in: .coloured) == [hindi])
  }

  @Test func `wide letters take two columns, and are not cut in two`() {
    let wide = "\u{5377}\u{79EF}\u{5C42}"
    #expect(TextBlock(wide).width == 6)
    #expect(TextBlock(wide).clipped(to: 5).lines == ["\u{5377}\u{79EF}"])
    #expect(TextBlock(wide).clipped(to: 5).width == 5)
    #expect(
      TextBlock(wide).beside(TextBlock(["x", "y"]), gap: 1).lines == [wide + " x", "       y"])
    #expect(wide.padded(to: 8) == wide + "  ")
    #expect(wide.leftPadded(to: 8) == "  " + wide)
    let table = Table(["", ""]).block(width: 20)
    #expect(table.width == 0)
  }

  @Test func `wide letters break anywhere but before the end of a sentence`() {
    let text = "\u{6C60}\u{5316}\u{5C42}\u{5F88}\u{5C0F}\u{3002}"
    #expect(
      TextBlock.wrapped(text, width: 10).lines
        == ["\u{6C60}\u{5316}\u{5C42}\u{5F88}", "\u{5C0F}\u{3002}"])
    #expect(TextBlock.wrapped(text, width: 1).lines.joined() == text)
    #expect(
      TextBlock.wrapped("gr\u{F6}\u{DF}ere \u{DC}bung", width: 8).lines
        == ["gr\u{F6}\u{DF}ere", "\u{DC}bung"])
  }

  @Test func `marks without end are not a letter`() {
    let marks = "e" + String(repeating: "\u{301}", count: 10_000)
    #expect(TextBlock(marks).lines[0].unicodeScalars.count < 20)
    #expect(marks.clipped(to: 40).unicodeScalars.count < 20)
    #expect("gr\u{F6}\u{DF}er".clipped(to: 4) == "gr\u{F6}\u{DF}")
  }

  @Test func `a text of any length is wrapped, each word once`() {
    let words = String(repeating: "w ", count: 50_000)
    let lines = TextBlock.wrapped(words, width: 80, hanging: 2).lines
    #expect(lines.joined().count { $0 == "w" } == 50_000)
    #expect(lines.allSatisfy { $0.count <= 80 })
  }
}
