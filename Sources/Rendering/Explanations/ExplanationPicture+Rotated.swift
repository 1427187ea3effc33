import ConvNet

/// The gradient of an input as a convolution again: the rotated filter on the gradient map, in the
/// same three grids as a patch and a filter.
extension ExplanationPicture {
  /// The list of terms below the picture of the filter that sends most back.
  func rotated(_ filters: RotatedFilters<S>, above list: TextBlock, width: Int) -> TextBlock {
    let (parts, strongest) = Self.parts(filters)
    let map = isBrief ? nil : gradientMap(of: strongest, filters, width: width)
    guard !terms.isEmpty else { return TextBlock("").above(map.map { $0.above(list) } ?? list) }
    let drawn = showsAll ? Array(parts.indices) : [strongest]
    let grids = drawn.compactMap { rotatedGrids($0, filters, width: width) }
    guard !grids.isEmpty else { return TextBlock("").above(list) }
    let picture = TextBlock.stacked(grids)
    let gap = 3
    let isBesideList = map.map { list.width + gap + $0.width <= width } ?? false
    let isBesideGrids =
      !isBesideList && map.map { picture.width + gap + $0.width <= width } ?? false
    let words = TextBlock.wrapped(aboutRotation(filters) + ":", width: width - 2, hanging: 2)
    var blocks = [words.indented(2), picture]
    if isBesideGrids, let map { blocks[1] = picture.beside(map, gap: gap) }
    if parts.count > 1, !showsAll, gaps == .none {
      blocks.append(
        TextBlock.wrapped(sums(parts, drawn: strongest), width: width - 2, hanging: 2).indented(2))
    }
    blocks.append(isBrief && parts.count == 1 ? sum(of: filters, width: width) : list)
    if isBesideList, let map { blocks[blocks.count - 1] = list.beside(map, gap: gap) }
    return .stacked(blocks)
  }

  /// The end of a sum whose products are all in the grids.
  private func sum(of filters: RotatedFilters<S>, width: Int) -> TextBlock {
    let total = TextBlock(total("accumulate", at: 0)).indented(2).signed()
    let products = Self.dotted(filters.products(filter: 0).filter { $0 != nil })
    return aboutRounding(products, width: width).map { total.above($0) } ?? total
  }

  /// What each filter sends back, and which of them sends most.
  static func parts(_ filters: RotatedFilters<S>) -> (sums: [Double], strongest: Int) {
    let sums = (0..<filters.count).map { filter in
      filters.products(filter: filter).reduce(0.0) { $0 + Double($1 ?? 0) }
    }
    let strongest = sums.indices.max { (sums[$0].magnitude, $1) < (sums[$1].magnitude, $0) }
    return (sums, strongest ?? 0)
  }

  // MARK: The grids

  /// What lies under the rotated filter, the filter, and the products; `nil` if they do not fit.
  private func rotatedGrids(
    _ filter: Int, _ filters: RotatedFilters<S>, width: Int
  ) -> TextBlock? {
    let cells = filters.rows.flatMap { row in filters.columns.map { (row: row, column: $0) } }
    let origins = cells.map { filters.origin(row: $0.row, column: $0.column) }
    let (rows, columns) = (origins.compactMap { $0?.row }, origins.compactMap { $0?.column })
    guard let top = rows.min(), let left = columns.min(), let bottom = rows.max(),
      let right = columns.max()
    else { return nil }
    let map = filters.map(of: filter)
    func place(_ row: Int, _ column: Int) -> Place {
      Place(layer: map.layer, quantity: map.quantity, indices: map.indices + [row, column])
    }
    let under = Self.span(place(top, left), place(bottom, right))
    func grids(
      digits: Int, filter title: String
    ) -> (under: TextBlock, rotated: TextBlock, products: [String]) {
      var products = Self.dotted(filters.products(filter: filter), digits: digits)
      for (index, origin) in origins.enumerated() where isGap(filter, origin) {
        products[index] = Self.gap
      }
      return (
        grid(
          under,
          Self.dotted(
            cells.map { filters.gradient(filter: filter, row: $0.row, column: $0.column) },
            digits: digits)),
        grid(
          title,
          Self.dotted(
            cells.map { filters.weight(filter: filter, row: $0.row, column: $0.column) },
            digits: digits)), products
      )
    }
    func grid(_ title: String, _ cells: [String]) -> TextBlock {
      .grid(" " + title, cells, columns: filters.columns.count)
    }
    let sign = { (text: String) in TextBlock(["", text]) }
    // Fewer digits are better than grids below each other.
    let (title, short) = ("\(filters.place(of: filter)) rotated", "filter \(filter) rotated")
    for (digits, gap, title) in [
      (3, 2, title), (3, 1, title), (3, 1, short), (2, 1, title), (2, 1, short),
    ] {
      let parts = grids(digits: digits, filter: title)
      let all = parts.under.beside(sign("x"), gap: gap).beside(parts.rotated, gap: gap)
        .beside(sign("="), gap: gap).beside(grid("products", parts.products), gap: gap).indented(2)
      if all.width <= width { return all }
    }
    let parts = grids(digits: 3, filter: title)
    let factors = parts.under.beside(sign("x")).beside(parts.rotated).indented(2)
    let products = grid("= products", parts.products)
    let folded =
      factors.width <= width
      ? factors.above(products) : .stacked([parts.under, parts.rotated, products])
    return folded.width <= width ? folded : nil
  }

  /// The numbers of a grid, with a dot for each zero that was put in.
  static func dotted(_ values: [S?], digits: Int = 3) -> [String] {
    let format = NumberFormat(for: values.compactMap { $0.map { Double($0) } }, digits: digits)
    return values.map { value in
      value.map { format.cells([Double($0)])[0] }
        ?? format.cells([0])[0].replacing("0", with: ".")
    }
  }

  /// Whether a worksheet leaves the product at a place open, as the list of terms does.
  private func isGap(_ filter: Int, _ origin: (row: Int, column: Int)?) -> Bool {
    guard let origin else { return false }
    switch gaps {
    case .none: return false
    case .all: return true
    case .last:
      let place = shownTerms.last?.arithmetic.places.first
      return place.map { Array($0.indices.suffix(3)) } == [filter, origin.row, origin.column]
    }
  }

  // MARK: Words

  /// What the grids show, and what a dot in them is.
  func aboutRotation(_ filters: RotatedFilters<S>) -> String {
    let cells = filters.rows.flatMap { row in filters.columns.map { (row, $0) } }
    let hasBorder = cells.contains { filters.isBeyond(row: $0, column: $1) }
    let hasBetween = cells.contains {
      !filters.isBeyond(row: $0, column: $1) && filters.origin(row: $0, column: $1) == nil
    }
    let fewer =
      filters.padding > 0 ? " (\(filters.padding) fewer on each side for the padding)" : ""
    let dots = [
      hasBorder ? "beyond the border" + fewer : nil,
      hasBetween ? "between the places, for stride \(filters.stride)" : nil,
    ].compactMap(\.self)
    return "a convolution again: the filter, rotated by 180 degrees, on the gradient map"
      + (dots.isEmpty ? "" : "; a dot is a 0 put in \(dots.joined(separator: " or "))")
  }

  /// What each filter sends back.
  func sums(_ parts: [Double], drawn: Int) -> String {
    let others = parts.indices.filter { $0 != drawn }
    func words(_ filters: [Int]) -> String {
      filters.map { "\($0): \(Numbers.compact(parts[$0], digits: 2))" }.joined(separator: ", ")
    }
    let isShort = others.count <= 8
    let largest =
      isShort
      ? others
      : others.sorted { (parts[$0].magnitude, $1) > (parts[$1].magnitude, $0) }.prefix(3).map(
        \.self)
    let rest = others.filter { !largest.contains($0) }.reduce(0) { $0 + parts[$1] }
    return "filter \(drawn) sends back \(Numbers.compact(parts[drawn])), the largest part; filter "
      + words(largest)
      + (isShort
        ? "" : ", the other \(others.count - largest.count) together \(Numbers.compact(rest))")
  }

  // MARK: The map

  /// The gradient map of the filter that sends most back, with a frame around what the filter covers;
  /// `nil` for a number that is not the gradient of a convolution's input.
  package func gradientMap(width: Int, height: Int) -> TextBlock? {
    guard let filters = explanation.rotated else { return nil }
    let strongest = Self.parts(filters).strongest
    if let map = gradientMap(of: strongest, filters, width: width) { return map }
    let plane = Plane(
      rows: filters.mapRows, columns: filters.mapColumns,
      values: (0..<filters.mapRows).flatMap { row in
        (0..<filters.mapColumns).map { column in
          Double(filters.gradient(filter: strongest, row: row, column: column) ?? 0)
        }
      })
    return SlidingWindow.block(
      Self.title(filters, strongest), plane, rows: filters.rows, columns: filters.columns, blank: 0,
      height: height
    ).clipped(to: width)
  }

  /// The name of a gradient map, and whether it is spread.
  private static func title(_ filters: RotatedFilters<S>, _ filter: Int) -> String {
    "\(filters.map(of: filter))" + (filters.stride > 1 ? ", spread" : "")
  }

  /// A small map as numbers, with the zeros around it that the filter covers.
  private func gradientMap(
    of filter: Int, _ filters: RotatedFilters<S>, width: Int
  ) -> TextBlock? {
    let rows = min(0, filters.rows.lowerBound)..<max(filters.mapRows, filters.rows.upperBound)
    let columns =
      min(0, filters.columns.lowerBound)..<max(filters.mapColumns, filters.columns.upperBound)
    guard rows.count <= Self.largestMap, columns.count <= Self.largestMap else { return nil }
    let values = rows.flatMap { row in
      columns.map { filters.gradient(filter: filter, row: row, column: $0) }
    }
    let texts = Self.dotted(values)
    let cell = (texts.map(\.count).max() ?? 1) + 1
    let cells = zip(texts, values).map { text, value in
      Glyph.text(text.leftPadded(to: cell), value.flatMap { Ink(signOf: Double($0)) })
    }
    let map = SlidingWindow.framed(
      cells, columns: columns, rows: rows, around: filters.rows, and: filters.columns)
    let block = TextBlock(Self.title(filters, filter)).above(map)
    return block.width <= width ? block : nil
  }

  /// The number of rows and columns up to which a map is shown as numbers.
  private static var largestMap: Int { 9 }
}
