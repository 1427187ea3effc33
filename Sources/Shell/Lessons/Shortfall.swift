import ConvNet
import Course
import Rendering

/// A statement about a result that must hold for a task to be done, and does not: the result is
/// computed, or the network does not have it.
struct Shortfall: Hashable {
  fileprivate let statement: Condition.Statement
  /// The numbers of each side; empty if the network does not have the result.
  fileprivate let numbers: [[Double]]
}

extension ConditionInSession {
  /// What keeps it from holding, as far as it is about results and not about settings.
  func shortfalls(in session: Session) -> [Shortfall] {
    condition.requirements.compactMap { statement in
      let sides = statement.operands
      guard sides.contains(where: { meaning(of: $0)?.isResult ?? false }) else { return nil }
      do {
        let numbers = try sides.compactMap { try self.numbers(of: $0, in: session) }
        guard numbers.count == sides.count, !holds(statement, in: session) else { return nil }
        return Shortfall(statement: statement, numbers: numbers)
      } catch {
        return Shortfall(statement: statement, numbers: [])
      }
    }
  }

  /// The result in words: `pool.winners[0,0,0] is upper-right`, or that there is none; `nil` if it is
  /// not the number of a name.
  func words(for shortfall: Shortfall) -> String? {
    guard case .compares(.name(let name), _, let other, _) = shortfall.statement else { return nil }
    guard let numbers = shortfall.numbers.first else { return "there is no \(name.text)" }
    if case .corner? = meaning(of: other), numbers.count == 2 {
      return ConditionName.corner(of: numbers).map { "\(name.text) is \($0)" }
    }
    return numbers.count == 1
      ? "\(name.text) is \(Numbers.compact(numbers[0], digits: 6))" : nil
  }
}

extension ConditionName {
  /// Whether it is what was computed or trained, and not something that is set or counted.
  fileprivate var isResult: Bool {
    switch self {
    case .answered, .answer, .measure, .place: true
    case .count, .learningRate, .bug, .optimizer, .corner: false
    }
  }
}
