import ConvNet
import Foundation

/// How long the random tests run, and from which seed. A short run is part of the tests;
/// `BACKSTEP_RANDOM_SECONDS=600 BACKSTEP_RANDOM_SEED=7 swift test --filter Random` is a long one;
/// `BACKSTEP_RANDOM_COUNT=300` makes one with so many trials.
struct RandomRun {
  /// What is tested, for the table.
  let kind: String
  private(set) var source: RandomSource
  private(set) var tried = 0
  private let seed: UInt64
  private let deadline: ContinuousClock.Instant?
  private let least: Int

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  /// - Parameters:
  ///   - kind: What is tested.
  ///   - least: The number of trials in a short run.
  init(_ kind: String, least: Int) {
    self.kind = kind
    self.least = Self.number("BACKSTEP_RANDOM_COUNT").map { Int(min($0, 1_000_000)) } ?? least
    seed = Self.number("BACKSTEP_RANDOM_SEED") ?? 1
    source = RandomSource(seed: seed)
    deadline = Self.number("BACKSTEP_RANDOM_SECONDS").map { .now + .seconds($0) }
  }

  /// Whether there should be another trial.
  mutating func next() -> Bool {
    let goesOn = deadline.map { ContinuousClock.now < $0 } ?? (tried < least)
    if goesOn { tried += 1 }
    return goesOn
  }

  /// The row of the table.
  func report(_ details: String, failures: Int) {
    print("\(kind): \(tried) tried (\(details)), \(failures) failures, seed \(seed)")
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(bound, 1), using: &source) }

  /// Whether an event happens that occurs once in `count` times on average.
  mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
