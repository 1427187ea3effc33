import ConvNet

/// Where the gradient goes through max pooling, for a whole map: every cell, and which of each
/// window got it.
package enum RoutePicture {
  /// The part of the map where windows have a winner rather than a tie on blank paper.
  ///
  /// - `title`: The title: `pool 2`.
  /// - `more`: A last line of the legend: where to see more.
  /// - `height`: The most lines that the picture may take; what says how to see the rows that are
  ///   left out.
  package static func block(
    _ route: PoolingRoute, title: String, more: String? = nil, width: Int,
    height: (lines: Int, all: String)? = nil
  ) -> TextBlock {
    let windows = route.windows
    let ofInterest = windows.filter { $0.tied < route.window * route.window }
    let rows = (ofInterest.isEmpty ? windows : ofInterest).map(\.row)
    let columns = (ofInterest.isEmpty ? windows : ofInterest).map(\.column)
    guard let top = rows.min(), let bottom = rows.max(), let left = columns.min(),
      let right = columns.max()
    else { return TextBlock() }

    let picture = Picture(route: route, rows: top..<bottom + 1, columns: left..<right + 1)
    var shown = picture
    // A title and a ruler come first.
    if let height { shown.drop(toHeight: max(1, height.lines - 2)) }
    let block = shown.block(width: width)
    let legendWidth = width - block.width - 3
    let isBeside = legendWidth >= 20
    let rest = height.flatMap { picture.rest(after: shown, all: $0.all) }
    let text =
      (notes(route, windows, picture) + (more == nil ? [] : [" "])
      + [rest, more].compactMap(\.self)).map {
        TextBlock.wrapped($0, width: isBeside ? min(legendWidth, 36) : width, hanging: 2)
      }
    let head = TextBlock.wrapped(
      "\(title)   \(route.names.inputGradient)"
        + " \(route.values.shape), windows \(route.window)x\(route.window)"
        + (route.stride == route.window ? "" : " every \(route.stride)"),
      width: width, hanging: 2)
    let legend = Picture.inkedLegend(.stacked(text))
    return head.above(isBeside ? block.beside(legend, gap: 3) : block.above(legend))
      .clipped(to: width)
  }

  private static func notes(
    _ route: PoolingRoute, _ windows: [PoolingRoute.Window], _ picture: Picture
  ) -> [String] {
    let ties = windows.filter { $0.tied > 1 }
    let outside = windows.filter {
      !picture.rows.contains($0.row) || !picture.columns.contains($0.column)
    }
    let won = route.ties == .first && route.followsRule ? "won, " : ""
    var notes = ["+  \(won)gradient above 0", "-  \(won)gradient below 0", "o  won, gradient 0"]
    if route.gradientOut == nil { notes = ["*  won; no gradient yet"] }
    notes += [".  lost: gets none", ":  as large as the winner", " "]
    notes.append("\(Numbers.count(windows.count, "window")), \(Numbers.count(ties.count)) tied")
    if let gradient = route.gradientOut {
      let cells = gradient.values.count { $0 != 0 }
      notes.append(
        "\(Numbers.count(cells)) of \(Numbers.count(gradient.values.count, "cell")) got gradient")
      if let range = [gradient].range {
        notes.append(
          "from \(Numbers.compact(range.lowerBound)) to \(Numbers.compact(range.upperBound))")
      }
    }
    if !outside.isEmpty {
      notes.append("not shown: \(Numbers.count(outside.count, "window")) around, all ties")
    }
    return notes
  }
}

extension PoolingRoute {
  fileprivate typealias Window = (row: Int, column: Int, tied: Int)

  fileprivate var windows: [Window] {
    winners.indices.map { index in
      let (row, column) = place(of: index)
      return (row, column, tied(row: row, column: column))
    }
  }

  /// The part of the map that these windows cover.
  fileprivate func cover(rows: Range<Int>, columns: Range<Int>) -> Crop {
    Crop(
      rows: rows.lowerBound * stride..<(rows.upperBound - 1) * stride + window,
      columns: columns.lowerBound * stride..<(columns.upperBound - 1) * stride + window)
  }
}

private struct Picture {
  let route: PoolingRoute
  var rows: Range<Int>
  var columns: Range<Int>

  /// Leaves out windows at the bottom until the rest fits.
  mutating func drop(toHeight lines: Int) {
    while rows.count > 1, route.cover(rows: rows, columns: columns).rows.count > lines {
      rows = rows.dropLast()
    }
  }

  /// Which rows a smaller picture leaves out, and how to see them.
  func rest(after shown: Picture, all: String) -> String? {
    let (last, end) = (
      shown.route.cover(rows: shown.rows, columns: columns).rows.upperBound,
      route.cover(rows: rows, columns: columns).rows.upperBound
    )
    guard last < end else { return nil }
    let rest = last == end - 1 ? "row \(last) is" : "rows \(last) to \(end - 1) are"
    return "\(rest) left out: \(all)"
  }

  /// As wide as fits: two columns per cell and a gap between windows, or less.
  func block(width: Int) -> TextBlock {
    let isTiled = route.stride == route.window
    let layouts = [(2, isTiled ? 1 : 0), (1, isTiled ? 1 : 0), (1, 0)]
    var shown = self
    while shown.columns.count > 1, shown.width(cell: 1, gap: 0) > width {
      shown.columns = shown.columns.dropLast()
    }
    let layout = layouts.first { shown.width(cell: $0.0, gap: $0.1) <= width } ?? (1, 0)
    return shown.drawn(cell: layout.0, gap: layout.1).clipped(to: width)
  }

  private func width(cell: Int, gap: Int) -> Int {
    let crop = route.cover(rows: rows, columns: columns)
    return 3 + crop.columns.count * cell + (columns.count - 1) * gap
  }

  private func drawn(cell: Int, gap: Int) -> TextBlock {
    let crop = route.cover(rows: rows, columns: columns)
    var places: [(x: Int, columns: [Int])] = []
    var x = 0
    for column in crop.columns {
      let isNewWindow = (column - crop.columns.lowerBound).isMultiple(of: route.window)
      if gap > 0, isNewWindow, column > crop.columns.lowerBound { x += gap }
      places.append((x, [column]))
      x += cell
    }
    let marks = marks
    let lines = crop.rows.map { row -> String in
      var line = String(row).leftPadded(to: 2) + " "
      for place in places {
        let mark = marks[row * route.values.columns + place.columns[0]]
        line = line.padded(to: 3 + place.x, gap: 0) + String(mark)
      }
      return line
    }
    return TextBlock("   " + Ruler.line(places, width: x)).above(
      TextBlock(rows: TextBlock(lines).rows.map { $0.prefix(3) + Picture.inked($0.dropFirst(3)) }))
  }

  /// The marks of cells in the ink of their meaning.
  static func inked(_ marks: some Collection<Glyph>) -> [Glyph] {
    marks.map { glyph in
      var glyph = glyph
      switch glyph.byte {
      case UInt8(ascii: "+"): glyph.ink = .wonAbove
      case UInt8(ascii: "-"): glyph.ink = .wonBelow
      case UInt8(ascii: "*"), UInt8(ascii: "o"): glyph.ink = .strong
      case UInt8(ascii: "."): glyph.ink = .faint
      default: break
      }
      return glyph
    }
  }

  /// A legend whose lines begin with a mark followed by two spaces.
  static func inkedLegend(_ legend: TextBlock) -> TextBlock {
    TextBlock(
      rows: legend.rows.map { row in
        guard row.count > 3, row[1].byte == 32, row[2].byte == 32 else { return row }
        return inked(row.prefix(1)) + row.dropFirst()
      })
  }

  /// One mark per cell of the whole map.
  private var marks: [Character] {
    var marks = [Character](repeating: " ", count: route.values.values.count)
    for row in rows {
      for column in columns {
        let winner = route.winner(row: row, column: column)
        let largest = route.values[winner.row, winner.column]
        for cell in route.cells(row: row, column: column) {
          let index = cell.row * route.values.columns + cell.column
          if cell == winner {
            marks[index] = route.gradientOut == nil ? "*" : "o"
          } else if [" ", "."].contains(marks[index]) {
            marks[index] = route.values[cell.row, cell.column] == largest ? ":" : "."
          }
        }
      }
    }
    for (index, gradient) in (route.gradientOut?.values ?? []).enumerated() where gradient != 0 {
      marks[index] = gradient.isNaN ? "?" : gradient > 0 ? "+" : "-"
    }
    return marks
  }
}
