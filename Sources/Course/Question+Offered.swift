/// Offering a question for numbers as choices, for a class that votes.
extension Question {
  /// How many answers are offered at most.
  private static let most = 4

  /// The right answer to a question for numbers, followed by wrong ones to which the lesson has a
  /// reply. Empty if there is no such wrong answer, and for other questions.
  package var offered: [String] {
    guard case .numbers(let right, let tolerance) = kind else { return [] }
    var known: [[TypedNumber]] = []
    var texts: [String] = []
    for reply in replies where !isRight(reply) {
      guard texts.count < Self.most - 1, let numbers = reply.target?.numbers,
        numbers.count == right.count,
        !known.contains(where: { Self.agree(numbers, $0, tolerance) })
      else { continue }
      known.append(numbers)
      texts.append(reply.answer)
    }
    guard !texts.isEmpty else { return [] }
    return [rightText(right, tolerance, amid: texts)] + texts
  }

  /// The right answer as the lesson writes it. If it writes none, it gets as many decimals as the
  /// wrong ones, so that it does not stand out, or more if it would not be right otherwise.
  private func rightText(
    _ right: [TypedNumber], _ tolerance: Double, amid wrong: [String]
  ) -> String {
    if let reply = replies.first(where: { isRight($0) && $0.key != Reply.right }) {
      return reply.answer
    }
    guard !places.isEmpty else { return solution.answer }
    let decimals = wrong.joined(separator: " ").split(separator: " ").map { word in
      word.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
    }
    return right.map { number in
      var unit = 1.0
      for _ in 0..<min(decimals.max() ?? 0, Self.mostDecimals) { unit *= 10 }
      var rounded = (number.value * unit).rounded() / unit
      while abs(rounded - number.value) > tolerance, unit < 1e15 {
        unit *= 10
        rounded = (number.value * unit).rounded() / unit
      }
      // -0 is 0.
      return Self.plain(TypedNumber(rounded == 0 ? 0 : rounded))
    }.joined(separator: " ")
  }

  private static let mostDecimals = 6

  /// The choice that is right; `nil` for a question that has no such choice.
  package func right(among choices: [Choice]) -> Choice? {
    choices.first { choice in
      if case .right = judge(isChoice ? String(choice.letter) : choice.text) { true } else { false }
    }
  }
}

extension Question.Reply {
  /// The answer that it replies to, without a tolerance.
  fileprivate var answer: String {
    key.split(separator: "~", omittingEmptySubsequences: false).first.map { $0.trimmed() } ?? key
  }
}
