import Rendering
import Testing

/// A confusion matrix of many classes.
struct ConfusionMatrixTests {
  private func matrix(classes: Int, _ pairs: [(Int, Int, Int)]) -> ConfusionMatrix {
    var matrix = ConfusionMatrix(names: (0..<classes).map { "c\($0)" })
    for (label, answer, count) in pairs {
      for _ in 0..<count { matrix.count(label: label, answer: answer) }
    }
    return matrix
  }

  private func words(_ matrix: ConfusionMatrix) -> [String] {
    matrix.block(width: 400).lines.flatMap { $0.split(separator: " ").map(String.init) }
  }

  @Test func `up to forty classes each have a row`() {
    let words = words(matrix(classes: 40, [(0, 0, 3), (39, 1, 2)]))
    #expect(words.contains("c39") && !words.contains("others"))
  }

  @Test func `beyond forty those confused most have a row, and the others one together`() {
    let matrix = matrix(
      classes: 20_000,
      [(7, 19_999, 5), (19_998, 19_998, 4), (19_997, 19_998, 1), (3, 3, 2), (19_990, 19_991, 0)])
    let lines = matrix.block(width: 400).lines
    let text = lines.joined(separator: "\n")
    #expect(lines.count < 60)
    for name in ["c7", "c19999", "c19998", "c19997"] {
      #expect(lines.contains { $0.hasPrefix(name + " ") }, "\(name)")
    }
    #expect(lines.contains { $0.hasPrefix("others ") })
    #expect(text.contains("20,000") && text.contains("19,996"))
    // Totals include all images, wherever they are shown.
    #expect((matrix.total, matrix.correct) == (12, 6))
  }

  @Test func `recall and sums count what stands among the others`() throws {
    // Twenty classes with many confusions; class 50, among the others, is right, and once wrong.
    let many = (0..<20).map { ($0, ($0 + 1) % 20, 2) }
    let matrix = matrix(classes: 60, many + [(50, 50, 3), (50, 51, 1), (0, 55, 1)])
    let lines = matrix.block(width: 400).lines
    let others = try #require(lines.first { $0.hasPrefix("others") })
    #expect(others.hasSuffix("75 %"))
    #expect(others.contains("4 "))
    #expect(!others.contains("[4]"), "some of these are wrong")
    let first = try #require(lines.first { $0.hasPrefix("c0 ") })
    #expect(first.split(separator: " ").suffix(3).first == "3")
  }

  @Test func `a picture of many classes is folded as well`() {
    let matrix = matrix(classes: 5_000, [(4_000, 4_001, 2), (1, 1, 1)])
    let figure = matrix.figure(title: "many")
    #expect(figure.notes.contains { $0.contains("4,998") })
    #expect(figure.drawing.marks.count < 2_000)
  }
}
