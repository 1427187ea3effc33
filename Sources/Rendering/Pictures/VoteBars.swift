/// One bar per choice of a vote: how many hands there were, and their share; a second vote stands
/// beside the first.
package enum VoteBars {
  /// The longest bar, for all hands.
  private static let longest = 20

  /// - `votes`: The number of hands for each choice, for one vote or two; each has at least one hand.
  /// - `letters`: The letters of the choices.
  /// - `right`: The position of the right choice, if it is to be shown.
  package static func block(
    _ votes: [[Int]], letters: [String], right: Int?, width: Int
  ) -> TextBlock {
    let mark = right == nil ? "" : "right"
    let names = [""] + letters.map { "  " + $0 }
    var block = TextBlock(names)
    for (index, counts) in votes.enumerated() {
      let total = counts.reduce(0, +)
      let numbers = counts.map(Numbers.count)
      let shares = counts.map { Double($0) / Double(total) }
      let percents = shares.map { Numbers.percent($0) }
      let room = (width - 3 - votes.count * 2 - mark.count - 1) / votes.count
      let numberWidth = numbers.map(\.count).max() ?? 0
      let bar = max(4, min(longest, room - numberWidth - "100 %".count - 4))
      let title = ["first vote", "second vote"][min(index, 1)]
      let rows = counts.indices.map { choice in
        let row =
          numbers[choice].leftPadded(to: numberWidth) + "  "
          + percents[choice].leftPadded(to: 5) + "  "
          + ProbabilityBars.bar(shares[choice], room: bar).padded(to: bar, gap: 0)
        return TextBlock(row, choice == right ? .right : nil)
      }
      let head = TextBlock("\(title): \(Numbers.count(total, "hand"))")
      block = block.beside(TextBlock.stacked([head] + rows))
    }
    guard let right else { return block.clipped(to: width) }
    let marks = (0...letters.count).map { TextBlock($0 == right + 1 ? mark : "", .right) }
    return block.beside(TextBlock.stacked(marks), gap: 1).clipped(to: width)
  }
}
