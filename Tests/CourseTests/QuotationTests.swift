import Course
import Testing

/// Numbers of the session in a lesson's text.
@Suite struct QuotationTests {
  @Test func `a quotation is a name in braces, with a format or without`() {
    let text = "Now {softmax.totals[0]} is {loss:.2}, {probabilities[7]: .1% }, {test accuracy:%}."
    let found = Quotation.all(in: text)
    #expect(
      found.map(\.name) == ["softmax.totals[0]", "loss", "probabilities[7]", "test accuracy"])
    #expect(found.map(\.format) == [.plain, .fixed(2), .percent(1), .percent(0)])
    #expect(found.map(\.text)[1] == "{loss:.2}")
    #expect(
      Quotation.named(in: text) == "Now softmax.totals[0] is loss, probabilities[7], test accuracy."
    )
  }

  @Test(arguments: ["{loss:2}", "{loss:}", "{loss:.99}", "{loss:.2f}", "{loss:x%}"])
  func `what is no format is none`(_ text: String) {
    #expect(Quotation.all(in: text).map(\.format) == [nil])
  }

  @Test(arguments: ["{ loss}", "{}", "{~0.1}", "{0, 1}", "{loss", "loss}", "{{", "a {\n} b"])
  func `other braces are left as they are`(_ text: String) {
    #expect(Quotation.all(in: text).isEmpty)
    #expect(Quotation.replacing(in: text) { _ in "x" } == text)
  }

  @Test func `a brace before a quotation does not hide it`() {
    #expect(Quotation.replacing(in: "{ {a} {{b}}") { $0.name.uppercased() } == "{ A {B}")
  }
}
