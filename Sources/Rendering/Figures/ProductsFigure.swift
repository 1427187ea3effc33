import ConvNet

extension ExplanationPicture {
  /// Patch, filter and products as three grids, one row per channel; `nil` for other rules.
  package var figure: Figure? {
    guard case .patches(let channels, let rows, let columns) = explanation.form else { return nil }
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
    let cell = max(22, min(52, (170 / Double(columns)).rounded(.down)))
    func scale(_ values: [Double]) -> Scale {
      Scale(fitting: [Plane(rows: 1, columns: values.count, values: values)])
    }
    func texts(_ values: [Double], _ gaps: Gaps, _ channel: Int) -> [String] {
      let texts = Numbers.column(values)
      let own = Array(texts[channel * perChannel..<(channel + 1) * perChannel])
      let isLast = channel == shown - 1
      return own.enumerated().map { index, text in
        gaps == .all || (gaps == .last && isLast && index == perChannel - 1) ? "" : text
      }
    }
    func grid(_ title: String, _ values: [Double], _ gaps: Gaps, _ channel: Int) -> Drawing {
      let plane = Plane(
        rows: rows, columns: columns,
        values: Array(values[channel * perChannel..<(channel + 1) * perChannel]))
      // A colour must not reveal a value that the student is to work out.
      let isOpen = gaps != .none
      return MapPanel(
        title: title, plane: plane,
        shade: .signed(isOpen ? Scale(blank: 0, full: .infinity) : scale(values)), cell: cell,
        texts: texts(values, gaps, channel), hasRulers: false
      ).drawing.framed(rows: rows, columns: columns, cell: cell)
    }
    func sign(_ text: String) -> Drawing {
      Drawing(
        width: 20, height: Double(rows) * cell + 15,
        marks: [
          .label(
            Label(
              text, at: Point(10, 15 + Double(rows) * cell / 2 + 7), size: 20, anchor: .middle))
        ])
    }
    let bands = (0..<shown).map { channel -> Drawing in
      let first = places[channel * perChannel]
      let last = places[(channel + 1) * perChannel - 1]
      return grid(Self.span(first[0], last[0]), inputs, .none, channel)
        .beside(sign("x"), gap: 8)
        .beside(grid(Self.filter(first[1]), weights, .none, channel), gap: 8)
        .beside(sign("="), gap: 8)
        .beside(grid("products", products, gaps, channel), gap: 8)
    }
    var lines: [String] = []
    if shown < channels {
      let rest = products[(shown * perChannel)...].reduce(0, +)
      lines.append("\(channels - shown) more channels, together \(Numbers.compact(rest))")
    }
    if let bias { lines.append("the bias  \(Numbers.compact(bias, digits: 4))") }
    lines.append("sum  \(total)")
    let sums = lines.map { Drawing.text($0, size: 12, face: .bold) }
    let all = Drawing.stacked(bands)
    let words = Drawing.stacked(sums, gap: 4)
    let drawing = all.above(words.inset(left: max(0, all.width - words.width)))
    return Figure(
      title: "\(explanation.place) = \(total)",
      notes: [
        "\(explanation.place)  =  \(explanation.formula)",
        "Orange is above 0, blue below; each of the three grids has its own scale: the numbers "
          + "farthest from 0 are \(farthest(inputs)), \(farthest(weights))"
          + (gaps == .none ? " and \(farthest(products))." : "."),
      ], drawing: drawing)
  }

  /// `conv.filters[2]`, given one of its weights.
  private static func filter(_ weight: Place) -> String {
    Place(
      layer: weight.layer, quantity: weight.quantity, indices: Array(weight.indices.dropLast(2))
    ).description
  }

  private func farthest(_ values: [Double]) -> String {
    Numbers.compact(values.max { $0.magnitude < $1.magnitude } ?? 0)
  }
}

extension Drawing {
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
