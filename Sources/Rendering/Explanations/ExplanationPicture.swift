package import ConvNet

/// Suggestions of the program that shows an explanation, to be included in it.
package struct ExplanationHints: Sendable {
  /// How to show all terms, if some are left out.
  let terms: String?
  /// Where the columns of a sum are explained, if it has several.
  let columns: String?
  /// What gradients are the slopes of.
  let objective: Objective

  package init(terms: String? = nil, columns: String? = nil, objective: Objective = .loss) {
    self.terms = terms
    self.columns = columns
    self.objective = objective
  }
}

/// An explanation as text: the rule in symbols, then with its numbers, then the total.
package struct ExplanationPicture<S: Scalar> {
  /// What a worksheet leaves blank.
  package enum Gaps: Sendable {
    case none
    /// The last product; for a rule without products, the result.
    case last
    /// Every product, and the total.
    case all
  }

  let explanation: Explanation<S>
  private let wantedGaps: Gaps
  /// Whether every term is shown.
  let showsAll: Bool
  let hints: ExplanationHints
  /// Whether something else shows the map with the window: then products are not listed if the grids
  /// show all of them.
  let isBrief: Bool

  package init(
    _ explanation: Explanation<S>, gaps: Gaps = .none, showsAll: Bool = false,
    hints: ExplanationHints = ExplanationHints(), isBrief: Bool = false
  ) {
    self.explanation = explanation
    wantedGaps = gaps
    self.showsAll = showsAll
    self.hints = hints
    self.isBrief = isBrief
  }

  /// What is left blank; the total of a single term would give it away.
  var gaps: Gaps { wantedGaps == .last && terms.count == 1 ? .all : wantedGaps }

  static var gap: String { "______" }
  /// The number of digits in a total.
  static var digits: Int { 7 }

  package func block(width: Int) -> TextBlock {
    var lines: [TextBlock] = []
    if !explanation.intro.isEmpty, gaps == .none || !isWindow {
      lines.append(.wrapped(explanation.intro, width: width))
    }
    lines.append(
      TextBlock.wrapped(
        "\(explanation.place)  =  \(explanation.formula)", width: width - 2, hanging: 4
      ).indented(2))
    let body = body(width: width)
    lines.append(
      explanation.rotated.map { rotated($0, above: body, width: width) }
        ?? TextBlock("").above(body))
    // A remark about a number may reveal it.
    for remark in remarks where gaps == .none || gaps == .last && !terms.isEmpty {
      lines.append(TextBlock.wrapped(remark, width: width - 2, hanging: 2).indented(2))
    }
    // A gradient of 0 has neither sign; with gaps, that must not be given away.
    if explanation.isGradient, explanation.value != 0 || gaps != .none {
      lines.append(
        TextBlock.wrapped(hints.objective.signs(), width: width - 2, hanging: 2).indented(2)
          .inked("+ raising", .above).inked("- raising", .below))
    }
    return TextBlock.stacked(lines).clipped(to: width)
  }

  /// The explanation's remarks, and one about a sum that is added in columns.
  var remarks: [String] {
    guard columns > 1 else { return explanation.remarks }
    let precision = terms.areAddedInDouble ? "in Double, " : ""
    return explanation.remarks + [
      "added \(precision)in \(columns == 8 ? "eight" : "\(columns)") columns, then the columns"
        + (hints.columns.map { ": \($0)" } ?? "")
    ]
  }

  private var isWindow: Bool { if case .window = explanation.form { true } else { false } }

  private func body(width: Int) -> TextBlock {
    switch explanation.form {
    case .patches(let channels, let rows, let columns):
      patches(channels, rows, columns, width: width)
    case .products(let label, let first, let second):
      products(label: label, first: first, second: second, width: width)
    case .window(let columns): window(columns, width: width)
    case .softmax: softmax(width: width)
    case .line: line(width: width)
    }
  }

  // MARK: Parts

  /// The terms of the sum that the explanation consists of, apart from a bias after it.
  package var terms: Terms<S> { sum.terms }

  /// The number of columns in which the terms are added.
  private var columns: Int { sum.columns }

  private var sum: (terms: Terms<S>, columns: Int) {
    switch explanation.arithmetic {
    case .sum(let terms, let columns), .plus(.sum(let terms, let columns), _),
      .over(.sum(let terms, let columns), _):
      (terms, columns)
    default: (Terms([]), 1)
    }
  }

  var bias: S? {
    guard case .plus(.sum, let bias) = explanation.arithmetic else { return nil }
    return bias.evaluate()
  }

  func factors(_ term: Term<S>) -> (S, S)? {
    switch term.arithmetic {
    case .times(let a, let b): (a.evaluate(), b.evaluate())
    case .over(let a, let b): (a.evaluate(), 1 / b.evaluate())
    default: nil
    }
  }

  /// What the rule gives, which is the stored value unless a bug has stored something else.
  var total: String {
    gaps == .all
      ? Self.gap : Numbers.compact(explanation.arithmetic.evaluate(), digits: Self.digits)
  }

  /// A line under terms that, rounded as they are shown, do not add up to the total.
  func aboutRounding(_ terms: [String], width: Int) -> TextBlock? {
    let shown = terms.map { term in Double(term.filter { $0 != " " }) ?? 0 }
    var total = explanation.arithmetic.evaluate()
    if case .over(let all, _) = explanation.arithmetic { total = all.evaluate() }
    let gap = shown.reduce(0, +) - (Double(Numbers.compact(total, digits: Self.digits)) ?? .nan)
    guard gaps != .all, abs(gap) > 1e-9 * shown.reduce(0, { $0 + abs($1) }) else { return nil }
    return .wrapped(
      "the terms are shown rounded; the sum is of the unrounded ones", width: width - 2, hanging: 2
    ).indented(2)
  }

  /// The line that ends a sum.
  func total(_ word: String, at column: Int) -> String {
    word.leftPadded(to: max(column - 2, 0)) + "  " + total
  }
}
