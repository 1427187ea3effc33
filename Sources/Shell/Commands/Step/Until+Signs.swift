import ConvNet
import Course

extension UntilCommand: SignCommand {
  /// Whether `>` is a comparison. Before a number it always is; otherwise it is one unless the
  /// words before it are already a complete condition.
  static func takes(
    _ sign: String, after words: [String], before word: String?, in session: Session
  ) -> Bool {
    // A file is never named by a number: `loss >> 3` is a typing mistake.
    if let word, Double(NegativeNumber.unshield(word)) != nil { return true }
    guard sign == Condition.Relation.above.rawValue else { return false }
    var words = words.map(NegativeNumber.unshield)
    for name in options {
      guard let option = words.firstIndex(where: { $0.hasPrefix(name) }) else { continue }
      words.removeSubrange(option..<min(words.count, option + (words[option] == name ? 2 : 1)))
    }
    guard let condition = try? Condition(parsing: words.joined(separator: " ")),
      let last = condition.statements.last
    else { return true }
    guard case .holds(let operand) = last else { return false }
    // `wrong` is a complete condition, but `wrong > loss` was meant as a comparison, not as a
    // redirect to a file called loss.
    guard case .answered? = operand.name.flatMap({ try? ConditionName($0.text) }) else {
      return true
    }
    return switch word.flatMap({ try? ConditionName($0) }) {
    case nil: false
    case .place(let place)?: session.trainer.shape(of: place.whole) != nil
    default: true
    }
  }
}

extension ConditionInSession {
  /// Refuses a comparison that is always true or always false, or that is not between numbers.
  func checkMeaning(
    _ left: Condition.Operand, _ right: Condition.Operand
  ) throws(CommandError) {
    for operand in [left, right] {
      guard case .answered? = meaning(of: operand) else { continue }
      throw CommandError(
        "`\(operand)` is a condition by itself; it is not compared with anything.",
        at: operand.word.text, after: words(before: operand), hint: "until \(operand)")
    }
    guard let meaning = meaning(of: left), meaning == self.meaning(of: right),
      Self.isSameFunction(left, right)
    else { return }
    throw CommandError(
      "Both sides are the same, so this never changes.", at: right.word.text,
      after: words(before: right), hint: "until \(comparison(with: left))")
  }

  /// An accuracy is a share, so 95 is meant as a percentage.
  func checkShares(
    _ left: Condition.Operand, _ right: Condition.Operand
  ) throws(CommandError) {
    for (operand, other) in [(left, right), (right, left)] {
      guard case .measure(let measure)? = meaning(of: operand), measure.isShare,
        case .number(let number, let word) = other, !(0...1).contains(number)
      else { continue }
      throw CommandError(
        "An accuracy is from 0 to 1.", at: word.text, after: words(before: other),
        instead: (0...100).contains(number) && !word.text.hasSuffix("%")
          ? "\(word.text)%" : "0.95")
    }
  }

  /// A condition that compares an operand with a number.
  func comparison(with operand: Condition.Operand) -> String {
    guard case .measure(let measure)? = meaning(of: operand) else { return "\(operand) > 3" }
    return "\(operand) " + (measure.isShare ? "> 0.95" : "< 0.5")
  }

  private static func isSameFunction(_ left: Condition.Operand, _ right: Condition.Operand) -> Bool
  {
    switch (left, right) {
    case (.function(let one, _), .function(let other, _)): one == other
    case (.name, .name): true
    default: false
    }
  }
}
