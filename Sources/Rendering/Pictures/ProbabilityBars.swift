/// One bar per class: the network's probabilities, and the true class.
package enum ProbabilityBars {
  /// - `probabilities`: One number from 0 to 1 per class.
  /// - `names`: The names of the classes.
  /// - `label`: The true class, if it is known.
  package static func block(
    _ probabilities: [Double], names: [String], label: Int?, width: Int
  ) -> TextBlock {
    let answers = answers(probabilities)
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
        let role = Role(of: index, answers: answers, label: label)
        let text = bar(probabilities[index], room: room) + (role.map { " " + $0.rawValue } ?? "")
        return TextBlock(line).beside(TextBlock(text, role?.ink), gap: 0)
      }
    ).clipped(to: width)
  }

  /// What distinguishes a class from the others, in words.
  enum Role: String {
    case answer
    case right = "answer, right"
    case wrong = "answer, wrong"
    case label = "the label"
    case tied = "a tie"
    case tiedLabel = "a tie, the label"

    init?(of index: Int, answers: [Int], label: Int?) {
      let isLabel = index == label
      switch (answers.contains(index), answers.count > 1) {
      case (true, true): self = isLabel ? .tiedLabel : .tied
      case (true, false): self = isLabel ? .right : label == nil ? .answer : .wrong
      case (false, _):
        guard isLabel else { return nil }
        self = .label
      }
    }

    fileprivate var ink: Ink {
      switch self {
      case .right: .right
      case .wrong: .wrong
      case .answer, .label, .tied, .tiedLabel: .strong
      }
    }
  }

  /// The class of the largest probability, or those that share it.
  static func answers(_ probabilities: [Double]) -> [Int] {
    let largest = probabilities.filter { !$0.isNaN }.max()
    return probabilities.indices.filter { probabilities[$0] == largest }
  }

  /// A bar of full marks, or `.` if the share is too small for a mark.
  static func bar(_ share: Double, room: Int) -> String {
    guard share.isFinite, share > 0 else { return "" }
    let marks = Int((min(1, share) * Double(room)).rounded())
    return marks == 0 ? "." : String(repeating: "#", count: marks)
  }
}
