import Testing

/// How many claims of each sort were checked.
final class ClaimTally {
  private(set) var counts: [String: Int] = [:]
  private(set) var failures = 0
  /// The lines that were typed.
  var lines: [String] = []

  func check(_ sort: String, _ isTrue: Bool, _ what: @autoclosure () -> String) {
    counts[sort, default: 0] += 1
    guard !isTrue else { return }
    failures += 1
    Issue.record("\(sort): \(what())\nafter: \(lines.joined(separator: "; "))")
  }

  var table: String {
    counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }
}
