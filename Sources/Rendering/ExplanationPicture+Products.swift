package import ConvNet

/// A sum as a list of its products, the largest of a long one.
extension ExplanationPicture {
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

  func products(
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
    return TextBlock(lines).signed(fromRow: 1, fromColumn: number + 2 + columns[0])
  }

  /// The total with its point under the points of a column.
  private func aligned(_ total: String, with cells: [String], width: Int) -> String {
    func point(_ text: String) -> Int {
      text.firstIndex(of: ".").map { text.distance(from: text.startIndex, to: $0) } ?? text.count
    }
    let column = cells.first { $0.contains(".") }.map { point(Numbers.padded($0, to: width)) }
    return String(repeating: " ", count: max(0, (column ?? width) - point(total))) + total
  }
}
