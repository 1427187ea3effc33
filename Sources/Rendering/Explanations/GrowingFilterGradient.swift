package import ConvNet

/// The gradient of a filter's weights as it grows place by place: at each place the incoming gradient
/// times the patch under the filter is added to the sums.
package struct GrowingFilterGradient<S: Scalar> {
  /// A place of the map with a gradient, and what it adds to each weight's sum; `nil` where the weight
  /// met padding.
  private struct Stop {
    let gradient: (place: Place, value: S)
    var inputs: [(place: Place, value: S)?]
    var products: [S?]
  }

  private let rows: Int
  private let columns: Int
  private let name: Place
  private var stops: [Stop] = []
  /// The sums after each stop, weight by weight.
  private var sums: [[S]] = []

  /// The growth of the gradients of one channel of a filter; `nil` if one of them is not a sum of
  /// products of stored numbers.
  ///
  /// - Parameters:
  ///   - name: The place of the channel's gradients: `conv.d_filters[2,0]`.
  ///   - explanations: Why each of them is what it is, row by row.
  ///   - columns: How many are in a row.
  package init?(_ name: Place, _ explanations: [Explanation<S>], columns: Int) {
    self.name = name
    self.columns = columns
    rows = explanations.count / columns
    var found: [[Int]: Stop] = [:]
    for (weight, explanation) in explanations.enumerated() {
      guard case .sum(let terms, columns: 1) = explanation.arithmetic else { return nil }
      for term in terms {
        guard
          case .times(.stored(let place, let gradient), .stored(let input, let value)) =
            term.arithmetic
        else { return nil }
        var stop =
          found[place.indices]
          ?? Stop(
            gradient: (place, gradient), inputs: explanations.map { _ in nil },
            products: explanations.map { _ in nil })
        stop.inputs[weight] = (input, value)
        stop.products[weight] = term.arithmetic.evaluate()
        found[place.indices] = stop
      }
    }
    stops = found.values.sorted {
      $0.gradient.place.indices.lexicographicallyPrecedes($1.gradient.place.indices)
    }
    var totals = explanations.map { _ in S(0) }
    for stop in stops {
      for (weight, product) in stop.products.enumerated() { totals[weight] += product ?? 0 }
      sums.append(totals)
    }
  }

  /// How many places got any gradient.
  package var count: Int { stops.count }

  /// The place of the gradient at a stop.
  package func gradient(at index: Int) -> Place { stops[index].gradient.place }

  /// The stop as grids: the patch, the gradient, the products, and the sums so far.
  package func block(at index: Int, width: Int) -> TextBlock {
    let stop = stops[index]
    let places = stop.inputs.compactMap { $0?.place }
    let span = places.first.flatMap { first in
      places.last.map { ExplanationPicture<S>.span(first, $0) }
    }
    func cells(_ values: [S?]) -> [String] {
      let texts = Numbers.column(values.compactMap { $0.map { Double($0) } })
      var rest = texts[...]
      return values.map { $0 == nil ? "." : rest.removeFirst() }
    }
    func grid(_ title: String, _ values: [S?]) -> TextBlock {
      .grid(" " + title, cells(values), columns: columns)
    }
    let middle = [String](repeating: "", count: (rows + 1) / 2)
    func sign(_ text: String) -> TextBlock { TextBlock(middle + [text]) }
    let gradient = TextBlock(
      ["\(stop.gradient.place)"] + middle.dropFirst() + [
        "  \(Numbers.compact(stop.gradient.value))"
      ]
    ).signed(fromRow: 1)
    let parts = [
      grid(span ?? "the patch", stop.inputs.map { $0?.value }).beside(sign("x"), gap: 1).beside(
        gradient, gap: 1),
      sign("=").beside(grid("products", stop.products), gap: 1),
      grid("\(name) so far", sums[index]),
    ]
    return .flow(parts.map { $0.indented(2) }, width: width, gap: 2)
  }
}
