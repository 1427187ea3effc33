import ConvNet

/// A sum over a patch and a filter, as three grids: values, weights, products.
extension ExplanationPicture {
  func patches(_ channels: Int, _ rows: Int, _ columns: Int, width: Int) -> TextBlock {
    let perChannel = rows * columns
    let values = terms.compactMap(factors)
    let places = terms.map { $0.arithmetic.places }
    guard values.count == channels * perChannel, places.allSatisfy({ $0.count > 1 }) else {
      return products(
        label: channels > 1 ? "cell (c,i,j)" : "cell (i,j)", first: "input", second: "weight",
        width: width)
    }
    func column(_ values: [S]) -> [String] { Numbers.column(values.map { Double($0) }) }
    let (inputs, weights) = (column(values.map(\.0)), column(values.map(\.1)))
    var results = column(terms.map { $0.arithmetic.evaluate() })
    let aboutRounding = aboutRounding(
      results + (bias.map { [Numbers.compact($0, digits: 4)] } ?? []), width: width)
    switch gaps {
    case .none: break
    // Not all of several channels are shown; the blank goes into the last one that is.
    case .last: results[(showsAll ? channels : min(channels, 2)) * perChannel - 1] = Self.gap
    case .all: results = results.map { _ in Self.gap }
    }
    func grid(_ title: String, _ cells: [String], _ channel: Int) -> TextBlock {
      .grid(
        " " + title, Array(cells[channel * perChannel..<(channel + 1) * perChannel]),
        columns: columns)
    }
    let widest = [inputs, weights, results].map { ($0.map(\.count).max() ?? 0) + 1 }.max() ?? 0
    guard widest * columns <= width else {
      return products(label: "cell", first: "input", second: "weight", width: width)
    }
    func channelSum(_ channel: Int) -> Double {
      terms[channel * perChannel..<(channel + 1) * perChannel].reduce(0) {
        $0 + Double($1.arithmetic.evaluate())
      }
    }
    let sign = { (text: String) in TextBlock(["", "", text]) }
    let shown = showsAll ? channels : min(channels, 2)
    var blocks = (0..<shown).map { channel -> TextBlock in
      let first = places[channel * perChannel]
      let last = places[(channel + 1) * perChannel - 1]
      let title = "\(Self.span(first[0], last[0]))"
      let factors = grid(title, inputs, channel).beside(sign("x"))
        .beside(grid(first[1].whole.description, weights, channel))
      let all = factors.beside(sign("=")).beside(grid("products", results, channel)).indented(2)
      guard all.width > width else { return all }
      if channels == 1, factors.width + 2 <= width {
        return factors.indented(2).above(grid("= products", results, channel))
      }
      guard factors.width + 2 <= width else {
        // Too narrow for grids side by side: put them one below the other.
        return .stacked([
          grid(title, inputs, channel),
          grid("x " + first[1].whole.description, weights, channel),
          grid("= products", results, channel),
        ])
      }
      let sum = gaps == .none ? Numbers.compact(channelSum(channel), digits: 4) : Self.gap
      return factors.indented(2).above(
        perChannel == 1
          ? "  the product is \(sum)" : "  the \(perChannel.counted("product")) add up to \(sum)")
    }
    if shown < channels {
      let rest = terms[(shown * perChannel)...].reduce(0.0) {
        $0 + Double($1.arithmetic.evaluate())
      }
      blocks.append(
        TextBlock(
          "  and \(channels - shown) more channels, together \(Numbers.compact(rest))"
            + (hints.terms.map { "   (\($0))" } ?? "")))
    }
    let edge = min(blocks.map(\.width).max() ?? 0, width - 4)
    if let bias {
      blocks.append(
        TextBlock(
          "the bias".leftPadded(to: max(edge - 11, 8)) + "  "
            + Numbers.compact(bias, digits: 4)))
    }
    blocks.append(TextBlock(total("sum", at: max(edge - 9, 8))).signed())
    if let aboutRounding { blocks.append(aboutRounding) }
    return .stacked(blocks)
  }

  /// `image[10..12,18..20]`.
  static func span(_ first: Place, _ last: Place) -> String {
    let parts = zip(first.indices, last.indices).map { $0 == $1 ? "\($0)" : "\($0)..\($1)" }
    return "\(first.whole)[\(parts.joined(separator: ","))]"
  }
}
