package import ConvNet

/// A problem for paper: numbers that are given, and a place to compute from them.
package struct PracticeProblem: Sendable {
  /// What it is about, in a sentence or two.
  package let story: String
  /// The state in which the given places are read.
  package let shown: Trainer<Float>
  /// The places whose numbers are given.
  package let given: [Place]
  /// The state in which the place that is asked for is computed.
  package let solved: Trainer<Float>
  /// The place that is asked for.
  package let place: Place
  /// How many decimals an answer needs; `nil` if the right numbers are exact on paper.
  package let decimals: Int?
  /// How it is computed, if not as the network computes the place.
  package let method: String?

  /// A problem whose given numbers and whose answer are in one state, unless `solved` is another.
  init(
    _ story: String, _ shown: Trainer<Float>, given: [String], asked place: Place,
    solved: Trainer<Float>? = nil, decimals: Int? = nil, method: String? = nil
  ) throws {
    self.story = story
    self.shown = shown
    self.given = try given.map { try Place(parsing: $0) }
    self.solved = solved ?? shown
    self.place = place
    self.decimals = decimals
    self.method = method
  }

  /// The right numbers.
  package var right: Tensor<Float> {
    guard let tensor = solved.numbers(at: place) else {
      preconditionFailure("A problem asks for a place that is computed.")
    }
    return tensor
  }

  /// How far a right answer may be off: half a unit of the last decimal it needs.
  package var tolerance: Double { decimals.map { 0.5001 * power(0.1, $0) } ?? 1e-4 }

  /// Whether the numbers are not all 0, and are not simply those that are given.
  var isWorthAsking: Bool {
    let right = right
    guard right.values.contains(where: { $0 != 0 }) else { return false }
    guard given.contains(place.whole), let old = shown.numbers(at: place) else { return true }
    return old.values != right.values
  }

  /// Which of the given numbers are right.
  package func marks(_ numbers: [Double]) -> [Bool] {
    zip(numbers, right.values).map { ($0 - Double($1)).magnitude <= tolerance }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * base }
  }
}

/// Something to practise: problems without end, each of fresh numbers.
package struct PracticeTopic: Sendable {
  /// Its name: `filter-gradient`.
  package let name: String
  /// What is computed, in a few words.
  package let title: String
  private let draw: @Sendable (inout RandomSource) throws -> PracticeProblem

  init(
    _ name: String, _ title: String,
    _ draw: @escaping @Sendable (inout RandomSource) throws -> PracticeProblem
  ) {
    self.name = name
    self.title = title
    self.draw = draw
  }

  /// A problem; the same random source gives the same one. Of several that are drawn, it is the one
  /// whose answer best tells slips apart.
  package func problem(from random: inout RandomSource) -> PracticeProblem {
    let several = (0..<6).compactMap { _ in drawn(&random) }
    let worth = several.filter(\.isWorthAsking)
    let best = (worth.isEmpty ? several : worth)
      .map { ($0, Slips.differences(at: $0.place, in: $0.solved)) }.max { $0.1 < $1.1 }
    guard let best else { preconditionFailure("The network of a topic fits its images.") }
    return best.0
  }

  private func drawn(_ random: inout RandomSource) -> PracticeProblem? { try? draw(&random) }
}
