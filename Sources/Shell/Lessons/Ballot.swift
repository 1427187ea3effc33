import ConvNet
import Course
import Rendering

/// The shows of hands at a question: the first, and the second after a discussion.
struct Ballot {
  let choices: [Question.Choice]
  private(set) var votes: [[Int]] = []
  /// The right choice, once it has been shown.
  var right: Question.Choice?

  /// How many hands a choice may have.
  static let counts = 0...100_000

  init(on choices: [Question.Choice]) { self.choices = choices }

  /// Adds a vote.
  ///
  /// - Returns: Whether it takes the place of the second.
  mutating func add(_ counts: [Int]) -> Bool {
    let replaces = votes.count == 2
    if replaces { votes.removeLast() }
    votes.append(counts)
    return replaces
  }

  func bars(width: Int) -> TextBlock {
    VoteBars.block(
      votes, letters: choices.map { String($0.letter) },
      right: right.flatMap { choices.firstIndex(of: $0) },
      width: width)
  }

  /// At most four answers as choices. Their order is drawn from the lesson and the part, so a class
  /// that comes back finds the same.
  static func choices(
    _ answers: [String], in lesson: Lesson, at step: Step
  ) -> [Question.Choice] {
    var hash = StableHash(lesson.id.utf8)
    hash.combine([0])
    hash.combine(step.id.utf8)
    var random = RandomSource(seed: hash.value)
    return zip("abcd", random.permutation(of: answers.count)).map {
      Question.Choice(letter: $0, text: answers[$1])
    }
  }

  /// A line that votes on as many choices.
  static func example(for choices: [Question.Choice]) -> String {
    let counts = [12, 31, 17, 4]
    return "vote "
      + choices.indices.map { String(counts[$0 % counts.count]) }.joined(separator: " ")
  }
}
