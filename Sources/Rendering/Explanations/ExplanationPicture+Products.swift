package import ConvNet

/// A sum as a list of its products; of a long sum, the largest products.
extension ExplanationPicture {
  /// The number of terms that are shown of a sum that is too long for a screen.
  private static var longest: Int { 12 }
  /// The number of terms that are then shown; a picture above them needs room, too.
  private var strongest: Int { explanation.rotated == nil ? 5 : 3 }

  /// The shown terms in their original order: all of a short sum, the largest of a long one.
  package var shownTerms: [Term<S>] { shown(of: terms).map { terms[$0] } }

  /// The indices of the shown terms; of two equally large terms, the earlier one is preferred.
  func shown(of terms: Terms<S>) -> [Int] {
    guard !showsAll, terms.count > Self.longest else { return Array(terms.indices) }
    return terms.strongest(strongest)
  }

  /// The remaining terms, in groups with their sums.
  @specialized(where S == Float)
  @specialized(where S == Double)
  func folded(_ terms: Terms<S>, without shown: [Int]) -> [(words: String, sum: Double)] {
    var (ink, paper, silent) = ((count: 0, sum: 0.0), (count: 0, sum: 0.0), (count: 0, sum: 0.0))
    let shown = Set(shown)
    for (index, value) in terms.values.enumerated() where !shown.contains(index) {
      switch terms.kinds[index] {
      case .plain: ink = (ink.count + 1, ink.sum + Double(value))
      case .onBlankPaper: paper = (paper.count + 1, paper.sum + Double(value))
      case .zeroFactor: silent = (silent.count + 1, silent.sum + Double(value))
      }
    }
    let hasPaper = terms.kinds.contains(.onBlankPaper)
    return [
      (hasPaper ? "more whose patch touches ink" : "more terms", ink),
      ("\(shown.isEmpty ? "" : "more ")on blank paper", paper),
      ("where \(firstName) is 0", silent),
    ].filter { $0.1.count > 0 }.map { ("\(Numbers.count($0.1.count)) \($0.0)", $0.1.sum) }
  }

  private var firstName: String {
    guard case .products(_, let first, _) = explanation.form else { return "the first factor" }
    return first
  }

  func products(
    label: String = "", first: String = "first", second: String = "second", width: Int
  ) -> TextBlock {
    let indices = shown(of: terms)
    let shown = indices.map { terms[$0] }
    let pairs = shown.map { factors($0) ?? ($0.arithmetic.evaluate(), 1) }
    let folded = folded(terms, without: indices)
    let firsts = Numbers.column(pairs.map { Double($0.0) }, digits: 4)
    let seconds = Numbers.column(pairs.map { Double($0.1) }, digits: 4)
    var results = Numbers.column(
      shown.map { Double($0.arithmetic.evaluate()) } + folded.map(\.sum)
        + (bias.map { [Double($0)] } ?? []), digits: 4)
    let aboutRounding = aboutRounding(results, width: width)
    switch gaps {
    case .none: break
    case .last: if !shown.isEmpty { results[shown.count - 1] = Self.gap }
    case .all: results = results.map { _ in Self.gap }
    }
    let layout = ProductsLayout(
      heads: [label, first, second], labels: shown.map(\.label), firsts: firsts, seconds: seconds,
      results: results, longest: aligned(total, with: results).count, width: width)
    var blocks = [layout.heading]
    for index in shown.indices { blocks.append(layout.term(index)) }
    for (index, group) in folded.enumerated() {
      blocks.append(layout.note(group.words, results[shown.count + index]))
    }
    if bias != nil { blocks.append(layout.note("the bias", results[results.count - 1])) }
    let sum = explanation.isGradient ? "accumulate" : "sum"
    if case .over(let all, let divisor) = explanation.arithmetic {
      let whole = gaps == .all ? Self.gap : Numbers.compact(all.evaluate(), digits: Self.digits)
      blocks.append(layout.end(sum, aligned(whole, with: results)))
      let count = Numbers.compact(divisor.evaluate(), digits: Self.digits)
      blocks.append(layout.end("/ \(count)", aligned(total, with: results)))
    } else {
      blocks.append(layout.end(sum, aligned(total, with: results)))
    }
    if let aboutRounding { blocks.append(aboutRounding) }
    return .stacked(blocks)
  }

  /// The total, with its decimal point below those of a column.
  private func aligned(_ total: String, with cells: [String]) -> String {
    func point(_ text: String) -> Int {
      text.firstIndex(of: ".").map { text.distance(from: text.startIndex, to: $0) } ?? text.count
    }
    let width = cells.map(\.count).max() ?? 0
    let column = cells.first { $0.contains(".") }.map { point($0.leftPadded(to: width)) }
    return String(repeating: " ", count: max(0, (column ?? width) - point(total))) + total
  }
}

/// The lines of a list of products: one line per term, or two on a narrow screen.
private struct ProductsLayout {
  private let heads: [String]
  private let labels: [String]
  private let firsts: [String]
  private let seconds: [String]
  private let results: [String]
  private let width: Int
  /// The widths of a term's number, of its label and factors, and of a product, in columns.
  private let number: Int
  private let columns: [Int]
  private let result: Int
  private let isFolded: Bool
  /// The column where products begin.
  private let edge: Int

  /// - `longest`: The width of the total, which may have more digits than a product.
  init(
    heads: [String], labels: [String], firsts: [String], seconds: [String], results: [String],
    longest: Int, width: Int
  ) {
    (self.heads, self.labels, self.width) = (heads, labels, width)
    (self.firsts, self.seconds, self.results) = (firsts, seconds, results)
    number = String(labels.count).count + 2
    result = results.map(\.count).max() ?? 0
    func widest(_ cells: [String]) -> Int { cells.map(\.count).max() ?? 0 }
    let columns = zip(heads, [labels, firsts, seconds]).map { max($0.count, widest($1)) }
    let edge = number + 2 + columns.reduce(0, +) + 3 * columns.count
    isFolded = edge + max(result, longest, "product".count) > width
    self.columns = isFolded ? [0, widest(firsts), widest(seconds)] : columns
    self.edge = isFolded ? number + 2 + self.columns.reduce(0, +) + 6 : edge
  }

  private var margin: String { String(repeating: " ", count: number + 2) }

  var heading: TextBlock {
    guard isFolded else { return TextBlock(line("", heads, "product")) }
    return .wrapped("\(heads[0]):  \(heads[1]) x \(heads[2]) = product", width: width - 2)
      .indented(2)
  }

  func term(_ index: Int) -> TextBlock {
    let last = results[index].leftPadded(to: result)
    guard isFolded else {
      let cells = [labels[index], firsts[index], seconds[index]]
      return TextBlock(line("\(index + 1)", cells, last)).signed(
        fromColumn: number + 2 + columns[0])
    }
    let sum =
      firsts[index].leftPadded(to: columns[1]) + " x "
      + seconds[index].leftPadded(to: columns[2]) + " = " + last
    return .stacked([
      TextBlock("\(index + 1)".leftPadded(to: number) + "  " + labels[index]),
      TextBlock(margin + sum).signed(),
    ])
  }

  private func line(_ head: String, _ cells: [String], _ last: String) -> String {
    head.leftPadded(to: number) + "  "
      + zip(cells, columns).map { $0.leftPadded(to: $1) }.joined(separator: "   ") + "   "
      + last
  }

  /// A line about the terms that are not shown, and their sum.
  func note(_ words: String, _ value: String) -> TextBlock {
    let value = value.leftPadded(to: result)
    guard 2 + words.count < edge || edge + result > width else {
      let isBeside = 3 + words.count + result <= width
      guard isBeside else {
        return .wrapped(words, width: width - 2, hanging: 2).indented(2)
          .above(TextBlock(value).indented(edge).signed())
      }
      return TextBlock("  \(words) \(value)").signed(fromColumn: 2 + words.count)
    }
    return TextBlock("  " + words.padded(to: edge - 2, gap: 1) + value).signed(
      fromColumn: 2 + words.count)
  }

  func end(_ word: String, _ value: String) -> TextBlock {
    TextBlock(word.leftPadded(to: edge - 3) + "   " + value)
      .signed(fromColumn: max(0, edge - 1))
  }
}
