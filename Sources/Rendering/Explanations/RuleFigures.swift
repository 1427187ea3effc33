import ConvNet

/// The figures of rules other than a patch times a filter.
extension ExplanationPicture {
  /// How many terms have room on a page.
  private static var mostTerms: Int { 60 }
  /// How many terms are drawn as places of maps.
  private static var mostPlaces: Int { 20_000 }
  /// How many maps of products have room beside one another.
  private static var mostMaps: Int { 16 }

  // MARK: A list of products

  /// The products with a bar for each, and the rest in groups; of a long sum over a map, also the map of
  /// what each of its places adds.
  func list(heads: [String]) -> Rule? {
    let indices = shown(of: terms)
    guard !indices.isEmpty, indices.count <= Self.mostTerms else { return nil }
    let shown = indices.map { terms[$0] }
    let pairs = shown.map { factors($0) ?? ($0.arithmetic.evaluate(), 1) }
    let folded = folded(terms, without: indices)
    let bias = bias.map { [Double($0)] } ?? []
    let results = shown.map { Double($0.arithmetic.evaluate()) } + folded.map(\.sum) + bias
    var texts = Numbers.column(results, digits: 4)
    if gaps == .last { texts[shown.count - 1] = Self.gap }
    if gaps == .all { texts = texts.map { _ in Self.gap } }
    let firsts = Numbers.column(pairs.map { Double($0.0) }, digits: 4)
    let seconds = Numbers.column(pairs.map { Double($0.1) }, digits: 4)

    var table = BarTable(heads + ["product"])
    func append(_ cells: [String], _ index: Int) {
      table.append(cells + [texts[index]], value: gaps == .none ? results[index] : nil)
    }
    for (index, term) in shown.enumerated() {
      append([term.label, firsts[index], seconds[index]], index)
    }
    for (index, group) in folded.enumerated() {
      append([group.words, "", ""], shown.count + index)
    }
    if !bias.isEmpty { append(["the bias", "", ""], results.count - 1) }
    let sum = explanation.isGradient ? "accumulate" : "sum"
    if case .over(let all, let divisor) = explanation.arithmetic {
      let whole = gaps == .all ? Self.gap : Numbers.compact(all.evaluate(), digits: Self.digits)
      table.append([sum, "", "", whole], isStrong: true)
      let count = Numbers.compact(divisor.evaluate(), digits: Self.digits)
      table.append(["/ \(count)", "", "", total], isStrong: true)
    } else {
      table.append([sum, "", "", total], isStrong: true)
    }
    let isRounded = aboutRounding(texts, width: Int(Figure.width)) != nil
    let notes = isRounded ? ["The terms are shown rounded; the sum is of the unrounded ones."] : []
    guard let maps = maps(without: indices) else { return (table.drawing, notes) }
    return (maps.drawing.above(table.drawing, gap: 22), maps.notes + notes)
  }

  /// What each place of a map adds to the sum; `nil` if the terms do not come from the places of maps,
  /// or all are listed.
  private func maps(without shown: [Int]) -> Rule? {
    guard gaps == .none, explanation.rotated == nil, shown.count < terms.count,
      terms.count <= Self.mostPlaces
    else { return nil }
    var sources: [Place] = []
    for term in terms {
      guard case .times(.stored(let place, _), _) = term.arithmetic, place.indices.count > 1,
        place.whole == sources.first?.whole ?? place.whole
      else { return nil }
      sources.append(place)
    }
    let rows = (sources.map { $0.indices[$0.indices.count - 2] }.max() ?? 0) + 1
    let columns = (sources.map { $0.indices[$0.indices.count - 1] }.max() ?? 0) + 1
    guard rows > 1, columns > 1 else { return nil }
    var maps: [[Int]: [Double]] = [:]
    for (place, value) in zip(sources, terms.values) {
      let (row, column) = (
        place.indices.suffix(2)[place.indices.count - 2], place.indices.last ?? 0
      )
      maps[
        Array(place.indices.dropLast(2)), default: [Double](repeating: 0, count: rows * columns)][
          row * columns + column] += Double(value)
    }
    let names = maps.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let planes = names.prefix(Self.mostMaps).map {
      Plane(rows: rows, columns: columns, values: maps[$0] ?? [])
    }
    let scale = Scale(fitting: planes)
    let side = planes.count == 1 ? 300.0 : planes.count <= 4 ? 150 : 80
    let panels = zip(names, planes).map { name, plane in
      MapPanel(
        title: (planes.count == 1 ? "products at " : "") + sources[0].with(name).description,
        plane: plane, shade: .signed(scale),
        cell: MapPanel.cell(plane, width: side, height: side), marksNegatives: planes.count == 1
      ).drawing
    }
    let what = "Each cell is the product of that place: what it adds to the sum."
    let left = names.count - planes.count
    return (
      Drawing.flow(panels).above(ColourBar(scale: scale).drawing("product")),
      [what + (left > 0 ? " \(left) more maps are not shown." : "")]
        + (planes.count == 1 ? [MapPanel.dashes(below: "0")] : [])
    )
  }

  // MARK: A rotated filter

  /// The gradient map under the rotated filter, the filter, and the products, for the filter that sends
  /// most back, or for each.
  func rotated(_ filters: RotatedFilters<S>, heads: [String]) -> Rule? {
    let (parts, strongest) = Self.parts(filters)
    let drawn = showsAll ? Array(parts.indices) : [strongest]
    guard gaps == .none, !terms.isEmpty, drawn.count <= 8 else { return nil }
    let cells = filters.rows.flatMap { row in filters.columns.map { (row: row, column: $0) } }
    let columns = filters.columns.count
    func text(_ range: Range<Int>) -> String { "\(range.lowerBound) to \(range.upperBound - 1)" }
    let covered = "rows \(text(filters.rows)), columns \(text(filters.columns))"
    let bands = drawn.map { filter -> Drawing in
      func grid(_ title: String, _ values: [S?]) -> Drawing {
        let numbers = values.map { Double($0 ?? 0) }
        return Self.grid(
          title, numbers, texts: Self.dotted(values), columns: columns, among: numbers)
      }
      return Self.equation(
        grid(
          "\(filters.map(of: filter)), \(covered)",
          cells.map { filters.gradient(filter: filter, row: $0.row, column: $0.column) }),
        grid(
          "\(filters.place(of: filter)) rotated",
          cells.map { filters.weight(filter: filter, row: $0.row, column: $0.column) }),
        grid("products", filters.products(filter: filter)))
    }
    let notes =
      [aboutRotation(filters).capitalisedFirst + "."]
      + (parts.count > 1 && !showsAll ? [sums(parts, drawn: strongest) + "."] : [])
    guard let list = list(heads: heads) else { return (.stacked(bands), notes) }
    return (Drawing.stacked(bands).above(list.drawing, gap: 22), notes + list.notes)
  }

  // MARK: A window

  /// The window, with an arrow from its winner to the number.
  func window(_ columns: Int) -> Rule? {
    guard case .largest(let values) = explanation.arithmetic, gaps == .none,
      let winner = values.firstIndex(where: { $0.places.first == explanation.next }),
      let first = values.first?.places.first, let last = values.last?.places.last
    else { return nil }
    let numbers = values.map { Double($0.evaluate()) }
    let plane = Plane(rows: numbers.count / columns, columns: columns, values: numbers)
    let scale = Scale(fitting: [plane])
    func panel(_ title: String, _ plane: Plane, _ texts: [String]) -> MapPanel {
      MapPanel(
        title: title, plane: plane, shade: .signed(scale),
        cell: max(22, min(62, 200 / Double(columns))), texts: texts, hasRulers: false)
    }
    let one = Plane(rows: 1, columns: 1, values: [numbers[winner]])
    let tied = numbers.count { $0 == numbers[winner] }
    return (
      MapPanel.pair(
        panel(Self.span(first, last), plane, Numbers.column(numbers, digits: 4)),
        panel("\(explanation.place)", one, Numbers.column([numbers[winner]], digits: 4)),
        (winner / columns, winner % columns)),
      ["The largest value of the window is passed on; the others are lost."]
        + (tied > 1 ? ["\(tied) of them are equally large: a tie."] : [])
    )
  }

  // MARK: Softmax

  /// The totals, their exponentials, and a bar for each share.
  var shares: Rule? {
    guard gaps == .none, let (names, columns, largest) = exponentials else { return nil }
    var table = BarTable(["class", "total", "total - m", "exp", "share"])
    let texts = columns.map { Numbers.column($0, digits: 4) }
    guard names.count <= Self.mostTerms else { return nil }
    for index in names.indices {
      table.append(
        [names[index]] + texts.map { $0[index] }, value: columns[3][index],
        isStrong: index == explanation.place.indices.last)
    }
    return (
      table.drawing,
      [
        "m = \(Numbers.compact(largest, digits: 4)), the largest total; share = exp / sum of exp, "
          + "sum of exp = \(Numbers.compact(columns[2].reduce(0, +), digits: 5))"
      ]
    )
  }
}
