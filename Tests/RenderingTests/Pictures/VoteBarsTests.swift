import Rendering
import Testing

@Suite struct VoteBarsTests {
  private func lines(_ votes: [[Int]], right: Int? = nil, width: Int = 80) -> [String] {
    VoteBars.block(votes, letters: ["a", "b", "c"], right: right, width: width).lines
  }

  @Test func `a bar of twenty marks stands for all hands`() {
    #expect(
      lines([[10, 0, 0]]) == [
        "     first vote: 10 hands", "  a  10  100 %  ####################", "  b   0    0 %",
        "  c   0    0 %",
      ])
    #expect(lines([[1, 0, 0]])[0] == "     first vote: 1 hand")
  }

  @Test func `few hands among many are a point, and none are no bar`() {
    let rows = lines([[1, 0, 999]])
    #expect(rows[1] == "  a    1    0 %  .")
    #expect(rows[2] == "  b    0    0 %")
  }

  @Test func `the second vote begins in the same column in each row`() {
    let rows = lines([[1, 2, 3], [100_000, 0, 1]], right: 2)
    #expect(rows[0].hasSuffix("second vote: 100,001 hands"))
    #expect(rows[3].hasSuffix("right") && !rows[1].contains("right"))
    let column = "     1   17 %  ###                   ".count
    #expect(rows.dropFirst().allSatisfy { $0.dropFirst(column).first != "#" })
  }

  @Test(arguments: [20, 40, 60, 80, 120])
  func `it fits the screen`(_ width: Int) {
    for row in lines([[100_000, 0, 1], [1, 100_000, 3]], right: 1, width: width) {
      #expect(row.count <= width)
    }
  }
}
