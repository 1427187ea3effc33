import ConvNet
import Lab

/// The state of the riddles of `bug random`. Whether a bug's name is hidden is stored with the bug
/// on the timeline; once a riddle is solved, it stays solved.
struct HiddenBugs: WorkspacePart, Codable {
  /// The number of riddles so far.
  var drawn = 0
  /// The numbers of the riddles whose answer has been revealed.
  var solved: Set<Int> = []
  /// The number of guesses at each riddle, by its number.
  var guesses: [Int: Int] = [:]
}

extension Session {
  /// Whether the name of the bug that is on is hidden.
  var isBugHidden: Bool {
    trainer.riddle.map { !workspace[HiddenBugs.self].solved.contains($0.number) } ?? false
  }

  /// How many bugs have been drawn at random.
  var bugsDrawn: Int { workspace[HiddenBugs.self].drawn }

  /// A new riddle.
  mutating func nextRiddle() -> Riddle {
    workspace[HiddenBugs.self].drawn += 1
    return Riddle(number: bugsDrawn)
  }

  /// Counts a guess at the present riddle.
  ///
  /// - Returns: How many there have been.
  mutating func countGuess() -> Int {
    guard let riddle = trainer.riddle else { return 0 }
    workspace[HiddenBugs.self].guesses[riddle.number, default: 0] += 1
    return workspace[HiddenBugs.self].guesses[riddle.number, default: 0]
  }

  /// Reveals the answer to the present riddle.
  mutating func revealBug() {
    guard let riddle = trainer.riddle else { return }
    workspace[HiddenBugs.self].solved.insert(riddle.number)
  }

  /// The names of the bugs that are on, unless they are hidden.
  var bugNames: String {
    isBugHidden ? "?" : trainer.bugs.map { $0.name }.joined(separator: ",")
  }
}
