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

  @Test func `what is not ASCII becomes a question mark`() {
    #expect(TextBlock("caf\u{E9}\t").lines == ["caf??"])
  }
}
