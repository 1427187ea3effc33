/// Expected and actual lines side by side: an alignment that keeps as many lines as it can.
package struct Comparison: Hashable, Sendable {
  /// A line of the alignment.
  package enum Part: Hashable, Sendable {
    /// An expected line that came, as it was written, including tolerances.
    case same(String)
    /// `...`, and the lines that it stands for.
    case any([String])
    /// An expected line that did not come.
    case missing(String)
    /// A line that came but was not expected.
    case extra(String)
  }

  package let parts: [Part]

  /// Whether everything came as expected.
  package var isMatch: Bool {
    parts.allSatisfy { part in
      switch part {
      case .same, .any: true
      case .missing, .extra: false
      }
    }
  }

  /// The maximum size of the table; beyond it, the alignment ends at the first difference.
  private static let maximumCells = 4_000_000

  /// Aligns the lines, ignoring white space at the ends of lines and empty lines at the end.
  package init(expected: [String], actual: [String]) {
    self.init(Self.tidied(expected).map { LinePattern($0) }, actual)
  }

  /// Aligns the lines, none of which stands for anything but itself.
  package init(literally expected: [String], actual: [String]) {
    self.init(Self.tidied(expected).map { LinePattern(literally: $0) }, actual)
  }

  private init(_ patterns: [LinePattern], _ actual: [String]) {
    let lines = Self.tidied(actual)
    // Most lines are equal at the beginning; the table is for what differs.
    var start = 0
    while start < min(patterns.count, lines.count), !patterns[start].isAny,
      patterns[start].matches(lines[start])
    {
      start += 1
    }
    let head = patterns[..<start].map { Part.same($0.text) }
    let (rest, left) = (Array(patterns[start...]), Array(lines[start...]))
    if rest.count * left.count > Self.maximumCells {
      parts = head + rest.map { .missing($0.text) } + left.map { .extra($0) }
    } else {
      parts = head + Self.align(rest, left)
    }
  }

  private static func tidied(_ lines: [String]) -> [String] {
    var lines = lines.map { line in
      String(line.reversed().drop(while: \.isWhitespace).reversed())
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The cheapest alignment: each missing or extra line costs 1, and so does a changed line.
  private static func align(_ patterns: [LinePattern], _ lines: [String]) -> [Part] {
    let (n, m) = (patterns.count, lines.count)
    let width = m + 1
    // cost[i * width + j] is the cost of aligning patterns i... with lines j...
    var cost = [Int](repeating: 0, count: (n + 1) * width)
    var matches = [Bool](repeating: false, count: n * max(m, 1))
    for j in 0...m { cost[n * width + j] = m - j }
    for i in (0..<n).reversed() {
      let isAny = patterns[i].isAny
      for j in (0...m).reversed() {
        let down = cost[(i + 1) * width + j]
        guard !isAny else {
          cost[i * width + j] = j < m ? min(down, cost[i * width + j + 1]) : down
          continue
        }
        var best = down + 1
        if j < m {
          let isSame = patterns[i].matches(lines[j])
          matches[i * m + j] = isSame
          let both = cost[(i + 1) * width + j + 1]
          best = min(best, isSame ? both : both + 1, cost[i * width + j + 1] + 1)
        }
        cost[i * width + j] = best
      }
    }
    return walk(patterns, lines, cost: cost, matches: matches)
  }

  private static func walk(
    _ patterns: [LinePattern], _ lines: [String], cost: [Int], matches: [Bool]
  ) -> [Part] {
    let (n, m) = (patterns.count, lines.count)
    let width = m + 1
    var parts: [Part] = []
    var swallowed: [String] = []
    var (i, j) = (0, 0)
    while i < n || j < m {
      let here = cost[i * width + j]
      if i == n {
        parts.append(.extra(lines[j]))
        j += 1
      } else if patterns[i].isAny {
        if j < m, cost[i * width + j + 1] == here {
          swallowed.append(lines[j])
          j += 1
        } else {
          parts.append(.any(swallowed))
          swallowed = []
          i += 1
        }
      } else if j < m, matches[i * m + j], cost[(i + 1) * width + j + 1] == here {
        parts.append(.same(patterns[i].text))
        (i, j) = (i + 1, j + 1)
      } else if j < m, cost[(i + 1) * width + j + 1] + 1 == here {
        parts += [.missing(patterns[i].text), .extra(lines[j])]
        (i, j) = (i + 1, j + 1)
      } else if j < m, cost[i * width + j + 1] + 1 == here {
        parts.append(.extra(lines[j]))
        j += 1
      } else {
        parts.append(.missing(patterns[i].text))
        i += 1
      }
    }
    return parts
  }

  /// The actual lines, with every `...` and every tolerance that still holds.
  package var blessed: [String] {
    parts.compactMap { part in
      switch part {
      case .same(let text), .extra(let text): text
      case .any: LinePattern.any
      case .missing: nil
      }
    }
  }

  /// The differences for a reader: `-` for expected, `+` for actual, with a line of context.
  package var difference: [String] {
    var shown: [String] = []
    var isGap = false
    for (index, part) in parts.enumerated() {
      switch part {
      case .missing(let text): shown.append("- " + text)
      case .extra(let text): shown.append("+ " + text)
      case .same(let text) where isBesideDifference(index): shown.append("  " + text)
      case .any where isBesideDifference(index): shown.append("  " + LinePattern.any)
      case .same, .any:
        if !isGap, !shown.isEmpty { shown.append("  (and so on)") }
        isGap = true
        continue
      }
      isGap = false
    }
    if shown.last == "  (and so on)" { shown.removeLast() }
    return shown
  }

  private func isBesideDifference(_ index: Int) -> Bool {
    [index - 1, index + 1].contains { neighbour in
      guard parts.indices.contains(neighbour) else { return false }
      switch parts[neighbour] {
      case .missing, .extra: return true
      case .same, .any: return false
      }
    }
  }
}

/// An expected line: exact text, numbers with a tolerance, or anything at all.
struct LinePattern: Hashable, Sendable {
  static let any = "..."

  let text: String
  let isAny: Bool
  /// The text split at its tolerances: every piece but the last ends in a number.
  private let pieces: [Piece]

  private struct Piece: Hashable, Sendable {
    var text: String
    var number: (value: Double, tolerance: Double)?

    static func == (a: Piece, b: Piece) -> Bool {
      a.text == b.text && a.number?.value == b.number?.value
        && a.number?.tolerance == b.number?.tolerance
    }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
  }

  /// A line that matches only itself.
  init(literally text: String) {
    self.text = text
    isAny = false
    pieces = [Piece(text: text, number: nil)]
  }

  init(_ text: String) {
    self.text = text
    isAny = text.trimmed() == Self.any
    var pieces: [Piece] = []
    var rest = Substring(text)
    var pending = ""
    while let open = rest.firstIndex(of: "{") {
      pending += rest[..<open]
      let tail = rest[open...]
      if tail.hasPrefix("{~"), let close = tail.firstIndex(of: "}"),
        let tolerance = Double(tail[..<close].dropFirst(2)), tolerance >= 0,
        let number = Self.number(endingIn: pending)
      {
        pieces.append(
          Piece(
            text: String(pending.dropLast(number.count)), number: (number.value, tolerance)))
        pending = ""
        rest = tail[tail.index(after: close)...]
      } else {
        pending.append("{")
        rest = tail.dropFirst()
      }
    }
    pieces.append(Piece(text: pending + rest, number: nil))
    self.pieces = pieces
  }

  func matches(_ line: String) -> Bool {
    guard pieces.count > 1 else { return line == text }
    var rest = Substring(line)
    for piece in pieces {
      guard let (value, tolerance) = piece.number else { return rest == piece.text }
      // A number may take more or fewer columns than the written one, so its padding may vary.
      let bare = piece.text.reversed().drop { $0 == " " }.reversed()
      guard rest.hasPrefix(String(bare)) else { return false }
      rest = rest.dropFirst(bare.count).drop { $0 == " " }
      let word = rest.prefix(while: Self.isOfNumber)
      guard let found = Double(word), abs(found - value) <= tolerance else { return false }
      rest = rest.dropFirst(word.count)
    }
    return rest.isEmpty
  }

  private static func isOfNumber(_ character: Character) -> Bool {
    character.isASCII && (character.isNumber || "+-.eE".contains(character))
  }

  private static func number(endingIn text: String) -> (count: Int, value: Double)? {
    let word = String(text.reversed().prefix(while: isOfNumber).reversed())
    return Double(word).map { (word.count, $0) }
  }
}
