/// One bar a class: what the network thinks, beside what is true.
package enum ProbabilityBars {
  /// - `probabilities`: One number from 0 to 1 a class.
  /// - `names`: What the classes are called.
  /// - `label`: The true class, where it is known.
  package static func block(
    _ probabilities: [Double], names: [String], label: Int?, width: Int
  ) -> TextBlock {
    let answer = answer(probabilities)
    let nameWidth = names.map(\.count).max() ?? 0
    let numbers = probabilities.map { Numbers.fixed($0, 3) }
    let numberWidth = numbers.map(\.count).max() ?? 0
    let longest = " answer, right".count
    let room = max(4, width - nameWidth - numberWidth - 4 - longest)
    return TextBlock.stacked(
      probabilities.indices.map { index in
        let name = index < names.count ? names[index] : String(index)
        var line = Numbers.padded(name, to: nameWidth) + "  "
        line += Numbers.padded(numbers[index], to: numberWidth) + " |"
        let (ink, remark): (Ink?, String) =
          switch (index == answer, index == label) {
          case (true, true): (.right, " answer, right")
          case (true, false):
            label == nil ? (.strong, " answer") : (.wrong, " answer, wrong")
          case (false, true): (.strong, " the label")
          case (false, false): (nil, "")
          }
        let text = bar(probabilities[index], room: room) + remark
        return TextBlock(line).beside(TextBlock(text, ink), gap: 0)
      }
    ).clipped(to: width)
  }

  /// The class of the largest probability.
  static func answer(_ probabilities: [Double]) -> Int? {
    probabilities.indices.filter { !probabilities[$0].isNaN }
      .max { probabilities[$0] < probabilities[$1] }
  }

  /// Full marks for what is there; `.` for something too small for one.
  private static func bar(_ share: Double, room: Int) -> String {
    guard share.isFinite, share > 0 else { return "" }
    let marks = Int((min(1, share) * Double(room)).rounded())
    return marks == 0 ? "." : String(repeating: "#", count: marks)
  }
}
