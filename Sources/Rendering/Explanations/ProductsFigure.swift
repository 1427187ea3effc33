import ConvNet

extension ExplanationPicture {
  /// What a figure of a rule consists of: the drawing, and what must be known to read it.
  typealias Rule = (drawing: Drawing, notes: [String])

  /// The rule as a drawing: grids for a patch and a filter, a window with its winner, bars for a list of
  /// products; `nil` for a line of arithmetic, and for a sum with too many terms for a page.
  package var figure: Figure? {
    let rule: Rule? =
      switch explanation.form {
      case .patches(let channels, let rows, let columns): patches(channels, rows, columns)
      case .products(let label, let first, let second):
        explanation.rotated.flatMap { rotated($0, heads: [label, first, second]) }
          ?? list(heads: [label, first, second])
      case .window(let columns): window(columns)
      case .softmax: shares
      case .line: nil
      }
    guard let rule else { return nil }
    // A remark about a number may reveal it, and a gradient of 0 has neither sign.
    let words =
      (gaps == .all ? [] : remarks)
      + (explanation.isGradient && explanation.value != 0 ? [hints.objective.signs()] : [])
    return Figure(
      title: "\(explanation.place) = \(total)",
      notes: ["\(explanation.place)  =  \(explanation.formula)"] + rule.notes + words,
      drawing: rule.drawing)
  }

  /// Patch, filter and products as three grids, one row per channel.
  private func patches(_ channels: Int, _ rows: Int, _ columns: Int) -> Rule? {
    let factors = terms.compactMap(factors)
    let perChannel = rows * columns
    let places = terms.map { $0.arithmetic.places }
    guard factors.count == channels * perChannel, perChannel > 0,
      places.allSatisfy({ $0.count > 1 })
    else { return nil }
    let shown = showsAll ? min(channels, 8) : min(channels, 3)
    let inputs = factors.map { Double($0.0) }
    let weights = factors.map { Double($0.1) }
    let products = terms.map { Double($0.arithmetic.evaluate()) }
    func texts(_ values: [Double], _ gaps: Gaps, _ channel: Int) -> [String] {
      let texts = Numbers.column(values)
      let own = Array(texts[channel * perChannel..<(channel + 1) * perChannel])
      let isLast = channel == shown - 1
      return own.enumerated().map { index, text in
        gaps == .all || (gaps == .last && isLast && index == perChannel - 1) ? "" : text
      }
    }
    func grid(_ title: String, _ values: [Double], _ gaps: Gaps, _ channel: Int) -> Drawing {
      Self.grid(
        title, Array(values[channel * perChannel..<(channel + 1) * perChannel]),
        texts: texts(values, gaps, channel), columns: columns, among: values,
        isColoured: gaps == .none)
    }
    let bands = (0..<shown).map { channel -> Drawing in
      let first = places[channel * perChannel]
      let last = places[(channel + 1) * perChannel - 1]
      return Self.equation(
        grid(Self.span(first[0], last[0]), inputs, .none, channel),
        grid(Self.filter(first[1]), weights, .none, channel),
        grid("products", products, gaps, channel))
    }
    var lines: [String] = []
    if shown < channels {
      let rest = products[(shown * perChannel)...].reduce(0, +)
      lines.append("\(channels - shown) more channels, together \(Numbers.compact(rest))")
    }
    if let bias { lines.append("the bias  \(Numbers.compact(bias, digits: 4))") }
    lines.append("sum  \(total)")
    return (
      Drawing.stacked(bands).aboveSums(lines),
      [
        "Orange is above 0, blue below; each of the three grids has its own scale: the numbers "
          + "farthest from 0 are \(farthest(inputs)), \(farthest(weights))"
          + (gaps == .none ? " and \(farthest(products))." : ".")
      ]
    )
  }

  // MARK: Grids

  /// Numbers in cells without rulers. A colour must not reveal a number that a student is to work out.
  ///
  /// - `among`: The numbers that share the scale.
  static func grid(
    _ title: String, _ values: [Double], texts: [String], columns: Int, among all: [Double],
    isColoured: Bool = true
  ) -> Drawing {
    let rows = values.count / columns
    let cell = max(22, min(52, (170 / Double(max(columns, rows))).rounded(.down)))
    let scale = Scale(fitting: [Plane(rows: 1, columns: all.count, values: all)])
    return MapPanel(
      title: title, plane: Plane(rows: rows, columns: columns, values: values),
      shade: .signed(isColoured ? scale : Scale(blank: 0, full: .infinity)), cell: cell,
      texts: texts, hasRulers: false
    ).drawing.framed(rows: rows, columns: columns, cell: cell)
  }

  /// Two grids, and the grid of their products.
  static func equation(_ first: Drawing, _ second: Drawing, _ products: Drawing) -> Drawing {
    func sign(_ text: String) -> Drawing {
      Drawing(
        width: 20, height: products.height,
        marks: [
          .label(
            Label(text, at: Point(10, (products.height + 15) / 2 + 7), size: 20, anchor: .middle))
        ])
    }
    return first.beside(sign("x"), gap: 8).beside(second, gap: 8).beside(sign("="), gap: 8)
      .beside(products, gap: 8)
  }

  /// `conv.filters[2]`, given one of its weights.
  private static func filter(_ weight: Place) -> String {
    Place(
      layer: weight.layer, quantity: weight.quantity, indices: Array(weight.indices.dropLast(2))
    ).description
  }

  func farthest(_ values: [Double]) -> String {
    Numbers.compact(values.max { $0.magnitude < $1.magnitude } ?? 0)
  }
}

extension Drawing {
  /// The drawing with lines below it, at its right edge.
  func aboveSums(_ lines: [String]) -> Drawing {
    let words = Drawing.stacked(lines.map { Drawing.text($0, size: 12, face: .bold) }, gap: 4)
    return above(words.inset(left: max(0, width - words.width)))
  }

  /// A panel without rulers, with grid lines between its cells.
  fileprivate func framed(rows: Int, columns: Int, cell: Double) -> Drawing {
    var drawing = self
    let (width, height) = (Double(columns) * cell, Double(rows) * cell)
    let pen = Pen(0.5, .hairline)
    for row in 0...rows {
      let y = self.height - height + Double(row) * cell
      drawing.marks.append(.path([Point(0, y), Point(width, y)], pen))
    }
    for column in 0...columns {
      let x = Double(column) * cell
      drawing.marks.append(
        .path([Point(x, self.height - height), Point(x, self.height)], pen))
    }
    return drawing
  }
}
