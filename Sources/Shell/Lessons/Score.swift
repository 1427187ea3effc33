import Rendering

/// What came of an examination or of an exercise.
struct Score: Codable, Hashable {
  /// The word for an examination; an exercise has its own name.
  static let examination = "examination"

  /// The examination, or the name of the exercise.
  let subject: String
  /// The seed of its numbers.
  let seed: UInt64
  /// How many questions or results were right; `nil` for an examination that has only begun.
  let right: Int?
  /// How many there are.
  let all: Int

  /// Whether it is an examination.
  var isExamination: Bool { subject == Self.examination }

  /// What is said of it.
  var sentence: String {
    switch (right, isExamination) {
    case (nil, _): "An examination was begun (seed \(seed))."
    case (all, true): certificate
    case (let right?, true):
      "Examination (seed \(seed)): \(right) of \(Numbers.count(all, "question")) right."
    case (let right?, false):
      "Exercise `\(subject)` (seed \(seed)): \(right) of \(Numbers.count(all, "result")) right."
    }
  }

  /// What is said of an examination that was passed.
  private var certificate: String {
    "Examination passed: every number of one training step of a small convolutional network, from "
      + "the feature map to the gradient of the image and the updated filter, was computed by hand: "
      + "\(all) questions, seed \(seed)."
  }

  /// Whether it takes the place of an earlier one.
  func replaces(_ other: Score) -> Bool {
    subject == other.subject && seed == other.seed && (!isExamination || other.right == nil)
  }
}
