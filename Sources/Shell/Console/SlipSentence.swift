import ConvNet
import Course
import Lab

extension Timeline<Float> {
  /// What probably led to wrong numbers.
  ///
  /// - Parameters:
  ///   - numbers: What was said, as it was typed.
  ///   - place: The place it was said of.
  ///   - state: The state in which the place is computed.
  /// - Returns: The slip in a sentence, with a question; `nil` if no slip gives the numbers.
  func slipSentence(
    _ numbers: [TypedNumber], at place: Place, in state: Trainer<Float>
  ) -> String? {
    slipSentence(.typed(numbers.map { ($0.value, $0.slack) }), at: place, in: state)
  }

  /// The same for numbers that may come from a program.
  func slipSentence(
    _ given: GivenNumbers, at place: Place, in state: Trainer<Float>
  ) -> String? {
    let updates = state.isBetweenSteps ? state.updates - 1 : state.updates
    let before = time(ofUpdate: updates).flatMap {
      (beginning...now).contains($0) ? trainer(at: $0) : nil
    }
    return Slips.match(given, at: place, in: state, before: before).sentence
  }
}

extension [Slip] {
  /// The slips in a sentence, and a question that makes one see the first of them.
  var sentence: String? {
    guard let first else { return nil }
    let others = dropFirst().map { ", or if \($0.thought)" }.joined()
    return "That is what comes out if \(first.thought)\(others). \(first.question)"
  }
}

extension Trainer {
  /// The state in which this step has computed a place: the present one, or the one later in the
  /// step; for a parameter in the middle of a step, the one after the update.
  func computing(_ place: Place) -> Trainer? {
    let isMoved = place.layer != nil && isWritable(place) && !isBetweenSteps
    if !isMoved, numbers(at: place) != nil { return self }
    guard shape(of: place.whole) != nil else { return nil }
    let step = rehearsed()
    guard isMoved else { return step }
    var updated = Timeline(step)
    updated.perform(.operation)
    return updated.state
  }
}
