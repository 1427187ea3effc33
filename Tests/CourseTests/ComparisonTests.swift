import Course
import Testing

@Suite struct ComparisonTests {
  private func matches(_ expected: [String], _ actual: [String]) -> Bool {
    Comparison(expected: expected, actual: actual).isMatch
  }

  @Test func `equal lines match, and white space at the end does not count`() {
    #expect(matches(["a", "", "b"], ["a  ", "", "b", "", ""]))
    #expect(!matches(["a"], ["a", "b"]))
    #expect(!matches(["a", "b"], ["a"]))
    #expect(!matches(["a"], [" a"]))
    #expect(matches([], []))
  }

  @Test func `three dots stand for any lines, also for none`() {
    #expect(matches(["..."], []))
    #expect(matches(["a", "...", "d"], ["a", "b", "c", "d"]))
    #expect(matches(["...", "b", "...", "b"], ["b", "x", "b", "b"]))
    #expect(!matches(["a", "...", "d"], ["a", "b"]))
    #expect(!matches(["... and more"], ["and more"]))
  }

  @Test func `a number may have a tolerance`() {
    #expect(matches(["loss 2.30{~0.05} now"], ["loss 2.26 now"]))
    #expect(!matches(["loss 2.30{~0.05} now"], ["loss 2.20 now"]))
    #expect(matches(["  5{~10}%"], ["   12%"]))
    #expect(matches(["-0.5{~0.1} -0.5{~0.1}"], ["-0.55 -0.45"]))
    #expect(!matches(["1{~1}"], ["one"]))
    #expect(matches(["{~1} {x}"], ["{~1} {x}"]))
  }

  @Test func `a difference shows what was expected and what came`() {
    let comparison = Comparison(
      expected: ["a", "b", "c", "d", "e"], actual: ["a", "b", "x", "d", "e", "f"])
    #expect(
      comparison.difference == ["  b", "- c", "+ x", "  d", "  e", "+ f"])
    #expect(comparison.blessed == ["a", "b", "x", "d", "e", "f"])
  }

  @Test func `blessing keeps dots and tolerances that still hold`() {
    let comparison = Comparison(
      expected: ["head", "...", "loss 2.3{~0.1}", "tail"],
      actual: ["title", "1", "2", "loss 2.31", "tail"])
    #expect(comparison.blessed == ["title", "...", "loss 2.3{~0.1}", "tail"])
    #expect(
      Comparison(expected: comparison.blessed, actual: ["title", "loss 2.3", "tail"]).isMatch)
  }

  @Test func `what is blessed matches`() {
    var random = SystemRandomNumberGenerator()
    let words = ["a", "b", "...", "1.5{~0.2}", "1.6", ""]
    for _ in 0..<300 {
      let expected = (0..<Int.random(in: 0...7)).map { _ in
        words.randomElement(using: &random) ?? ""
      }
      let actual = (0..<Int.random(in: 0...7)).map { _ in
        ["a", "b", "1.6", ""].randomElement(using: &random) ?? ""
      }
      let blessed = Comparison(expected: expected, actual: actual).blessed
      #expect(matches(blessed, actual), "\(expected) \(actual) \(blessed)")
    }
  }

  @Test func `very long outputs are compared, too`() {
    let lines = (0..<5_000).map(String.init)
    #expect(matches(lines, lines))
    #expect(!matches(lines, lines.reversed()))
  }
}
