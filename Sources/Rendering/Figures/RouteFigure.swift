import ConvNet

/// Where the gradient goes through max pooling, for a whole map and for one window.
extension PoolingRoute {
  /// The map with its winners, and beside it the gradient that they received.
  ///
  /// - `title`: What it shows.
  /// - `blank`: The value of the map on blank paper, if it is drawn relative to that; otherwise it
  ///   is drawn relative to 0.
  /// - `howToGetGradient`: What to say if there is no gradient yet.
  package func figure(
    title: String, blank: Double? = nil, howToGetGradient: String? = nil
  ) -> Figure {
    let cell = MapPanel.cell(
      values, width: (Figure.width - 20) / 2 - MapPanel.left, height: 420, most: 32)
    let scale = Scale(blank: blank ?? 0, fitting: [values])
    let map = MapPanel(
      title: "\(names.input), dots on the winners", plane: values,
      shade: .signed(scale), cell: cell, marksNegatives: true)
    var panels = [overlaid(map, winnersOf: values, scale)]
    var bars = [
      ColourBar(scale: scale, background: blank == nil ? "" : "blank paper").drawing("values")
    ]
    var notes = [
      "\(layer): \(Numbers.count(winners.count, "window")) of \(window)x\(window)"
        + "\(stride == window ? "" : " every \(stride)") on \(values.shape); "
        + "\(Numbers.count(tieCount)) tied, where the rule for ties decides"
    ]
    if let gradientOut {
      let slopes = Scale(fitting: [gradientOut])
      let panel = MapPanel(
        title: "\(names.inputGradient), the gradient that came through", plane: gradientOut,
        shade: .signed(slopes), cell: cell, marksNegatives: true)
      panels.append(overlaid(panel, winnersOf: nil, slopes))
      bars.append(ColourBar(scale: slopes).drawing("gradient"))
      let got = gradientOut.values.count { $0 != 0 }
      notes.append(
        "\(Numbers.count(got)) of \(Numbers.count(values.values.count, "cell")) got gradient, "
          + "\(ImageFigure.range([gradientOut]))" + (followsRule ? "; losers get none" : ""))
    } else {
      notes.append("No gradient yet" + (howToGetGradient.map { ": " + $0 } ?? "") + ".")
    }
    notes.append(MapPanel.dashes(below: "white"))
    return Figure(
      title: title, notes: notes, drawing: Drawing.flow(panels, gap: 20).above(.flow(bars)))
  }

  /// A panel with the borders of windows drawn over it, and dots on their winners.
  private func overlaid(_ panel: MapPanel, winnersOf plane: Plane?, _ scale: Scale) -> Drawing {
    var drawing = panel.drawing
    if stride == window {
      let end = panel.area(windowRows * window - 1, windowColumns * window - 1)
      let (left, top) = (panel.start, panel.top)
      let (right, bottom) = (end.x + end.width, end.y + end.height)
      let pen = Pen(0.35, .hairline)
      for row in 1..<max(2, windowRows) {
        let y = panel.area(row * window, 0).y
        drawing.marks.append(.path([Point(left, y), Point(right, y)], pen))
      }
      for column in 1..<max(2, windowColumns) {
        let x = panel.area(0, column * window).x
        drawing.marks.append(.path([Point(x, top), Point(x, bottom)], pen))
      }
    }
    guard let plane else { return drawing }
    var dots: [Mark] = []
    for row in 0..<windowRows {
      for column in 0..<windowColumns {
        let place = winner(row: row, column: column)
        let colour = PaperPalette.diverging(scale.normalised(plane[place.row, place.column]))
        // A ring around the dot if the window is tied: the winner was not larger than the others.
        let isTied = tied(row: row, column: column) > 1
        dots.append(
          .dot(
            panel.area(place.row, place.column).middle, radius: panel.cell * (isTied ? 0.1 : 0.2),
            isTied ? .hairline : colour.readable))
      }
    }
    drawing.marks.append(.group("winners", dots))
    return drawing
  }

  // MARK: One window

  /// The window's values in the forward pass and its gradients in the backward pass, with arrows
  /// from cell to cell.
  package func figure(title: String, row: Int, column: Int, blank: Double? = nil) -> Figure {
    let cells = cells(row: row, column: column)
    let winner = winner(row: row, column: column)
    let (x, y) = (winner.column - column * stride, winner.row - row * stride)
    let side = max(20, min(62, 200 / Double(window)))
    func part(_ plane: Plane) -> Plane {
      Plane(rows: window, columns: window, values: cells.map { plane[$0.row, $0.column] })
    }
    func panel(_ name: String, _ plane: Plane, _ scale: Scale) -> MapPanel {
      MapPanel(
        title: name, plane: plane, shade: .signed(scale), cell: side,
        texts: Numbers.column(plane.values), hasRulers: false)
    }
    let scale = Scale(blank: blank ?? 0, fitting: [values])
    let largest = Plane(rows: 1, columns: 1, values: [values[winner.row, winner.column]])
    var rows = [
      MapPanel.pair(
        panel(span(names.input, row: row, column: column), part(values), scale),
        panel("\(one(of: names.output, row, column))", largest, scale), (y, x), isBack: false)
    ]
    var notes = [
      "Forwards: the largest value of the window is passed on; the switch remembers which it was."
    ]
    if let gradientIn, let gradientOut {
      // On its own scale: most windows receive little of the map's largest gradient.
      let slopes = Scale(fitting: [part(gradientOut)])
      let one = Plane(rows: 1, columns: 1, values: [gradientIn[row, column]])
      rows.append(
        MapPanel.pair(
          panel(span(names.inputGradient, row: row, column: column), part(gradientOut), slopes),
          panel("\(self.one(of: names.outputGradient, row, column))", one, slopes), (y, x),
          isBack: true))
      if followsRule, ties == .first || tied(row: row, column: column) == 1 {
        notes.append(
          "Backwards: all of the window's gradient goes to the winner; losers get none of it.")
      }
      if overlaps { notes.append("Windows overlap: a cell adds up what each gives it.") }
    }
    let tied = tied(row: row, column: column)
    if tied > 1 {
      notes.append("\(tied) cells are equally large: a tie, and the rule for ties decides.")
    }
    notes.append(
      "Values from \(ImageFigure.range([values])) in the map; white is "
        + "\(Numbers.compact(scale.blank))\(blank == nil ? "" : ", blank paper").")
    return Figure(title: title, notes: notes, drawing: .stacked(rows, gap: 26))
  }

  /// One number of a map.
  private func one(of map: Place, _ row: Int, _ column: Int) -> Place {
    Place(layer: map.layer, quantity: map.quantity, indices: map.indices + [row, column])
  }
}

extension MapPanel {
  /// A window and its single output cell, with the winner framed, and an arrow between the two.
  static func pair(
    _ grid: MapPanel, _ one: MapPanel, _ winner: (row: Int, column: Int), isBack: Bool = false
  ) -> Drawing {
    let gap = 110.0
    let (left, right) = (grid.drawing, one.drawing)
    let height = max(left.height, right.height)
    let drop = ((grid.top + Double(grid.plane.columns) * grid.cell / 2) - (one.top + one.cell / 2))
      .rounded()
    let shift = max(left.width, 170) + gap
    let cell = grid.area(winner.row, winner.column)
    let target = one.area(0, 0)
    // Along the upper edge, above the other cells' numbers, and across only outside the window.
    let from = Point(cell.x + cell.width + 4, cell.y + cell.height * 0.16)
    let bend = Point(Double(grid.plane.columns) * grid.cell + 12, from.y)
    let to = Point(shift + target.x - 5, target.middle.y + drop)
    let pen = Pen(1.5, isBack ? .backward : .faded)
    let word = Label(
      isBack ? "gradient" : "the largest",
      at: Point(to.x - 12, from.y < to.y ? to.y + 16 : to.y - 10), size: 10, anchor: .end,
      colour: pen.colour)
    return Drawing(
      width: shift + right.width, height: max(height, drop + right.height),
      marks: left.marks + right.moved(shift, drop)
        + [.frame(cell, Pen(3, .black)), .label(word)]
        + Mark.arrow(isBack ? [to, bend, from] : [from, bend, to], pen, head: 8))
  }
}
