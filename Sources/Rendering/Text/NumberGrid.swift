/// A map as numbers, with row and column numbers. If it does not fit, the middle is left out.
struct NumberGrid {
  let block: TextBlock
  /// How many numbers are shown.
  let shown: Int

  /// - `format`: The format of the numbers; maps that are compared share one.
  /// - `width`: The width of the screen in columns.
  /// - `maxRows`: The maximum number of rows to show; at least 2.
  init(_ plane: Plane, format: NumberFormat? = nil, width: Int, maxRows: Int = .max) {
    let format = format ?? NumberFormat(for: plane.values)
    let cell = max(format.width, String(plane.columns - 1).count)
    let margin = String(plane.rows - 1).count + 1
    let columns = ElidedIndices(plane.columns, atMost: max(1, (width - margin) / (cell + 2)))
    let rows = ElidedIndices(plane.rows, atMost: maxRows)

    func line(_ head: String, _ text: (Int) -> String) -> String {
      head.leftPadded(to: margin - 1) + " "
        + columns.positions.map { column in
          (column.map(text) ?? "...").leftPadded(to: cell + 2)
        }.joined()
    }
    var lines = [line("") { String($0) }]
    for row in rows.positions {
      lines.append(
        row.map { row in line(String(row)) { format.cells([plane[row, $0]])[0] } }
          ?? line("") { _ in "..." })
    }
    block = TextBlock(lines).signed(fromRow: 1, fromColumn: margin).clipped(to: width)
    shown = rows.shown * columns.shown
  }
}

/// The positions of a list that are shown: all, or the two ends with a gap (`nil`) between them.
struct ElidedIndices {
  let positions: [Int?]

  init(_ count: Int, atMost limit: Int) {
    guard count > limit else {
      positions = (0..<count).map { $0 }
      return
    }
    guard limit >= 3 else {
      positions = [0, nil]
      return
    }
    let head = limit / 2
    let tail = limit - 1 - head
    positions = (0..<head).map { $0 } + [nil] + (count - tail..<count).map { $0 }
  }

  var shown: Int { positions.lazy.filter { $0 != nil }.count }
}
