/// Why a condition cannot be read.
package struct ConditionError: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    case empty
    case tooLong(limit: Int)
    case tooDeep(limit: Int)
    /// It ends where a statement, a name or a number should follow.
    case endsEarly
    case cannotBegin
    case cannotFollow
    case notOpened
    case notClosed
    case notARelation
    case comparedWithNothing
    /// There is a sign instead of a value.
    case signTooMany(after: String)
    case notAValue
    /// `bug` or `optimizer` without `is` and a name.
    case choiceWithoutValue(Condition.Choice.Subject)
    /// A count that is not a whole number, as in `update x`.
    case notACount
    case badTolerance
  }

  package let problem: Problem
  /// The word that is wrong, or the last one; `nil` if there are no words.
  package let word: String?
  /// The words of the line before that word.
  package let before: [String]
  /// The index of the condition's line, counted from 0.
  package let line: Int

  init(_ problem: Problem, at word: String?, after before: [String], line: Int) {
    self.problem = problem
    self.word = word
    self.before = before
    self.line = line
  }
}

extension ConditionError: CustomStringConvertible {
  package var description: String { sentence + (hint.map { ": \($0)" } ?? "") }

  /// What is wrong, without a capital letter or a full stop.
  package var sentence: String {
    let word = word ?? ""
    return switch problem {
    case .empty: "the condition is empty"
    case .tooLong, .tooDeep: "the condition is too long"
    case .endsEarly: "the condition ends too early"
    case .cannotBegin: "`\(word)` cannot begin a condition"
    case .cannotFollow: "`\(word)` cannot follow the words before it"
    case .notOpened: "a `)` has no matching `(`"
    case .notClosed: "a `(` is opened and not closed"
    case .notARelation: "`\(word)` is not a comparison"
    case .comparedWithNothing: "`\(word)` is compared with nothing"
    case .signTooMany: "`\(word)` is an extra sign"
    case .notAValue: "`\(word)` is neither a number nor a place"
    case .choiceWithoutValue: "`\(word)` needs `is` and a name"
    case .notACount: "`\(word)` is not a whole number from 0 to 1,000,000,000"
    case .badTolerance: "`\(word)` is not a tolerance, which is 0 or more"
    }
  }

  /// What to write instead.
  package var hint: String? {
    switch problem {
    case .tooLong(let limit): "at most \(limit) words"
    case .tooDeep(let limit): "at most \(limit) nested parentheses"
    case .cannotFollow, .notOpened: "and, or"
    case .notClosed: "a ) at the end"
    case .notARelation: Condition.Relation.hint
    default: example
    }
  }

  /// A condition to write instead.
  package var example: String? {
    switch problem {
    case .empty, .cannotBegin, .notAValue: "loss > 3"
    case .endsEarly: (before + [word ?? "", "loss > 3"]).joined(separator: " ")
    case .cannotFollow where !before.isEmpty && word.flatMap { Double($0) } != nil:
      (before + [">", word ?? ""]).joined(separator: " ")
    case .cannotFollow, .notOpened: before.isEmpty ? nil : before.joined(separator: " ")
    case .notARelation: (before + ["> 3"]).joined(separator: " ")
    case .comparedWithNothing: word.map { "\($0) > 3" }
    case .signTooMany(let name): "\(name) > 3"
    case .choiceWithoutValue(let subject): "\(subject.rawValue) is \(subject.example)"
    case .badTolerance: "loss == 0.5 ~ 0.01"
    case .tooLong, .tooDeep, .notACount, .notClosed: nil
    }
  }
}

extension Condition.Relation {
  /// All relations, for the user to choose from.
  fileprivate static var hint: String { "< <= > >= == !=" }
}
