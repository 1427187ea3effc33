/// One pooling window in full: its values, who won, what gradient came and where it went.
package enum WindowPicture {
  /// - Precondition: The window exists.
  package static func block(
    _ route: PoolingRoute, row: Int, column: Int, width: Int
  ) -> TextBlock {
    let cells = route.cells(row: row, column: column)
    let winner = route.winner(row: row, column: column)
    let tied = route.tied(row: row, column: column)
    let largest = route.values[winner.row, winner.column]

    let values = Numbers.column(cells.map { route.values[$0.row, $0.column] })
    let switches = cells.map { cell in
      cell == winner
        ? "[won]" : route.values[cell.row, cell.column] == largest ? " tied" : " lost"
    }
    var parts = [
      grid("values", values, route.window).signed(),
      grid("switch", switches, route.window, gap: 1).inked("[won]", .strong)
        .inked("lost", .faint),
    ]
    // What comes in and what goes out in as many digits, for they are to be compared.
    let incoming = route.gradientIn.map { [$0[row, column]] } ?? []
    let outgoing = route.gradientOut.map { plane in cells.map { plane[$0.row, $0.column] } } ?? []
    let numbers = Numbers.column(incoming + outgoing)
    if let number = numbers.prefix(incoming.count).first {
      // Below the heading, at the height of the middle of the grids.
      let lines = [String](repeating: "", count: (route.window - 1) / 2)
      let text = String(number.drop { $0 == " " })
      parts.append(TextBlock(["gradient in"] + lines + [text]).signed())
    }
    if !outgoing.isEmpty {
      let cells = Array(numbers.dropFirst(incoming.count))
      parts.append(grid("gradient out", cells, route.window).signed())
    }
    let (top, left) = (row * route.stride, column * route.stride)
    let head =
      "window (\(row),\(column)) of filter \(route.filter): rows \(top)-\(top + route.window - 1), "
      + "columns \(left)-\(left + route.window - 1) of \(route.source).out[\(route.filter)]"
    return .stacked([
      .wrapped(head, width: width, hanging: 2), TextBlock(""),
      TextBlock.flow(parts.map { $0.indented(2) }, width: width, gap: 3), TextBlock(""),
      .wrapped(explanation(route, cells.count, tied), width: width),
      .wrapped(census(route), width: width),
    ])
  }

  private static func explanation(_ route: PoolingRoute, _ count: Int, _ tied: Int) -> String {
    if tied == 1 {
      return "Moving a loser a little changes nothing downstream, so it gets none."
    }
    let who = tied == count ? "All \(count) cells are" : "\(tied) cells are"
    return "\(who) equally large: a tie, and a rule decides who gets the gradient "
      + "(`set ties`; see `help ties`)."
  }

  private static func census(_ route: PoolingRoute) -> String {
    let ties = route.winners.indices.count { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: route.windowColumns)
      return route.tied(row: row, column: column) > 1
    }
    let all = Numbers.count(route.winners.count, "window")
    return ties == 0
      ? "None of the \(all) of this map ties."
      : "\(Numbers.count(ties)) of the \(all) of this map \(ties == 1 ? "ties" : "tie"): "
        + "see `help ties`."
  }

  private static func grid(
    _ title: String, _ cells: [String], _ columns: Int, gap: Int = 2
  ) -> TextBlock {
    let width = cells.map(\.count).max() ?? 0
    let lines = stride(from: 0, to: cells.count, by: columns).map { start in
      cells[start..<min(start + columns, cells.count)]
        .map { Numbers.padded($0, to: width) }.joined(separator: String(repeating: " ", count: gap))
    }
    return TextBlock([title] + lines)
  }
}
