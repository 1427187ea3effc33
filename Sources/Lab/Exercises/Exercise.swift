package import ConvNet

/// A part of a network that a student programs, in Python or any other language, and that is judged
/// by what it gives for a few cases.
package struct Exercise: Sendable {
  /// A call of a function that the student writes.
  package struct Call: Sendable {
    /// The names of what it returns.
    package let results: [String]
    /// The call in Python; `c` has the arrays and settings of a case under their names.
    package let expression: String
  }

  /// Its name: `conv-backward`.
  package let name: String
  /// What is asked for, in one line.
  package let summary: String
  /// What is asked for, in Markdown.
  package let task: String
  /// The functions to be written, in Python, without their bodies.
  package let functions: String
  /// The calls of these functions.
  package let calls: [Call]
  /// Makes the cases.
  private let cases: @Sendable (inout CaseMaker) throws -> [ExerciseCase]

  /// The version of all cases. It must change whenever the same seed gives other numbers.
  package static let version = 1

  init(
    _ name: String, _ summary: String, task: String, functions: String,
    calls: KeyValuePairs<String, String>,
    cases: @escaping @Sendable (inout CaseMaker) throws -> [ExerciseCase]
  ) {
    self.name = name
    self.summary = summary
    self.task = task
    self.functions = functions
    self.calls = calls.map { results, expression in
      Call(results: results.split(separator: " ").map(String.init), expression: expression)
    }
    self.cases = cases
  }

  /// Its cases: the same ones for the same seed.
  ///
  /// - Parameters:
  ///   - seed: The seed of their numbers.
  ///   - digits: Images of digits, from which some cases take theirs.
  /// - Returns: The cases, which hold the right results.
  /// - Throws: An error if the exercise has a mistake: a case does not fit its own network.
  package func cases(seed: UInt64, digits: LabelledImages) throws -> [ExerciseCase] {
    var maker = CaseMaker(seed: seed, digits: digits)
    return try cases(&maker)
  }
}

/// All exercises. To add one, add its file and a line here.
package enum Exercises {
  package static let all: [Exercise] = [
    .convForward, .poolForward, .softmaxLoss, .denseBackward, .poolBackward, .convBackward, .relu,
    .batchNorm, .optimizers, .network,
  ]
}
