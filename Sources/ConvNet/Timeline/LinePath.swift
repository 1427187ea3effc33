/// A moment on some line of a ``Timeline``: its meaning does not depend on which line is present.
package struct TimelinePoint: Hashable, Sendable {
  /// The line on which that moment was first reached.
  let line: Int
  /// How many actions come before it.
  package let time: Int
}

/// Which line each part of a log was done on: the lines that a line grew from, and the line itself.
struct LinePath: Equatable {
  /// Part of a log: everything up to a time, after the previous part, was done on one line.
  struct Part: Equatable {
    let line: Int
    let end: Int
  }

  /// There is at least one; the last one has no end.
  private(set) var parts: [Part]

  /// A line that did not grow from another.
  init() { parts = [Part(line: 0, end: .max)] }

  /// A path of the given parts; `nil` if they do not form a path.
  init?(_ parts: [Part]) {
    guard parts.last?.end == .max, parts.allSatisfy({ $0.line >= 0 && $0.end >= 0 }),
      zip(parts, parts.dropFirst()).allSatisfy({ $0.end < $1.end }),
      Set(parts.map(\.line)).count == parts.count
    else { return nil }
    self.parts = parts
  }

  /// The line on which a time was reached.
  func point(at time: Int) -> TimelinePoint {
    var (low, high) = (0, parts.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if parts[middle].end < time { low = middle + 1 } else { high = middle }
    }
    return TimelinePoint(line: parts[low].line, time: time)
  }

  /// Begins another line at the given time.
  mutating func leave(at time: Int, for line: Int) {
    let last = point(at: time).line
    parts.removeAll { $0.end >= time }
    parts += [Part(line: last, end: time), Part(line: line, end: .max)]
  }

  /// The last time that two paths have in common.
  func common(with other: LinePath) -> Int {
    var last = 0
    for (one, two) in zip(parts, other.parts) where one.line == two.line {
      last = min(one.end, two.end)
      if one.end != two.end { break }
    }
    return last
  }
}
