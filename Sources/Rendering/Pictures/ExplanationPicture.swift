package import ConvNet

/// What the program that shows an explanation suggests in it.
package struct ExplanationHints: Sendable {
  /// How to show all terms, if some are left out.
  let terms: String?
  /// Where the columns of a sum are explained, if it has several.
  let columns: String?

  package init(terms: String? = nil, columns: String? = nil) {
    self.terms = terms
    self.columns = columns
  }
}

/// An explanation as text: the rule in symbols, then with its numbers, then the total.
package struct ExplanationPicture<S: Scalar> {
  /// What a worksheet leaves out.
  package enum Gaps: Sendable {
    case none
    /// The last product; of a rule without products, the result.
    case last
    /// Every product, and the total.
    case all
  }

  let explanation: Explanation<S>
  let gaps: Gaps
  /// Whether every term is shown.
  let showsAll: Bool
  let hints: ExplanationHints

  package init(
    _ explanation: Explanation<S>, gaps: Gaps = .none, showsAll: Bool = false,
    hints: ExplanationHints = ExplanationHints()
  ) {
    self.explanation = explanation
    self.gaps = gaps
    self.showsAll = showsAll
    self.hints = hints
  }

  static var gap: String { "______" }
  /// Digits of a total.
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
    lines.append(TextBlock(""))
    lines.append(body(width: width))
    // What is remarked of a number may give it away.
    for remark in remarks where gaps != .all && (gaps == .none || terms.count > 1) {
      lines.append(TextBlock.wrapped(remark, width: width - 2, hanging: 2).indented(2))
    }
    if explanation.isGradient {
      lines.append(
        TextBlock.wrapped(
          "+ raising it raises the loss, - raising it lowers the loss", width: width - 2, hanging: 2
        ).indented(2)
          .inked("+ raising", .above).inked("- raising", .below))
    }
    return TextBlock.stacked(lines).clipped(to: width)
  }

  /// The explanation's remarks, and one on a sum that is added in columns.
  private var remarks: [String] {
    guard columns > 1 else { return explanation.remarks }
    return explanation.remarks + [
      "added in \(columns == 8 ? "eight" : "\(columns)") columns, then the columns"
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

  /// The terms of the sum that the explanation is, or is with a bias behind it.
  package var terms: Terms<S> { sum.terms }

  /// The number of columns in which they are added.
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
    guard case .times(let a, let b) = term.arithmetic else { return nil }
    return (a.evaluate(), b.evaluate())
  }

  var total: String {
    gaps == .all ? Self.gap : Numbers.compact(explanation.value, digits: Self.digits)
  }

  /// The line that ends a sum.
  func total(_ word: String, at column: Int) -> String {
    word.leftPadded(to: max(column - 2, 0)) + "  " + total
  }
}
