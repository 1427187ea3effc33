package import ConvNet

/// A rule of a convolution as a product of matrices: in full if they are small, and otherwise their
/// first and last rows and columns, and those of the number that was asked about.
package struct MatrixPicture<S: Scalar> {
  let matrices: ConvolutionMatrices<S>
  /// What is shown, in the order of the product.
  private var parts: [Part] = []

  /// One matrix: its name with its shape, and which of its numbers is marked.
  private struct Part {
    let title: String
    let matrix: NumberMatrix<S>
    /// The row and the column that are shown in any case.
    var row: Int?
    var column: Int?
    var isMarked = false
    /// Whether it holds the numbers of the place.
    var isResult = false
  }

  /// How much of a matrix is shown.
  private struct Extent {
    let rows: Int
    let columns: Int
    let digits: Int
  }

  package init(_ matrices: ConvolutionMatrices<S>) {
    self.matrices = matrices
    parts = makeParts()
  }

  /// Whether all numbers are shown if the screen is wide enough.
  package var isSmall: Bool {
    parts.allSatisfy { max($0.matrix.rows, $0.matrix.columns) <= Self.small }
  }

  private static var small: Int { 16 }
  /// The number of lines that the matrices may take, so that the screen shows all of it.
  private static var height: Int { 18 }

  package func block(width: Int) -> TextBlock {
    let words = { (text: String) in TextBlock.wrapped(text, width: width) }
    let (shown, extent) = layout(width: width)
    var lines = [words(intro), shown]
    if let aboutMark { lines.append(words(aboutMark)) }
    lines.append(words(verdict(compare(extent, width: width))))
    if matrices.usesOldParameters {
      lines.append(
        words("The parameters are those that this step used; they have changed since."))
    }
    return TextBlock.stacked(lines).clipped(to: width)
  }

  /// Whether numbers that are shown are not what the network's own rule gives.
  package func hasDeviation(width: Int) -> Bool {
    compare(layout(width: width).extent, width: width).deviating > 0
  }

  /// The matrices side by side: in full, or with as many rows, columns and digits as the screen has
  /// room for.
  private func layout(width: Int) -> (block: TextBlock, extent: Extent) {
    let extents =
      isSmall
      ? [Extent(rows: Self.small, columns: Self.small, digits: 3)]
      : [3, 2].flatMap { digits in
        [5, 4, 3].map { Extent(rows: min($0 + 1, 5), columns: $0, digits: digits) }
      }
    let layouts = extents.map { extent -> (block: TextBlock, extent: Extent) in
      let grids = parts.map { grid($0, extent, width: width - 2).block }
      return (TextBlock.flow(grids, width: width - 2).indented(2), extent)
    }
    return layouts.first { $0.block.height <= Self.height }
      ?? layouts.min { $0.block.height < $1.block.height } ?? layouts[0]
  }

  // MARK: The matrices

  var geometry: ConvolutionGeometry { matrices.geometry }

  /// The index of the sample in the name of a place, if there are several.
  var sampleIndex: String { matrices.sample.map { "[\($0)]" } ?? "" }

  /// The channel of the input whose gradient is shown.
  private var channel: Int { (matrices.position?.row ?? 0) / geometry.height }

  private func makeParts() -> [Part] {
    let (layer, position, sample) = (matrices.layer, matrices.position, sampleIndex)
    func titled(_ words: String, _ matrix: NumberMatrix<S>, _ name: String = "") -> String {
      "\(words) \(matrix.rows) x \(matrix.columns)" + (name.isEmpty ? "" : ", \(name)")
    }
    let (left, right, result) = (matrices.left, matrices.right, matrices.result)
    switch matrices.rule {
    case .output:
      let sum = matrices.biases == nil ? "= product" : "= product + biases"
      return [
        Part(title: titled("filters", left), matrix: left, row: position?.row),
        Part(title: titled("x patches", right), matrix: right, column: position?.column),
      ]
        + (matrices.biases.map {
          [Part(title: titled("+ biases", $0), matrix: $0, row: position?.row)]
        } ?? []) + [
          Part(
            title: titled(sum, result, "\(layer).out\(sample)"), matrix: result, row: position?.row,
            column: position?.column, isMarked: position != nil, isResult: true)
        ]
    case .filterGradient:
      return [
        Part(title: titled("\(layer).d_out", left), matrix: left, row: position?.row),
        Part(
          title: titled("x patches, transposed", right), matrix: right, column: position?.column),
        Part(
          title: titled("= product", result, "\(layer).d_filters"), matrix: result,
          row: position?.row, column: position?.column, isMarked: position != nil, isResult: true),
      ]
    case .inputGradient:
      let part = strongestPart
      let map = matrices.result.rows(
        channel * geometry.height..<(channel + 1) * geometry.height)
      let name = "\(layer).d_in\(sample)" + (geometry.channels > 1 ? " of channel \(channel)," : "")
      return [
        Part(title: titled("filters, transposed", left), matrix: left, row: part?.row),
        Part(
          title: titled("x \(layer).d_out\(sample)", right), matrix: right, column: part?.column),
        Part(
          title: titled("= product", matrices.product), matrix: matrices.product, row: part?.row,
          column: part?.column, isMarked: part != nil),
        Part(
          title: "added back: \(name) \(map.rows) x \(map.columns)", matrix: map,
          row: position.map { $0.row % geometry.height }, column: position?.column,
          isMarked: position != nil, isResult: true),
      ]
    }
  }

  /// Of the numbers in the product that add up to the marked one of `d_in`, the largest.
  private var strongestPart: (row: Int, column: Int)? {
    guard let position = matrices.position else { return nil }
    return matrices.sources(row: position.row, column: position.column).max {
      matrices.product[$0.row, $0.column].magnitude < matrices.product[$1.row, $1.column].magnitude
    }
  }

  // MARK: A grid

  /// A matrix under its title, as much of it as fits, and the rows and columns that are shown.
  private func grid(
    _ part: Part, _ extent: Extent, width: Int
  ) -> (block: TextBlock, rows: [Int], columns: [Int]) {
    let rows = shown(of: part.matrix.rows, atMost: extent.rows, with: part.row)
    var limit = extent.columns
    while true {
      let columns = shown(of: part.matrix.columns, atMost: limit, with: part.column)
      let block = grid(part, rows, columns, digits: extent.digits)
      if block.width <= width || limit <= 3 {
        return (block, rows.compactMap(\.self), columns.compactMap(\.self))
      }
      limit -= 1
    }
  }

  /// The indices that are shown, with `nil` where some are left out.
  private func shown(of count: Int, atMost limit: Int, with wanted: Int?) -> [Int?] {
    var indices = Set(ElidedIndices(count, atMost: limit).positions.compactMap(\.self))
    if let wanted { indices.insert(wanted) }
    let sorted = indices.sorted()
    var positions: [Int?] = []
    for (index, position) in sorted.enumerated() {
      if index > 0, sorted[index - 1] + 1 < position { positions.append(nil) }
      positions.append(position)
    }
    if let last = sorted.last, last < count - 1 { positions.append(nil) }
    return positions
  }

  private func grid(
    _ part: Part, _ rows: [Int?], _ columns: [Int?], digits: Int
  ) -> TextBlock {
    let (shownRows, shownColumns) = (rows.compactMap(\.self), columns.compactMap(\.self))
    let values = shownRows.map { row in shownColumns.map { Double(part.matrix[row, $0]) } }
    let format = NumberFormat(for: values.joined(), digits: digits)
    let areCut = (rows: rows.contains(nil), columns: columns.contains(nil))
    let heads = areCut.columns ? shownColumns.map { String($0).count } : []
    // A marked number needs room for a bracket on both sides.
    let cell = max(format.width, heads.max() ?? 0) + (part.isMarked ? 2 : 1)
    let margin = areCut.rows ? (shownRows.map { String($0).count }.max() ?? 0) : 0
    func line(_ head: String, _ texts: [String?]) -> String {
      head.leftPadded(to: margin)
        + texts.map { $0.map { $0.leftPadded(to: cell) } ?? " ..." }.joined()
    }
    func numbers(_ row: Int, _ values: [Double]) -> String {
      let texts = Dictionary(uniqueKeysWithValues: zip(shownColumns, format.padded(values)))
      let text = line(areCut.rows ? "\(row)" : "", columns.map { $0.flatMap { texts[$0] } })
      guard part.isMarked, row == part.row, let column = part.column, let number = texts[column]
      else { return text }
      let before = columns.prefix { $0 != column }
      let end = margin + before.reduce(0) { $0 + ($1 == nil ? 4 : cell) } + cell
      let own = number.filter { $0 != " " }
      let trailing =
        number.count
        - (number.lastIndex { $0 != " " }.map {
          number.distance(from: number.startIndex, to: $0) + 1
        } ?? 0)
      var letters = Array(text) + [" "]
      letters[end - trailing - own.count - 1] = "["
      letters[end - trailing] = "]"
      return String(letters)
    }
    var lines = [part.title]
    if areCut.columns { lines.append(line("", columns.map { $0.map(String.init) })) }
    var next = 0
    for row in rows {
      if let row {
        lines.append(numbers(row, values[next]))
        next += 1
      } else {
        lines.append(line("", columns.map { $0 == nil ? nil : "..." }))
      }
    }
    return TextBlock(lines).signed(fromRow: areCut.columns ? 2 : 1, fromColumn: margin)
  }

  // MARK: The comparison

  /// How the numbers of the result that are shown compare with others.
  struct Comparison {
    var shown = 0
    /// How many are not what the loops of the network give, and by how much at most.
    var differing = 0
    var distance: Double?
    /// How many stored numbers differ from those that the loops give.
    var deviating = 0
  }

  private func compare(_ extent: Extent, width: Int) -> Comparison {
    guard let part = parts.first(where: \.isResult) else { return Comparison() }
    let shown = grid(part, extent, width: width - 2)
    let start = matrices.rule == .inputGradient ? channel * geometry.height : 0
    var comparison = Comparison(shown: shown.rows.count * shown.columns.count)
    for row in shown.rows {
      for column in shown.columns {
        let own = part.matrix[row, column]
        let loops = matrices.loops[start + row, column]
        if !Self.areSame(loops, matrices.stored[start + row, column]) { comparison.deviating += 1 }
        guard !Self.areSame(own, loops) else { continue }
        comparison.differing += 1
        let gap = abs(Double(own) - Double(loops))
        if gap.isFinite { comparison.distance = max(comparison.distance ?? 0, gap) }
      }
    }
    return comparison
  }

  /// Whether two numbers have the same bits; one NaN is like another.
  private static func areSame(_ a: S, _ b: S) -> Bool {
    a == b && a.sign == b.sign || a.isNaN && b.isNaN
  }
}
