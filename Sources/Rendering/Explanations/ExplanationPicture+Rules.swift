import ConvNet

/// Rules that are not sums of products: a window, softmax, a line of arithmetic.
extension ExplanationPicture {
  // MARK: A window

  func window(_ columns: Int, width: Int) -> TextBlock {
    guard case .largest(let values) = explanation.arithmetic,
      let winner = values.firstIndex(where: { $0.places.first == explanation.next })
    else { return line(width: width) }
    let cells = Numbers.column(values.map { Double($0.evaluate()) }, digits: 4)
    let cell = (cells.map(\.count).max() ?? 0) + 2
    let rows = stride(from: 0, to: cells.count, by: columns).map { start in
      let numbers = (start..<start + columns).map { cells[$0].leftPadded(to: cell) }.joined()
      let marks = (start..<start + columns).map { cell in
        cell == winner
          ? "[won]" : values[cell].evaluate() == values[winner].evaluate() ? " tied" : " lost"
      }.joined(separator: "  ")
      return "  " + numbers + (gaps == .none ? "      " + marks : "")
    }
    return TextBlock(rows + ["  largest  " + (gaps == .none ? total : Self.gap)]).signed()
      .inked("[won]", .strong).inked(" lost", .faint)
  }

  // MARK: Softmax

  func softmax(width: Int) -> TextBlock {
    guard let (names, values, m) = exponentials else { return line(width: width) }
    let sum = values[2].reduce(0, +)
    let own = explanation.place.indices.last
    var table = Table(["class", "total", "total - m", "exp", "share"])
    let columns = values.map { Numbers.column($0, digits: 4) }
    for index in names.indices {
      var cells = columns.map { $0[index] }
      if gaps == .all || (gaps == .last && index == own) {
        (cells[2], cells[3]) = (Self.gap, Self.gap)
      }
      table.append(
        [(index == own ? "> " : "  ") + names[index]] + cells,
        inks: index == own ? Dictionary(uniqueKeysWithValues: (0..<5).map { ($0, .strong) }) : [:])
    }
    return table.block(width: width - 2).indented(2).above(
      TextBlock.wrapped(
        "m = \(Numbers.compact(m, digits: 4)), sum of exp = "
          + "\(gaps == .all ? Self.gap : Numbers.compact(sum, digits: 5)), share = \(total)",
        width: width - 2, hanging: 2
      ).indented(2))
  }

  /// The classes; their totals, these less the largest, the exponentials and the shares; and the largest
  /// total. `nil` if the rule is another one.
  var exponentials: (names: [String], columns: [[Double]], largest: Double)? {
    guard case .over(_, .sum(let terms, _)) = explanation.arithmetic,
      case .exp(.minus(_, let largest))? = terms.first?.arithmetic
    else { return nil }
    let totals = terms.compactMap(total(of:)).map { Double($0) }
    guard totals.count == terms.count else { return nil }
    let powers = terms.map { Double($0.arithmetic.evaluate()) }
    let (m, sum) = (Double(largest.evaluate()), powers.reduce(0, +))
    return (
      terms.map(\.label), [totals, totals.map { $0 - m }, powers, powers.map { $0 / sum }], m
    )
  }

  /// The total inside exp(total - m); `nil` if a term is not of this form.
  private func total(of term: Term<S>) -> S? {
    guard case .exp(.minus(let total, _)) = term.arithmetic else { return nil }
    return total.evaluate()
  }

  // MARK: A line

  func line(width: Int) -> TextBlock {
    let text = Self.text(explanation.arithmetic)
    let value = Numbers.compact(explanation.arithmetic.evaluate(), digits: Self.digits)
    // Without its numbers, the line could not be worked out.
    let result = gaps == .none ? total : Self.gap
    let equation = text == value ? "=  \(result)" : "=  \(text)  =  \(result)"
    return TextBlock.wrapped(equation, width: width - 4, hanging: 3).signed().indented(4)
  }

  /// The arithmetic in one line, with the terms of a sum that are not 0.
  package var inOneLine: String {
    let products = terms.indices.filter { terms[$0].arithmetic.evaluate() != 0 }.map {
      Self.text(terms[$0].arithmetic)
    }
    guard !products.isEmpty else { return Self.text(explanation.arithmetic) }
    let biases = bias.map { [Numbers.compact($0, digits: Self.digits)] } ?? []
    return (products + biases).joined(separator: " + ")
  }

  /// The arithmetic with its numbers, with sums already evaluated.
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
    case .log1p(let a): return "log(1 + \(text(a)))"
    case .root(let a): return "sqrt(\(text(a)))"
    case .tanh(let a): return "tanh(\(text(a)))"
    }
  }
}
