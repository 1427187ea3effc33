package import ConvNet

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

  package init(_ explanation: Explanation<S>, gaps: Gaps = .none, showsAll: Bool = false) {
    self.explanation = explanation
    self.gaps = gaps
    self.showsAll = showsAll
  }

  private static var gap: String { "______" }
  /// Digits of a total: as many as `print` shows.
  private static var digits: Int { 7 }

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
    for remark in explanation.remarks where gaps != .all && (gaps == .none || terms.count > 1) {
      lines.append(TextBlock.wrapped(remark, width: width - 2, hanging: 2).indented(2))
    }
    if explanation.isGradient {
      lines.append(TextBlock("  + raising it raises the loss, - raising it lowers the loss"))
    }
    return TextBlock.stacked(lines).clipped(to: width)
  }

  private var isWindow: Bool { if case .window = explanation.form { true } else { false } }

  private func body(width: Int) -> TextBlock {
    switch explanation.form {
    case .patches(let channels, let rows, let columns):
      patches(channels, rows, columns, width: width)
    case .products(let label, let first, let second):
      products(label: label, first: first, second: second, width: width)
    case .window(let columns): window(columns)
    case .softmax: softmax()
    case .line: line(width: width)
    }
  }

  // MARK: Parts

  /// The terms of the sum that the explanation is, or is with a bias behind it.
  package var terms: [Term<S>] {
    switch explanation.arithmetic {
    case .sum(let terms, _), .plus(.sum(let terms, _), _), .over(.sum(let terms, _), _): terms
    default: []
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
  private func total(_ word: String, at column: Int) -> String {
    Numbers.padded(word, to: max(column - 2, 0)) + "  " + total
  }

  // MARK: A patch and a filter

  private func patches(_ channels: Int, _ rows: Int, _ columns: Int, width: Int) -> TextBlock {
    let perChannel = rows * columns
    let values = terms.compactMap(factors)
    guard values.count == channels * perChannel else { return products(width: width) }
    func column(_ values: [S]) -> [String] { Numbers.column(values.map { Double($0) }) }
    let (inputs, weights) = (column(values.map(\.0)), column(values.map(\.1)))
    var results = column(terms.map { $0.arithmetic.evaluate() })
    switch gaps {
    case .none: break
    // Of several channels not all are shown; the blank is in the last that is.
    case .last: results[(showsAll ? channels : min(channels, 2)) * perChannel - 1] = Self.gap
    case .all: results = results.map { _ in Self.gap }
    }
    func grid(_ title: String, _ cells: [String], _ channel: Int) -> TextBlock {
      let cell = (cells.map(\.count).max() ?? 1) + 1
      return TextBlock(
        [" " + title]
          + (0..<rows).map { row in
            (0..<columns).map { column in
              Numbers.padded(cells[channel * perChannel + row * columns + column], to: cell)
            }.joined()
          })
    }
    func channelSum(_ channel: Int) -> Double {
      terms[channel * perChannel..<(channel + 1) * perChannel].reduce(0) {
        $0 + Double($1.arithmetic.evaluate())
      }
    }
    let sign = { (text: String) in TextBlock(["", "", text]) }
    let places = terms.map { $0.arithmetic.places }
    let shown = showsAll ? channels : min(channels, 2)
    var blocks = (0..<shown).map { channel -> TextBlock in
      let first = places[channel * perChannel]
      let last = places[(channel + 1) * perChannel - 1]
      let title = "\(Self.span(first[0], last[0]))"
      let factors = grid(title, inputs, channel).beside(sign("x"))
        .beside(grid(first[1].whole.description, weights, channel))
      let all = factors.beside(sign("=")).beside(grid("products", results, channel)).indented(2)
      guard all.width > width else { return all }
      let sum = gaps == .none ? Numbers.compact(channelSum(channel), digits: 4) : Self.gap
      return factors.indented(2).above("  the \(perChannel) products add up to \(sum)")
    }
    if shown < channels {
      let rest = terms[(shown * perChannel)...].reduce(0.0) {
        $0 + Double($1.arithmetic.evaluate())
      }
      blocks.append(
        TextBlock(
          "  and \(channels - shown) more channels, together \(Numbers.compact(rest))   (--all)"))
    }
    let edge = min(blocks.map(\.width).max() ?? 0, width - 4)
    if let bias {
      blocks.append(
        TextBlock(
          Numbers.padded("the bias", to: max(edge - 11, 8)) + "  "
            + Numbers.compact(bias, digits: 4)))
    }
    blocks.append(TextBlock(total("sum", at: max(edge - 9, 8))))
    return .stacked(blocks)
  }

  /// `image[10..12,18..20]`.
  static func span(_ first: Place, _ last: Place) -> String {
    let parts = zip(first.indices, last.indices).map { $0 == $1 ? "\($0)" : "\($0)..\($1)" }
    return "\(first.whole)[\(parts.joined(separator: ","))]"
  }

  // MARK: A list of products

  /// How many terms are shown of a sum that is too long for a screen.
  private static var longest: Int { 12 }
  private static var strongest: Int { 5 }

  /// The terms that are shown, in the order in which they are: all of a short sum, the largest of a
  /// long one.
  package var shownTerms: [Term<S>] {
    let terms = terms
    guard !showsAll, terms.count > Self.longest else { return terms }
    let sizes = terms.map { $0.arithmetic.evaluate().magnitude }
    let order = terms.indices.sorted {
      (sizes[$0], $1) > (sizes[$1], $0)
    }
    return order.prefix(Self.strongest).map { terms[$0] }
  }

  /// What is not shown, in groups with their sums.
  private var foldedTerms: [(words: String, sum: Double)] {
    let shown = Set(shownTerms.map(\.label))
    let rest = terms.filter { !shown.contains($0.label) }
    let silent = rest.filter { (factors($0)?.0 ?? 1) == 0 }
    let heard = rest.filter { (factors($0)?.0 ?? 1) != 0 }
    let onPaper = heard.filter(\.isOnBlankPaper)
    let onInk = heard.filter { !$0.isOnBlankPaper }
    func sum(_ terms: [Term<S>]) -> Double {
      terms.reduce(0) { $0 + Double($1.arithmetic.evaluate()) }
    }
    let hasPaper = terms.contains(where: \.isOnBlankPaper)
    return [
      (hasPaper ? "more whose patch touches ink" : "more terms", onInk),
      ("\(shown.isEmpty ? "" : "more ")on blank paper", onPaper),
      ("where \(firstName) is 0", silent),
    ].filter { !$0.1.isEmpty }.map { ("\(Numbers.count($0.1.count)) \($0.0)", sum($0.1)) }
  }

  private var firstName: String {
    guard case .products(_, let first, _) = explanation.form else { return "the first factor" }
    return first
  }

  private func products(
    label: String = "", first: String = "first", second: String = "second", width: Int
  ) -> TextBlock {
    let shown = shownTerms
    let pairs = shown.map { factors($0) ?? ($0.arithmetic.evaluate(), 1) }
    let folded = foldedTerms
    let firsts = Numbers.column(pairs.map { Double($0.0) }, digits: 4)
    let seconds = Numbers.column(pairs.map { Double($0.1) }, digits: 4)
    var results = Numbers.column(
      shown.map { Double($0.arithmetic.evaluate()) } + folded.map(\.sum)
        + (bias.map { [Double($0)] } ?? []), digits: 4)
    switch gaps {
    case .none: break
    case .last: if !shown.isEmpty { results[shown.count - 1] = Self.gap }
    case .all: results = results.map { _ in Self.gap }
    }
    let result = results.map(\.count).max() ?? 0
    let columns = [
      shown.map(\.label) + [label], firsts + [first], seconds + [second],
    ].map { $0.map(\.count).max() ?? 0 }
    let number = String(shown.count).count + 2
    func row(_ head: String, _ cells: [String], _ last: String) -> String {
      Numbers.padded(head, to: number) + "  "
        + zip(cells, columns).map { Numbers.padded($0, to: $1) }.joined(separator: "   ") + "   "
        + last
    }
    let edge = number + 2 + columns.reduce(0, +) + 3 * columns.count
    var lines = [row("", [label, first, second], "product")]
    for (index, term) in shown.enumerated() {
      lines.append(
        row(
          "\(index + 1)", [term.label, firsts[index], seconds[index]],
          Numbers.padded(results[index], to: result)))
    }
    func note(_ words: String, _ value: String) -> String {
      "  " + words + String(repeating: " ", count: max(1, edge - 2 - words.count))
        + Numbers.padded(value, to: result)
    }
    for (index, group) in folded.enumerated() {
      lines.append(note(group.words, results[shown.count + index]))
    }
    if bias != nil { lines.append(note("the bias", results[results.count - 1])) }
    func end(_ word: String, _ value: String) -> String {
      Numbers.padded(word, to: edge - 3) + "   " + aligned(value, with: results, width: result)
    }
    let sum = explanation.isGradient ? "accumulate" : "sum"
    if case .over(let all, let divisor) = explanation.arithmetic {
      let whole = Numbers.compact(all.evaluate(), digits: Self.digits)
      lines.append(end(sum, gaps == .all ? Self.gap : whole))
      lines.append(end("/ \(Numbers.compact(divisor.evaluate(), digits: Self.digits))", total))
    } else {
      lines.append(end(sum, total))
    }
    return TextBlock(lines)
  }

  /// The total with its point under the points of a column.
  private func aligned(_ total: String, with cells: [String], width: Int) -> String {
    func point(_ text: String) -> Int {
      text.firstIndex(of: ".").map { text.distance(from: text.startIndex, to: $0) } ?? text.count
    }
    let column = cells.first { $0.contains(".") }.map { point(Numbers.padded($0, to: width)) }
    return String(repeating: " ", count: max(0, (column ?? width) - point(total))) + total
  }

  // MARK: A window

  private func window(_ columns: Int) -> TextBlock {
    guard case .largest(let values) = explanation.arithmetic else { return line(width: 80) }
    let cells = Numbers.column(values.map { Double($0.evaluate()) }, digits: 4)
    let cell = (cells.map(\.count).max() ?? 0) + 2
    let winner = values.firstIndex { $0.places.first == explanation.next } ?? 0
    let rows = stride(from: 0, to: cells.count, by: columns).map { start in
      let numbers = (start..<start + columns).map { Numbers.padded(cells[$0], to: cell) }.joined()
      let marks = (start..<start + columns).map { $0 == winner ? "[won]" : " lost" }
        .joined(separator: "  ")
      return "  " + numbers + (gaps == .none ? "      " + marks : "")
    }
    return TextBlock(rows + ["  largest  " + (gaps == .none ? total : Self.gap)])
  }

  // MARK: Softmax

  private func softmax() -> TextBlock {
    guard case .over(_, .sum(let exponentials, _)) = explanation.arithmetic,
      case .exp(.minus(_, let largest))? = exponentials.first?.arithmetic
    else { return line(width: 80) }
    let totals = exponentials.map { Double(inner($0)) }
    let powers = exponentials.map { Double($0.arithmetic.evaluate()) }
    let m = Double(largest.evaluate())
    let sum = powers.reduce(0, +)
    let own = explanation.place.indices.first
    var table = Table(["class", "total", "total - m", "exp", "share"])
    let columns = [totals, totals.map { $0 - m }, powers, powers.map { $0 / sum }].map {
      Numbers.column($0, digits: 4)
    }
    for index in exponentials.indices {
      var cells = columns.map { $0[index] }
      if gaps == .all || (gaps == .last && index == own) {
        (cells[2], cells[3]) = (Self.gap, Self.gap)
      }
      table.append([(index == own ? "> " : "  ") + exponentials[index].label] + cells)
    }
    return table.block(width: 78).indented(2).above(
      TextBlock(
        "  m = \(Numbers.compact(m, digits: 4)), sum of exp = "
          + "\(gaps == .all ? Self.gap : Numbers.compact(sum, digits: 5)), share = \(total)"))
  }

  /// The total inside exp(total - m).
  private func inner(_ term: Term<S>) -> S {
    guard case .exp(.minus(let total, _)) = term.arithmetic else { return 0 }
    return total.evaluate()
  }

  // MARK: A line

  private func line(width: Int) -> TextBlock {
    let text = Self.text(explanation.arithmetic)
    let value = Numbers.compact(explanation.value, digits: Self.digits)
    // Without its numbers a line could not be worked out.
    let result = gaps == .none ? total : Self.gap
    let equation = text == value ? "=  \(result)" : "=  \(text)  =  \(result)"
    return TextBlock.wrapped(equation, width: width - 4, hanging: 3).indented(4)
  }

  /// The arithmetic with its numbers, sums already added up.
  private static func text(_ arithmetic: Arithmetic<S>) -> String {
    let number = { Numbers.compact(arithmetic.evaluate(), digits: digits) }
    func operand(_ a: Arithmetic<S>) -> String {
      let text = text(a)
      switch a {
      case .plus, .minus: return "(\(text))"
      default: return text
      }
    }
    switch arithmetic {
    case .stored, .constant, .largest:
      return number()
    case .sum(let terms, _):
      if terms.count == 1 { return text(terms[0].arithmetic) }
      return number()
    case .plus(let a, let b): return "\(text(a)) + \(text(b))"
    case .minus(let a, let b): return "\(text(a)) - \(operand(b))"
    case .times(let a, let b): return "\(operand(a)) x \(operand(b))"
    case .over(let a, let b): return "\(operand(a)) / \(operand(b))"
    case .exp(let a): return "exp(\(text(a)))"
    case .log(let a): return "log(\(text(a)))"
    case .root(let a): return "sqrt(\(text(a)))"
    case .tanh(let a): return "tanh(\(text(a)))"
    }
  }
}
