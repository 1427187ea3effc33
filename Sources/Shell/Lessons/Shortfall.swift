import ConvNet
import Course
import Rendering

/// A statement about a result that must hold for a task to be done, and does not: the result is
/// computed, or the network does not have it.
struct Shortfall: Hashable {
  fileprivate let statement: Condition.Statement
  /// The numbers of each side; empty if the network lacks one of them.
  fileprivate let numbers: [[Double]]
  /// The side that the network lacks.
  fileprivate let missing: String?
}

extension ConditionInSession {
  /// What keeps it from holding, as far as it is about results and not about settings.
  func shortfalls(in session: Session) -> [Shortfall] {
    condition.requirements.compactMap { statement -> Shortfall? in
      let sides = statement.operands
      guard sides.contains(where: { meaning(of: $0)?.isResult ?? false }) else { return nil }
      var (numbers, missing): ([[Double]], String?) = ([], nil)
      for side in sides {
        do {
          if let own = try self.numbers(of: side, in: session) { numbers.append(own) }
        } catch {
          missing = missing ?? side.word.text
        }
      }
      if missing != nil { return Shortfall(statement: statement, numbers: [], missing: missing) }
      guard numbers.count == sides.count, !holds(statement, in: session) else { return nil }
      return Shortfall(statement: statement, numbers: numbers, missing: nil)
    }
  }

  /// The result in words: `pool.winners[0,0,0] is upper-right`, or that there is none; `nil` if it is
  /// not the number of a name.
  func words(for shortfall: Shortfall) -> String? {
    if let missing = shortfall.missing { return "there is no \(missing)" }
    guard case .compares(.name(let name), _, let other, _) = shortfall.statement,
      let numbers = shortfall.numbers.first
    else { return nil }
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
