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
    let longest = 1 + Role.right.rawValue.count
    let room = max(4, width - nameWidth - numberWidth - 4 - longest)
    return TextBlock.stacked(
      probabilities.indices.map { index in
        let name = index < names.count ? names[index] : String(index)
        var line = name.leftPadded(to: nameWidth) + "  "
        line += numbers[index].leftPadded(to: numberWidth) + " |"
        let role = Role(isAnswer: index == answer, isLabel: index == label, hasLabel: label != nil)
        let text = bar(probabilities[index], room: room) + (role.map { " " + $0.rawValue } ?? "")
        return TextBlock(line).beside(TextBlock(text, role?.ink), gap: 0)
      }
    ).clipped(to: width)
  }

  /// What marks a class among the others, in words.
  enum Role: String {
    case answer
    case right = "answer, right"
    case wrong = "answer, wrong"
    case label = "the label"

    init?(isAnswer: Bool, isLabel: Bool, hasLabel: Bool) {
      guard isAnswer || isLabel else { return nil }
      self = !isAnswer ? .label : isLabel ? .right : hasLabel ? .wrong : .answer
    }

    fileprivate var ink: Ink {
      switch self {
      case .right: .right
      case .wrong: .wrong
      case .answer, .label: .strong
      }
    }
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
