package import ConvNet

/// The tables of a gradient check.
package enum GradientTable {
  /// One line per group: how many numbers, how many left out, how well the rest agree, the verdict.
  package static func block(_ groups: [GradientComparison], width: Int) -> TextBlock {
    var table = Table(
      ["group", "checked", "kinks", "best h", "error", "verdict"],
      alignments: [.left, .right, .right, .right, .right, .left])
    for group in groups {
      let isEmpty = group.checked == 0
      let ink: Ink? =
        switch group.verdict {
        case .agrees: .right
        case .wrong: .wrong
        default: nil
        }
      table.append(
        [
          group.place.description, Numbers.count(group.checked), Numbers.count(group.kinks.count),
          isEmpty ? "-" : step(group.best.step), isEmpty ? "-" : error(group.best.error),
          verdict(group.verdict),
        ], inks: ink.map { [5: $0] } ?? [:])
    }
    return table.block(width: width)
  }

  /// One line per step size for one group: the error, and a mark for each digit that agrees.
  package static func sweep(_ group: GradientComparison, width: Int) -> TextBlock {
    var table = Table(
      ["step h", "error", "digits that agree"], alignments: [.right, .right, .left])
    for point in group.sweep {
      let digits = digitsThatAgree(point.error)
      let marks = String(repeating: "#", count: digits)
      let isBest = point == group.best && digits > 0
      table.append([step(point.step), error(point.error), marks + (isBest ? " best" : "")])
    }
    return table.block(width: width)
  }

  /// The number that is furthest off: what both sides say, and how far apart they are.
  package static func worst(_ entry: GradientComparison.Entry) -> [String] {
    [
      "worst: \(entry.place)   a = \(Numbers.compact(entry.analytic, digits: 9))   n = "
        + Numbers.compact(entry.numeric, digits: 9),
      "       |a-n| = \(error(entry.difference)), its own error \(error(entry.error))",
    ]
  }

  private static func step(_ step: Double) -> String { "1e-\(digitsThatAgree(step))" }

  private static func error(_ error: Double) -> String {
    error == 0 || error > 1e-3
      ? Numbers.compact(error, digits: 2) : Numbers.scientific(error, digits: 2)
  }

  /// The number of decimal digits that agree, at most 16, because a Double has no more.
  private static func digitsThatAgree(_ error: Double) -> Int {
    guard error < 1 else { return 0 }
    var (digits, rest) = (0, error)
    while digits < 16, rest * 10 < 1.0000001 {
      rest *= 10
      digits += 1
    }
    return digits
  }

  private static func verdict(_ verdict: GradientComparison.Verdict) -> String {
    switch verdict {
    case .agrees: "ok"
    case .zero: "zero"
    case .roundOff: "round-off"
    case .tooLarge: "too large"
    case .wrong: "WRONG"
    case .onlyKinks: "all at kinks"
    }
  }
}
